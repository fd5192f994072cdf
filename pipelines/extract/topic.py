"""What a sentence seems to tell, from its words alone: a second look beside the parse.

A topic is an instrument with a direction, "tariff|restrict". The model's
probability of a draft's topic is one of the features by which it is told or
dropped; a topic that is likely and that no noun names is proposed by itself.
Of a sentence of several clauses each is asked by itself too: "scrapped its duty
but kept its ban".
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.model import DIRECTION_OF

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence

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


def clause_topics(
    reading: Reading, memory: Memory, proposed: Sequence[Act], model: Linear | None
) -> Mapping[int, Mapping[str, float]]:
    """The same for the clause of each verb that an act turns on, by the verb's token.

    Empty where all acts turn on one verb.
    """
    acts: dict[int, list[Act]] = {}
    for act in proposed:
        acts.setdefault(clause_of(act, reading), []).append(act)
    if not model or len(acts) < 2:
        return {}
    words = _worded(reading)
    return {
        verb: model.probabilities(
            _features(reading, memory, own, _of_clause(reading.doc[verb], acts, words))
        )
        for verb, own in acts.items()
    }


def clause_of(act: Act, reading: Reading) -> int:
    """The token of the verb that an act's clause turns on."""
    return tree.clause_verb(reading.doc[act.anchor]).i


def _of_clause(verb: Token, others: Collection[int], words: Mapping[int, str]) -> Mapping[int, str]:
    """The words of a verb's clause, without those of the other verbs, and who does it."""
    doer = tree.subject(verb)
    tokens = {token.i for token in _without(verb, others)}
    if doer is not None:
        tokens |= {token.i for token in _without(doer, others)}
    return {i: word for i, word in words.items() if i in tokens}


def _without(top: Token, others: Collection[int]) -> Iterator[Token]:
    """A token and what stands below it, but for what stands below the others."""
    yield top
    for kid in top.children:
        if kid.i not in others:
            yield from _without(kid, others)


def topic_features(reading: Reading, memory: Memory, proposed: Sequence[Act]) -> tuple[str, ...]:
    """The words of a sentence with names, items and numbers folded, their pairs in
    order and in the parse, the acts proposed for it, and what the document is about.
    """
    return _features(reading, memory, proposed, _worded(reading))


def _features(
    reading: Reading, memory: Memory, proposed: Sequence[Act], words: Mapping[int, str]
) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            (
                *_words([*words.values()]),
                *_parsed(words, reading),
                *_acts(proposed),
                *_setting(reading, memory, words),
            )
        )
    )


def _worded(reading: Reading) -> dict[int, str]:
    """What each token tells, by its number."""
    folded = _folded(reading)
    return {token.i: folded.get(token.i) or _told(token) for token in reading.doc}


def _words(words: Sequence[str]) -> Iterator[str]:
    told = [
        word for word, before in zip(words, ["", *words], strict=False) if word and word != before
    ]
    yield from told
    yield from (f"{a} {b}" for a, b in pairwise(told))
    yield f"length={min(6, len(told) // 8)}"


def _parsed(words: Mapping[int, str], reading: Reading) -> Iterator[str]:
    """Heads with their dependants; a preposition joins its noun to its head."""
    for i, word in words.items():
        token = reading.doc[i]
        head = token.head
        if head == token or token.pos_ in _PARTLESS or token.dep_ == "prep":
            continue
        above = head.head if token.dep_ == "pobj" else head
        if above.i not in words:
            continue
        joint = f"{head.lower_}>" if token.dep_ == "pobj" else ""
        yield f"{words[above.i]}>{joint}{word}"


def _acts(proposed: Sequence[Act]) -> Iterator[str]:
    for act in proposed:
        yield f"act={act.instrument}|{act.rule}|{act.role}"
        yield f"act={act.instrument}|{act.action}"


def _setting(reading: Reading, memory: Memory, tokens: Container[int]) -> Iterator[str]:
    for place, name in enumerate(memory.main_measures()[:2]):
        yield f"main{place}={name}"
    yield f"known={memory.measure()}"
    if memory.told:
        yield f"last={memory.told[-1].act.topic}"
    yield from (f"table={core.sense.table}" for core in reading.cores if core.head in tokens)
    yield f"title={reading.is_title}"
    yield f"alone={len(memory.readings) == 1}"


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
