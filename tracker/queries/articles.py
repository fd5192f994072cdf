"""Reads of the articles that are still to be fetched or extracted."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.model import Article


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article whose page is to be asked for, and the source that told of it.

    `state` is "new" or "failed" for a first reading; else the page is read
    again, to see whether it was edited.
    """

    id: int
    link: str
    title: str
    state: str
    attempts: int
    first_seen: str
    etag: str | None
    last_modified: str | None
    feed_body: str
    source: int
    source_url: str


def wanted_articles(
    db: sqlite3.Connection, now: dt.datetime, sources: Sequence[int]
) -> tuple[Wanted, ...]:
    """The articles of these sources whose page is due at `now`, new ones first.

    One seen in the future is due, for the clock was set back.
    """
    rows = db.execute(
        "SELECT a.id, a.link, a.entry_title, a.state, a.attempts, a.first_seen, a.etag,"
        " a.last_modified, a.feed_body, a.source, coalesce(s.moved_url, s.url)"
        " FROM articles a JOIN sources s ON s.id = a.source"
        " WHERE a.source IN (SELECT value FROM json_each(:sources))"
        " AND a.next_try IS NOT NULL AND (a.next_try <= :now OR a.first_seen > :now)"
        " AND a.state <> 'gone' ORDER BY a.state <> 'new', a.id",
        {"sources": json.dumps(list(sources)), "now": now.isoformat()},
    )
    return tuple(Wanted(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Pending:
    """An article whose last revision is still to be extracted."""

    id: int
    revision: int
    article: Article


_PENDING = (
    "SELECT a.id, r.id, a.url, r.title, r.text, a.published, a.outlet, a.official"
    " FROM articles a {} JOIN revisions r ON r.article = a.id"
    " AND r.number = (SELECT max(number) FROM revisions WHERE article = a.id) WHERE "
)
_BY_EXTRACTOR = "INDEXED BY articles_by_extractor"
_STALE = ("extractor IS NULL", "extractor < ?1", "extractor > ?1")
"""An article that was read by another version; so put, each part is a range of an index."""


def pending_articles(db: sqlite3.Connection) -> tuple[Pending, ...]:
    """The articles that are fetched and not yet extracted, by their day."""
    rows = db.execute(f"{_PENDING.format('')} a.state = 'fetched' ORDER BY a.published, a.id")
    return _pending(rows)


def stale_articles(db: sqlite3.Connection, version: str, most: int) -> tuple[Pending, ...]:
    """At most so many articles that another version of the extractor has read, new ones first."""
    found: tuple[Pending, ...] = ()
    for part in _STALE:
        rows = db.execute(
            f"{_PENDING.format(_BY_EXTRACTOR)} a.state = 'extracted' AND a.{part}"
            " ORDER BY a.extractor DESC, a.published DESC LIMIT ?2",
            (version, most - len(found)),
        )
        found += _pending(rows)
    return found


def count_stale(db: sqlite3.Connection, version: str) -> int:
    """How many articles another version of the extractor has read."""
    query = f"SELECT count(*) FROM articles {_BY_EXTRACTOR} WHERE state = 'extracted' AND ?1 = ?1"  # noqa: S608
    counts = (db.execute(f"{query} AND {part}", (version,)).fetchone() for part in _STALE)
    return sum(int(row[0]) for row in counts)


def _pending(rows: Iterable[sqlite3.Row]) -> tuple[Pending, ...]:
    return tuple(
        Pending(
            row[0],
            row[1],
            Article(row[2], row[3], row[4], dt.date.fromisoformat(row[5]), row[6], bool(row[7])),
        )
        for row in rows
    )
