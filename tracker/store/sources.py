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

POLLS_KEPT = dt.timedelta(days=90)
"""How long a poll that brought nothing is kept."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a source does after a poll, and when it is due again."""

    state: str
    reason: str
    failures: int
    next_poll: dt.datetime


@dataclass(frozen=True, slots=True)
class Move:
    """A permanent redirect: to where, seen on how many days; followed from now on if `final`."""

    to_url: str | None = None
    days: int = 0
    final: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a poll means for its source."""

    health: Health
    move: Move = Move()


@dataclass(frozen=True, slots=True)
class Poll:
    """What one poll brought. `entries` is None where nothing was parsed: the
    answer was an error, or the same as before. `moved_to` is where permanent
    redirects led."""

    status: int | None = None
    size: int = 0
    kind: str = ""
    error: str = ""
    entries: tuple[Entry, ...] | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    newest: dt.datetime | None = None
    rhythm_hours: float | None = None

    moved_to: str | None = None

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
        "UPDATE sources SET url = ?, kind = ?, moved_url = NULL, etag = NULL,"
        " last_modified = NULL, body_hash = NULL, redirect_url = NULL, redirect_days = 0,"
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
            source.official or source.kind == "federal_register",
            source.minutes,
            source.enabled,
            now.isoformat(),
        ),
    )


def record_poll(
    db: sqlite3.Connection, source: int, poll: Poll, verdict: Verdict, now: dt.datetime
) -> int:
    """Record a poll, its entries and the validators of the body they came from, all in one.

    Gives the number of new articles.
    """
    with transaction(db):
        new = record_entries(db, source, poll.entries or (), now)
        _add_poll(db, source, poll, new, now)
        _record_health(db, source, verdict.health, now)
        if poll.good:
            _record_good(db, source, now, new)
        if poll.entries is not None:
            _record_read(db, source, poll, now)
        if poll.good:
            _record_move(db, source, verdict.move, now)
    return new


def _add_poll(db: sqlite3.Connection, source: int, poll: Poll, new: int, now: dt.datetime) -> None:
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
            poll.kind or None,
            poll.error or None,
        ),
    )
    oldest = (now - POLLS_KEPT).isoformat()
    db.execute("DELETE FROM polls WHERE source = ? AND at < ? AND new = 0", (source, oldest))


def _record_move(db: sqlite3.Connection, source: int, move: Move, now: dt.datetime) -> None:
    """Count a permanent redirect, or follow it: what the old address said is void then."""
    db.execute(
        "UPDATE sources SET redirect_url = ?, redirect_days = ?, redirect_seen = ? WHERE id = ?",
        (move.to_url, move.days, now.date().isoformat(), source),
    )
    if not move.final:
        return
    db.execute(
        "INSERT INTO source_moves (source, at, from_url, to_url)"
        " SELECT id, ?, coalesce(moved_url, url), ? FROM sources WHERE id = ?",
        (now.isoformat(), move.to_url, source),
    )
    db.execute(
        "UPDATE sources SET moved_url = ?, etag = NULL, last_modified = NULL, body_hash = NULL,"
        " validated_at = NULL, redirect_url = NULL, redirect_days = 0 WHERE id = ?",
        (move.to_url, source),
    )


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
        "UPDATE sources SET etag = ?, last_modified = ?, body_hash = ?, validated_at = ?,"
        " newest = coalesce(?, newest), rhythm_hours = coalesce(?, rhythm_hours) WHERE id = ?",
        (
            poll.etag,
            poll.last_modified,
            poll.body_hash,
            now.isoformat(),
            poll.newest.isoformat() if poll.newest else None,
            poll.rhythm_hours,
            source,
        ),
    )
