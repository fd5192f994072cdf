"""What a sentence seems to tell, from its words alone: a second look beside the parse.

A topic is an instrument with a direction, "tariff|restrict". The model's
probability of a draft's topic is one of the features by which it is told or
dropped; a topic that is likely and that no noun names is proposed by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.model import DIRECTION_OF

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spacy.tokens import Token

    from pipelines.extract.linear import Linear
    from pipelines.extract.memory import Memory
    from pipelines.extract.reading import Reading

_PARTS = frozenset({"NOUN", "VERB", "ADJ", "ADV", "PROPN", "AUX", "ADP", "PART", "SCONJ", "NUM"})


def topic_of(instrument: str, action: str) -> str:
    """The topic of an act."""
    return f"{instrument}|{DIRECTION_OF[action]}"


def topics(reading: Reading, memory: Memory, model: Linear | None) -> Mapping[str, float]:
    """The probability of each topic, from 0 to 1; empty without a model."""
    if not model:
        return {}
    features = topic_features(reading, memory)
    return {label: model.probability(features, label) for label in model.weights}


def topic_features(reading: Reading, memory: Memory) -> tuple[str, ...]:
    """The words of a sentence with names, items and numbers folded, and their pairs."""
    return tuple(dict.fromkeys(_features(reading, memory)))


def _features(reading: Reading, memory: Memory) -> Iterator[str]:
    words = _folded(reading)
    yield from words
    yield from (f"{a} {b}" for a, b in zip(words, words[1:], strict=False))
    for place, name in enumerate(memory.main_measures()[:2]):
        yield f"main{place}={name}"
    yield f"known={memory.measure()}"
    yield from {f"table={core.sense.table}" for core in reading.cores}
    yield f"title={reading.is_title}"
    yield f"length={min(6, len(words) // 8)}"


def _folded(reading: Reading) -> list[str]:
    fold = {
        i: f"<{filler.kind if filler.kind in ('item', 'company') else 'party'}>"
        for filler in (*reading.names, *reading.goods)
        for i in range(filler.first, filler.last + 1)
    }
    words: list[str] = []
    for token in reading.doc:
        word = fold.get(token.i) or _word(token)
        if word and (not words or words[-1] != word):
            words.append(word)
    return words


def _word(token: Token) -> str:
    if token.like_num or token.is_digit:
        return "<number>"
    if token.pos_ not in _PARTS or not token.is_alpha:
        return "%" if token.text == "%" else ""
    return token.lemma_.lower()
