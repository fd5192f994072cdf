"""Reads of the events that a digest may tell of, with their sources."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.model import Event

_EVENT = (
    "id, story, instrument, action, status, items, actors, targets, date, date_precision, day,"
    " day_from_article, effective_from, effective_until, level_from, level_to, corroboration,"
    " confidence, first_seen, last_seen, headline, label, hidden,"
    " NOT EXISTS (SELECT 1 FROM events o WHERE o.story = events.story AND o.day < events.day"
    " AND o.hidden = 0) AS first_of_story"
)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event that a digest may tell of; `first_of_story` where nothing came before it."""

    event: Event
    headline: str
    label: str
    hidden: bool
    first_of_story: bool


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A mention of an event, in its article; `source` is the configured name or empty."""

    outlet: str
    url: str
    title: str
    published: dt.date | None
    official: bool
    source: str
    quote: str
    attribution: str | None


def candidates(db: sqlite3.Connection, since: dt.date, until: dt.date) -> tuple[Candidate, ...]:
    """Return the events whose day lies from `since` up to, and without, `until`."""
    rows = db.execute(
        f"SELECT {_EVENT} FROM events WHERE hidden = 0 AND day >= ? AND day < ?"  # noqa: S608
        " ORDER BY day, id",
        (since.isoformat(), until.isoformat()),
    )
    return tuple(_candidate(row) for row in rows)


def untold(db: sqlite3.Connection, name: str, before: dt.date) -> tuple[Candidate, ...]:
    """Return the events of days before `before` that no digest of a series has told of."""
    rows = db.execute(
        f"SELECT {_EVENT} FROM events WHERE hidden = 0 AND day < ?"  # noqa: S608
        " AND NOT EXISTS (SELECT 1 FROM told WHERE told.name = ? AND told.event = events.id)"
        " ORDER BY day, id",
        (before.isoformat(), name),
    )
    return tuple(_candidate(row) for row in rows)


def events_by_id(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Candidate]:
    """Return the events with these ids, also hidden ones; those that are gone are missing."""
    wanted = list(ids)
    found: dict[str, Candidate] = {}
    for at in range(0, len(wanted), _CHUNK):
        some = wanted[at : at + _CHUNK]
        marks = ",".join("?" * len(some))
        rows = db.execute(f"SELECT {_EVENT} FROM events WHERE id IN ({marks})", some)  # noqa: S608
        found |= {row["id"]: _candidate(row) for row in rows}
    return found


def witnessed(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, list[Witnessed]]:
    """Return the mentions of events, by event, in the order of their articles' days."""
    wanted = list(ids)
    found: dict[str, list[Witnessed]] = defaultdict(list)
    for at in range(0, len(wanted), _CHUNK):
        some = wanted[at : at + _CHUNK]
        marks = ",".join("?" * len(some))
        rows = db.execute(
            "SELECT m.event, a.outlet, a.url, a.title, a.published, a.official,"  # noqa: S608
            " coalesce(s.name, ''), m.quote, m.attribution"
            " FROM mentions m JOIN articles a ON a.id = m.article"
            " LEFT JOIN sources s ON s.id = a.source"
            f" WHERE m.withdrawn IS NULL AND m.event IN ({marks})"
            " ORDER BY a.published, a.id, m.start",
            some,
        )
        for event, *values in rows:
            found[event].append(_witnessed(*values))
    return found


def source_health(db: sqlite3.Connection) -> tuple[int, tuple[str, ...]]:
    """Return how many sources are polled, and the names of those that fail."""
    rows = db.execute("SELECT name, state FROM sources WHERE enabled ORDER BY name").fetchall()
    failing = tuple(row["name"] for row in rows if row["state"] in ("failing", "stale", "gone"))
    return len(rows), failing


def _candidate(row: sqlite3.Row) -> Candidate:
    event = Event(
        id=row["id"],
        story=row["story"],
        instrument=row["instrument"],
        action=row["action"],
        status=row["status"],
        items=tuple(json.loads(row["items"])),
        actors=tuple(json.loads(row["actors"])),
        targets=tuple(json.loads(row["targets"])),
        date=row["date"],
        date_precision=row["date_precision"],
        day=dt.date.fromisoformat(row["day"]),
        day_from_article=bool(row["day_from_article"]),
        effective_from=row["effective_from"],
        effective_until=row["effective_until"],
        level_from=row["level_from"],
        level_to=row["level_to"],
        corroboration=row["corroboration"],
        confidence=row["confidence"],
        evidence=(),
        first_seen=dt.datetime.fromisoformat(row["first_seen"]),
        last_seen=dt.datetime.fromisoformat(row["last_seen"]),
    )
    return Candidate(
        event, row["headline"], row["label"], bool(row["hidden"]), bool(row["first_of_story"])
    )


def _witnessed(outlet: str, url: str, title: str, published: str | None, *rest: str) -> Witnessed:
    day = dt.date.fromisoformat(published) if published else None
    official, source, quote, attribution = rest
    return Witnessed(outlet, url, title, day, bool(official), source, quote, attribution)
