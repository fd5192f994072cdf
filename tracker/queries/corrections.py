"""Reads of the corrections that persons made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


def list_corrections(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Every correction, the latest first, with the event that its mentions belong to now.

    "event" is None where all of these mentions are gone.
    """
    rows = db.execute("SELECT id, at, kind, payload, reason, undone_at FROM corrections").fetchall()
    found = [dict(row) | {"payload": json.loads(row["payload"])} for row in rows]
    for row in found:
        row["event"], row["headline"] = _event(db, row["payload"]["anchors"])
    return sorted(found, key=lambda row: -int(row["id"]))


def headlines(db: sqlite3.Connection, events: Iterable[str]) -> dict[str, str]:
    """The headlines of the events that there are, by id."""
    rows = db.execute(
        "SELECT id, headline FROM events WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(events)),),
    )
    return dict(rows.fetchall())


def _event(db: sqlite3.Connection, anchors: list[str]) -> tuple[str | None, str | None]:
    row = db.execute(
        "SELECT e.id, e.headline FROM json_each(?) j JOIN mentions m ON m.id = j.value"
        " JOIN events e ON e.id = m.event WHERE m.withdrawn IS NULL ORDER BY j.key LIMIT 1",
        (json.dumps(anchors),),
    ).fetchone()
    return (row[0], row[1]) if row else (None, None)
