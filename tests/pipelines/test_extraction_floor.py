"""The extractor as it is shipped keeps to a floor on each of the project's own gold files.

The floors are the F1 of mentions and of cores (see tools/scoring.py), a little below
what is reached: raise them when extraction gets better.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from pipelines.extract import Extractor
from pipelines.extract.linear import load_models
from pipelines.lexicon import Lexicon
from tools.gold import read_gold
from tools.scoring import Scorer, from_gold, from_mention, total
from tracker.resources import data_folder

GOLD = Path(__file__).parents[1] / "gold"

FLOORS = {
    "articles": (0.77, 0.60),
    "barriers": (0.74, 0.61),
    "briefs": (0.85, 0.75),
    "export": (0.79, 0.70),
    "mixed": (0.74, 0.52),
    "newsroom": (0.80, 0.60),
    "notices": (0.87, 0.22),
    "sanctions": (0.76, 0.61),
    "supply": (0.74, 0.65),
    "talks": (0.81, 0.59),
    "tariffs": (0.78, 0.67),
}

BY_RULES = 0.5
"""The floor of the rules without learned weights, over all files together."""


@pytest.fixture(scope="module")
def shipped(lexicon: Lexicon, language: Language) -> Extractor:
    return Extractor(lexicon, language, load_models(data_folder() / "model" / "judge.jsonl"))


def scored(extractor: Extractor, scorer: Scorer, *names: str) -> tuple[float, float]:
    """The F1 of mentions and of cores over some gold files."""
    tally = total(
        scorer.tally(
            from_gold(document),
            [from_mention(mention) for mention in extractor.mentions(document.article)],
        )
        for document in read_gold([GOLD / f"{name}.jsonl" for name in names])
    )
    return tally.f1("mention"), tally.f1("core")


def test_every_file_has_a_floor() -> None:
    assert {path.stem for path in GOLD.glob("*.jsonl")} == {*FLOORS, "none"}


@pytest.mark.parametrize("name", FLOORS)
def test_a_file_keeps_its_floor(shipped: Extractor, lexicon: Lexicon, name: str) -> None:
    mention, core = scored(shipped, Scorer(lexicon.catalogue), name)
    assert (mention >= FLOORS[name][0], core >= FLOORS[name][1]) == (True, True), (mention, core)


def test_hardly_anything_is_found_where_nothing_happens(shipped: Extractor) -> None:
    documents = read_gold([GOLD / "none.jsonl"])
    false = [mention for one in documents for mention in shipped.mentions(one.article)]
    assert len(false) <= len(documents) / 5


def test_the_rules_alone_keep_a_floor(by_rules: Extractor, lexicon: Lexicon) -> None:
    mention, _ = scored(by_rules, Scorer(lexicon.catalogue), *FLOORS)
    assert mention >= BY_RULES
