"""What the document tells elsewhere, where a sentence leaves a field open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract.features import context_features, gap_features

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.extract.draft import Draft
    from pipelines.extract.linear import Linear
    from pipelines.extract.memory import Memory

_BY_RULE = frozenset({"again", "alike", "like"})
"""Sources that plain rules lean on: the last act of the same instrument."""

_LIKELY = 0.55
"""How probable it must be that a filler fits."""


@dataclass(frozen=True, slots=True)
class Recollection:
    """What a document offers for a gap, where from, and the features that speak for it."""

    source: str
    values: tuple[str, ...]
    features: tuple[str, ...]


def fill_gap(draft: Draft, gap: str, memory: Memory, model: Linear | None) -> None:
    """Fill a field of a draft with what fits most likely, if anything does.

    `gap` is "items", "actors", "targets" or "when", the date.
    """
    found = list(recollections(draft, gap, memory))
    if model:
        scored = [(model.probability(each.features), -i, each) for i, each in enumerate(found)]
        probability, _, best = max(scored, default=(0.0, 0, None), key=lambda row: row[:2])
        chosen = best if probability >= _LIKELY else None
    else:
        chosen = next((each for each in found if each.source in _BY_RULE), None)
    if chosen is not None:
        draft.fill(gap, chosen.values, chosen.source)


def recollections(draft: Draft, gap: str, memory: Memory) -> Iterator[Recollection]:
    """What a document offers for a gap. A party stands on one side of an act only."""
    taken = {"actors": draft.targets, "targets": draft.actors}.get(gap, ())
    known = [
        (source, values)
        for source, values in memory.known(draft, gap)
        if values and not {*taken} & {*values}
    ]
    told = gap_features(draft, gap) if known else ()
    standings = memory.standings((values[0] for _, values in known), gap)
    for (source, values), standing in zip(known, standings, strict=True):
        agreed = sum(bool({*values} & {*others}) for _, others in known)
        ranks = f"{agreed}:{standing}"
        yield Recollection(source, values, context_features(draft, gap, told, source, ranks))
