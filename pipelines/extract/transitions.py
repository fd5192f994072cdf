"""Takes the transitions of a spaCy parser one after the other, with Python's lock held.

The parser builds a tree by transitions from one state of a sentence to the next (Nivre 2008).
Left to itself it lets go of the lock before the first of them, and takes it again in each to
look for an error, which is half of the time of parsing.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from spacy.pipeline import DependencyParser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Doc


class StepwiseParser:
    """A parser of one path, which parses as it does by itself, in half the time."""

    def __init__(self, parser: DependencyParser) -> None:
        self._parser: Any = parser

    @staticmethod
    def fits(pipe: object) -> bool:
        """Whether a part of a pipeline is a parser that follows one path."""
        return isinstance(pipe, DependencyParser) and pipe.cfg["beam_width"] == 1

    def pipe(self, docs: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """The documents with their trees, so many parsed together."""
        left = iter(docs)
        while batch := list(itertools.islice(left, batch_size)):
            self._parser.set_annotations(batch, self._final_states(batch))
            yield from batch

    def _final_states(self, docs: Sequence[Doc]) -> list[Any]:
        states: list[Any] = self._parser.moves.init_batch(docs)
        open_states = [state for state in states if not state.is_final()]
        if open_states:
            model = self._parser.model.predict(docs)
            while open_states:
                scores = model.predict(open_states)
                open_states = self._parser.transition_states(open_states, scores)
            model.clear_memory()
        return states
