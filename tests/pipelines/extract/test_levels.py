import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.changes import find_changes
from pipelines.extract.levels import find_levels

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
