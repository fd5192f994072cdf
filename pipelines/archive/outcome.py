"""What became of the documents of an archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the documents of a block, or of many.

    `empty` are pages without an article; `relevant` the English articles with a word of policy,
    `articles` those of them with mentions; `failed` could not be read.
    """

    documents: int = 0
    empty: int = 0
    other_language: int = 0
    irrelevant: int = 0
    relevant: int = 0
    articles: int = 0
    mentions: int = 0
    failed: int = 0

    def __add__(self, other: Counts) -> Counts:
        mine, theirs = asdict(self), asdict(other)
        return Counts(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read: its place in the block and in the shard, and why."""

    position: int
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was read of a block. `articles` are rows as the writer of the timeline takes them."""

    counts: Counts = Counts()
    articles: Sequence[Mapping[str, Any]] = ()
    failures: Sequence[Failure] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
