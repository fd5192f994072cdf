"""What the document told before, where a sentence leaves a field open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract.features import context_features

if TYPE_CHECKING:
    from pipelines.extract.draft import Draft
    from pipelines.extract.linear import Linear
    from pipelines.extract.memory import Memory

_BY_RULE = frozenset({"alike", "like"})
"""Sources that plain rules lean on: the last act of the same instrument."""


def fill_gap(draft: Draft, gap: str, memory: Memory, model: Linear | None) -> None:
    """Fill the items, actors or targets of a draft from the likeliest source that fits.

    A party stands on one side only.
    """
    taken = {"actors": draft.targets, "targets": draft.actors}.get(gap, ())
    for source, known in memory.known(draft, gap):
        if set(taken).isdisjoint(known) and _fits(draft, gap, source, model):
            draft.fill(gap, known, source)
            return


def _fits(draft: Draft, gap: str, source: str, model: Linear | None) -> bool:
    if not model:
        return source in _BY_RULE
    return model.probability(context_features(draft, gap, source)) >= 0.5
