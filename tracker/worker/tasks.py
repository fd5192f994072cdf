"""What a child can do. A task takes bytes and options, and gives what JSON can hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pipelines.article import plain_body, read_page
from pipelines.discover import named_feeds
from pipelines.federal_register import read_federal_register
from pipelines.feed import Feed, read_feed
from pipelines.listing import Selectors, read_listing
from pipelines.sitemap import read_sitemap


def _feed(data: bytes, url: str, content_type: str) -> dict[str, Any]:
    return _rows(read_feed(data, url, content_type))


def _listing(data: bytes, url: str, content_type: str, **selectors: str) -> dict[str, Any]:
    return _rows(Feed("", read_listing(data, url, Selectors(**selectors), content_type)))


def _sitemap(data: bytes, url: str, content_type: str) -> dict[str, Any]:
    sitemap = read_sitemap(data, url, content_type)
    rows = _rows(Feed("", sitemap.entries))
    return rows | {"parts": sitemap.parts, "dated": sitemap.dated}


def _federal_register(data: bytes, url: str, content_type: str) -> dict[str, Any]:
    return _rows(Feed("", read_federal_register(data, url)))


def _page(data: bytes, url: str, content_type: str) -> dict[str, Any]:
    page = read_page(data, url, content_type)
    return dataclasses.asdict(page) | {"day": page.day.isoformat() if page.day else None}


def _feeds(data: bytes, url: str, content_type: str) -> list[dict[str, Any]]:
    return [dataclasses.asdict(named) for named in named_feeds(data, url, content_type)]


def _rows(feed: Feed) -> dict[str, Any]:
    """A feed as JSON, its entries' bodies already plain."""
    return {
        "title": feed.title,
        "ttl_minutes": feed.ttl_minutes,
        "entries": [
            dataclasses.asdict(entry)
            | {
                "published": entry.published.isoformat() if entry.published else None,
                "day": entry.day.isoformat() if entry.day else None,
                "body": plain_body(entry.body),
            }
            for entry in feed.entries
        ],
    }


TASKS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "feed": _feed,
        "sitemap": _sitemap,
        "federal_register": _federal_register,
        "listing": _listing,
        "feeds": _feeds,
        "page": _page,
    }
)
"""The tasks of a child, by name."""
