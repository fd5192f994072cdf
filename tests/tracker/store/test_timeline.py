"""Recording mentions: the database holds exactly what a merge of everything gives."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.merge import MergeRules, merge
from pipelines.model import Evidence, Mention
from tracker.rows import mention_ids
from tracker.schema import connect
from tracker.store.timeline import rebuild, record_mentions

NOW = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
EDA = "export_control impose in_force | US > CN | eda_software"


class TestRecording:
    def test_an_event_is_written_with_its_parties_goods_and_history(
        self, db: sqlite3.Connection, record: Any
    ) -> None:
        record(f"2025-05-24 wire/1 b | {EDA.replace('in_force', 'announced')} | 2025-05-23")
        record(f"2025-05-25 daily/1 b | {EDA} | 2025-05-23")

        (event,) = db.execute("SELECT * FROM events").fetchall()
        assert event["headline"] == "US imposes EDA software export controls on China"
        assert (event["status"], event["mentions"], event["witnesses"]) == ("in_force", 2, 2)
        assert table(db, "SELECT role, party FROM event_parties ORDER BY role") == [
            ("actor", "US"),
            ("target", "CN"),
        ]
        assert table(db, "SELECT item, own FROM event_items ORDER BY item") == [
            ("eda_software", 1),
            ("semiconductors", 0),
            ("technology", 0),
        ]
        assert table(db, "SELECT day, status FROM event_history ORDER BY number") == [
            ("2025-05-24", "announced"),
            ("2025-05-25", "in_force"),
        ]

    def test_it_says_which_events_changed_and_recording_again_changes_none(
        self, record: Any
    ) -> None:
        line = f"2025-05-24 wire/1 b | {EDA} | 2025-05-23"

        assert len(record(line)) == 1
        assert record(line) == []

    def test_the_article_is_marked_as_extracted(self, db: sqlite3.Connection, record: Any) -> None:
        record(f"2025-05-24 wire/1 b | {EDA} | 2025-05-23")

        assert table(db, "SELECT state FROM articles") == [("extracted",)]

    def test_an_edited_page_withdraws_what_it_no_longer_tells(
        self, db: sqlite3.Connection, record: Any
    ) -> None:
        first, second = (
            f"2025-05-24 wire/1 b | {EDA.replace('eda_software', item)} | 2025-05-23"
            for item in ("eda_software", "ethane")
        )
        record(first, second)

        changed = record(second)

        assert len(changed) == 1
        assert list(record.events().values()) == [(second,)]
        (gone,) = db.execute("SELECT * FROM mentions WHERE withdrawn IS NOT NULL").fetchall()
        assert (gone["quote"], gone["event"]) == (first, changed[0])
        assert table(db, "SELECT id, points_to FROM tombstones") == [(changed[0], None)]

    def test_a_sentence_that_stays_keeps_its_mention_and_its_event(
        self, db: sqlite3.Connection, record: Any, tell: Callable[..., Evidence]
    ) -> None:
        line = f"2025-05-24 wire/1 b | {EDA} | 2025-05-23"
        record(line)
        before = table(db, "SELECT id, event FROM mentions")

        moved = tell(line).mention
        record.revise(1, Mention(**{**fields(moved), "start": 40, "end": 90}))

        assert table(db, "SELECT id, event FROM mentions") == before
        assert table(db, "SELECT start, revision FROM mentions") == [(40, 2)]

    def test_where_a_late_mention_joins_two_events_the_younger_becomes_a_tombstone(
        self, db: sqlite3.Connection, record: Any
    ) -> None:
        record(f"2025-05-24 wire/1 b | {EDA} | 2025-05-10")
        record(f"2025-05-29 daily/1 b | {EDA} | 2025-05-29")
        older, younger = (row[0] for row in db.execute("SELECT id FROM events ORDER BY day"))

        changed = record(f"2025-05-26 ledger/1 b | {EDA} | 2025-05-20")

        assert {older, younger} & set(changed)
        for dead, survivor in table(db, "SELECT id, points_to FROM tombstones"):
            assert dead not in record.events()
            assert survivor in record.events()

    def test_copies_of_one_text_are_one_witness(self, db: sqlite3.Connection, record: Any) -> None:
        record(f"2025-05-24 wire/1 b | {EDA} | 2025-05-23")
        record(f"2025-05-24 daily/1 b | {EDA} | 2025-05-23")
        assert table(db, "SELECT corroboration FROM events") == [("confirmed",)]

        db.execute("UPDATE articles SET text_group = 'one text'")
        record(f"2025-05-24 daily/1 b | {EDA} | 2025-05-23")

        assert table(db, "SELECT corroboration, witnesses FROM events") == [("single", 1)]

    def test_a_failure_leaves_everything_as_it_was(
        self, db: sqlite3.Connection, record: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("power cut")

        record(f"2025-05-24 wire/1 b | {EDA} | 2025-05-23")
        before = dump(db)
        monkeypatch.setattr("tracker.store.timeline.refresh_events", fail)

        with pytest.raises(RuntimeError):
            record(f"2025-05-25 daily/1 b | {EDA} | 2025-05-23")
        assert dump(db) == before


class TestRebuilding:
    def test_it_changes_nothing(
        self, db: sqlite3.Connection, record: Any, rules: MergeRules
    ) -> None:
        record(f"2025-05-24 wire/1 b | {EDA} | 2025-05-23")
        record(f"2025-05-25 daily/1 b | {EDA} | -", f"2025-05-25 daily/1 t | {EDA} | 2025-05")
        before = dump(db)

        assert rebuild(db, rules, NOW) == ()
        assert dump(db) == before

    def test_it_mends_events_that_were_lost_or_are_not_told(
        self, db: sqlite3.Connection, record: Any, rules: MergeRules
    ) -> None:
        record(f"2025-05-24 wire/1 b | {EDA} | 2025-05-23")
        before = dump(db)
        db.execute("UPDATE events SET id = 'eforged', headline = 'Forged'")
        db.execute("UPDATE mentions SET event = NULL, core = NULL")

        rebuild(db, rules, NOW)

        assert dump(db) == before

    def test_new_rules_regroup(
        self, db: sqlite3.Connection, record: Any, rules: MergeRules
    ) -> None:
        record(f"2025-05-24 wire/1 b | {EDA} | 2025-05-20")
        record(f"2025-05-29 daily/1 b | {EDA} | 2025-05-26")
        assert len(record.events()) == 1

        rebuild(db, MergeRules(rules.catalogue, window_days=3), NOW)

        assert len(record.events()) == 2


SIDES = st.sampled_from(["US > CN", "- > CN", "US > -", "EU,US > CN"])
ITEMS = st.sampled_from(["eda_software", "semiconductors", "-", "eda_software,ethane", "ethane"])
DAYS = st.integers(0, 90).map(lambda day: dt.date(2025, 5, 1) + dt.timedelta(day))
FAR_AND_COARSE = ("2025-05", "2025-06", "2025", "2024", "2024-11-20", "2025-01-10", "2026-03-01")


@st.composite
def articles(draw: st.DrawFn) -> list[list[str]]:
    """Articles of a few lines each; the lines of one have its day and address."""
    world = []
    for number in range(draw(st.integers(1, 12))):
        outlet = draw(st.sampled_from(["wire", "daily", "register"]))
        head = f"{draw(DAYS)} {outlet}/{number}"
        world.append([f"{head} {draw(lines())}" for _ in range(draw(st.integers(1, 3)))])
    return world


def lines() -> st.SearchStrategy[str]:
    return st.builds(
        "{} | export_control {} {} | {} | {} | {}".format,
        st.sampled_from("tb"),
        st.sampled_from(["impose", "impose", "ease"]),
        st.sampled_from(["in_force", "in_force", "planned", "denied"]),
        SIDES,
        ITEMS,
        st.one_of(st.just("-"), DAYS.map(str), st.sampled_from(FAR_AND_COARSE)),
    )


@settings(max_examples=25, deadline=None)
@given(world=articles(), data=st.data())
def test_any_order_and_any_interim_revision_give_what_a_merge_of_everything_gives(
    world: list[list[str]], data: st.DataObject, rules: MergeRules, tell: Callable[..., Evidence]
) -> None:
    told = [[tell(line) for line in article] for article in world]
    order = data.draw(st.permutations(range(len(world))))
    with tempfile.TemporaryDirectory() as folder:
        db = connect(Path(folder) / "t.db", write=True)
        for number, article in enumerate(told, 1):
            add_article(db, number, article[0])
        for at in order:
            mentions = [each.mention for each in told[at]]
            if data.draw(st.booleans()):
                record_mentions(db, at + 1, at + 1, mentions[:1], rules, NOW)
            record_mentions(db, at + 1, at + 1, mentions, rules, NOW)

        assert stored(db) == expected(told, rules)
        assert rebuild(db, rules, NOW) == ()
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.close()


def add_article(db: sqlite3.Connection, number: int, told: Evidence) -> None:
    db.execute(
        "INSERT INTO articles (id, url, link, outlet, official, published, day_origin, first_seen)"
        " VALUES (?, ?, '', ?, ?, ?, 'entry', ?)",
        (number, told.url, told.outlet, told.official, str(told.published), NOW.isoformat()),
    )
    db.execute(
        "INSERT INTO revisions (id, article, number, title, text, hash, origin, seen)"
        " VALUES (?, ?, 1, '', '', '', 'page', '')",
        (number, number),
    )


def stored(db: sqlite3.Connection) -> dict[str, tuple[object, ...]]:
    return {
        row["id"]: (
            row["status"],
            row["day"],
            row["corroboration"],
            tuple(json.loads(row["items"])),
            frozenset(
                told[0]
                for told in db.execute(
                    "SELECT id FROM mentions WHERE event = ? AND withdrawn IS NULL", (row["id"],)
                )
            ),
        )
        for row in db.execute("SELECT * FROM events")
    }


def expected(told: list[list[Evidence]], rules: MergeRules) -> dict[str, tuple[object, ...]]:
    evidence = []
    for article in told:
        ids = mention_ids(article[0].url, [each.mention for each in article])
        evidence += [
            Evidence(**{**fields(each), "id": id_}) for id_, each in zip(ids, article, strict=True)
        ]
    return {
        event.id: (
            event.status,
            event.day.isoformat(),
            event.corroboration,
            event.items,
            frozenset(event.evidence),
        )
        for event in merge(evidence, rules).events
    }


def fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def table(db: sqlite3.Connection, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.execute(query)]


def dump(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """All that a reader sees of the timeline."""
    names = ("event_parties", "event_items", "event_history", "event_stories", "stories")
    rows = {name: table(db, f"SELECT * FROM {name} ORDER BY 1, 2, 3") for name in names}
    return rows | {
        "events": table(db, "SELECT place, id, story, headline, hidden FROM events ORDER BY 1"),
        "mentions": table(db, "SELECT id, event, core, joins, withdrawn FROM mentions ORDER BY id"),
        "search": table(db, "SELECT rowid, headline, quotes FROM event_search ORDER BY rowid"),
    }
