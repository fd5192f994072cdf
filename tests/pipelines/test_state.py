"""Where a measure stands, by the run of its events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from pipelines.model import Event, Story
from pipelines.state import Known, Standing, known_by, standing

STORY = Story("s1", ("US",), "tariff", ("steel",), ("CN",), ("e1", "e2"))
SEEN = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)


def known(
    action: str, day: str, status: str = "in_force", told: str | None = None, **fields: Any
) -> Known:
    own, decides = fields.pop("own", True), fields.pop("decides", True)
    event = Event(
        **{
            "id": f"{action} {day} {status}",
            "story": "s1",
            "instrument": "tariff",
            "action": action,
            "status": status,
            "items": ("steel",),
            "actors": ("US",),
            "targets": ("CN",),
            "date": day,
            "date_precision": "day",
            "day": dt.date.fromisoformat(day),
            "day_from_article": False,
            "effective_from": None,
            "effective_until": None,
            "level_from": None,
            "level_to": None,
            "corroboration": "single",
            "confidence": 0.8,
            "evidence": (),
            "first_seen": SEEN,
            "last_seen": SEEN,
        }
        | fields
    )
    return Known(event, ((dt.date.fromisoformat(told or day), status),), own, decides)


def on(day: str, *events: Known) -> Standing:
    return standing(STORY, events, dt.date.fromisoformat(day))


STANDS = {
    "nothing done": ((), "none", None),
    "imposed": ((known("impose", "2025-03-01"),), "in_force", "2025-03-01"),
    "announced": ((known("impose", "2025-03-01", "announced"),), "announced", "2025-03-01"),
    "announced for a day that has come": (
        (known("impose", "2025-03-10", "announced", "2025-03-01"),),
        "in_force",
        "2025-03-10",
    ),
    "announced for a day to come": (
        (known("impose", "2025-08-01", "announced", "2025-03-01"),),
        "announced",
        "2025-08-01",
    ),
    "eased": (
        (known("impose", "2025-03-01"), known("ease", "2025-04-01")),
        "eased",
        "2025-04-01",
    ),
    "lifted": (
        (known("impose", "2025-03-01"), known("lift", "2025-04-01")),
        "lifted",
        "2025-04-01",
    ),
    "imposed anew": (
        (known("lift", "2025-04-01"), known("impose", "2025-05-01")),
        "in_force",
        "2025-05-01",
    ),
    "suspended": (
        (known("suspend", "2025-04-01", effective_until="2025-07-09"),),
        "suspended",
        "2025-04-01",
    ),
    "a suspension that ran out": (
        (known("suspend", "2025-04-01", effective_until="2025-05-31"),),
        "in_force",
        "2025-06-01",
    ),
    "kept": (
        (known("impose", "2025-03-01"), known("maintain", "2025-04-01")),
        "in_force",
        "2025-03-01",
    ),
    "kept without a beginning": ((known("maintain", "2025-04-01"),), "in_force", "2025-04-01"),
    "probed": ((known("investigate", "2025-04-01"),), "none", "2025-04-01"),
    "expected": ((known("ease", "2025-06-01", "expected"),), "none", None),
    "denied": ((known("impose", "2025-06-01", "denied"),), "none", None),
    "imposed by an act on wider goods": (
        (known("impose", "2025-03-01"), known("lift", "2025-04-01", own=False)),
        "lifted",
        "2025-04-01",
    ),
    "not lifted by an act on other goods": (
        (known("impose", "2025-03-01"), known("lift", "2025-04-01", own=False, decides=False)),
        "in_force",
        "2025-03-01",
    ),
}


@pytest.mark.parametrize(("events", "stands", "since"), STANDS.values(), ids=STANDS)
def test_the_latest_act_decides(events: Sequence[Known], stands: str, since: str | None) -> None:
    found = on("2025-06-15", *events)

    assert (found.stands, found.since) == (stands, since)


def test_a_lone_undated_reversal_right_after_a_sure_act_decides_nothing() -> None:
    sure = known("lift", "2025-05-02", corroboration="official")
    thin = known("tighten", "2025-05-03", date=None, day_from_article=True)

    assert on("2025-06-15", sure, thin).stands == "lifted"
    assert on("2025-06-15", sure, known("tighten", "2025-05-03")).stands == "in_force"
    late = known("tighten", "2025-06-03", date=None, day_from_article=True)
    assert on("2025-06-15", sure, late).stands == "in_force"


def test_an_undated_easing_right_after_the_lift_means_the_lift() -> None:
    lift = known("lift", "2025-05-02")
    bare: dict[str, Any] = {"date": None, "date_precision": "none", "day_from_article": True}

    assert on("2025-06-15", lift, known("ease", "2025-05-03", **bare)).stands == "lifted"
    assert on("2025-06-15", lift, known("ease", "2025-05-03")).stands == "eased"
    lower = known("ease", "2025-05-03", level_to="10 percent", **bare)
    assert on("2025-06-15", lift, lower).stands == "eased"
    assert on("2025-06-15", lift, known("ease", "2025-06-03", **bare)).stands == "eased"


def test_of_two_acts_of_one_day_the_dated_one_decides() -> None:
    eased = known("ease", "2025-05-02", id="a")
    raised = known("tighten", "2025-05-02", id="b", date=None, day_from_article=True)

    assert on("2025-06-15", raised, eased).stands == "eased"


def test_what_has_not_happened_yet_decides_nothing() -> None:
    events = known("impose", "2025-03-01"), known("lift", "2025-07-01", "announced", "2025-06-01")

    assert on("2025-06-15", *events).stands == "in_force"
    assert on("2025-06-15", *events).pending == ("lift 2025-07-01 announced",)
    assert on("2025-07-01", *events).stands == "lifted"


def test_a_level_is_kept_while_the_measure_is_only_suspended() -> None:
    imposed = known("impose", "2025-03-01", level_to="25%")

    assert on("2025-06-15", imposed, known("suspend", "2025-04-01")).level == "25%"
    assert on("2025-06-15", imposed, known("lift", "2025-04-01")).level is None


def test_the_same_act_told_again_without_a_day_is_no_new_one() -> None:
    bare: dict[str, Any] = {"date": None, "date_precision": "none", "day_from_article": True}
    eased = known("ease", "2025-05-01")
    assert on("2025-06-15", eased, known("ease", "2025-05-03", **bare)).since == "2025-05-01"
    assert on("2025-06-15", eased, known("ease", "2025-06-03", **bare)).since == "2025-06-03"
    announced = known("impose", "2025-05-01", "announced")
    assert on("2025-06-15", announced, known("impose", "2025-05-03", **bare)).stands == "in_force"


def test_the_same_act_told_again_of_a_month_that_holds_or_follows_its_day_is_no_new_one() -> None:
    def of_month(month: str, **more: Any) -> Known:
        return known("impose", f"{month}-28", date=month, date_precision="month", **more)

    imposed = known("impose", "2025-04-23", corroboration="confirmed")
    found = on("2025-06-15", imposed, of_month("2025-04"))
    assert (found.since, found.corroboration) == ("2025-04-23", "confirmed")
    assert on("2025-06-15", imposed, of_month("2025-05")).since == "2025-04-23"
    assert on("2025-06-15", imposed, of_month("2025-05", level_to="25%")).since == "2025-05"
    assert on("2025-07-15", imposed, of_month("2025-06")).since == "2025-06"
    lifted = known("lift", "2025-04-25")
    assert on("2025-06-15", imposed, lifted, of_month("2025-05")).since == "2025-05"


def test_a_suspension_told_again_with_another_end_is_prolonged() -> None:
    bare: dict[str, Any] = {"date": None, "date_precision": "none", "day_from_article": True}
    suspended = known("suspend", "2025-05-01", effective_until="2025-07-01")
    same, longer = (
        known("suspend", "2025-05-09", effective_until=until, **bare)
        for until in ("2025-07-01", "2025-10-01")
    )
    assert on("2025-06-15", suspended, same).since == "2025-05-01"
    assert on("2025-06-15", suspended, longer).until == "2025-10-01"


BECAME = {
    "open": ((), "open", None),
    "fulfilled": ((known("lift", "2025-07-02"),), "fulfilled", 23),
    "contradicted": ((known("tighten", "2025-06-20"),), "contradicted", 11),
    "an opposite act of some day of a month that began before": (
        (known("tighten", "2025-06-30", date="2025-06", date_precision="month"),),
        "open",
        None,
    ),
    "fulfilled before it was told": ((known("lift", "2025-06-07"),), "fulfilled", 0),
    "not fulfilled by an older act": ((known("lift", "2025-04-01"),), "open", None),
}


@pytest.mark.parametrize(("acts", "became", "days"), BECAME.values(), ids=BECAME)
def test_an_expectation_is_linked_with_what_became_of_it(
    acts: Sequence[Known], became: str, days: int | None
) -> None:
    expected = known("lift", "2025-06-09", "expected", date=None)

    (outcome,) = on("2025-07-15", expected, *acts).outcomes
    assert (outcome.became, outcome.days) == (became, days)


def test_an_expectation_lapses_after_the_day_it_named() -> None:
    expected = known("lift", "2025-07-01", "expected", "2025-06-09")

    assert on("2025-07-10", expected).pending == (expected.event.id,)
    assert on("2025-07-20", expected).pending == ()
    assert on("2025-07-20", expected).outcomes[0].became == "lapsed"


def test_a_day_is_asked_as_it_was_known_by_then() -> None:
    event = known("impose", "2025-03-01", "announced")
    event = Known(event.event, (*event.told, (dt.date(2025, 3, 20), "in_force")))

    assert known_by([event], dt.date(2025, 2, 1)) == ()
    assert known_by([event], dt.date(2025, 3, 10))[0].event.status == "announced"
    assert known_by([event], dt.date(2025, 3, 20))[0].event.status == "in_force"
