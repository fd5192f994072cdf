"""What a person changes is kept, can be undone, and outlives rebuilding and reading anew."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from typing import Any

import pytest

from pipelines.errors import ConfigError, TimelineError
from pipelines.merge import MergeRules
from tracker.queries.events import resolve_event
from tracker.store.corrections import Change, record_correction, undo_correction
from tracker.store.timeline import rebuild

NOW = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
ACT = "export_control impose in_force | US > CN | eda_software"
FIRST = f"2025-05-24 wire/1 b | {ACT} | 2025-05-23"
SAME = f"2025-05-25 daily/1 b | {ACT} | 2025-05-23"
LATER = f"2025-08-24 ledger/1 b | {ACT} | 2025-08-23"


@pytest.fixture
def events(record: Any) -> list[str]:
    """Two events: one told twice in May, one told once in August."""
    for line in (FIRST, SAME, LATER):
        record(line)
    return sorted(record.events(), key=lambda id_: record.events()[id_])


def state(db: sqlite3.Connection, record: Any) -> Any:
    rows = db.execute(
        "SELECT id, headline, day, status, items, hidden, corrected FROM events ORDER BY id"
    )
    return record.events(), [tuple(row) for row in rows]


CHANGES = {
    "hide": {},
    "confirm": {},
    "merge": {},
    "split": {},
    "set a date": {"name": "date", "value": "2025-05-20"},
    "set a status": {"name": "status", "value": "announced"},
    "set the items": {"name": "items", "value": ("steel",)},
    "set the actors": {"name": "actors", "value": ("EU",)},
}


def change(kind: str, events: list[str], db: sqlite3.Connection) -> Change:
    may, august = events
    mentions = [row[0] for row in db.execute("SELECT id FROM mentions WHERE event = ?", (may,))]
    others = {"merge": (august,), "split": (mentions[0],)}.get(kind, ())
    return Change(kind.split(maxsplit=1)[0], may, others, **CHANGES[kind])  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_is_made_and_kept_and_undone(
    kind: str, events: list[str], db: sqlite3.Connection, record: Any, rules: MergeRules
) -> None:
    before = state(db, record)
    made = record_correction(db, change(kind, events, db), "wrong", rules, NOW)
    changed = state(db, record)

    assert changed != before
    assert made.events
    assert rebuild(db, rules, NOW) == ()
    assert state(db, record) == changed

    record.revise(1)
    record(FIRST)
    assert state(db, record) == changed

    undo_correction(db, made.id, rules, NOW)
    assert state(db, record) == before
    assert [tuple(row) for row in db.execute("SELECT reason, undone_at FROM corrections")] == [
        ("wrong", NOW.isoformat())
    ]


def test_a_merged_event_is_found_by_both_ids(
    events: list[str], db: sqlite3.Connection, record: Any, rules: MergeRules
) -> None:
    record_correction(db, Change("merge", events[0], (events[1],)), "same act", rules, NOW)

    assert {resolve_event(db, id_) for id_ in events} == {events[0]}
    assert record.events() == {events[0]: (FIRST, SAME, LATER)}


def test_several_events_are_merged_at_once_or_none(
    events: list[str], db: sqlite3.Connection, record: Any, rules: MergeRules
) -> None:
    record("2025-09-24 wire/5 b | export_control impose in_force | US > - | ethane | 2025-09-23")
    others = tuple(sorted(set(record.events()) - {events[0]}))

    with pytest.raises(TimelineError):
        record_correction(db, Change("merge", events[0], (*others, "enone")), "", rules, NOW)
    assert len(record.events()) == 3

    record_correction(db, Change("merge", events[0], others), "", rules, NOW)
    assert len(record.events()) == 1


def test_a_set_field_shows_in_the_headline_and_the_filters(
    events: list[str], db: sqlite3.Connection, rules: MergeRules
) -> None:
    record_correction(db, Change("set", events[0], name="items", value=("steel",)), "", rules, NOW)

    row = db.execute("SELECT headline, items FROM events WHERE id = ?", (events[0],)).fetchone()
    assert "steel" in row["headline"].lower()
    assert json.loads(row["items"]) == ["steel"]


def test_new_mentions_join_a_corrected_event(
    events: list[str], db: sqlite3.Connection, record: Any, rules: MergeRules
) -> None:
    record_correction(db, Change("merge", events[0], (events[1],)), "", rules, NOW)

    record(f"2025-08-25 wire/9 b | {ACT} | 2025-08-23")

    assert len(record.events()[events[0]]) == 4


WRONG = {
    "merge with itself": (lambda may, _: Change("merge", may, (may,)), ConfigError, "second event"),
    "split off a stranger": (
        lambda may, _: Change("split", may, ("mx",)),
        ConfigError,
        "no mention",
    ),
    "an unknown field": (
        lambda may, _: Change("set", may, name="colour", value="red"),
        ConfigError,
        'no field "colour"',
    ),
    "an action of another instrument": (
        lambda may, _: Change("set", may, name="action", value="hold"),
        ConfigError,
        'cannot be "hold"',
    ),
    "no date": (
        lambda may, _: Change("set", may, name="date", value="2025-02-30"),
        ConfigError,
        "no date",
    ),
    "an unknown event": (lambda *_: Change("hide", "enone"), TimelineError, "no event enone"),
}


@pytest.mark.parametrize(("make", "error", "message"), WRONG.values(), ids=WRONG)
def test_what_makes_no_sense_is_refused(
    make: Any,
    error: type[Exception],
    message: str,
    events: list[str],
    db: sqlite3.Connection,
    rules: MergeRules,
) -> None:
    with pytest.raises(error, match=message):
        record_correction(db, make(*events), "", rules, NOW)
    assert db.execute("SELECT count(*) FROM corrections").fetchone()[0] == 0


def test_what_is_hidden_is_not_hidden_again(
    events: list[str], db: sqlite3.Connection, rules: MergeRules
) -> None:
    record_correction(db, Change("hide", events[0]), "", rules, NOW)

    with pytest.raises(ConfigError, match="hidden already"):
        record_correction(db, Change("hide", events[0]), "", rules, NOW)
    assert db.execute("SELECT count(*) FROM corrections").fetchone()[0] == 1


def test_all_of_an_event_cannot_be_split_off(
    events: list[str], db: sqlite3.Connection, rules: MergeRules
) -> None:
    mentions = [
        row[0] for row in db.execute("SELECT id FROM mentions WHERE event = ?", (events[0],))
    ]
    with pytest.raises(ConfigError, match="leave some"):
        record_correction(db, Change("split", events[0], tuple(mentions)), "", rules, NOW)


def test_a_correction_is_undone_only_once(
    events: list[str], db: sqlite3.Connection, rules: MergeRules
) -> None:
    made = record_correction(db, Change("hide", events[0]), "", rules, NOW)
    undo_correction(db, made.id, rules, NOW)

    with pytest.raises(TimelineError, match=f"no correction {made.id} to undo"):
        undo_correction(db, made.id, rules, NOW)
