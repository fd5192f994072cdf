"""How high: the level that an act sets, and the one that it starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.extract.acts import Act
    from pipelines.extract.changes import Change
    from pipelines.extract.reading import Reading

_LEVELLED = frozenset({"tariff", "trade_remedy", "sanction", "export_control", "subsidy"})
"""Instruments whose measures have a rate, a cap or an amount."""

_FARTHEST = 120
"""How many characters a level may stand from the noun it belongs to."""


def nearest(act: Act, reading: Reading) -> Change | None:
    """The change of level nearest to the noun of an act that can have one."""
    if act.instrument not in _LEVELLED or not reading.changes:
        return None
    head = reading.doc[act.core.head].idx
    near = [change for change in reading.changes if _distance(change, head) <= _FARTHEST]
    return min(near, key=lambda change: _distance(change, head), default=None)


def _distance(change: Change, at: int) -> int:
    return max(change.start - at, at - change.end, 0)
