"""Watches which events come out different, however many steps that takes.

Temporary triggers note what an event told before it was first touched, so that
nothing is compared but what was written; nothing of it outlives the connection.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_TOLD = "coalesce({0}.date, {0}.day) || ' ' || {0}.status || ': ' || {0}.headline"
_BEFORE = f"iif(OLD.hidden, NULL, {_TOLD.format('OLD')})"
_UNTOLD = "WHERE NOT EXISTS (SELECT 1 FROM told_before WHERE id = {}.id)"
"""In place of OR IGNORE, which gives way to the OR REPLACE of the statement that fires."""

_WATCH = f"""
CREATE TEMP TABLE told_before (id TEXT PRIMARY KEY, told TEXT) WITHOUT ROWID;
CREATE TEMP TRIGGER told_deleted BEFORE DELETE ON main.events BEGIN
    INSERT INTO told_before SELECT OLD.id, {_BEFORE} {_UNTOLD.format("OLD")};
END;
CREATE TEMP TRIGGER told_updated BEFORE UPDATE ON main.events BEGIN
    INSERT INTO told_before SELECT OLD.id, {_BEFORE} {_UNTOLD.format("OLD")};
END;
CREATE TEMP TRIGGER told_inserted AFTER INSERT ON main.events BEGIN
    INSERT INTO told_before SELECT NEW.id, NULL {_UNTOLD.format("NEW")};
END;
"""
_END = """
DROP TRIGGER temp.told_deleted;
DROP TRIGGER temp.told_updated;
DROP TRIGGER temp.told_inserted;
DROP TABLE temp.told_before;
"""
_DIFFERENT = (
    f"SELECT b.id, b.told, {_TOLD.format('e')} AS now FROM temp.told_before b"  # noqa: S608
    " LEFT JOIN main.events e ON e.id = b.id AND NOT e.hidden WHERE b.told IS NOT now ORDER BY b.id"
)


@dataclass(frozen=True, slots=True)
class Change:
    """One event that came out different: what it told before and after, None where it was not."""

    id: str
    before: str | None
    after: str | None


@contextmanager
def watching(db: sqlite3.Connection) -> Iterator[Watch]:
    """Watch the events that are written through `db`."""
    db.executescript(_WATCH)
    try:
        yield Watch(db)
    finally:
        db.executescript(_END)


@dataclass(frozen=True, slots=True)
class Watch:
    """What was written since it began."""

    db: sqlite3.Connection

    def changes(self) -> tuple[Change, ...]:
        """Return the events that tell something else than before, by their ids."""
        return tuple(Change(*row) for row in self.db.execute(_DIFFERENT))
