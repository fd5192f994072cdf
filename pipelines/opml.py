"""OPML: the subscriptions of a feed reader, read and written.

The file comes from anywhere: a document type is refused, so that no entity
is ever declared, and no tree is built, so that depth costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from pipelines.errors import DocumentError

_LIMIT = 5_000_000


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed of an OPML file."""

    title: str
    url: str


def read_opml(document: bytes) -> tuple[Subscription, ...]:
    """Return the feeds of an OPML file in order, each address once.

    Raises DocumentError where it is no XML, declares a document type, is
    larger than 5 MB or holds no feed.
    """
    if len(document) > _LIMIT:
        raise DocumentError(f"larger than {_LIMIT // 1_000_000} MB")
    found: dict[str, Subscription] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        url = attributes.get("xmlUrl", "").strip()
        if name.lower() == "outline" and url:
            title = attributes.get("title") or attributes.get("text") or ""
            found.setdefault(url, Subscription(" ".join(title.split()), url))

    _parse(document, start)
    if not found:
        raise DocumentError("no outline with an xmlUrl in it")
    return tuple(found.values())


def _parse(document: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        raise DocumentError(f"not well-formed XML: {error}") from None


def _refuse(*_: object) -> None:
    raise DocumentError("it declares a document type, which is refused")


def write_opml(subscriptions: Iterable[Subscription], title: str) -> str:
    """Return an OPML 2.0 document."""
    outlines = [
        f'    <outline type="rss" text={quoteattr(one.title)} title={quoteattr(one.title)}'
        f" xmlUrl={quoteattr(one.url)}/>"
        for one in subscriptions
    ]
    head = f"  <head>\n    <title>{escape(title)}</title>\n  </head>"
    body = "\n".join(["  <body>", *outlines, "  </body>"])
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n{head}\n{body}\n</opml>\n'
    )
