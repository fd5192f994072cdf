"""What a sentence seems to tell, from its words alone: a second look beside the parse.

A topic is an instrument with a direction, "tariff|restrict". The model's
probability of a draft's topic is one of the features by which it is told or
dropped; a topic that is likely and that no noun names is proposed by itself.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pipelines.model import DIRECTION_OF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipelines.extract.acts import Act
    from pipelines.extract.linear import Linear
    from pipelines.extract.memory import Memory
    from pipelines.extract.parse import Token
    from pipelines.extract.reading import Filler, Reading

_PARTLESS = frozenset({"PUNCT", "DET", "SPACE"})
_PARTS = frozenset({"NOUN", "VERB", "ADJ", "ADV", "PROPN", "AUX", "ADP", "PART", "SCONJ", "NUM"})


def topic_of(instrument: str, action: str) -> str:
    """The topic of an act."""
    return f"{instrument}|{DIRECTION_OF[action]}"


def topics(
    reading: Reading, memory: Memory, proposed: Sequence[Act], model: Linear | None
) -> Mapping[str, float]:
    """The probability of each topic, from 0 to 1; empty without a model."""
    if not model:
        return {}
    return model.probabilities(topic_features(reading, memory, proposed))


def topic_features(reading: Reading, memory: Memory, proposed: Sequence[Act]) -> tuple[str, ...]:
    """The words of a sentence with names, items and numbers folded, their pairs in
    order and in the parse, the acts proposed for it, and what the document is about.
    """
    folded = _folded(reading)
    words = [folded.get(token.i) or _told(token) for token in reading.doc]
    return tuple(
        dict.fromkeys(
            (*_words(words), *_parsed(words, reading), *_acts(proposed), *_setting(reading, memory))
        )
    )


def _words(words: Sequence[str]) -> Iterator[str]:
    told = [
        word for word, before in zip(words, ["", *words], strict=False) if word and word != before
    ]
    yield from told
    yield from (f"{a} {b}" for a, b in pairwise(told))
    yield f"length={min(6, len(told) // 8)}"


def _parsed(words: Sequence[str], reading: Reading) -> Iterator[str]:
    """Heads with their dependants; a preposition joins its noun to its head."""
    for token in reading.doc:
        head = token.head
        if head == token or token.pos_ in _PARTLESS or token.dep_ == "prep":
            continue
        if token.dep_ == "pobj":
            yield f"{words[head.head.i]}>{head.lower_}>{words[token.i]}"
        else:
            yield f"{words[head.i]}>{words[token.i]}"


def _acts(proposed: Sequence[Act]) -> Iterator[str]:
    for act in proposed:
        yield f"act={act.instrument}|{act.rule}|{act.role}"
        yield f"act={act.instrument}|{act.action}"


def _setting(reading: Reading, memory: Memory) -> Iterator[str]:
    for place, name in enumerate(memory.main_measures()[:2]):
        yield f"main{place}={name}"
    yield f"known={memory.measure()}"
    if memory.told:
        yield f"last={memory.told[-1].act.topic}"
    yield from (f"table={core.sense.table}" for core in reading.cores)
    yield f"title={reading.is_title}"


def _folded(reading: Reading) -> dict[int, str]:
    """What kind of thing the names and items of a sentence are for, by token."""
    goods = dict.fromkeys(_tokens(reading.goods), "<item>")
    parties = dict.fromkeys(_tokens(reading.names), "<party>")
    companies = (name for name in reading.names if name.kind == "company")
    return goods | parties | dict.fromkeys(_tokens(companies), "<company>")


def _tokens(fillers: Iterable[Filler]) -> Iterator[int]:
    return (at for filler in fillers for at in range(filler.first, filler.last + 1))


def _told(token: Token) -> str:
    """The lemma of a word, "" for what tells nothing."""
    if token.is_number:
        return "<number>"
    if token.pos_ not in _PARTS or not token.is_alpha:
        return "%" if token.text == "%" else ""
    return token.word
