"""Backups are whole while others write, and put back what was."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.errors import TimelineError
from tracker.schema import connect, transaction
from tracker.store.backup import backup, restore

NOW = dt.datetime(2025, 12, 1, 8, 30, tzinfo=dt.UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "timeline.db"
    with closing(connect(path, write=True)) as db:
        db.execute("INSERT INTO items VALUES ('steel', NULL)")
    return path


def items(path: Path) -> list[str]:
    with closing(connect(path, write=False)) as db:
        return [row[0] for row in db.execute("SELECT id FROM items ORDER BY id")]


def test_a_backup_can_be_put_back(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "monday.db"
    assert backup(database, copy) == copy.stat().st_size
    with closing(connect(database, write=True)) as db:
        db.execute("INSERT INTO items VALUES ('wrong', NULL)")

    kept = restore(copy, database, NOW)

    assert items(database) == ["steel"]
    assert kept is not None
    assert items(kept) == ["steel", "wrong"]


def test_it_is_restored_where_nothing_was(database: Path, tmp_path: Path) -> None:
    assert restore(database, tmp_path / "new" / "timeline.db", NOW) is None
    assert items(tmp_path / "new" / "timeline.db") == ["steel"]


def test_it_is_whole_while_others_write(database: Path, tmp_path: Path) -> None:
    """Each transaction of the writer adds a pair; a copy never holds half of one."""
    stop = threading.Event()

    def write() -> None:
        with closing(connect(database, write=True)) as db:
            number = 0
            while not stop.is_set():
                number += 1
                with transaction(db):
                    db.execute("INSERT INTO items VALUES (?, NULL)", (f"left {number}",))
                    db.execute("INSERT INTO items VALUES (?, NULL)", (f"right {number}",))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            backup(database, tmp_path / f"{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        assert len(items(tmp_path / f"{number}.db")) % 2 == 1


def test_it_never_writes_over_a_file(database: Path, tmp_path: Path) -> None:
    (tmp_path / "there.db").write_text("mine")

    with pytest.raises(TimelineError, match="the file exists"):
        backup(database, tmp_path / "there.db")


def test_a_damaged_copy_is_refused_and_the_timeline_stays(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with closing(connect(database, write=True)) as db:
        db.executemany("INSERT INTO items VALUES (?, NULL)", [(str(at),) for at in range(5000)])
    backup(database, copy)
    data = bytearray(copy.read_bytes())
    data[len(data) // 2 : -4096] = b"\x00" * (len(data) - 4096 - len(data) // 2)
    copy.write_bytes(bytes(data))

    with pytest.raises(TimelineError):
        restore(copy, database, NOW)
    assert len(items(database)) == 5001


def test_a_foreign_copy_is_refused(database: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "foreign.db")) as db:
        db.execute("CREATE TABLE cookies (name)")
        db.commit()

    with pytest.raises(TimelineError, match="another program"):
        restore(tmp_path / "foreign.db", database, NOW)
    assert items(database) == ["steel"]
