"""Reads of the events that a digest may tell of, with their sources."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.model import Event
from tracker.queries.events import places
from tracker.queries.filters import Filters
from tracker.rows import event_of

_FIRST_OF_STORY = (
    "NOT EXISTS (SELECT 1 FROM events o WHERE o.story = e.story AND o.day < e.day"
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
    """A mention of an event, in its article."""

    outlet: str
    url: str
    title: str
    published: dt.date | None
    official: bool
    attribution: str | None


def candidates(db: sqlite3.Connection, filters: Filters) -> tuple[Candidate, ...]:
    """Return the events that the filters mean, by day."""
    query, values = places(filters)
    rows = db.execute(
        f"SELECT e.*, {_FIRST_OF_STORY} FROM events e WHERE e.place IN ({query})"  # noqa: S608
        " ORDER BY e.day, e.id",
        values,
    )
    return tuple(_candidate(row) for row in rows)


def untold(db: sqlite3.Connection, name: str, filters: Filters) -> tuple[Candidate, ...]:
    """Return those of the events that no digest of a series has told of."""
    query, values = places(filters)
    rows = db.execute(
        f"SELECT e.*, {_FIRST_OF_STORY} FROM events e WHERE e.place IN ({query})"  # noqa: S608
        " AND NOT EXISTS (SELECT 1 FROM told WHERE told.name = ? AND told.event = e.id)"
        " ORDER BY e.day, e.id",
        (*values, name),
    )
    return tuple(_candidate(row) for row in rows)


def events_by_id(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Candidate]:
    """Return the events with these ids, also hidden ones; those that are gone are missing."""
    wanted = list(ids)
    found: dict[str, Candidate] = {}
    for at in range(0, len(wanted), _CHUNK):
        some = wanted[at : at + _CHUNK]
        marks = ",".join("?" * len(some))
        rows = db.execute(
            f"SELECT e.*, {_FIRST_OF_STORY} FROM events e WHERE e.id IN ({marks})",  # noqa: S608
            some,
        )
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
            " m.attribution FROM mentions m JOIN articles a ON a.id = m.article"
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
    return Candidate(
        event_of(row),
        row["headline"],
        row["label"],
        bool(row["hidden"]),
        bool(row["first_of_story"]),
    )


def _witnessed(
    outlet: str, url: str, title: str, published: str | None, *rest: str | None
) -> Witnessed:
    day = dt.date.fromisoformat(published) if published else None
    official, attribution = rest
    return Witnessed(outlet, url, title, day, bool(official), attribution)
