"""Opening the timeline: what is made, migrated, kept and refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.errors import TimelineError
from tracker import schema
from tracker.schema import APPLICATION_ID, MIGRATIONS, connect, transaction, version_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "time line?.db"


def test_a_writer_makes_the_database_and_its_folder(path: Path) -> None:
    with closing(connect(path, write=True)) as db:
        assert version_of(db) == len(MIGRATIONS)
        assert pragma(db, "application_id") == APPLICATION_ID
        assert pragma(db, "journal_mode") == "wal"
        assert pragma(db, "foreign_keys") == 1


def test_all_tables_are_strict(path: Path) -> None:
    with closing(connect(path, write=True)) as db:
        rows = db.execute("PRAGMA table_list").fetchall()
    loose = [
        row["name"]
        for row in rows
        if row["type"] == "table" and not row["strict"] and not row["name"].startswith("sqlite_")
    ]

    assert loose == []


def test_a_reader_needs_a_database(path: Path) -> None:
    with pytest.raises(TimelineError, match="there is no timeline here yet"):
        connect(path, write=False)


def test_a_reader_cannot_write(path: Path) -> None:
    connect(path, write=True).close()
    with closing(connect(path, write=False)) as db, pytest.raises(sqlite3.OperationalError):
        db.execute("DELETE FROM sources")


def test_a_reader_is_not_blocked_by_a_writer(path: Path) -> None:
    with closing(connect(path, write=True)) as writer, closing(connect(path, write=False)) as db:
        with transaction(writer):
            writer.execute("INSERT INTO items VALUES ('steel', NULL)")
            assert db.execute("SELECT count(*) FROM items").fetchone()[0] == 0
        assert db.execute("SELECT count(*) FROM items").fetchone()[0] == 1


def test_an_error_undoes_the_transaction(path: Path) -> None:
    def fail(db: sqlite3.Connection) -> None:
        with transaction(db):
            db.execute("INSERT INTO items VALUES ('steel', NULL)")
            raise KeyboardInterrupt

    with closing(connect(path, write=True)) as db:
        with pytest.raises(KeyboardInterrupt):
            fail(db)
        assert db.execute("SELECT count(*) FROM items").fetchone()[0] == 0


@pytest.mark.parametrize("write", [True, False])
class TestRefused:
    def test_a_newer_database(self, path: Path, write: bool) -> None:
        with closing(connect(path, write=True)) as db:
            db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")

        with pytest.raises(TimelineError, match="install a newer version"):
            connect(path, write=write)

    def test_a_foreign_database(self, path: Path, write: bool) -> None:
        path.parent.mkdir()
        with closing(sqlite3.connect(path)) as db:
            db.execute("CREATE TABLE cookies (name)")
            db.commit()

        with pytest.raises(TimelineError, match="belongs to another program"):
            connect(path, write=write)

    def test_a_file_that_is_no_database(self, path: Path, write: bool) -> None:
        path.parent.mkdir()
        path.write_bytes(b"This is no database at all, " * 100)

        with pytest.raises(TimelineError, match="no readable SQLite database"):
            connect(path, write=write)

    def test_a_damaged_database(self, path: Path, write: bool) -> None:
        connect(path, write=True).close()
        data = bytearray(path.read_bytes())
        data[100:4096] = b"\xff" * 3996
        path.write_bytes(bytes(data))

        with pytest.raises(TimelineError, match="no readable SQLite database"):
            connect(path, write=write)

    def test_a_folder(self, tmp_path: Path, write: bool) -> None:
        with pytest.raises(TimelineError):
            connect(tmp_path, write=write)


class TestMigrating:
    """With a second migration of this test's own, on a database with data in it."""

    @pytest.fixture
    def old(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        with closing(connect(path, write=True)) as db:
            db.execute("INSERT INTO items VALUES ('steel', NULL)")
        return path

    def test_it_keeps_the_data_and_a_copy_of_what_was(
        self, old: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        number = len(MIGRATIONS)
        more = "ALTER TABLE items ADD COLUMN name TEXT;\nUPDATE items SET name = 'Steel';\n"
        monkeypatch.setattr(schema, "MIGRATIONS", (*MIGRATIONS, more))

        with closing(connect(old, write=True)) as db:
            assert version_of(db) == number + 1
            assert db.execute("SELECT name FROM items").fetchone()[0] == "Steel"
        copy = old.with_name(f"{old.name}.schema-{number}.bak")
        with closing(sqlite3.connect(copy)) as db:
            assert db.execute("SELECT * FROM items").fetchall() == [("steel", None)]
            assert version_of(db) == number

    def test_a_timeline_of_the_first_schema_is_brought_up_to_date(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        article = "INSERT INTO articles (url, link, outlet, published, day_origin, first_seen)"
        monkeypatch.setattr(schema, "MIGRATIONS", MIGRATIONS[:1])
        with closing(connect(path, write=True)) as db:
            db.execute(f"{article} VALUES ('u', 'u', 'The Wire', '2025-06-10', 'page', 't')")
            assert version_of(db) == 1
        monkeypatch.undo()

        with closing(connect(path, write=True)) as db:
            assert version_of(db) == len(MIGRATIONS)
            assert [row["outlet"] for row in db.execute("SELECT * FROM articles")] == ["The Wire"]
            for name in ("backfill_shards", "backfill_blocks", "unmerged_mentions"):
                assert db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] == 0
        assert path.with_name(f"{path.name}.schema-1.bak").exists()

    def test_one_that_fails_leaves_everything_as_it_was(
        self, old: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        more = "ALTER TABLE items ADD COLUMN name TEXT;\nUPDATE nothing SET name = 1;\n"
        monkeypatch.setattr(schema, "MIGRATIONS", (*MIGRATIONS, more))
        with pytest.raises(TimelineError):
            connect(old, write=True)

        monkeypatch.undo()
        with closing(connect(old, write=True)) as db:
            assert [row["name"] for row in db.execute("PRAGMA table_info(items)")] == [
                "id",
                "parent",
            ]

    def test_a_reader_of_an_older_one_is_told_what_to_do(
        self, old: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(schema, "MIGRATIONS", (*MIGRATIONS, "SELECT 1;"))

        with pytest.raises(TimelineError, match="older schema"):
            connect(old, write=False)


def pragma(db: sqlite3.Connection, name: str) -> object:
    return db.execute(f"PRAGMA {name}").fetchone()[0]
