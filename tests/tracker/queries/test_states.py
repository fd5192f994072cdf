"""Where measures stand, asked of the database."""
# ruff: noqa: E501 - a mention is one line

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Any

import pytest

from pipelines.errors import TimelineError
from pipelines.merge import MergeRules
from tracker.queries.filters import Choice, Filters
from tracker.queries.states import Moment, list_states, read_story

NOW = Moment(dt.date(2025, 12, 1))
EDA = "US > CN | eda_software"


@pytest.fixture
def eda(db: sqlite3.Connection, record: Any) -> sqlite3.Connection:
    """The EDA story: imposed in May, expected to be eased in June, lifted with ethane in July."""
    record(f"2025-05-24 wire/1 b | export_control impose in_force | {EDA} | 2025-05-23")
    record(f"2025-06-09 daily/1 b | export_control ease expected | {EDA} | -")
    record(
        "2025-07-03 register/1 b | export_control lift in_force | US > CN | eda_software,ethane | 2025-07-02"
    )
    record("2025-06-04 wire/2 b | export_control impose in_force | US > CN | ethane | 2025-06-03")
    record("2025-06-10 wire/3 b | talks hold in_force | CN,US > - | - | 2025-06-09")
    return db


def rows(db: sqlite3.Connection, rules: MergeRules, moment: Moment = NOW, **filters: Any) -> Any:
    return list_states(db, Filters(**filters), moment, rules.catalogue)


def one(found: list[dict[str, Any]], *items: str) -> dict[str, Any]:
    (row,) = [row for row in found if row["items"] == list(items)]
    return row


def test_an_act_on_two_goods_decides_the_stories_of_both(
    eda: sqlite3.Connection, rules: MergeRules
) -> None:
    found = rows(eda, rules)

    for items in (("eda_software",), ("ethane",), ("eda_software", "ethane")):
        row = one(found, *items)
        assert (row["stands"], row["since"], row["corroboration"]) == (
            "lifted",
            "2025-07-02",
            "official",
        )


def test_on_a_day_it_stands_as_was_known_by_then(
    eda: sqlite3.Connection, rules: MergeRules
) -> None:
    row = one(rows(eda, rules, Moment(dt.date(2025, 6, 15))), "eda_software")

    assert (row["actor"], row["target"], row["instrument"]) == ("US", "CN", "export_control")
    assert (row["stands"], row["since"]) == ("in_force", "2025-05-23")
    assert row["pending_headlines"] == ["US eases EDA software export controls on China"]


def test_before_anything_was_told_there_is_nothing(
    eda: sqlite3.Connection, rules: MergeRules
) -> None:
    assert rows(eda, rules, Moment(dt.date(2025, 5, 23))) == []
    hindsight = Moment(dt.date(2025, 5, 23), hindsight=True)
    assert one(rows(eda, rules, hindsight), "eda_software")["stands"] == "in_force"


def test_an_expectation_that_came_true_is_no_longer_pending(
    eda: sqlite3.Connection, rules: MergeRules
) -> None:
    row = one(rows(eda, rules), "eda_software")

    assert row["pending"] == []
    assert [(each["became"], each["days"]) for each in row["outcomes"]] == [("fulfilled", 23)]


def test_a_vague_expectation_is_fulfilled_by_a_fuller_act(
    db: sqlite3.Connection, record: Any, rules: MergeRules
) -> None:
    record("2025-06-09 ledger/1 b | export_control ease expected | US > CN | semiconductors | -")
    (expected,) = record.events()
    record(f"2025-07-03 wire/1 b | export_control lift in_force | {EDA} | 2025-07-02")

    story = read_story(db, expected, NOW, rules.catalogue)
    assert (story["stands"], story["pending"]) == ("none", [])
    assert story["outcomes"][0]["became"] == "fulfilled"


def test_a_wider_ban_is_another_measure_but_a_wider_lift_reaches_it(
    eda: sqlite3.Connection, record: Any, rules: MergeRules
) -> None:
    wider = "in_force | US > CN | semiconductors"
    record(f"2025-09-13 wire/7 b | export_control impose {wider} | 2025-09-13")
    assert one(rows(eda, rules), "eda_software")["stands"] == "lifted"

    record(f"2025-10-13 wire/8 b | export_control suspend {wider} | 2025-10-13")
    row = one(rows(eda, rules), "eda_software")
    assert (row["stands"], row["since"]) == ("suspended", "2025-10-13")


def test_talks_are_no_measure(eda: sqlite3.Connection, rules: MergeRules) -> None:
    assert not [row for row in rows(eda, rules) if row["instrument"] == "talks"]
    assert len(rows(eda, rules, instrument=Choice(("talks",)))) == 1


def test_filters_choose_the_stories(eda: sqlite3.Connection, rules: MergeRules) -> None:
    found = rows(eda, rules, item=Choice(("chemicals",)))

    assert {tuple(row["items"]) for row in found} == {("ethane",), ("eda_software", "ethane")}


def test_a_story_tells_its_run_and_what_became_of_each_expectation(
    eda: sqlite3.Connection, rules: MergeRules
) -> None:
    id_ = one(rows(eda, rules), "eda_software")["story"]

    story = read_story(eda, id_, NOW, rules.catalogue)

    assert story["stands"] == "lifted"
    assert [(each["day"], each["action"], each["became"]) for each in story["events"]] == [
        ("2025-05-23", "impose", None),
        ("2025-06-09", "ease", "fulfilled"),
        ("2025-07-02", "lift", None),
    ]
    assert story["events"][0]["sources"][0]["outlet"] == "wire"


def test_a_story_is_found_by_its_event_and_by_the_start_of_its_id(
    eda: sqlite3.Connection, rules: MergeRules
) -> None:
    event = eda.execute("SELECT id, story FROM events WHERE action = 'impose'").fetchone()

    for name in (event["id"], event["story"][:9]):
        assert read_story(eda, name, NOW, rules.catalogue)["story"] == event["story"]


def test_an_unknown_story(eda: sqlite3.Connection, rules: MergeRules) -> None:
    with pytest.raises(TimelineError, match="no story sxx"):
        read_story(eda, "sxx", NOW, rules.catalogue)


def test_firms_beside_a_state_make_no_measure_of_their_own(
    db: sqlite3.Connection, record: Any, rules: MergeRules
) -> None:
    act = "export_control impose in_force | US > CN,org:Synopsys | eda_software"
    record(f"2025-05-24 wire/1 b | {act} | 2025-05-23")
    record(f"2025-07-03 daily/1 b | export_control lift in_force | {EDA} | 2025-07-02")
    (row,) = rows(db, rules)
    assert (row["target"], row["stands"], row["since"]) == ("CN", "lifted", "2025-07-02")


@pytest.mark.parametrize(
    ("one_side", "other"),
    [
        (
            "tariff impose in_force | US > CN | steel",
            "tariff impose in_force | US > org:Baosteel | steel",
        ),
        (
            "sanction impose in_force | US > CN,org:A | -",
            "sanction impose in_force | US > CN,org:B | -",
        ),
        (
            "supply start in_force | CN,org:A > US | cars",
            "supply start in_force | CN,org:B > US | cars",
        ),
    ],
    ids=["a firm alone", "sanctions on firms", "firms that supply"],
)
def test_firms_tell_measures_apart_where_they_are_what_it_is_about(
    db: sqlite3.Connection, record: Any, rules: MergeRules, one_side: str, other: str
) -> None:
    record(f"2025-05-24 wire/1 b | {one_side} | 2025-05-23")
    record(f"2025-08-24 daily/1 b | {other} | 2025-08-23")
    assert len(rows(db, rules)) == 2
