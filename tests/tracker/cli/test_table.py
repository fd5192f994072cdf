from __future__ import annotations

import pytest

from tracker.cli.table import Cell, Heading, lay_out, styled
from tracker.cli.text import cells

HEADINGS = (Heading("Date"), Heading("Event", least=12), Heading("Id", drop=1))
ROWS = (
    (
        Cell("2025-06-09"),
        Cell("US eases chip design software export controls on China"),
        Cell("e7k2"),
    ),
    (Cell("2025-07-02"), Cell("美国 lifts 出口管制"), Cell("e9")),
)


def test_without_a_width_a_row_is_a_line() -> None:
    assert list(lay_out(HEADINGS, ROWS, None)) == [
        "Date        Event                                                   Id",
        "2025-06-09  US eases chip design software export controls on China  e7k2",
        "2025-07-02  美国 lifts 出口管制                                     e9",
    ]


@pytest.mark.parametrize("width", [21, 24, 30, 40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    lines = list(lay_out(HEADINGS, ROWS, width))
    assert max(cells(line) for line in lines) <= width
    assert ("Id" in lines[0]) == (width >= 30)


def test_columns_wrap_before_they_go() -> None:
    assert list(lay_out(HEADINGS, ROWS[:1], 40)) == [
        "Date        Event                   Id",
        "2025-06-09  US eases chip design    e7k2",
        "            software export",
        "            controls on China",
    ]


def test_cells_are_cleaned() -> None:
    assert list(lay_out([Heading("A")], [[Cell("x\x1b[31m\ny")]], None)) == ["A", "x y"]


def test_colour_surrounds_the_words_only() -> None:
    assert styled("ok   ", "green") == "\x1b[32mok\x1b[0m   "
    assert styled("   ", "green") == "   "
