"""What the readers of archives give."""

from __future__ import annotations

from dataclasses import dataclass

MOST_BYTES = 12_000_000
"""The largest document that is read; one article is never that large."""


@dataclass(frozen=True, slots=True)
class Record:
    """One document of an archive, as it lies there.

    `kind` is "html" (`data` is a page) or "json" (`data` is the JSON of an article);
    `url` is where a page was found, `seen` when (ISO text). `where` names the record
    within its shard: "line 12". `fault` says why it cannot be read; `data` is empty then.
    """

    kind: str
    data: bytes
    where: str
    url: str = ""
    seen: str = ""
    content_type: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in a shard from which on something could not be read: "byte 4096: ..."."""

    reason: str


def too_large(kind: str, where: str, url: str = "") -> Record:
    """A record in the place of a document that is larger than MOST_BYTES."""
    fault = f"larger than {MOST_BYTES // 1_000_000} MB"
    return Record(kind, b"", where, url, fault=fault)
