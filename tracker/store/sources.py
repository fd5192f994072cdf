"""Writes of the sources and their polls."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.model import Entry
from tracker.config import SourceConfig
from tracker.schema import transaction
from tracker.store.articles import record_entries


@dataclass(frozen=True, slots=True)
class Health:
    """How a source does after a poll, and when it is due again."""

    state: str
    reason: str
    failures: int
    next_poll: dt.datetime


@dataclass(frozen=True, slots=True)
class Poll:
    """What one poll brought. `entries` is None where nothing was parsed: the
    answer was an error, or said that nothing has changed."""

    status: int | None = None
    size: int = 0
    kind: str = ""
    error: str = ""
    entries: tuple[Entry, ...] | None = None
    etag: str | None = None
    last_modified: str | None = None
    newest: dt.datetime | None = None
    rhythm_hours: float | None = None

    @property
    def good(self) -> bool:
        """Whether the source answered as it should."""
        return not self.error


def sync_sources(
    db: sqlite3.Connection, configured: Iterable[SourceConfig], now: dt.datetime
) -> None:
    """Make the sources in the database those of the configuration.

    A source that is configured no more is kept for its history, but not polled.
    Where an address was changed, what was known about the old one is forgotten.
    """
    with transaction(db):
        db.execute("UPDATE sources SET enabled = 0")
        for source in configured:
            _sync(db, source, now)


def _sync(db: sqlite3.Connection, source: SourceConfig, now: dt.datetime) -> None:
    db.execute(
        "UPDATE sources SET url = ?, kind = ?, moved_url = NULL, etag = NULL, last_modified = NULL,"
        " validated_at = NULL, next_poll = NULL, failures = 0, state = 'new', reason = '',"
        " since = ?, newest = NULL, rhythm_hours = NULL WHERE name = ? AND (url, kind) <> (?, ?)",
        (source.url, source.kind, now.isoformat(), source.name, source.url, source.kind),
    )
    db.execute(
        "INSERT INTO sources (name, kind, url, outlet, official, minutes, enabled, since)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
        " outlet = excluded.outlet, official = excluded.official, minutes = excluded.minutes,"
        " enabled = excluded.enabled",
        (
            source.name,
            source.kind,
            source.url,
            source.outlet,
            source.official,
            source.minutes,
            source.enabled,
            now.isoformat(),
        ),
    )


def record_poll(
    db: sqlite3.Connection, source: int, poll: Poll, health: Health, now: dt.datetime
) -> int:
    """Record a poll, its entries and the validators of the body they came from, all in one.

    Gives the number of new articles.
    """
    with transaction(db):
        new = record_entries(db, source, poll.entries or (), now)
        db.execute(
            "INSERT INTO polls (source, at, status, bytes, entries, new, kind, error)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                source,
                now.isoformat(),
                poll.status,
                poll.size,
                len(poll.entries or ()),
                new,
                poll.kind,
                poll.error,
            ),
        )
        _record_health(db, source, health, now)
        if poll.good:
            _record_good(db, source, now, new)
        if poll.entries is not None:
            _record_read(db, source, poll, now)
    return new


def _record_health(db: sqlite3.Connection, source: int, health: Health, now: dt.datetime) -> None:
    db.execute(
        "UPDATE sources SET last_poll = ?, next_poll = ?, failures = ?,"
        " since = CASE WHEN state = ? THEN since ELSE ? END, state = ?, reason = ? WHERE id = ?",
        (
            now.isoformat(),
            health.next_poll.isoformat(),
            health.failures,
            health.state,
            now.isoformat(),
            health.state,
            health.reason,
            source,
        ),
    )


def _record_good(db: sqlite3.Connection, source: int, now: dt.datetime, new: int) -> None:
    moment = now.isoformat()
    db.execute(
        "UPDATE sources SET last_good = ?, last_new = CASE WHEN ? THEN ? ELSE last_new END"
        " WHERE id = ?",
        (moment, new, moment, source),
    )


def _record_read(db: sqlite3.Connection, source: int, poll: Poll, now: dt.datetime) -> None:
    """What belongs to the body that was parsed, and to no other."""
    db.execute(
        "UPDATE sources SET etag = ?, last_modified = ?, validated_at = ?,"
        " newest = coalesce(?, newest), rhythm_hours = coalesce(?, rhythm_hours) WHERE id = ?",
        (
            poll.etag,
            poll.last_modified,
            now.isoformat(),
            poll.newest.isoformat() if poll.newest else None,
            poll.rhythm_hours,
            source,
        ),
    )
