"""When a source is polled again, and what is said of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

import pytest

from pipelines.model import Entry
from tracker.jobs import health
from tracker.queries.sources import Source

NOW = dt.datetime(2025, 6, 11, 8, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
NONE = dt.timedelta()
BLANK = Source(**{field.name: None for field in dataclasses.fields(Source)})
SOURCE = dataclasses.replace(
    BLANK,
    name="wire",
    url="https://feeds.example.com/rss",
    failures=0,
    state="ok",
    redirect_days=0,
)


def entries(*hours: float) -> list[Entry]:
    return [Entry("u", "t", published=NOW - dt.timedelta(hours=past)) for past in hours]


def test_a_good_source_is_due_after_its_interval() -> None:
    after = health.after_good(SOURCE, health.Rhythm(), 15, NONE, NOW)
    assert (after.state, after.failures) == ("ok", 0)
    assert after.next_poll == NOW + dt.timedelta(minutes=15)


@pytest.mark.parametrize(
    ("asked", "pause"),
    [(HOUR, HOUR), (dt.timedelta(minutes=1), HOUR / 4), (dt.timedelta(days=400), HOUR * 24)],
)
def test_what_the_server_asks_only_lengthens_the_interval(asked, pause) -> None:
    assert health.after_good(SOURCE, health.Rhythm(), 15, asked, NOW).next_poll == NOW + pause


def test_a_failing_source_is_asked_ever_less_often_up_to_a_day_but_always_again() -> None:
    source, pauses = SOURCE, []
    for _ in range(40):
        after = health.after_bad(source, "no answer", 15, NONE, NOW)
        pauses.append(after.next_poll - NOW)
        source = dataclasses.replace(source, failures=after.failures, state=after.state)
    assert pauses[0] <= HOUR / 2
    assert all(later > earlier for earlier, later in itertools.pairwise(pauses[:6]))
    assert 0.8 * dt.timedelta(days=1) <= pauses[-1] <= dt.timedelta(days=1)


def test_failures_are_degraded_first_and_failing_then() -> None:
    states = []
    for failures in range(4):
        source = dataclasses.replace(SOURCE, failures=failures)
        states.append(health.after_bad(source, "x", 15, NONE, NOW).state)
    assert states == ["degraded", "degraded", "failing", "failing"]


def test_sources_that_failed_together_do_not_come_back_together() -> None:
    times = {
        health.after_bad(dataclasses.replace(SOURCE, name=f"s{n}"), "x", 15, NONE, NOW).next_poll
        for n in range(20)
    }
    assert len(times) > 10


def test_one_good_answer_heals_a_source() -> None:
    source = dataclasses.replace(SOURCE, failures=9, state="failing")
    after = health.after_good(source, health.Rhythm(), 15, NONE, NOW)
    assert (after.state, after.reason, after.failures) == ("ok", "", 0)


def test_a_host_that_asks_for_a_pause_leaves_the_source_as_it_was() -> None:
    source = dataclasses.replace(SOURCE, failures=2, state="degraded", reason="x")
    after = health.waiting(source, HOUR, NOW)
    assert (after.state, after.reason, after.failures) == ("degraded", "x", 2)
    assert after.next_poll == NOW + HOUR


STALE = [
    ([24 * 400 + hour for hour in (0, 24, 48, 72, 96)], True),
    ([50, 51, 52, 53, 54], True),
    ([40, 41, 42, 43, 44], False),
    ([24 * 7, 24 * 8, 24 * 9, 24 * 10], False),
    ([24 * 9, 24 * 10, 24 * 11, 24 * 12], True),
    ([24 * 400], False),
    ([], False),
]


@pytest.mark.parametrize(("ages", "stale"), STALE)
def test_a_source_is_stale_after_eight_times_its_own_rhythm(ages, stale) -> None:
    rhythm = health.rhythm_of(entries(*ages), NOW)
    after = health.after_good(SOURCE, rhythm, 15, NONE, NOW)
    assert (after.state == "stale") is stale
    assert ("nothing new since" in after.reason) is stale


def test_an_unchanged_answer_is_judged_by_what_was_known() -> None:
    source = dataclasses.replace(SOURCE, newest="2025-01-01T00:00:00+00:00", rhythm_hours=24.0)
    assert health.after_good(source, health.Rhythm(), 15, NONE, NOW).state == "stale"


def test_dates_in_the_future_tell_no_rhythm() -> None:
    assert health.rhythm_of(entries(-500, -400, -300, -200), NOW) == health.Rhythm()


def moved(url: str, to_url: str, days: int) -> list[health.Move]:
    source, moves = dataclasses.replace(SOURCE, url=url), []
    for day in range(days):
        now = NOW + dt.timedelta(days=day)
        move = health.move_of(source, to_url, now)
        source = dataclasses.replace(
            source,
            redirect_url=move.to_url,
            redirect_days=move.days,
            redirect_seen=now.date().isoformat(),
        )
        moves.append(health.move_of(source, to_url, now))
    return moves


MOVES = [
    ("http://example.com/a", "https://www.example.com/b", True),
    ("https://feeds.example.co.uk/a", "https://example.co.uk/a", True),
    ("https://example.com/a", "https://other.com/a", False),
    ("https://example.co.uk/a", "https://other.co.uk/a", False),
    ("https://example.com/a", "http://example.com/b", False),
]


@pytest.mark.parametrize(("url", "to_url", "may"), MOVES)
def test_a_redirect_seen_on_three_days_is_followed_within_one_domain(url, to_url, may) -> None:
    assert [move.final for move in moved(url, to_url, 4)] == [False, False, may, may]


def test_another_target_starts_the_count_anew_and_none_ends_it() -> None:
    source = dataclasses.replace(
        SOURCE, redirect_url="https://example.com/b", redirect_days=2, redirect_seen="2025-06-10"
    )
    assert health.move_of(source, "https://example.com/c", NOW).days == 1
    assert health.move_of(source, None, NOW) == health.Move()


def test_a_move_that_is_not_followed_is_told_to_the_operator() -> None:
    source = dataclasses.replace(SOURCE, redirect_url="https://other.com/a", redirect_days=3)
    after = health.after_good(source, health.Rhythm(), 15, NONE, NOW)
    assert after.state == "ok"
    assert "moved for good to https://other.com/a" in after.reason
