"""A parser that is led step by step gives the trees that it gives by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import spacy

from pipelines.extract.transitions import StepwiseParser

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

TEXTS = (
    "Ottawa lifts its surtax on steel.",
    "",
    "No",
    "The ministry that had barred them said that they may sell " + "tin and " * 40 + "zinc.",
    "Let's see who's been kept to the 2019 deal - signed in Lima on 3 May - and who has not.",
)


def _trees(docs: list[Doc]) -> list[list[tuple[int, str, bool | None]]]:
    return [[(word.head.i, word.dep_, word.is_sent_start) for word in doc] for doc in docs]


@pytest.mark.parametrize("batch_size", [1, 2, 100])
def test_the_trees_are_those_of_the_parser_itself(language: Language, batch_size: int) -> None:
    parser: Any = language.get_pipe("parser")
    docs = list(language.get_pipe("tok2vec").pipe(map(language.make_doc, TEXTS)))  # type: ignore[attr-defined]
    stepwise = list(StepwiseParser(parser).pipe(docs, batch_size=batch_size))
    assert [doc.text for doc in stepwise] == list(TEXTS)
    assert _trees(stepwise) == _trees(list(language.pipe(TEXTS)))


def test_nothing_to_parse_is_no_fault(language: Language) -> None:
    stepwise = StepwiseParser(language.get_pipe("parser"))  # type: ignore[arg-type]
    assert list(stepwise.pipe([], batch_size=2)) == []


def test_only_a_parser_of_one_path_is_led(language: Language) -> None:
    assert StepwiseParser.fits(language.get_pipe("parser"))
    assert not StepwiseParser.fits(language.get_pipe("tagger"))
    wide = spacy.blank("en").add_pipe("beam_parser")
    assert not StepwiseParser.fits(wide)
