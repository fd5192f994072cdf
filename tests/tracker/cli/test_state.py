from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

DAYS = [
    (["--on", "2025-05-20"], []),
    (["--on", "2025-05-24"], []),
    (["--on", "2025-05-30"], ["in_force"]),
    (["--as-of", "2025-05-24"], ["in_force"]),
    (["--on", "2025-06-15"], ["in_force"]),
    (["--on", "2025-07-02"], ["in_force"]),
    (["--as-of", "2025-07-02"], ["lifted"]),
    (["--on", "2025-08"], ["lifted"]),
    ([], ["lifted"]),
]


@pytest.mark.parametrize(("options", "stands"), DAYS, ids=" ".join)
def test_a_state_is_of_its_day(
    tracker: Run, desk: Path, options: list[str], stands: list[str]
) -> None:
    ran = tracker("state", "--item", "eda_software", *options, "--format", "json")
    assert [row["stands"] for row in json.loads(ran.out)] == stands


def test_the_days_that_were_understood_are_told(
    tracker: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("tracker.cli.state.say", told.append)
    monkeypatch.setattr("tracker.cli.events.say", told.append)
    tracker("state", "--on", "june 2025", "--since", "may 2025")
    tracker("state", "--as-of", "2025")
    tracker("state")
    assert told == [
        "Events from 2025-05-01",
        "As of 2025-06-30, as known by then",
        "As of 2025-12-31, as known now",
    ]


def test_rows_have_the_documented_fields(tracker: Run, desk: Path) -> None:
    page = Path(__file__).parents[3].joinpath("docs", "output.md").read_text(encoding="utf-8")
    section = page.split("## A state")[1].split("## A mention")[0]
    rows = json.loads(tracker("state", "--format", "json").out)
    assert {name for row in rows for name in row if f"`{name}`" not in section} == set()


def test_what_is_pending_is_told(tracker: Run, desk: Path) -> None:
    out = tracker("state", "--item", "eda_software", "--on", "2025-06-15").out
    assert "US: EDA software export controls on China" in out
    assert "US eases EDA software export controls on China" in out


def test_a_story_tells_what_became_of_an_expectation(tracker: Run, desk: Path) -> None:
    (row,) = json.loads(tracker("events", "--status", "expected", "--format", "json").out)
    ran = tracker("story", row["id"])
    assert ran.code == 0
    assert "fulfilled after 22 days" in ran.out
    told = json.loads(tracker("story", row["story"], "--format", "json").out)
    assert [event["status"] for event in told["events"]] == ["in_force", "expected", "in_force"]


WRONG = [
    (["state", "--on", "x"], 2, "Invalid value for --on"),
    (["state", "--on", ""], 2, "Invalid value for --on"),
    (["state", "--as-of", ""], 2, "Invalid value for --as-of"),
    (["state", "--on", "2025", "--as-of", "2025"], 2, "give one of them"),
    (["story", "s0"], 1, "there is no story s0"),
    (["story", ""], 1, "there is no story"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), WRONG)
def test_errors(tracker: Run, desk: Path, arguments: list[str], code: int, said: str) -> None:
    ran = tracker(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def outcomes(tracker: Run, *options: str) -> list[dict[str, Any]]:
    ran = tracker("state", "--outcomes", *options, "--format", "json")
    rows: list[dict[str, Any]] = json.loads(ran.out)
    return rows


def test_who_said_so_and_did_it_come_true(tracker: Run, desk: Path) -> None:
    (row,) = outcomes(tracker, "--item", "eda_software")
    told = {name: row[name] for name in ("headline", "status", "first_told", "said_by", "outlets")}
    assert told == {
        "headline": "US eases EDA software export controls on China",
        "status": "expected",
        "first_told": "2025-06-10",
        "said_by": ["an adviser"],
        "outlets": ["The Wire"],
    }
    assert (row["became"], row["days"]) == ("fulfilled", 22)
    assert row["event_headline"] == "US lifts EDA software export controls on China"
    assert "fulfilled after 22 days" in tracker("state", "--outcomes").out


def test_an_outcome_is_of_its_day(tracker: Run, desk: Path) -> None:
    assert outcomes(tracker, "--on", "2025-06-09") == []
    (row,) = outcomes(tracker, "--on", "2025-06-30")
    assert (row["became"], row["event"]) == ("open", None)


def test_outcomes_are_only_of_expectations(tracker: Run, desk: Path) -> None:
    assert outcomes(tracker, "--status", "in_force") == []
    assert outcomes(tracker, "--not-status", "expected") == []
    assert outcomes(tracker, "--item", "steel") == []
    assert len(outcomes(tracker, "--status", "expected,in_force")) == 1
