"""Which sentences are worth a parse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.extract.relevance import Relevance, forms_of
from pipelines.lexicon import Lexicon

GOLD = Path(__file__).parents[2] / "gold"


@pytest.mark.parametrize(
    ("said", "relevant"),
    [
        ("Canada lifted its tariffs.", True),
        ("CANADA LIFTED ITS TARIFFS", True),
        ("Firms were blacklisted.", True),
        ("It has shipped none since May.", True),
        ("The ministers met in Oslo.", True),
        ("The weather was mild in Oslo.", False),
        ("Tariffville lies on a river.", False),
        ("", False),
    ],
)
def test_a_sentence_with_a_word_of_policy(lexicon: Lexicon, said: str, relevant: bool) -> None:
    assert Relevance(lexicon).may_hold_event(said) is relevant


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("ban", "banned"),
        ("ban", "banning"),
        ("duty", "duties"),
        ("levy", "levied"),
        ("license", "licensing"),
        ("tax", "taxes"),
        ("curb", "curbed"),
        ("supply", "supplying"),
    ],
)
def test_inflected_forms(word: str, form: str) -> None:
    assert form in set(forms_of(word))


def test_hardly_a_sentence_with_a_mention_is_passed_over(lexicon: Lexicon) -> None:
    relevance = Relevance(lexicon)
    quotes = {
        event["quote"]
        for path in GOLD.glob("*.jsonl")
        for line in path.read_text("utf-8").splitlines()
        for event in json.loads(line)["events"]
    }
    passed = [quote for quote in quotes if not relevance.may_hold_event(quote)]
    assert len(passed) <= 0.07 * len(quotes), passed
