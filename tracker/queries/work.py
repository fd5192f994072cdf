"""Whether there is anything to collect or to extract: what the daemon asks each minute."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Poll:
    """How one poll of a source went; `attempt` counts the failures in a row, from 1."""

    id: int
    source: str
    attempt: int
    state: str
    status: int | None
    entries: int
    new: int
    error: str


def is_gather_due(db: sqlite3.Connection, now: dt.datetime, names: Iterable[str]) -> bool:
    """Return whether a source's poll or an article's page is due, or an article waits.

    `names` are those of the configured sources: one that the database does not
    know yet is due.
    """
    moment = now.isoformat()
    known = {row[0] for row in db.execute("SELECT name FROM sources WHERE enabled")}
    if known != set(names):
        return True
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM sources WHERE enabled AND state <> 'gone'"
        " AND (next_poll IS NULL OR next_poll <= ?))"
        " OR EXISTS (SELECT 1 FROM sources s CROSS JOIN articles a"
        "  ON a.source = s.id AND a.next_try <= ? WHERE s.enabled AND a.state <> 'gone')"
        " OR EXISTS (SELECT 1 FROM articles WHERE state = 'fetched')",
        (moment, moment),
    ).fetchone()
    return bool(row[0])


def last_poll(db: sqlite3.Connection) -> int:
    """Return the id of the last poll, 0 where there was none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM polls").fetchone()[0])


def polls_after(db: sqlite3.Connection, poll: int) -> tuple[Poll, ...]:
    """Return the polls after the one with this id, in order."""
    rows = db.execute(
        "SELECT p.id, s.name, max(s.failures, 1), s.state, p.status, p.entries, p.new,"
        " p.error FROM polls p JOIN sources s ON s.id = p.source WHERE p.id > ? ORDER BY p.id",
        (poll,),
    )
    return tuple(Poll(*row) for row in rows)


def counts(db: sqlite3.Connection) -> dict[str, list[tuple[str, int]]]:
    """Return how many sources, articles, events, messages, polls and deliveries, by their state."""
    return {name: [(row[0], row[1]) for row in db.execute(query)] for name, query in _COUNTS}


_COUNTS = (
    ("sources", "SELECT state, count(*) FROM sources WHERE enabled GROUP BY state"),
    ("articles", "SELECT state, count(*) FROM articles GROUP BY state"),
    ("events", "SELECT corroboration, count(*) FROM events WHERE hidden = 0 GROUP BY 1"),
    ("messages", "SELECT state, count(*) FROM messages GROUP BY state"),
    (
        "polls",
        "SELECT iif(coalesce(error, '') = '', 'good', 'failed'), count(*) FROM polls GROUP BY 1",
    ),
    ("deliveries", "SELECT state, count(*) FROM deliveries GROUP BY state"),
)
