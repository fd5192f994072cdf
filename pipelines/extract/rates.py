"""How high: the level that an act sets, and the one that it starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.extract.draft import Draft
    from pipelines.extract.levels import Change

_LEVELLED = frozenset({"tariff", "trade_remedy", "sanction", "export_control", "subsidy"})
"""Instruments whose measures have a rate, a cap or an amount."""

_FARTHEST = 120
"""How many characters a level may stand from the noun it belongs to."""


def fill(draft: Draft) -> None:
    """Set the levels of a draft from the change that stands nearest to its noun."""
    change = nearest(draft)
    if change is None:
        return
    draft.change = change.direction
    draft.level_from = change.level_from.value if change.level_from else None
    draft.level_to = change.level_to.value if change.level_to else None


def nearest(draft: Draft) -> Change | None:
    """The change of level nearest to the noun of an act that can have one."""
    if draft.instrument not in _LEVELLED:
        return None
    head = draft.reading.doc[draft.act.core.head].idx
    near = [c for c in draft.reading.changes if _distance(c, head) <= _FARTHEST]
    return min(near, key=lambda change: _distance(change, head), default=None)


def _distance(change: Change, at: int) -> int:
    return max(change.start - at, at - change.end, 0)
