"""Reads of what backfills have done."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from pipelines.archive import Counts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class SetAside:
    """A document that could not be read: its shard, its place and address there, and why."""

    shard: str
    place: str
    reason: str


def counts_of(db: sqlite3.Connection, shards: Sequence[int]) -> Counts:
    """What became of all documents of some shards."""
    names = [one.name for one in fields(Counts)]
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in names)
    row = db.execute(
        f"SELECT {sums} FROM backfill_blocks WHERE shard IN (SELECT value FROM json_each(?))",  # noqa: S608 - names of columns
        (json.dumps(list(shards)),),
    ).fetchone()
    return Counts(*row)


def damages_of(db: sqlite3.Connection, shards: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """The shards that could not be read whole, and why."""
    rows = db.execute(
        "SELECT path, damage FROM backfill_shards"
        " WHERE damage <> '' AND id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(shards)),),
    )
    return tuple((row[0], row[1]) for row in rows)


def set_aside(db: sqlite3.Connection) -> Iterator[SetAside]:
    """The documents that could not be read, shard by shard."""
    rows = db.execute(
        "SELECT s.path, f.place, f.reason FROM backfill_failures f"
        " JOIN backfill_shards s ON s.id = f.shard ORDER BY f.shard, f.block, f.position"
    )
    return (SetAside(*row) for row in rows)
