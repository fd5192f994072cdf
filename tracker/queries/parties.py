"""Reads of the parties that the timeline's events name."""

from __future__ import annotations

import sqlite3

_FIRMS = """
WITH RECURSIVE firms (party) AS (
    SELECT min(party) FROM event_parties WHERE party >= 'org:' AND party < 'org;'
    UNION ALL
    SELECT (SELECT min(party) FROM event_parties WHERE party > firms.party AND party < 'org;')
    FROM firms WHERE party IS NOT NULL
)
SELECT party FROM firms WHERE party IS NOT NULL
"""
"""Steps from each company to the next, for many rows name the same one."""


def is_party_told(db: sqlite3.Connection, code: str) -> bool:
    """Return whether an event has this party."""
    row = db.execute("SELECT 1 FROM event_parties WHERE party = ? LIMIT 1", (code,)).fetchone()
    return row is not None


def firms_told(db: sqlite3.Connection) -> tuple[str, ...]:
    """Return the companies that events have, as "org:Name", each as it is spelt there."""
    return tuple(str(row[0]) for row in db.execute(_FIRMS))
