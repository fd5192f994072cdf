"""An HTML page that lists articles, and the operator's CSS selectors -> entries.

Always lxml behind BeautifulSoup: the parser of the standard library takes a
minute over 60 KB of open tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.dates import Moment, read_moment
from pipelines.errors import ListingError
from pipelines.markup import decode
from pipelines.model import Entry
from pipelines.plain import one_line
from pipelines.url import web_url

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

MAX_ENTRIES = 500
"""Entries read from one page; those after it are left out."""

_DATED_PATH = re.compile(r"/(20\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=\D)")


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors: of an entry in the page, and of its link, title and date in the entry.

    Without `link` the entry itself or its first link is taken; without `title`
    the link's words; without `date` the entry's first time element, or the date
    in the link's path.
    """

    entry: str
    link: str = ""
    title: str = ""
    date: str = ""


def read_listing(
    data: bytes, url: str, selectors: Selectors, content_type: str = ""
) -> tuple[Entry, ...]:
    """The entries of the listing page `data`, which came from `url`.

    Raises ListingError where a selector is wrong or finds no entry with a link.
    """
    page = _soup(decode(data, content_type))
    base = _base(page, url)
    entries = tuple(_entries(_select(page, selectors.entry, url), base, selectors))
    if not entries:
        raise ListingError(
            f'{url}: no entry with a link matches the selector "{selectors.entry}";'
            " the page may have a new layout"
        )
    return entries


def _soup(text: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup

    return BeautifulSoup(text, "lxml")


def _base(page: BeautifulSoup, url: str) -> str:
    base = page.select_one("base[href]")
    return (web_url(str(base["href"]), url) if base else None) or url


def _select(within: BeautifulSoup | Tag, selector: str, url: str) -> list[Tag]:
    from soupsieve import SelectorSyntaxError

    try:
        return list(within.select(selector, limit=MAX_ENTRIES))
    except SelectorSyntaxError as error:
        fault = str(error).splitlines()[0]
        raise ListingError(f'{url}: the selector "{selector}" is wrong: {fault}') from error


def _entries(rows: list[Tag], base: str, selectors: Selectors) -> Iterator[Entry]:
    seen = set()
    for row in rows:
        entry = _entry(row, base, selectors)
        if entry is not None and entry.link not in seen:
            seen.add(entry.link)
            yield entry


def _entry(row: Tag, base: str, selectors: Selectors) -> Entry | None:
    anchor = _anchor(row, selectors.link, base)
    link = web_url(str(anchor["href"]), base) if anchor is not None else None
    if anchor is None or link is None:
        return None
    told = _date(row, selectors.date, base) or read_moment(_day_in(link))
    return Entry(
        link=link,
        title=_title(row, anchor, selectors.title, base),
        published=told.at if told else None,
        day=told.day if told else None,
    )


def _anchor(row: Tag, selector: str, base: str) -> Tag | None:
    """The element with the link: the first selected one that has words."""
    chosen = _select(row, selector, base) if selector else [row, *row.select("a[href]")]
    within = [tag if tag.get("href") else tag.select_one("a[href]") for tag in chosen]
    anchors = [tag for tag in within if tag is not None and tag.get("href")]
    worded = (tag for tag in anchors if tag.get_text(strip=True))
    return next(worded, anchors[0] if anchors else None)


def _title(row: Tag, anchor: Tag, selector: str, base: str) -> str:
    chosen = _select(row, selector, base) if selector else []
    texts = [tag.get_text(" ") for tag in (*chosen, anchor)]
    titles = (one_line(text) for text in (*texts, str(anchor.get("title", ""))))
    return next((title for title in titles if title), one_line(row.get_text(" "))[:300])


def _date(row: Tag, selector: str, base: str) -> Moment | None:
    for tag in _select(row, selector or "time", base):
        attributes = (str(tag.get(name, "")) for name in ("datetime", "content", "data-date"))
        for written in (*attributes, tag.get_text(" ", strip=True)):
            if told := read_moment(written):
                return told
    return None


def _day_in(link: str) -> str:
    found = _DATED_PATH.search(link)
    return "-".join(found.groups()) if found else ""
