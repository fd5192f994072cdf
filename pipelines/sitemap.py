"""The bytes of a sitemap, a news sitemap above all -> its entries, the newest first.

Of an index, which names other sitemaps, the newest of those.

The formats are those of sitemaps.org 0.9 and of Google's news extension.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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

MAX_PARTS = 3
"""Sitemaps taken from an index: those that changed last, and of the undated the last named."""

_NO_DAY = dt.date.min
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists: pages, or, where it is an index, the addresses of other sitemaps.

    `dated` tells whether an index gives the time of each part's last change,
    so that the same index means the same parts.
    """

    entries: tuple[Entry, ...]
    parts: tuple[str, ...] = ()
    dated: bool = True


@dataclass(frozen=True, slots=True)
class _Part:
    """A sitemap that an index names."""

    url: str
    changed: Moment | None

    @property
    def at(self) -> dt.datetime:
        """When it changed, at the latest."""
        if self.changed is None:
            return _NEVER
        return self.changed.at or dt.datetime.combine(self.changed.day, dt.time.max, dt.UTC)


def read_sitemap(data: bytes, url: str, content_type: str = "") -> Sitemap:
    """What the sitemap `data`, which came from `url`, lists; it may be gzipped.

    Raises FeedError where it is none.
    """
    xml = unzipped(data, url)
    refuse_subset(xml, url)
    entries: list[Entry] = []
    parts: list[_Part] = []
    for element in _elements(xml, url):
        if _name(element) == "sitemap":
            parts.extend(_parts(element, url))
        elif (entry := _entry(element, url)) is not None:
            entries.append(entry)
    if parts and not entries:
        return _index(parts)
    if not entries:
        raise _no_sitemap(xml, url, content_type)
    return Sitemap(newest(entries))


def newest(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The newest MAX_ENTRIES of them, the newest first."""
    ordered = sorted(entries, key=lambda entry: entry.day or _NO_DAY, reverse=True)
    return tuple(ordered[:MAX_ENTRIES])


def _index(parts: Sequence[_Part]) -> Sitemap:
    places = sorted(range(len(parts)), key=lambda n: (parts[n].at, n), reverse=True)
    chosen = [parts[place] for place in places[:MAX_PARTS]]
    dated = all(part.changed is not None and part.changed.at is not None for part in chosen)
    return Sitemap((), tuple(part.url for part in chosen), dated)


def _parts(element: _Element, url: str) -> Iterator[_Part]:
    link = web_url(_text(element, "loc"), url)
    if link is not None:
        yield _Part(link, read_moment(_text(element, "lastmod")))


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
