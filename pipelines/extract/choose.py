"""Which of the acts proposed for a sentence the text really tells of."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.extract.acts import ECHOED
from pipelines.extract.features import another_features, keep_features
from pipelines.extract.links import DOERS, OWN, values_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pipelines.extract.acts import Act
    from pipelines.extract.draft import Draft
    from pipelines.extract.linear import Linear

    _Rule = tuple[str, Callable[[Draft, Draft], bool]]

THRESHOLD = 0.34
"""How probable an act must be to be told."""

SUREST = 0.66
"""How probable the likeliest act of a document must be for any of them to be told."""

FURTHER = 0.5
"""How probable it must be that a sentence tells of a further act like one already told."""

SURE = 0.9
"""How probable an act must be to be told as done beside one that is to come, or the other way."""

_ABOUT = frozenset({"agreement", "dispute", "talks"})
"""Instruments whose acts are about others."""

_TALKS = "talks|neutral"
_DEEPEST = 3
"""How many relations a noun may stand below that of another act."""

_BY_ROLE = {
    "object": 0.8,
    "shared": 0.7,
    "subject": 0.6,
    "clause": 0.75,
    "preposition": 0.6,
    "modifier": 0.55,
    "compound": 0.6,
    "complement": 0.6,
    "verb": 0.6,
    "echo": 0.6,
    "near": 0.3,
    "bare": 0.25,
    "implied": 0.2,
}
_BY_FOUND = {
    "own": 1.0,
    "phrase": 0.95,
    "sentence": 0.7,
    "context": 0.6,
    "stand-in": 0.8,
    "echo": 1.0,
    "default": 0.4,
    "topic": 0.5,
    "model": 0.8,
}


def weigh(drafts: Iterable[Draft], models: Mapping[str, Linear]) -> None:
    """Set the probability that the text tells of each draft's act."""
    model = models.get("keep")
    for draft in drafts:
        draft.probability = model.probability(keep_features(draft)) if model else _by_rule(draft)


def is_likely(draft: Draft) -> bool:
    """Whether a weighed draft may be told."""
    return draft.probability >= THRESHOLD


def choose(drafts: Iterable[Draft], models: Mapping[str, Linear]) -> list[Draft]:
    """Of weighed drafts those that stand, in the order of the sentence."""
    chosen: list[Draft] = []
    for draft in best_first(filter(is_likely, drafts)):
        if barrier(draft, chosen, models.get("another")) is None:
            chosen.append(draft)
    return sorted(chosen, key=lambda draft: draft.act.core.first)


def introduce(drafts: Iterable[Draft], chosen: Sequence[Draft]) -> None:
    """Tell each of some drafts of the chosen ones that are about another noun of its sentence."""
    for draft in drafts:
        draft.beside = [other for other in chosen if other.act.core != draft.act.core]


def borne_out(told: Iterable[Draft], sentences: int, models: Mapping[str, Linear]) -> bool:
    """Whether a document tells of anything: doubtful acts alone are mostly mistaken ones.

    `sentences` is how many of its sentences may hold an act; one stands by itself.
    """
    stands = "keep" not in models or sentences == 1
    return stands or any(draft.probability >= SUREST for draft in told)


def best_first(drafts: Iterable[Draft]) -> list[Draft]:
    """Drafts in order of their probability, the likeliest first."""
    return sorted(drafts, key=lambda draft: -draft.probability)


@dataclass(frozen=True, slots=True)
class Barrier:
    """Why a draft tells of no act besides a chosen one; `probability` is None by rule."""

    other: Draft
    why: str
    probability: float | None = None


def barrier(draft: Draft, chosen: Sequence[Draft], model: Linear | None) -> Barrier | None:
    """What keeps a draft from telling of an act besides those already chosen, if anything."""
    further = _by_model(draft, chosen, model) if model else _barriers(draft, chosen, _IN_FIELDS)
    return next(itertools.chain(_barriers(draft, chosen, _IN_WORDS), further), None)


def _barriers(draft: Draft, chosen: Sequence[Draft], rules: Sequence[_Rule]) -> Iterator[Barrier]:
    for other in chosen:
        yield from (Barrier(other, why) for why, holds in rules if holds(other, draft))


def _by_model(draft: Draft, chosen: Sequence[Draft], model: Linear) -> Iterator[Barrier]:
    for other in akin(draft, chosen):
        probability = model.probability(another_features(draft, other, len(chosen)))
        if probability < FURTHER:
            yield Barrier(other, "no further act", probability)


def _has_done_to(other: Draft, draft: Draft) -> bool:
    """Whether another act's predicate says what becomes of a draft's bare noun, or of the
    noun that makes the draft an act: "the curbs will go", "lifts curbs on exports".
    """
    if other.act.predicate is None:
        return False
    if draft.act.role == "bare":
        return other.act.core == draft.act.core
    core = other.act.core
    return draft.act.predicate is not None and core.first <= draft.act.predicate <= core.last


def _is_about(other: Draft, draft: Draft) -> bool:
    """Whether a draft's noun stands in the phrase of another's and is bare ("talks on a pact")
    or under the same predicate ("refused a licence for exports").
    """
    shares_predicate = (
        draft.act.predicate is not None and draft.act.predicate == other.act.predicate
    )
    if draft.act.core == other.act.core or not (draft.act.role == "bare" or shares_predicate):
        return False
    core = other.act.core
    above = tree.phrase_above(draft.reading.doc[draft.act.core.head])
    return any(core.first <= up.i <= core.last for up in itertools.islice(above, _DEEPEST))


def _is_matter(other: Draft, draft: Draft) -> bool:
    """Whether a draft's noun is what a case, talks or a pact are about: it stands in what a
    ruling says, bare, or behind a preposition of their verb ("brought a complaint over duties").
    """
    if other.instrument not in _ABOUT or draft.instrument in _ABOUT:
        return False
    doc = draft.reading.doc
    if other.act.action == "rule":
        below = doc[other.act.anchor].is_ancestor(doc[draft.act.core.head])
        return draft.act.role in ("bare", "verb") and below
    same = draft.act.predicate is not None and draft.act.predicate == other.act.anchor
    return same and draft.act.role == "preposition" and other.act.role in ("object", "verb")


def _is_purpose(other: Draft, draft: Draft) -> bool:
    """Whether a draft only says what talks are for: "met to discuss customs fees"."""
    if not draft.act.topic == other.act.topic == _TALKS:
        return False
    doc = draft.reading.doc
    verb, first = doc[draft.act.anchor], doc[other.act.anchor]
    is_below = verb.dep_ in ("advcl", "xcomp", "acl") and first.is_ancestor(verb)
    return is_below and tree.has_helper(verb, "to")


def akin(draft: Draft, chosen: Sequence[Draft]) -> list[Draft]:
    """The likeliest of the chosen drafts of the same topic, and that of the same noun.

    An act that is surely told twice, as done and as to come, is two; one that no noun
    names is akin to any of its instrument; one that echoes another, or whose word only
    stands for a noun, to none.
    """
    is_sure = draft.probability >= SURE
    same_topic = [
        other
        for other in chosen
        if _is_akin(draft.act, other.act)
        and not (is_sure and draft.is_apart_from(other, by_rule=True))
    ]
    same_noun = [other for other in chosen if other.act.core == draft.act.core]
    found = [*same_topic[:1], *same_noun[:1]]
    return found[:1] if len(found) == 2 and found[0] is found[1] else found


def _is_akin(act: Act, other: Act) -> bool:
    if ECHOED in (act.role, other.role) or act.core.stands_for or other.core.stands_for:
        return False
    by_words = "implied" in (act.role, other.role)
    return act.topic == other.topic or (by_words and act.instrument == other.instrument)


def _excludes(other: Draft, draft: Draft) -> bool:
    """Whether one reading of a noun rules out another: another instrument, a bare noun."""
    if draft.act.core != other.act.core:
        return False
    if draft.instrument != other.instrument:
        return draft.act.predicate == other.act.predicate
    return draft.act.topic != other.act.topic and (
        draft.act.predicate == other.act.predicate or "bare" in (draft.act.role, other.act.role)
    )


def _by_rule(draft: Draft) -> float:
    act = draft.act
    if act.core.sense.kind == "flow" and act.role in ("verb", "bare"):
        return 0.2
    return _BY_ROLE.get(act.role, 0.4) * _BY_FOUND[act.found]


def _same(other: Draft, draft: Draft) -> bool:
    """Whether two drafts of a topic tell of one act, as plain rules tell it."""
    if other.act.topic != draft.act.topic or ECHOED in (other.act.role, draft.act.role):
        return False
    if draft.act.core == other.act.core and draft.act.action == other.act.action:
        return True
    doers, others = values_at(draft.parties, DOERS), values_at(other.parties, DOERS)
    goods, other_goods = values_at(draft.goods, OWN), values_at(other.goods, OWN)
    others_act = bool(doers and others) and doers != others
    return not others_act and not (goods and other_goods and goods.isdisjoint(other_goods))


_IN_WORDS: tuple[_Rule, ...] = (
    ("it is what another is for", _is_purpose),
    ("a case or talks are about its noun", _is_matter),
    ("its noun is what another act happens to", _has_done_to),
    ("its noun is what another act is about", _is_about),
)
_IN_FIELDS: tuple[_Rule, ...] = (
    ("the same words are read", _excludes),
    ("the act is told", _same),
)
"""Why a draft is no further act, as plain rules tell it from its words and its fields."""
