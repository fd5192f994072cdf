"""The timeline as Parquet, read back with DuckDB."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tracker.jobs.backfill.dataset import write_dataset


@pytest.fixture
def dataset(desk, write_lines, tmp_path) -> Path:
    desk.run(write_lines("a.jsonl", range(400)))
    folder = tmp_path / "dataset"
    written = write_dataset(desk.db, folder)
    assert written == {"mentions": desk.count("mentions"), "events": desk.count("events")}
    return folder


def ask(folder: Path, query: str) -> list[tuple]:
    tables = {
        name: f"read_parquet('{folder}/{name}/**/*.parquet', hive_partitioning=true)"
        for name in ("mentions", "events")
    }
    with duckdb.connect() as db:
        return db.sql(query.format(**tables)).fetchall()


def test_every_mention_is_there_as_the_timeline_has_it(desk, dataset) -> None:
    found = ask(dataset, "SELECT id, event, instrument, quote, published::text FROM {mentions}")
    stored = desk.db.execute("SELECT id, event, instrument, quote, published FROM mentions")
    assert sorted(found) == sorted(tuple(row) for row in stored)


def test_every_event_is_there_as_the_timeline_has_it(desk, dataset) -> None:
    found = ask(dataset, "SELECT id, story, headline, day::text, mentions FROM {events}")
    stored = desk.db.execute("SELECT id, story, headline, day, mentions FROM events")
    assert sorted(found) == sorted(tuple(row) for row in stored)


def test_lists_days_and_moments_have_their_types(dataset) -> None:
    types = dict(
        ask(dataset, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {events})")
    )
    assert types["actors"] == "VARCHAR[]"
    assert types["day"] == "DATE"
    assert types["first_seen"] == "TIMESTAMP WITH TIME ZONE"
    counted = ask(
        dataset,
        "SELECT instrument, year, count(*) FROM {events} WHERE list_contains(actors, 'US')"
        " AND year = 2025 GROUP BY 1, 2",
    )
    assert counted[0][:2] == ("tariff", 2025)


def test_a_mention_leads_to_its_event(dataset) -> None:
    query = "SELECT count(*) FROM {mentions} WHERE event NOT IN (SELECT id FROM {events})"
    assert ask(dataset, query) == [(0,)]


def test_a_second_dataset_takes_the_place_of_the_first(desk, dataset, write_lines) -> None:
    desk.run(write_lines("b.jsonl", range(400, 600)))
    write_dataset(desk.db, dataset)
    assert ask(dataset, "SELECT count(*) FROM {mentions}") == [(desk.count("mentions"),)]


def test_the_documented_columns_are_those_that_are_written(dataset) -> None:
    page = (Path(__file__).parents[4] / "docs" / "scaling.md").read_text(encoding="utf-8")
    for table in ("{mentions}", "{events}"):
        columns = ask(dataset, f"SELECT column_name FROM (DESCRIBE SELECT * FROM {table})")
        assert [column for (column,) in columns if f"`{column}`" not in page] == []
