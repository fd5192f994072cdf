"""Every error of a document is counted once, under its cause."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.catalogue import load_catalogue
from tools.causes import NO_ACT, NO_EVENT, OTHER_KIND, TWICE, UNLIKELY, WRONG_KIND, causes
from tools.scoring import Scorer, Told

DATA = Path(__file__).parents[2] / "data"


def told(action: str = "impose", start: int = 0, date: str | None = None) -> Told:
    return Told(
        "text", start, start + 9, "tariff", action, "in_force", (), frozenset(), frozenset(), date,
        False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer(load_catalogue(DATA))


@pytest.mark.parametrize(
    ("golds", "found", "proposed", "counted"),
    [
        ([told()], [told()], [told()], {}),
        ([told()], [], [told(start=20)], {NO_ACT: 1}),
        ([told()], [], [told("lift")], {OTHER_KIND: 1}),
        ([told()], [], [told()], {UNLIKELY: 1}),
        ([], [told()], [told()], {NO_EVENT: 1}),
        ([told("lift")], [told()], [told()], {WRONG_KIND: 1, OTHER_KIND: 1}),
        ([told()], [told(), told()], [told(), told()], {TWICE: 1}),
        ([told()], [told("tighten")], [told("tighten")], {"wrong action: another": 1}),
        ([told(date="2025")], [told()], [told()], {"wrong date: missing": 1}),
        ([told()], [told(date="2025")], [told()], {"wrong date: not told": 1}),
    ],
)
def test_causes(
    golds: list[Told],
    found: list[Told],
    proposed: list[Told],
    counted: dict[str, int],
    scorer: Scorer,
) -> None:
    assert causes(golds, found, proposed, scorer) == counted
