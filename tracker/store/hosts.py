"""Writes of what hosts have asked of us."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from tracker.schema import transaction


def record_hosts(
    db: sqlite3.Connection, hosts: Mapping[str, tuple[str | None, str | None, str | None]]
) -> None:
    """By origin: robots.txt, when it was read, and when the host may be asked again."""
    with transaction(db):
        db.executemany(
            "INSERT INTO hosts (origin, robots, robots_at, not_before) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (origin) DO UPDATE SET robots = excluded.robots,"
            " robots_at = excluded.robots_at, not_before = excluded.not_before",
            [(origin, *row) for origin, row in hosts.items()],
        )
