import itertools
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.levels import Level, find_changes, find_levels

LEVELS = [
    ("a duty of 145%", "percent", "145 percent", "145", "%"),
    ("its 25-per-cent duty", "percent", "25 percent", "25", "%"),
    ("a 17.5 percent rate", "percent", "17.5 percent", "17.5", "%"),
    ("zero percent", "percent", "zero percent", "0", "%"),
    ("10 percentage points", "points", "10 percentage points", "10", "points"),
    ("by 50 basis points", "points", "50 basis points", "50", "points"),
    ("$60bn of goods", "money", "$60bn", "60000000000", "$"),
    ("$250 billion of goods", "money", "$250bn", "250000000000", "$"),
    ("some A$20 billion", "money", "A$20bn", "20000000000", "A$"),
    ("$1,234.50 of goods", "money", "$1,234.50", "1234.5", "$"),
    ("1.5 billion won", "money", "1.5 billion won", "1500000000", "won"),
    ("10,000 yen", "money", "10,000 yen", "10000", "yen"),
    ("18,125 metric tons", "quantity", "18,125 metric tons", "18125", "metric tons"),
    ("2 million barrels", "quantity", "2 million barrels", "2000000", "barrels"),
    ("$47.60 a barrel", "per_unit", "$47.60 a barrel", "47.6", "$"),
    ("$375 per tonne", "per_unit", "$375 per tonne", "375", "$"),
    ("it doubled", "multiple", "doubled", "2", "x"),
    ("halving the duty", "multiple", "halving", "0.5", "x"),
    ("a threefold rise", "multiple", "threefold", "3", "x"),
]


@pytest.mark.parametrize(("text", "kind", "value", "number", "unit"), LEVELS)
def test_a_level_has_one_form(text: str, kind: str, value: str, number: str, unit: str) -> None:
    (level,) = find_levels(text)
    assert (level.kind, level.value, level.number, level.unit) == (
        kind,
        value,
        Decimal(number),
        unit,
    )


@pytest.mark.parametrize(
    ("text", "value", "number", "upper"),
    [
        ("rates of 10 to 41 percent", "10 to 41 percent", 10, 41),
        ("duties of 5%-10%", "5 to 10 percent", 5, 10),
        ("duties of 5-10%", "5 to 10 percent", 5, 10),
        ("ranging from 19.5% to 27%", "19.5 to 27 percent", Decimal("19.5"), 27),
        ("between 10 and 20 percent", "10 to 20 percent", 10, 20),
        ("a fee of $80 to $200", "$80 to $200", 80, 200),
    ],
)
def test_a_span_is_one_level(text: str, value: str, number: Decimal, upper: Decimal) -> None:
    (level,) = find_levels(text)
    assert (level.value, level.number, level.upper) == (value, number, upper)


NO_LEVEL = ["Section 301 duties", "in 2024 and 2025", "59 apps", "the 9th", "G7", "June 4", ""]


@pytest.mark.parametrize("text", NO_LEVEL)
def test_a_bare_number_is_no_level(text: str) -> None:
    assert find_levels(text) == ()


def changes(text: str) -> list[tuple[str | None, str | None, str | None]]:
    def value(level: Level | None) -> str | None:
        return level.value if level else None

    return [(value(c.level_from), value(c.level_to), c.direction) for c in find_changes(text)]


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


WORDS = st.sampled_from(
    [
        "from",
        "to",
        "by",
        "at",
        "10",
        "25%",
        "5",
        "points",
        "$60bn",
        "2024",
        "and",
        "-",
        "up",
        "down",
        "raised",
        "cut",
        "doubled",
        "a",
        "tariff",
        "of",
        "between",
        "percent",
        ",",
        ".",
        "zero",
        "$5",
        "a",
        "barrel",
    ]
)


@given(st.lists(WORDS, max_size=20).map(" ".join))
def test_any_words_give_ordered_levels_apart(text: str) -> None:
    levels = find_levels(text)
    assert all(0 <= level.start < level.end <= len(text) for level in levels)
    assert all(a.end <= b.start for a, b in itertools.pairwise(levels))
    assert all(c.start < c.end <= len(text) for c in find_changes(text))


@pytest.mark.parametrize("unit", ["25% ", "1 ", "from 1 to ", "raise 25% to ", "1,000", "doubled "])
def test_time_grows_with_the_length(unit: str) -> None:
    started = time.process_time()
    find_changes(unit * (30_000 // len(unit)))
    assert time.process_time() - started < 2
