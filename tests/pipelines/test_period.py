"""Each period falls due once, whatever the clocks do."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.period import Period, Rhythm, due_moment, due_period, named_period

UTC = dt.UTC
MONDAY = Rhythm("week", 0, dt.time(7, 30))
LONDON = ZoneInfo("Europe/London")
ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "Asia/Seoul",
    "Asia/Kolkata",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Apia",  # no 30 December 2011
    "Africa/Casablanca",  # the clock changes around Ramadan
)


@pytest.mark.parametrize(
    ("now", "key"),
    [
        ("2025-06-16T06:30:00+00:00", "2025-W24"),  # 07:30 in London
        ("2025-06-16T06:29:59+00:00", "2025-W23"),
        ("2025-06-22T23:59:00+00:00", "2025-W24"),
        ("2021-01-04T08:00:00+00:00", "2020-W53"),
        ("2024-12-30T08:00:00+00:00", "2024-W52"),
        ("2025-01-06T08:00:00+00:00", "2025-W01"),
    ],
)
def test_a_week_is_the_iso_week_before(now: str, key: str) -> None:
    assert due_period(MONDAY, dt.datetime.fromisoformat(now), LONDON).key == key


def test_monday_sums_up_monday_to_sunday() -> None:
    period = due_period(MONDAY, dt.datetime(2025, 6, 18, tzinfo=UTC), LONDON)
    assert (period.start, period.last) == (dt.date(2025, 6, 9), dt.date(2025, 6, 15))
    assert period.last in period
    assert period.end not in period


def test_friday_sums_up_the_seven_days_before_it() -> None:
    friday = Rhythm("week", 4, dt.time(17, 0))
    period = due_period(friday, dt.datetime(2025, 6, 13, 17, 0, tzinfo=UTC), ZoneInfo("UTC"))
    assert period == Period("week", "2025-W24", dt.date(2025, 6, 6), dt.date(2025, 6, 13))
    assert named_period(friday, "2025-W24") == period


def test_days_and_months() -> None:
    now = dt.datetime(2024, 3, 1, 7, 0, tzinfo=UTC)
    at = dt.time(6, 0)
    assert due_period(Rhythm("day", at=at), now, LONDON).key == "2024-02-29"
    assert due_period(Rhythm("month", at=at), now, LONDON).key == "2024-02"
    early = dt.datetime(2024, 3, 1, 5, 0, tzinfo=UTC)
    assert due_period(Rhythm("month", at=at), early, LONDON).key == "2024-01"


@pytest.mark.parametrize("key", ["2025-W24", "2025-06-09", "2025-06", "2020-W53"])
def test_a_key_names_its_period(key: str) -> None:
    assert named_period(MONDAY, key).key == key


@pytest.mark.parametrize("key", ["", "W24", "2025-W54", "2025-13", "2025-02-30", "last week"])
def test_other_words_name_no_period(key: str) -> None:
    with pytest.raises(ValueError, match=r"period|week|month|day"):
        named_period(MONDAY, key)


rhythms = st.builds(
    Rhythm,
    st.sampled_from(["day", "week", "month"]),
    st.integers(0, 6),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
moments = st.datetimes(
    dt.datetime(2008, 1, 1),  # noqa: DTZ001 - the bounds are naive by contract
    dt.datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(rhythms, moments, st.sampled_from(ZONES))
def test_the_due_period_has_ended_and_the_next_is_not_due(
    rhythm: Rhythm, now: dt.datetime, zone: str
) -> None:
    place = ZoneInfo(zone)
    period = due_period(rhythm, now, place)
    assert due_moment(rhythm, period, place) <= now
    assert named_period(rhythm, period.key) == period
    following = due_period(rhythm, now + dt.timedelta(days=32), place)
    assert following.end > period.end


@given(
    zone=st.sampled_from(ZONES),
    rhythm=rhythms.filter(lambda rhythm: rhythm.kind == "week"),
    start=moments,
    steps=st.lists(st.integers(-3 * 24 * 60, 5 * 24 * 60), min_size=5, max_size=40),
)
@settings(max_examples=60, deadline=None)
def test_a_wandering_clock_makes_no_period_due_twice(
    zone: str, rhythm: Rhythm, start: dt.datetime, steps: list[int]
) -> None:
    """A period that was sent is never due again, even when the clock is set back."""
    now, sent = start, set[str]()
    keys = []
    for minutes in steps:
        now += dt.timedelta(minutes=minutes)
        period = due_period(rhythm, now, ZoneInfo(zone))
        if period.key not in sent:
            sent.add(period.key)
            keys.append(period.key)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("zone", ZONES)
def test_ten_years_of_weeks_each_once(zone: str) -> None:
    """Asked every six hours for ten years, each ISO week comes exactly once, in order."""
    place = ZoneInfo(zone)
    now = dt.datetime(2019, 1, 7, 0, 0, tzinfo=UTC)
    end = now + dt.timedelta(days=3653)
    keys: list[str] = []
    while now < end:
        key = due_period(Rhythm("week", 6, dt.time(1, 30)), now, place).key
        if not keys or keys[-1] != key:
            keys.append(key)
        now += dt.timedelta(hours=6)
    assert len(keys) == len(set(keys))
    weeks = [dt.date.fromisocalendar(int(key[:4]), int(key[6:]), 1) for key in keys]
    assert all(b - a == dt.timedelta(days=7) for a, b in pairwise(weeks))
