"""Which feeds a web page names: <link rel="alternate"> as feed readers know it."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.errors import ListingError
from pipelines.markup import decode
from pipelines.plain import one_line
from pipelines.url import web_url

FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
)

MAX_FEEDS = 20
"""Feeds named by one page; those after them are left out."""


@dataclass(frozen=True, slots=True)
class Named:
    """A feed that a page names: its absolute address and its title, maybe ""."""

    url: str
    title: str


def named_feeds(data: bytes, url: str, content_type: str = "") -> tuple[Named, ...]:
    """Return the feeds that the page `data`, which came from `url`, names, in its order.

    Raises ListingError where the page cannot be read.
    """
    from lxml import html

    try:
        parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
        page = decode(data, content_type).replace("\0", "").encode("utf-8", "replace")
        tree = html.document_fromstring(page, parser=parser)
    except (ValueError, html.etree.LxmlError) as error:
        raise ListingError(f"{url}: the page is empty or cannot be read") from error
    found: dict[str, Named] = {}
    for link in tree.iter("link"):
        kind = (link.get("type") or "").split(";")[0].strip().lower()
        alternate = "alternate" in (link.get("rel") or "").lower().split()
        address = web_url(link.get("href") or "", url)
        if alternate and kind in FEED_TYPES and address:
            found.setdefault(address, Named(address, one_line(link.get("title") or "")))
    return tuple(found.values())[:MAX_FEEDS]
