"""Which documents are worth reading, and which of their sentences worth a parse."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from pipelines.extract.relevance import Relevance, forms_of
from pipelines.lexicon import Lexicon, load_lexicon
from pipelines.model import Article
from tools.gold import read_gold
from tracker.resources import data_folder

GOLD = Path(__file__).parents[2] / "gold"
TRAINING = Path(__file__).parents[3] / "data" / "training"


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


@pytest.mark.parametrize(
    ("told", "relevant"),
    [
        ("Tariffs went up on Monday.", True),
        ("The ban was lifted. Nobody said by whom.", True),
        ("China will sell no more of it.", True),
        ("Mr Trump called.", True),
        ("Nvidia stopped the sale.", True),
        ("The home side's next move was to call a meeting.", False),
        ("Stalls sell bread and take orders for the weekend.", False),
        ("", False),
    ],
)
def test_a_document_with_a_word_of_a_measure_or_a_name(
    lexicon: Lexicon, told: str, relevant: bool
) -> None:
    assert Relevance(lexicon).may_tell(told, dt.date(2025, 6, 10)) is relevant


def test_a_document_is_read_for_a_word_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[measures.tariff]\nwords = ['octroi']\n[general]\nwords = ['ban']\n", "utf-8")
    relevance = Relevance(load_lexicon(data_folder(), [own]))
    day = dt.date(2025, 6, 10)
    assert relevance.may_tell("The octroi went up.", day)
    assert not relevance.may_tell("The ban was lifted.", day)


def test_no_document_with_a_mention_is_passed_over(lexicon: Lexicon) -> None:
    relevance = Relevance(lexicon)
    documents = [
        document
        for path in (GOLD, TRAINING)
        for document in read_gold(sorted(path.glob("*.jsonl")))
    ]
    passed = [
        document.article.text
        for document in documents
        if document.events and not relevance.may_tell(*_whole(document.article))
    ]
    assert not passed
    assert len(documents) > 1000


def _whole(article: Article) -> tuple[str, dt.date]:
    return f"{article.title}\n\n{article.text}", article.published


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
