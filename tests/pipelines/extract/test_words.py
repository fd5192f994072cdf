"""Phrases of the lexicon among the words of a parsed sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.extract.parser import Parser
from pipelines.extract.words import Words

if TYPE_CHECKING:
    from spacy.language import Language

    from pipelines.lexicon import Lexicon


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("Norway lifted its controls on lathes to Peru.", ["lift"]),
        ("Norway lifted its controls on lathes to Peru on 3 June.", ["lift"]),
        ("Norway lifted its tariff on lathes to 25 percent.", ["raise"]),
        ("Norway lifted its tariff on lathes to about $5 a tonne.", ["raise"]),
    ],
)
def test_a_phrase_may_ask_for_a_figure(
    said: str, values: list[str], language: Language, lexicon: Lexicon
) -> None:
    (parse,) = Parser(language).parse([said])
    words = Words.of(parse)
    assert words.values(1, lexicon.predicates) == values


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("Norway put its levy on hold.", {"suspend", "break_off"}),
        ("Norway put its levy on rice.", {"impose"}),
        ("Norway put its levy on rice on hold.", {"suspend", "break_off"}),
        ("Norway walked away from the talks.", {"break_off", "stop"}),
    ],
)
def test_small_words_belong_to_the_phrase_and_several_words_hide_one(
    said: str, values: set[str], language: Language, lexicon: Lexicon
) -> None:
    (parse,) = Parser(language).parse([said])
    assert {*Words.of(parse).values(1, lexicon.predicates)} == values


def test_a_small_word_further_down_is_none_of_the_phrase(
    language: Language, lexicon: Lexicon
) -> None:
    (parse,) = Parser(language).parse(["Norway stopped shipping ore from Peru."])
    words = Words.of(parse)
    assert words.last_of(("stop", "from"), 1) is None
    assert words.last_of(("stop", "ore"), 1) == 3
