"""Scores worked out by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.model import Article
from tools.gold import Gold
from tools.scoring import Scorer, Told, from_gold, total

DATA = Path(__file__).parents[2] / "data"

TOLD = Told(
    "text", 10, 50, "tariff", "impose", "in_force", ("eda_software",), frozenset({"US"}),
    frozenset({"CN"}), "2025-06-09", False,
)  # fmt: skip


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer(load_catalogue(DATA))


CHANGES = [
    ({}, (True, True, True)),
    ({"field": "title"}, (False, False, False)),
    ({"start": 49}, (True, True, True)),
    ({"start": 50, "end": 60}, (False, False, False)),
    ({"instrument": "sanction"}, (False, False, False)),
    ({"action": "tighten"}, (True, True, True)),
    ({"action": "lift"}, (False, False, False)),
    ({"items": ("semiconductors",)}, (True, True, True)),
    ({"items": ("aluminium",)}, (True, False, False)),
    ({"items": ()}, (True, False, False)),
    ({"actors": frozenset({"US", "CA"})}, (True, True, True)),
    ({"actors": frozenset()}, (True, False, False)),
    ({"status": "planned"}, (True, True, False)),
    ({"targets": frozenset({"IN"})}, (True, True, False)),
    ({"date": None}, (True, True, True)),
]


@pytest.mark.parametrize(("change", "agrees"), CHANGES, ids=lambda value: str(value)[:40])
def test_levels_of_agreement(
    scorer: Scorer, change: dict[str, object], agrees: tuple[bool, bool, bool]
) -> None:
    other = replace(TOLD, **change)  # type: ignore[arg-type]
    levels = (scorer.is_mention, scorer.is_core, scorer.is_full)
    assert tuple(level(TOLD, other) for level in levels) == agrees


def test_nothing_on_either_side_agrees(scorer: Scorer) -> None:
    bare = replace(TOLD, items=(), actors=frozenset(), targets=frozenset())
    assert scorer.is_full(bare, bare)


def test_the_most_alike_are_paired(scorer: Scorer) -> None:
    planned = replace(TOLD, status="planned")
    found = [planned, TOLD]
    assert sorted(scorer.pairs([TOLD, planned], found, scorer.is_mention)) == [(0, 1), (1, 0)]


def test_a_mention_is_paired_once(scorer: Scorer) -> None:
    assert scorer.pairs([TOLD], [TOLD, TOLD], scorer.is_mention) == [(0, 0)]


def test_a_document(scorer: Scorer) -> None:
    elsewhere = replace(TOLD, start=100, end=120)
    wrong = replace(TOLD, instrument="talks", action="hold")
    tally = scorer.tally([TOLD, elsewhere], [TOLD, wrong])
    assert (tally.precision("mention"), tally.recall("mention")) == (0.5, 0.5)
    assert (tally.gold["fact"], tally.found["fact"], tally.hits["fact"]) == (1, 2, 1)
    assert tally.f1("fact") == pytest.approx(2 / 3)
    assert tally.accuracy("date") == 1


def test_tallies_add_up(scorer: Scorer) -> None:
    summed = total([scorer.tally([TOLD], [TOLD]), scorer.tally([TOLD], [])])
    assert (summed.documents, summed.precision("full"), summed.recall("full")) == (2, 1, 0.5)


def test_no_mentions_are_no_division_by_nought(scorer: Scorer) -> None:
    tally = scorer.tally([], [])
    assert (tally.f1("mention"), tally.accuracy("status")) == (0, 0)


def test_a_gold_mention_stands_where_its_quote_does() -> None:
    event = {
        "field": "text", "quote": "Canada lifted tariffs.", "instrument": "tariff",
        "action": "lift", "status": "in_force", "items": [], "actors": ["CA"], "targets": [],
        "date": None, "attribution": "Reuters",
    }  # fmt: skip
    text = "It rained. Canada lifted tariffs."
    article = Article("", "", text, dt.date(2025, 6, 10), "x")
    (told,) = from_gold(Gold("a", article, [event]))
    assert text[told.start : told.end] == event["quote"]
    assert told.attributed
