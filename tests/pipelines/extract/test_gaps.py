"""Unknown words near known measures."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from spacy.language import Language

from pipelines.extract.gaps import Gap, GapFinder
from pipelines.lexicon import Lexicon
from pipelines.model import Article

SENTENCES = (
    "The ministry defenestrated its tariffs on zips.",
    "Canada imposed tariffs on zips and steel, said Ludmilla Brandewijn.",
    "The zip tariffs were criticised by Ludmilla Brandewijn of the Wombat Forum in May.",
    "Ruritania defenestrated its export curbs.",
    "Shoppers perambulated through Ludmilla Brandewijn's new shop.",
)


@pytest.fixture(scope="module")
def find(lexicon: Lexicon, language: Language) -> GapFinder:
    return GapFinder(lexicon, language)


@pytest.fixture
def articles(article: Callable[..., Article]) -> list[Article]:
    return [
        replace(article(said), url=f"https://x.example/{i}") for i, said in enumerate(SENTENCES)
    ]


def by_word(gaps: list[Gap]) -> dict[str, Gap]:
    return {gap.word: gap for gap in gaps}


def test_verbs_goods_and_names(find: GapFinder, articles: list[Article]) -> None:
    found = by_word(find.find(articles))
    assert {word: (gap.kind, gap.articles) for word, gap in found.items()} == {
        "defenestrate": ("verb", 2),
        "zip": ("goods", 3),
        "Ludmilla Brandewijn": ("name", 2),
    }


def test_examples_show_where(find: GapFinder, articles: list[Article]) -> None:
    gap = by_word(find.find(articles))["defenestrate"]
    assert [(one.url, one.quote) for one in gap.examples] == [
        ("https://x.example/0", SENTENCES[0]), ("https://x.example/3", SENTENCES[3]),
    ]  # fmt: skip


def test_rare_words_are_asked_for(find: GapFinder, articles: list[Article]) -> None:
    found = by_word(find.find(articles, fewest=1))
    assert found["Wombat Forum"].kind == "name"
    assert "May" not in found
    assert "perambulate" not in found


def test_words_of_one_article_count_once(find: GapFinder, article: Callable[..., Article]) -> None:
    gaps = find.find([article(" ".join([SENTENCES[0]] * 3))], fewest=1)
    assert [(gap.word, gap.articles, gap.count) for gap in gaps] == [
        ("defenestrate", 1, 3), ("zip", 1, 3),
    ]  # fmt: skip


def test_headlines_and_known_words_are_no_gaps(
    find: GapFinder, article: Callable[..., Article]
) -> None:
    told = article("Defenestrated Zips Face Tariffs Today.\n\nCanada imposed tariffs on steel.")
    assert find.find([told], fewest=1) == []


def test_the_pipeline_is_left_as_it_was(
    find: GapFinder, language: Language, articles: list[Article]
) -> None:
    names = list(language.pipe_names)
    find.find(articles)
    assert language.pipe_names == names


def test_many_articles_take_seconds(find: GapFinder, article: Callable[..., Article]) -> None:
    text = "It rained. " * 60 + " ".join(SENTENCES[:4])
    many = [replace(article(text), url=str(i)) for i in range(200)]
    began = time.process_time()
    assert find.find(many)
    assert time.process_time() - began < 20
