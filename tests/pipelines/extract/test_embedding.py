"""Words that are embedded once are embedded as the model itself embeds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from thinc.api import Model

from pipelines.extract.embedding import embed_once

if TYPE_CHECKING:
    from spacy.language import Language

TEXTS = ("Can't they lift it?", "They can lift it , can they", "", "Ottawa lifts LIFTS 4,000\n\n!")


def _vectors(nlp: Language) -> list[np.ndarray]:
    return [doc.tensor for doc in nlp.pipe(TEXTS)]


def test_each_word_has_the_vector_that_it_has_without(fresh: Language) -> None:
    plain = _vectors(fresh)
    embed_once(fresh)
    for _ in range(2):
        for one, other in zip(_vectors(fresh), plain, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-4)


def test_a_word_is_embedded_once(fresh: Language) -> None:
    asked: list[str] = []
    layers = fresh.get_pipe("tok2vec").model.layers  # type: ignore[attr-defined]
    first = layers[0]

    def forward(_: object, docs: list[object], is_train: bool) -> object:
        asked.extend(word.text for doc in docs for word in doc)  # type: ignore[attr-defined]
        return first(docs, is_train)

    layers[0] = Model("counted", forward)
    embed_once(fresh)
    fresh("They lift what they lift.")
    fresh("What they lift, they keep.")
    assert asked == ["They", "lift", "what", "they", "lift", ".", "What", ",", "keep"]


def test_other_pipelines_are_left_alone() -> None:
    import spacy

    nlp = spacy.blank("en")
    embed_once(nlp)
    assert nlp.pipe_names == []
