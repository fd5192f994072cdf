"""Words told once are told as the whole pipeline tells them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.extract import Extractor
from pipelines.extract.parser import Parser
from pipelines.model import Article

if TYPE_CHECKING:
    from spacy.language import Language

TEXTS = (
    "",
    "Tariffs rose.",
    "Norway's trade ministry has been weighing whether to lift the duties it put on salmon feed.",
    "The U.S. won't have barred exporters from selling lathes, it said; they'd sold 4,000 of them.",
    "Ottawa lifts curbs, lifts and curbs: what the curbs' lifting leaves",
    "Let's see who's been (or hasn't) kept to the 2019 deal - signed in Lima on 3 May.",
    "\u201cWe\u2019re lifting them,\u201d she said.  \n Duties were cut\u2026",
)


def _told(doc: Iterable[Any]) -> list[tuple[object, ...]]:
    return [(t.text, t.tag_, t.pos_, t.lemma_, t.dep_, t.head.i) for t in doc]


@pytest.mark.parametrize("times", [1, 2])
def test_words_are_told_as_by_the_whole_pipeline(language: Language, times: int) -> None:
    parser = Parser(language)
    for _ in range(times):
        parsed = parser.parse(TEXTS)
    assert [_told(doc) for doc in parsed] == [_told(doc) for doc in language.pipe(TEXTS)]


def test_a_regular_singular_counts(language: Language) -> None:
    (parsed,) = Parser(language).parse(["Argentina eliminated export taxes on soybeans."])
    assert "tax" in [token.base for token in parsed]


def test_a_verb_in_a_silent_e_counts(language: Language) -> None:
    (parsed,) = Parser(language).parse(["Ghana fined the bank and planned a sale."])
    assert {"fine", "plan"} <= {token.base for token in parsed}


@pytest.mark.parametrize("characters", [1, 500, 1_000_000])
def test_articles_in_batches_read_as_one_by_one(
    by_rules: Extractor,
    article: Callable[..., Article],
    monkeypatch: pytest.MonkeyPatch,
    characters: int,
) -> None:
    monkeypatch.setattr("pipelines.extract.extractor._BATCH", characters)
    articles = [article(text) for text in TEXTS * 20]
    assert list(by_rules.pipe(articles)) == [by_rules.mentions(one) for one in articles]
    assert any(by_rules.pipe(articles))
