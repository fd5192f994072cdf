"""Odd and hostile texts take time in proportion to their length, up to a bound."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from pipelines.extract import Extractor
from pipelines.extract.extractor import LONGEST
from pipelines.extract.reading import MOST
from pipelines.model import Article

SAID = "Canada imposed tariffs of 25 percent on steel from Norway on 3 June, a minister said. "

ODD = {
    "five megabytes": SAID * 60_000,
    "a sentence of 100,000 words": "the tariffs on steel from Norway and " * 14_300,
    "no punctuation": "tariffs on steel from Norway rose and fell " * 15_000,
    "ten thousand names": " ".join(f"Norway Mills{i} Inc." for i in range(10_000)),
    "brackets": "(" * 200_000 + "tariffs",
    "no spaces": "tariffs" * 30_000,
    "one letter": "a" * 1_000_000,
    "blank lines": "tariffs\n\n" * 100_000,
    "spaces": " " * 1_000_000 + "tariffs",
}


def seconds(extractor: Extractor, article: Article) -> float:
    began = time.process_time()
    extractor.mentions(article)
    return time.process_time() - began


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_an_odd_text_ends_soon(
    by_rules: Extractor,
    article: Callable[..., Article],
    text: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipelines.extract.extractor.LONGEST", LONGEST // 3)
    assert seconds(by_rules, article(text)) < 30


def test_an_endless_title_ends_soon(by_rules: Extractor, article: Callable[..., Article]) -> None:
    assert seconds(by_rules, article("It rained.", title="Canada tariffs " * 100_000)) < 10


@pytest.mark.parametrize(
    "piece", [SAID, "Norway Mills Inc. met Canada. ", "tariffs, "], ids=["news", "names", "commas"]
)
def test_twice_the_text_takes_twice_the_time(
    by_rules: Extractor, article: Callable[..., Article], piece: str
) -> None:
    count = 20_000 // len(piece)
    once = seconds(by_rules, article(piece * count))
    twice = seconds(by_rules, article(piece * 2 * count))
    assert twice < 3.5 * once + 0.2


def test_what_stands_behind_the_bound_is_not_read(
    by_rules: Extractor, article: Callable[..., Article]
) -> None:
    filling = "It rained.\n\n" * (LONGEST // 12)
    assert by_rules.mentions(article(filling[:-100] + SAID))
    assert by_rules.mentions(article(filling + "\n\n" + SAID)) == ()


def test_a_sentence_is_looked_at_up_to_a_number_of_finds(
    by_rules: Extractor, article: Callable[..., Article]
) -> None:
    (reading,) = by_rules.readings(article("Tariffs on steel hurt Norway and " * 50 + "Canada."))
    assert {len(reading.cores), len(reading.names), len(reading.goods)} == {MOST}
