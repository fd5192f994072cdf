"""Why a proposed act is told or is not: for people who tune the words and rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.extract.choose import FURTHER, SUREST, THRESHOLD, barrier, best_first, is_likely
from pipelines.extract.features import keep_features

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.extract.choose import Barrier
    from pipelines.extract.draft import Draft
    from pipelines.extract.linear import Linear

_STRONGEST = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """A draft, whether it is told, and in words why not.

    `signs` are the features that moved its probability most, with their weights;
    () where rules alone decide.
    """

    draft: Draft
    told: bool
    why: str
    signs: tuple[tuple[str, float], ...]


def explain(drafts: Sequence[Draft], models: Mapping[str, Linear]) -> list[Verdict]:
    """The verdicts on the drafts of a sentence that `choose` has been through, likeliest first."""
    chosen: list[Draft] = []
    verdicts = []
    for draft in best_first(drafts):
        why = _why_not(draft, chosen, models.get("another"))
        if not why:
            chosen.append(draft)
        verdicts.append(Verdict(draft, not why, why, _signs(draft, models.get("keep"))))
    return verdicts


def doubted(verdict: Verdict) -> Verdict:
    """The verdict on a draft of a document that tells of nothing for sure."""
    if not verdict.told:
        return verdict
    return replace(verdict, told=False, why=f"no act of the document reaches {SUREST}")


def _why_not(draft: Draft, chosen: Sequence[Draft], model: Linear | None) -> str:
    if not is_likely(draft):
        return f"its probability {draft.probability:.2f} is below {THRESHOLD}"
    found = barrier(draft, chosen, model)
    return _told(found) if found is not None else ""


def _told(found: Barrier) -> str:
    rule = found.other.act.rule
    if found.probability is None:
        return f"{found.why} as {rule}"
    return f"{found.why} beside {rule}: {found.probability:.2f} is below {FURTHER}"


def _signs(draft: Draft, model: Linear | None) -> tuple[tuple[str, float], ...]:
    if model is None:
        return ()
    weights = model.weights["yes"]
    found = {name: weights[name] for name in keep_features(draft) if name in weights}
    strongest = sorted(found.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    return tuple(strongest[:_STRONGEST])
