"""A timeline of every schema that was ever released opens with the present program, whole.

`data/schema-N.sql` holds rows as the program with schema N wrote them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.merge import MergeRules
from pipelines.model import Evidence
from tracker import schema
from tracker.queries.articles import count_stale
from tracker.queries.corrections import list_corrections
from tracker.queries.event import read_event
from tracker.queries.events import list_events
from tracker.queries.filters import Filters, Page
from tracker.queries.states import Moment, list_states
from tracker.resources import data_folder
from tracker.schema import MIGRATIONS, connect, version_of
from tracker.store.copies import PERIOD_DAYS
from tracker.store.timeline import rebuild, record_mentions

DATA = Path(__file__).parent / "data"
RELEASED = ("7152ba38164988cb", "b3f9aa685073ed11", "3f251edfdf849562", "90c0285560af0e76")
"""The start of the SHA-256 of each migration that timelines may have been made with."""

NOW = dt.datetime(2025, 8, 1, tzinfo=dt.UTC)
TODAY = Moment(NOW.date())
VERSIONS = range(1, len(MIGRATIONS))


def test_a_released_migration_never_changes() -> None:
    marks = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in MIGRATIONS]
    assert tuple(marks) == RELEASED


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A timeline with an older schema and something in most of its tables."""
    path = tmp_path / "timeline.db"
    for version in range(1, request.param + 1):
        monkeypatch.setattr(schema, "MIGRATIONS", MIGRATIONS[:version])
        with closing(connect(path, write=True)) as db:
            db.executescript((DATA / f"schema-{version}.sql").read_text(encoding="utf-8"))
    for copy in tmp_path.glob("*.bak"):
        copy.unlink()
    monkeypatch.setattr(schema, "MIGRATIONS", MIGRATIONS)
    return path


def columns(db: sqlite3.Connection) -> dict[str, str]:
    """All tables with their columns."""
    tables = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return {
        name: ", ".join(f'"{row[1]}"' for row in db.execute(f"PRAGMA table_info({name})"))
        for (name,) in [tuple(row) for row in tables]
        if not name.startswith("sqlite_")
    }


def contents(
    db: sqlite3.Connection, wanted: dict[str, str] | None = None
) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, or of those that are wanted, by their columns."""
    return {
        name: sorted(map(tuple, db.execute(f"SELECT {names} FROM {name}")), key=repr)
        for name, names in (wanted or columns(db)).items()
    }


def test_every_row_is_kept_and_a_copy_is_made_before(old: Path) -> None:
    with closing(sqlite3.connect(old)) as db:
        before, known, version = contents(db), columns(db), version_of(db)
    assert sum(map(bool, before.values())) > 20
    with closing(connect(old, write=True)) as db:
        assert version_of(db) == len(MIGRATIONS)
        assert contents(db, known) == before
    with closing(sqlite3.connect(old.with_name(f"{old.name}.schema-{version}.bak"))) as db:
        assert (contents(db), version_of(db)) == (before, version)


def test_its_tables_are_those_of_a_new_timeline(old: Path, tmp_path: Path) -> None:
    query = "SELECT type, name, sql FROM sqlite_schema ORDER BY name"
    with (
        closing(connect(old, write=True)) as migrated,
        closing(connect(tmp_path / "new.db", write=True)) as new,
    ):
        assert migrated.execute(query).fetchall() == new.execute(query).fetchall()
        assert migrated.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert migrated.execute("PRAGMA foreign_key_check").fetchall() == []


def test_texts_are_found_by_the_days_on_which_they_were_published(old: Path) -> None:
    with closing(connect(old, write=True)) as db:
        rows = db.execute("SELECT period, published FROM text_bands JOIN articles ON id = article")
        for period, published in rows.fetchall():
            assert period == dt.date.fromisoformat(published).toordinal() // PERIOD_DAYS


def test_what_was_asked_before_is_answered_after(old: Path) -> None:
    catalogue = load_catalogue(data_folder())
    with closing(connect(old, write=True)) as db:
        listed = {row["id"]: row["headline"] for row in list_events(db, Filters(), Page())}
        assert listed == {
            "ebw5hvnszvtqda": "US imposes EDA software export controls on China",
            "eyhxzdzft3h5xd": "EU imposes tariffs on steel",
        }
        (found,) = list_events(db, Filters(match="chip-design SOFTWARE"), Page())
        merged = read_event(db, "en2xfv4pbtt7aw", TODAY.on, catalogue)
        assert merged["id"] == found["id"] == "ebw5hvnszvtqda"
        assert len(list_corrections(db)) == 3
        states = list_states(db, Filters(), TODAY, catalogue)
        assert [row["stands"] for row in states] == ["announced", "in_force"]


def test_it_can_be_written_on(old: Path, tell: Callable[..., Evidence], rules: MergeRules) -> None:
    with closing(connect(old, write=True)) as db:
        assert rebuild(db, rules, NOW) == ()
        assert count_stale(db, "new") == 5
        told = tell("2025-07-11 wire/1 b | tariff impose announced | EU > - | steel | 2025-07-09")
        changed = record_mentions(db, 5, 5, [told.mention], rules, NOW)
        assert "eyhxzdzft3h5xd" in changed
