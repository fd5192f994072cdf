"""The lean encoder gives what the model's own gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipelines.extract.encoder import encode_lean

if TYPE_CHECKING:
    from spacy.language import Language

TEXTS = (
    "Ottawa lifts its surtax on steel.",
    "",
    "No",
    "The ministry that had barred them said that they may sell " + "tin and " * 40 + "zinc.",
)


def _vectors(nlp: Language) -> list[np.ndarray]:
    return [doc.tensor for doc in nlp.pipe(TEXTS)]


def test_the_vectors_are_those_of_the_model_itself(fresh: Language) -> None:
    plain = _vectors(fresh)
    encode_lean(fresh)
    for one, other in zip(_vectors(fresh), plain, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


def test_a_text_is_encoded_alike_alone_and_among_others(fresh: Language) -> None:
    encode_lean(fresh)
    for text, among in zip(TEXTS, _vectors(fresh), strict=True):
        np.testing.assert_allclose(fresh(text).tensor, among, atol=1e-4)


def test_the_models_own_layer_is_left_unasked(fresh: Language) -> None:
    layers = fresh.get_pipe("tok2vec").model.layers  # type: ignore[attr-defined]
    own = layers[1]
    encode_lean(fresh)
    own.layers.clear()
    assert fresh(TEXTS[0]).tensor.any()


def test_a_model_in_training_uses_its_own_layer(fresh: Language) -> None:
    encode_lean(fresh)
    model = fresh.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    vectors, learn = model([fresh.make_doc(TEXTS[0])], is_train=True)
    assert learn(vectors) is not None


def test_other_pipelines_are_left_alone() -> None:
    import spacy

    nlp = spacy.blank("en")
    encode_lean(nlp)
    assert nlp.pipe_names == []
