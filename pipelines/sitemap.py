"""The bytes of a sitemap, a news sitemap above all -> its entries, the newest first.

The formats are those of sitemaps.org 0.9 and of Google's news extension.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipelines.dates import Moment, read_moment
from pipelines.errors import FeedError
from pipelines.markup import refuse_subset, unzipped
from pipelines.model import Entry
from pipelines.obstacle import WORDS, obstacle
from pipelines.plain import one_line
from pipelines.url import web_url

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_ENTRIES = 500
"""Entries taken from one sitemap: the newest; it may list 50,000."""

_NO_DAY = dt.date.min


def read_sitemap(data: bytes, url: str, content_type: str = "") -> tuple[Entry, ...]:
    """The newest entries of the sitemap `data`, which came from `url`; it may be gzipped.

    Raises FeedError where it is none, or an index of sitemaps: the error names
    the newest one in it.
    """
    xml = unzipped(data, url)
    refuse_subset(xml, url)
    entries: list[Entry] = []
    children: list[tuple[str, str]] = []
    for element in _elements(xml, url):
        if _name(element) == "sitemap":
            children.append((_text(element, "lastmod"), _text(element, "loc")))
        elif (entry := _entry(element, url)) is not None:
            entries.append(entry)
    if children and not entries:
        newest = max(children)[1][:300]
        raise FeedError(f"{url}: this is an index of sitemaps; take one of them, such as {newest}")
    if not entries:
        raise _no_sitemap(xml, url, content_type)
    entries.sort(key=lambda entry: entry.day or _NO_DAY, reverse=True)
    return tuple(entries[:MAX_ENTRIES])


def _elements(xml: bytes, url: str) -> Iterator[_Element]:
    """Each url and sitemap element, freed after use; what is malformed ends the document."""
    from lxml import etree

    steps = etree.iterparse(
        io.BytesIO(xml),
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
    )
    try:
        for _, element in steps:
            yield element
            element.clear()
    except etree.XMLSyntaxError:
        return


def _entry(element: _Element, url: str) -> Entry | None:
    link = web_url(_text(element, "loc"), url)
    if link is None:
        return None
    told = _moment(element)
    return Entry(
        link=link,
        title=one_line(_text(element, "title")),
        published=told.at if told else None,
        day=told.day if told else None,
    )


def _moment(element: _Element) -> Moment | None:
    return read_moment(_text(element, "publication_date")) or read_moment(_text(element, "lastmod"))


def _text(element: _Element, name: str) -> str:
    """The words of the first descendant with this local name, whatever its namespace."""
    found = next(element.iter(f"{{*}}{name}"), None)
    return " ".join(str(found.xpath("string()")).split()) if found is not None else ""


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _no_sitemap(xml: bytes, url: str, content_type: str) -> FeedError:
    kind = obstacle(xml, content_type)
    if kind:
        return FeedError(f"{url}: {WORDS[kind]} stands where a sitemap was expected", kind)
    return FeedError(f"{url}: this is no sitemap with an address in it")
