"""Which of the acts proposed for a sentence the text really tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract.features import keep_features
from pipelines.model import DIRECTION_OF

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.extract.draft import Draft
    from pipelines.extract.linear import Linear

_THRESHOLD = 0.5
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
    "near": 0.3,
    "bare": 0.25,
}
_BY_FOUND = {"own": 1.0, "phrase": 0.95, "sentence": 0.7, "context": 0.6, "default": 0.4}


def choose(drafts: Sequence[Draft], models: Mapping[str, Linear]) -> list[Draft]:
    """The drafts that stand, in the order of the sentence; each has its probability set."""
    model = models.get("keep")
    for draft in drafts:
        draft.probability = model.probability(keep_features(draft)) if model else _by_rule(draft)
    chosen: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: -d.probability):
        if draft.probability < _THRESHOLD:
            break
        if not any(_same(draft, other) for other in chosen):
            chosen.append(draft)
    return sorted(chosen, key=lambda draft: draft.act.core.first)


def _by_rule(draft: Draft) -> float:
    act = draft.act
    if act.core.sense.kind == "flow" and act.role in ("verb", "bare"):
        return 0.2
    return _BY_ROLE.get(act.role, 0.4) * _BY_FOUND[act.found]


def _same(draft: Draft, other: Draft) -> bool:
    """Whether two drafts of a sentence tell of one act."""
    if draft.instrument != other.instrument:
        return draft.act.core == other.act.core and draft.act.predicate == other.act.predicate
    if DIRECTION_OF[draft.act.action] != DIRECTION_OF[other.act.action]:
        return draft.act.core == other.act.core and (
            draft.act.predicate == other.act.predicate or "bare" in (draft.act.role, other.act.role)
        )
    if draft.act.core == other.act.core and draft.act.action == other.act.action:
        return True
    return not (set(draft.actors) ^ set(other.actors) and draft.actors and other.actors) and (
        not draft.items or not other.items or bool(set(draft.items) & set(other.items))
    )
