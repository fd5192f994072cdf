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
