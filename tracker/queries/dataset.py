"""Reads of the whole timeline, row by row, as a dataset holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

MENTIONS = """
SELECT m.instrument, CAST(substr(m.published, 1, 4) AS INTEGER) AS year, m.id, m.event, m.action,
    m.status, m.items, m.actors, m.targets, m.date, m.published, m.attribution, m.effective_from,
    m.effective_until, m.level_from, m.level_to, m.quote, m.field, m.rule, m.confidence, a.title,
    a.url, a.outlet, a.official, m.seen
FROM mentions m JOIN articles a ON a.id = m.article WHERE m.withdrawn IS NULL
ORDER BY m.instrument, year, m.published, m.id
"""

EVENTS = """
SELECT instrument, CAST(substr(day, 1, 4) AS INTEGER) AS year, id, story, headline, label, action,
    direction, status, items, actors, targets, date, date_precision, day, effective_from,
    effective_until, level_from, level_to, corroboration, confidence, mentions, witnesses,
    first_published, last_published, first_seen, last_seen
FROM events WHERE hidden = 0 ORDER BY instrument, year, place
"""


def all_mentions(db: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    """Every mention with its article, by instrument and year of publication."""
    return iter(db.execute(MENTIONS))


def all_events(db: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    """Every event that is not hidden, by instrument and year."""
    return iter(db.execute(EVENTS))
