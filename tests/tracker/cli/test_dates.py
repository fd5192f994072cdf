from __future__ import annotations

import datetime as dt

import pytest

from tracker.cli.dates import parse_span

TODAY = dt.date(2025, 6, 11)  # a Wednesday

PHRASES = [
    ("2025-06-09", "2025-06-09", "2025-06-09"),
    ("2025-06-09T07:30:00+00:00", "2025-06-09", "2025-06-09"),
    ("2025-6-9", "2025-06-09", "2025-06-09"),
    ("2025-02", "2025-02-01", "2025-02-28"),
    ("2024", "2024-01-01", "2024-12-31"),
    ("today", "2025-06-11", "2025-06-11"),
    ("Yesterday", "2025-06-10", "2025-06-10"),
    ("tomorrow", "2025-06-12", "2025-06-12"),
    ("7d", "2025-06-04", "2025-06-04"),
    ("7d ago", "2025-06-04", "2025-06-04"),
    ("2w", "2025-05-28", "2025-05-28"),
    ("1m", "2025-05-11", "2025-05-11"),
    ("1y", "2024-06-11", "2024-06-11"),
    ("2 weeks ago", "2025-05-28", "2025-05-28"),
    ("a month ago", "2025-05-11", "2025-05-11"),
    ("3 days", "2025-06-08", "2025-06-08"),
    ("in 3 days", "2025-06-14", "2025-06-14"),
    ("last monday", "2025-06-09", "2025-06-09"),
    ("last wednesday", "2025-06-04", "2025-06-04"),
    ("wed", "2025-06-11", "2025-06-11"),
    ("next wed", "2025-06-18", "2025-06-18"),
    ("this week", "2025-06-09", "2025-06-15"),
    ("last week", "2025-06-02", "2025-06-08"),
    ("last month", "2025-05-01", "2025-05-31"),
    ("last year", "2024-01-01", "2024-12-31"),
    ("june", "2025-06-01", "2025-06-30"),
    ("Dec", "2024-12-01", "2024-12-31"),
    ("may 2024", "2024-05-01", "2024-05-31"),
    ("9 June 2025", "2025-06-09", "2025-06-09"),
    ("June 9, 2025", "2025-06-09", "2025-06-09"),
    ("9 june", "2025-06-09", "2025-06-09"),
]


@pytest.mark.parametrize(("phrase", "first", "last"), PHRASES)
def test_reads(phrase: str, first: str, last: str) -> None:
    span = parse_span(phrase, TODAY)
    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "soon",
        "2025-13",
        "2025-02-30",
        "99999999999d",
        "32 june",
        "ju",
        "last",
        "9 9 june",
        "-7d",
        "3000",
        "9999-12-31",
    ],
)
def test_refuses(phrase: str) -> None:
    with pytest.raises(ValueError, match="is no date"):
        parse_span(phrase, TODAY)


def test_a_31st_falls_back_to_the_month_s_end() -> None:
    assert parse_span("1m", dt.date(2025, 3, 31)).first == dt.date(2025, 2, 28)
