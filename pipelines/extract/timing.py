"""When: the date that belongs to an act, and from when and until when it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract.features import link_features

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.extract.draft import Draft
    from pipelines.extract.linear import Linear
    from pipelines.extract.links import Link
    from pipelines.extract.memory import Memory


def fill(draft: Draft, memory: Memory, models: Mapping[str, Linear]) -> None:
    """Set the date of a draft, the day it takes effect and the day it ends."""
    found = [link for link in draft.dates if link.value]
    model = models.get("date")
    chosen = _by_model(draft, found, memory, model) if model else by_rule(found)
    draft.date = chosen.value if chosen else None
    draft.effective_from = _role(draft, "from")
    draft.effective_until = _role(draft, "until")


def _by_model(draft: Draft, found: list[Link], memory: Memory, model: Linear) -> Link | None:
    offers = memory.ranked(found, memory.dates)
    scored = [(model.probability(link_features(draft, o)), -o.place, o.link) for o in offers]
    best = max(scored, default=None, key=lambda row: row[:2])
    return best[2] if best and best[0] >= 0.5 else None


def by_rule(found: list[Link]) -> Link | None:
    """The date that hangs from the act itself, the shortest way first."""
    near = [link for link in found if link.place in ("predicate", "core", "clause")]
    return min(near, key=lambda link: len(link.path), default=None)


def _role(draft: Draft, role: str) -> str | None:
    return next(
        (
            link.value
            for link in draft.dates
            if link.value and link.filler.kind == role and link.place != "away"
        ),
        None,
    )
