"""Reads of the events that are new or changed since a moment: what `tracker watch` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.queries.conditions import arms, joined, marks
from tracker.queries.events import Row, event_row, sources_of

if TYPE_CHECKING:
    import sqlite3

    from tracker.queries.filters import Filters


def last_change(db: sqlite3.Connection) -> str:
    """When an event changed last, as the database has it; "" where there is none."""
    return str(db.execute("SELECT coalesce(max(changed), '') FROM events").fetchone()[0])


def changed_events(db: sqlite3.Connection, filters: Filters, since: str) -> list[Row]:
    """The events that the filters mean and that changed at `since` or later, in that order."""
    places: set[int] = set()
    for arm in arms(filters):
        condition, values = joined((*arm.conditions, ("e.changed >= ?", (since,))))
        query = f"SELECT e.place FROM {arm.tables} WHERE {condition}"  # noqa: S608
        places |= {row[0] for row in db.execute(query, values)}
    rows = db.execute(
        f"SELECT * FROM events WHERE place IN ({marks(list(places))})"  # noqa: S608
        " ORDER BY changed, place",
        list(places),
    ).fetchall()
    sources = sources_of(db, [row["id"] for row in rows])
    return [event_row(row) | {"sources": sources[row["id"]]} for row in rows]
