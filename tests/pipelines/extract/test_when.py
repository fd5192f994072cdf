import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract import when
from pipelines.extract.when import When


@pytest.mark.parametrize("iso", ["2025-06-09", "2025-06", "2025"])
def test_a_date_is_written_as_it_was_read(iso: str) -> None:
    assert when.parse(iso).iso == iso


@pytest.mark.parametrize("iso", ["", "2025-6", "2025-02-30", "2025-06-09-01", "June", "-1"])
def test_anything_else_is_refused(iso: str) -> None:
    with pytest.raises(ValueError, match="no ISO date"):
        when.parse(iso)


@pytest.mark.parametrize(
    ("start", "number", "unit", "end"),
    [
        ("2024-01-31", 1, "month", "2024-02-29"),
        ("2024-02-29", -1, "year", "2023-02-28"),
        ("2025-06-09", 2, "week", "2025-06-23"),
        ("2025-06", 1, "day", "2025-06"),
        ("2025-12", 1, "month", "2026-01"),
        ("2025", 12, "month", "2026"),
    ],
)
def test_shift(start: str, number: int, unit: str, end: str) -> None:
    moved = when.shift(when.parse(start), number, unit)
    assert moved is not None
    assert moved.iso == end


@pytest.mark.parametrize("unit", when.UNITS)
def test_beyond_the_calendar_is_nothing(unit: str) -> None:
    assert when.shift(When(9999, 12, 31), 1, unit) is None


def test_what_the_calendar_lacks_is_nothing() -> None:
    assert when.real(2025, 2, 29) is None


@given(st.dates(dt.date(1, 1, 8), dt.date(9999, 12, 20)))
def test_the_thursday_lies_in_the_same_iso_week(day: dt.date) -> None:
    assert when.thursday(day).first.isocalendar()[:2] == day.isocalendar()[:2]
