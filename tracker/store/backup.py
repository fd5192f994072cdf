"""Copies of the timeline: made while it is in use, checked, and put back."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from pipelines.errors import TimelineError
from tracker.schema import connect

if TYPE_CHECKING:
    from pathlib import Path


def backup(database: Path, target: Path) -> int:
    """Copy the timeline to `target`, as of one moment, while others read and write it.

    Gives the size in bytes. Raises TimelineError where `target` exists, cannot
    be written, or the copy turns out damaged; then nothing is left of it.
    """
    if target.exists():
        raise TimelineError(f"{target}: the file exists; name another one")
    part = target.with_name(f"{target.name}.part")
    with closing(connect(database, write=False)) as db:
        try:
            _copy(db, part)
            _check_whole(part)
            part.replace(target)
        except (OSError, sqlite3.Error) as fault:
            raise TimelineError(f"{target}: the copy cannot be written ({fault})") from fault
        finally:
            part.unlink(missing_ok=True)
    return target.stat().st_size


def restore(copy: Path, database: Path, now: dt.datetime) -> Path | None:
    """Put a copy in the place of the timeline; gives where the old one is kept, if there was one.

    Raises TimelineError where the copy is missing, foreign, newer than the
    program or damaged; the timeline is then as it was.
    """
    with closing(connect(copy, write=False)) as source:
        _check_whole(copy)
        kept = _set_aside(database, now)
        database.parent.mkdir(parents=True, exist_ok=True)
        _copy(source, database)
    with closing(connect(database, write=True)):
        return kept


def _copy(db: sqlite3.Connection, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(target)) as other:
        db.backup(other)
        other.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing left beside it


def _check_whole(path: Path) -> None:
    """Raise TimelineError where SQLite finds damage in the file."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise TimelineError(f"{path}: the copy is damaged ({found}); choose another one")


def _set_aside(database: Path, now: dt.datetime) -> Path | None:
    if not database.exists():
        return None
    kept = database.with_name(f"{database.name}.before-restore-{now:%Y%m%dT%H%M%S}")
    for ending in ("", "-wal", "-shm"):
        part = database.with_name(database.name + ending)
        if part.exists():
            part.rename(kept.with_name(kept.name + ending))
    return kept
