"""Runs a spaCy pipeline over sentences, with what it would tell of each word told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.extract.mend import mend
from pipelines.extract.parse import Parse
from pipelines.extract.transitions import StepwiseParser
from pipelines.extract.wordwise import Wordwise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.language import Language

_WORDWISE = ["attribute_ruler", "lemmatizer"]
_BATCH = 64
"""How many sentences go through the model together: what fits into a processor's cache."""


class Parser:
    """Parses sentences with a pipeline that has a tagger, a parser and a lemmatizer."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._pipes: list[Any] = [
            StepwiseParser(pipe) if StepwiseParser.fits(pipe) else pipe for _, pipe in nlp.pipeline
        ]
        self._wordwise: Wordwise | None = None
        if nlp.pipe_names[-2:] == _WORDWISE:
            *self._pipes, ruler, lemmatizer = self._pipes
            self._wordwise = Wordwise(nlp, ruler, lemmatizer)

    def parse(self, texts: Iterable[str]) -> list[Parse]:
        """The parse of each text."""
        told = list(texts)
        docs = [self._nlp.make_doc(text) for text in told]
        for pipe in self._pipes:
            docs = list(pipe.pipe(docs, batch_size=_BATCH))
        if self._wordwise is None:
            parses = [Parse.of(doc) for doc in docs]
        else:
            parses = self._wordwise.parses(docs, told)
        for parse in parses:
            mend(parse)
        return parses
