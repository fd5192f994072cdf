"""Reads of what hosts have asked of us."""

from __future__ import annotations

import sqlite3


def known_hosts(db: sqlite3.Connection) -> dict[str, tuple[str | None, str | None, str | None]]:
    """By origin: robots.txt, when it was read, and when the host may be asked again."""
    rows = db.execute("SELECT origin, robots, robots_at, not_before FROM hosts")
    return {row[0]: (row[1], row[2], row[3]) for row in rows}
