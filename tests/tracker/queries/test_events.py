"""The events that filters mean, their order, pages and counts."""
# ruff: noqa: E501 - a mention is one line

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import ConfigError, TimelineError
from pipelines.merge import MergeRules
from tracker.queries.event import read_event
from tracker.queries.events import (
    count_events,
    group_events,
    list_events,
    resolve_event,
)
from tracker.queries.filters import Choice, Filters, Page

DAY = dt.date(2025, 12, 1)


@pytest.fixture
def timeline(db: sqlite3.Connection, record: Any) -> sqlite3.Connection:
    """Six events: EDA, magnets, steel, a call, a lift that is expected, a sanction."""
    record(
        "2025-05-24 wire/1 b | export_control impose in_force | US > CN | eda_software | 2025-05-23",
        title="50% of section-301 “chips” cut off",
    )
    record(
        "2025-05-25 daily/1 b | export_control impose in_force | US > CN | eda_software | 2025-05-23"
    )
    record(
        "2025-04-05 wire/2 b | export_control impose in_force | CN > - | rare_earth_magnets | 2025-04-04",
        title="中国限制稀土磁铁出口",
    )
    record("2025-06-05 wire/3 b | tariff tighten in_force | US > - | steel | 2025-06-04")
    record("2025-06-06 register/1 b | talks hold in_force | CN,US > - | - | 2025-06-05")
    record("2025-06-09 ledger/1 b | export_control lift expected | US > CN | eda_software | -")
    record(
        "2025-10-23 daily/2 b | sanction impose in_force | EU > RU,org:Lukoil | oil | 2025-10-22"
    )
    return db


def labels(rows: list[dict[str, Any]]) -> list[str]:
    return [row["label"] for row in rows]


ALL = [
    "oil sanctions imposed",
    "EDA controls lifted",
    "talks held",
    "steel tariffs raised",
    "EDA controls imposed",
    "rare-earth magnet controls imposed",
]

FOUND: dict[str, tuple[Filters, list[int]]] = {
    "everything, newest first": (Filters(), [0, 1, 2, 3, 4, 5]),
    "since a day": (Filters(since=dt.date(2025, 6, 5)), [0, 1, 2]),
    "until a day, which is in it": (Filters(until=dt.date(2025, 5, 23)), [4, 5]),
    "an actor": (Filters(actor=Choice(("CN",))), [2, 5]),
    "one of several actors": (Filters(actor=Choice(("CN", "EU"))), [0, 2, 5]),
    "no such actor": (Filters(actor=Choice(unwanted=("US",))), [0, 5]),
    "a company as target": (Filters(target=Choice(("org:Lukoil",))), [0]),
    "an item with those below it": (Filters(item=Choice(("critical_minerals",))), [5]),
    "an item that is wanted and one that is not": (
        Filters(item=Choice(("technology",), ("steel",))),
        [1, 4],
    ),
    "without an item and those below it": (
        Filters(item=Choice(unwanted=("technology", "energy"))),
        [2, 3, 5],
    ),
    "an instrument": (Filters(instrument=Choice(("tariff", "sanction"))), [0, 3]),
    "an action": (Filters(action=Choice(("lift",))), [1]),
    "a direction": (Filters(direction=Choice(("liberalise",))), [1]),
    "not a status": (Filters(status=Choice(unwanted=("in_force",))), [1]),
    "a corroboration": (Filters(corroboration=Choice(("official", "confirmed"))), [2, 4]),
    "an outlet in any case": (Filters(source=Choice(("DAILY",))), [0, 4]),
    "not an outlet": (Filters(source=Choice(unwanted=("wire",))), [0, 1, 2]),
    "an actor and an item": (
        Filters(actor=Choice(("US",)), item=Choice(("eda_software",))),
        [1, 4],
    ),
    "least confidence": (Filters(min_confidence=0.6), [4]),
    "words of a headline, in any form": (Filters(match="export control"), [1, 4, 5]),
    "words of a sentence": (Filters(match="ledger"), [1]),
    "a word with a hyphen": (Filters(match="section-301"), [4]),
    "a word with a percent sign": (Filters(match="50%"), [4]),
    "a phrase": (Filters(match='"EDA software"'), [1, 4]),
    "Chinese words inside a sentence": (Filters(match="稀土"), [5]),
    "words and a filter": (Filters(match="control", actor=Choice(("CN",))), [5]),
    "signs alone": (Filters(match='"%*(" -'), []),
}


@pytest.mark.parametrize(("filters", "expected"), FOUND.values(), ids=FOUND)
def test_filters(filters: Filters, expected: list[int], timeline: sqlite3.Connection) -> None:
    rows = list_events(timeline, filters, Page())

    assert labels(rows) == [ALL[at] for at in expected]
    assert count_events(timeline, filters) == len(expected)


def test_hidden_events_are_left_out(timeline: sqlite3.Connection) -> None:
    timeline.execute("UPDATE events SET hidden = 1 WHERE instrument = 'talks'")

    assert labels(list_events(timeline, Filters(), Page())) == [*ALL[:2], *ALL[3:]]


@pytest.mark.parametrize("order", ["newest", "oldest", "confidence", "mentions"])
@pytest.mark.parametrize(
    "filters", [Filters(), Filters(actor=Choice(("US", "CN"))), Filters(match="control")]
)
def test_pages_together_are_the_whole(
    order: str, filters: Filters, timeline: sqlite3.Connection
) -> None:
    whole = [row["id"] for row in list_events(timeline, filters, Page(None, order))]
    paged: list[str] = []
    while rows := list_events(timeline, filters, Page(2, order, paged[-1] if paged else None)):
        paged += [row["id"] for row in rows]

    assert paged == whole


def test_an_event_in_json_has_the_fields_of_its_contract(timeline: sqlite3.Connection) -> None:
    row = list_events(timeline, Filters(match="eda", status=Choice(("in_force",))), Page())[0]

    assert row["headline"] == "US imposes EDA software export controls on China"
    assert (row["items"], row["actors"], row["targets"]) == (["eda_software"], ["US"], ["CN"])
    assert (row["date"], row["date_precision"], row["mentions"]) == ("2025-05-23", "day", 2)
    assert [(each["outlet"], each["official"]) for each in row["sources"]] == [
        ("wire", False),
        ("daily", False),
    ]
    assert set(row["sources"][0]) == {"outlet", "url", "title", "published", "official", "quote"}


def test_counts_by_one_thing_and_by_two(timeline: sqlite3.Connection) -> None:
    assert group_events(timeline, Filters(), ["actor"]) == [
        {"actor": "US", "events": 4},
        {"actor": "CN", "events": 2},
        {"actor": "EU", "events": 1},
    ]
    assert group_events(timeline, Filters(item=Choice(("technology",))), ["month", "action"]) == [
        {"month": "2025-05", "action": "impose", "events": 1},
        {"month": "2025-06", "action": "lift", "events": 1},
    ]


def test_events_are_not_counted_by_what_they_have_not(timeline: sqlite3.Connection) -> None:
    with pytest.raises(ConfigError, match='cannot be grouped by "colour"'):
        group_events(timeline, Filters(), ["colour"])


class TestNames:
    def test_an_id_and_the_start_of_one(self, timeline: sqlite3.Connection) -> None:
        id_ = list_events(timeline, Filters(), Page(1))[0]["id"]

        assert resolve_event(timeline, id_) == id_
        assert resolve_event(timeline, id_[:8]) == id_

    def test_an_unknown_id(self, timeline: sqlite3.Connection) -> None:
        with pytest.raises(TimelineError, match="no event enothing"):
            resolve_event(timeline, "enothing")

    def test_the_id_of_an_event_that_was_joined_to_another(
        self, db: sqlite3.Connection, record: Any
    ) -> None:
        act = "export_control impose in_force | US > CN | ethane"
        record(f"2025-05-24 wire/1 b | {act} | 2025-05-10")
        record(f"2025-05-29 daily/1 b | {act} | 2025-05-29")
        ids = [row[0] for row in db.execute("SELECT id FROM events")]
        record(f"2025-05-26 ledger/1 b | {act} | 2025-05-20")

        for id_ in ids:
            assert resolve_event(db, id_) in record.events()

    def test_the_id_of_an_event_that_nobody_tells_any_more(
        self, db: sqlite3.Connection, record: Any, tell: Any
    ) -> None:
        record("2025-05-24 wire/1 b | tariff impose in_force | US > CN | steel | -")
        (id_,) = record.events()
        record.revise(1)

        with pytest.raises(TimelineError, match="was withdrawn"):
            resolve_event(db, id_)


class TestOneEvent:
    def test_it_shows_its_evidence_its_history_and_its_story(
        self, timeline: sqlite3.Connection, rules: MergeRules
    ) -> None:
        id_ = list_events(timeline, Filters(match="eda", status=Choice(("in_force",))), Page())[0][
            "id"
        ]

        row = read_event(timeline, id_, DAY, rules.catalogue)

        assert [each["outlet"] for each in row["evidence"]] == ["wire", "daily"]
        assert [(each["day"], each["status"]) for each in row["history"]] == [
            ("2025-05-24", "in_force")
        ]
        assert [each["headline"] for each in row["run"]] == [
            "US imposes EDA software export controls on China",
            "US lifts EDA software export controls on China",
        ]

    def test_an_expectation_tells_what_became_of_it(
        self, timeline: sqlite3.Connection, record: Any, rules: MergeRules
    ) -> None:
        record(
            "2025-07-03 wire/9 b | export_control lift in_force | US > CN | eda_software | 2025-07-02"
        )
        id_ = list_events(timeline, Filters(status=Choice(("expected",))), Page())[0]["id"]

        history = read_event(timeline, id_, DAY, rules.catalogue)["history"]

        assert [(each["day"], each["status"], each["days"]) for each in history] == [
            ("2025-06-09", "expected", None),
            ("2025-07-02", "fulfilled", 23),
        ]

    def test_it_keeps_what_was_withdrawn(
        self, timeline: sqlite3.Connection, record: Any, rules: MergeRules
    ) -> None:
        id_ = list_events(timeline, Filters(match="eda", status=Choice(("in_force",))), Page())[0][
            "id"
        ]
        article = timeline.execute("SELECT id FROM articles WHERE outlet = 'daily'").fetchone()[0]
        record.revise(article)

        row = read_event(timeline, id_, DAY, rules.catalogue)
        assert [each["outlet"] for each in row["evidence"]] == ["wire"]
        assert [each["outlet"] for each in row["withdrawn"]] == ["daily"]


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(max_size=40))
def test_no_words_make_full_text_search_fail(words: str, timeline: sqlite3.Connection) -> None:
    list_events(timeline, Filters(match=words), Page(5))


def test_values_are_never_read_as_sql(timeline: sqlite3.Connection) -> None:
    hostile = Choice(("x' OR 1=1 --", '"'))
    filters = Filters(
        actor=hostile, item=hostile, source=hostile, instrument=hostile, match="' OR 1=1 --"
    )

    assert list_events(timeline, filters, Page()) == []
