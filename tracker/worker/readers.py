"""What the parent asks: the readers of the pipelines, run in a child.

Each raises what its reader raises, and a DocumentError where a limit was broken.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from pipelines.article import Page
from pipelines.discover import Named
from pipelines.feed import Feed
from pipelines.listing import Selectors
from pipelines.model import Entry
from pipelines.sitemap import Sitemap
from tracker.worker.pool import Workers


def parse_feed(workers: Workers, data: bytes, url: str, content_type: str) -> Feed:
    """pipelines.feed.read_feed in a child."""
    return _as_feed(workers.run("feed", data, {"url": url, "content_type": content_type}))


def parse_sitemap(workers: Workers, data: bytes, url: str, content_type: str) -> Sitemap:
    """pipelines.sitemap.read_sitemap in a child."""
    row = workers.run("sitemap", data, {"url": url, "content_type": content_type})
    return Sitemap(_as_feed(row).entries, tuple(row["parts"]), row["dated"])


def parse_federal_register(workers: Workers, data: bytes, url: str, content_type: str) -> Feed:
    """pipelines.federal_register.read_federal_register in a child, as a Feed without a title."""
    options = {"url": url, "content_type": content_type}
    return _as_feed(workers.run("federal_register", data, options))


def parse_listing(
    workers: Workers, data: bytes, url: str, content_type: str, selectors: Selectors
) -> Feed:
    """pipelines.listing.read_listing in a child, as a Feed without a title."""
    options = {"url": url, "content_type": content_type}
    return _as_feed(workers.run("listing", data, options | dataclasses.asdict(selectors)))


def parse_page(workers: Workers, data: bytes, url: str, content_type: str) -> Page:
    """pipelines.article.read_page in a child."""
    row = workers.run("page", data, {"url": url, "content_type": content_type})
    return Page(**{**row, "day": _day(row["day"])})


def name_feeds(workers: Workers, data: bytes, url: str, content_type: str) -> tuple[Named, ...]:
    """pipelines.discover.named_feeds in a child."""
    rows = workers.run("feeds", data, {"url": url, "content_type": content_type})
    return tuple(Named(**row) for row in rows)


def _as_feed(row: Mapping[str, Any]) -> Feed:
    entries = tuple(_as_entry(entry) for entry in row["entries"])
    return Feed(row["title"], entries, row["ttl_minutes"])


def _as_entry(row: Mapping[str, Any]) -> Entry:
    published = row["published"]
    at = dt.datetime.fromisoformat(published) if published else None
    return Entry(**{**row, "published": at, "day": _day(row["day"])})


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
