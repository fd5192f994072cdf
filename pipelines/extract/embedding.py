"""Makes a spaCy model embed each word once, however often a text has it.

A model's first layer looks at a word alone: its norm, prefix, suffix and shape,
and whether a space follows it. What it makes of a word is kept, which spares a third of
what it takes to tag and parse.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.tokens import Doc

from pipelines.extract.answers import Answers
from pipelines.extract.layers import replace_layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.vocab import Vocab
    from thinc.api import Model

    _Vector = NDArray[np.float32]

_BY_WORD = "spacy.MultiHashEmbed.v2"
"""The layer that embeds words by what a token alone tells."""

_MOST_KNOWN = 50_000
"""How many words are kept before they are forgotten, some 25 MB."""

_COLUMNS: list[int | str] = ["ORTH", "NORM", "SPACY"]
_KEY = f"V{8 * len(_COLUMNS)}"
"""A row of the columns as bytes."""


def embed_once(nlp: Language) -> None:
    """Let a pipeline keep what its first layer makes of a word, where that layer allows it."""
    replace_layer(nlp, "embed", _BY_WORD, lambda layer: _Embedding(layer, nlp.vocab))


class _Embedding:
    """What a layer predicts, which is asked about words that are not known yet."""

    def __init__(self, layer: Model[list[Doc], list[_Vector]], vocab: Vocab) -> None:
        self._layer = layer
        self._vocab = vocab
        self._vectors = Answers(self._embedded, _MOST_KNOWN)

    def __call__(self, docs: list[Doc]) -> list[_Vector]:
        """The vectors of each document's words."""
        rows = np.concatenate([doc.to_array(_COLUMNS) for doc in docs])
        keys: list[bytes] = rows.view(_KEY).ravel().tolist()
        vectors = np.concatenate(self._vectors(keys)).reshape(len(keys), -1)
        return np.split(vectors, [*itertools.accumulate(map(len, docs))][:-1])

    def _embedded(self, asked: Sequence[bytes]) -> _Vector:
        """The vectors of some words, which stand one after the other in a document of their own."""
        rows: Any = np.frombuffer(b"".join(asked), "uint64").reshape(len(asked), -1)
        words = [self._vocab.strings[orth] for orth in rows[:, 0].tolist()]
        doc = Doc(self._vocab, words=words, spaces=rows[:, 2].astype(bool).tolist())
        (vectors,) = self._layer.predict([doc.from_array(["NORM"], rows[:, 1:2])])
        return vectors
