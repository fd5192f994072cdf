"""The report on gold files: groups, calibration and the page that it is written into."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.catalogue import load_catalogue
from tools.evaluate import BEGIN, END, Report, Scored, calibration_error, written
from tools.scoring import Told

DATA = Path(__file__).parents[2] / "data"


def told(confidence: float = 1.0, action: str = "impose") -> Told:
    return Told(
        "text", 0, 10, "tariff", action, "in_force", (), frozenset(), frozenset(), None, False,
        confidence,
    )  # fmt: skip


@pytest.fixture
def report() -> Report:
    scored = [
        Scored("dev-a", True, [told()], [told(0.9), told(0.5, "lift")]),
        Scored("dev-a", False, [told()], []),
        Scored("none", False, [], [told(0.4)]),
    ]
    return Report(scored, load_catalogue(DATA))


def test_what_is_held_back_stands_apart(report: Report) -> None:
    groups = report.groups()
    assert list(groups) == ["all dev", "held back", "trained on", "dev-a", "none"]
    assert (groups["all dev"].recall("mention"), groups["held back"].recall("mention")) == (0.5, 1)


def test_every_table_is_there(report: Report) -> None:
    text = "\n".join(report.lines())
    assert "| held back | 1 | 1 | 2 | 0.500 | 1.000 | 0.667 |" in text
    assert "| tariff | 1 | 2 | 0.500 | 1.000 | 0.667 |" in text
    assert "| 0.9 | 1 | 1.000 | 1.000 | 1.000 |" in text
    assert "| all | 1 | 1 | 1.00 |" in text


def test_confidence_is_judged_on_what_is_held_back(report: Report) -> None:
    assert report.judged() == [(0.9, True), (0.5, False)]


@pytest.mark.parametrize(
    ("judged", "error"),
    [
        ([], 0.0),
        ([(1.0, True)] * 4, 0.0),
        ([(0.85, True), (0.85, True), (0.85, True), (0.85, False)], 0.1),
        ([(0.95, True), (0.15, True)], (0.05 + 0.85) / 2),
    ],
)
def test_calibration_error(judged: list[tuple[float, bool]], error: float) -> None:
    assert calibration_error(judged) == pytest.approx(error)


def test_tables_are_written_between_the_marks() -> None:
    page = f"# Title\n\n{BEGIN}\nold\n{END}\n\nbelow\n"
    assert written(page, "new") == f"# Title\n\n{BEGIN}\n\nnew\n\n{END}\n\nbelow\n"


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="no lines"):
        written("# Title", "new")
