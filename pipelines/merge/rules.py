"""What the merge rule can be tuned by, and the spans of days that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue
    from pipelines.merge.tellings import Signature

REPEATED = frozenset({"talks", "supply", "dispute"})
"""Instruments whose acts recur: told again weeks later they are new acts."""


@dataclass(frozen=True)
class MergeRules:
    """The catalogue of items and the spans of days within which mentions can be one event.

    `window_days` holds between two told dates and between articles;
    `retelling_days` for a bare mention of a measure told before; `part_days`
    where one mention lists more parties or goods than the other, and between the
    meetings of one round of talks.
    """

    catalogue: Catalogue
    window_days: int = 14
    retelling_days: int = 56
    part_days: int = 3

    @property
    def reach(self) -> int:
        """The largest span of days that joins any two mentions of different articles."""
        return max(self.window_days, self.retelling_days, self.part_days)

    def reach_of(self, signature: Signature) -> int:
        """The largest span of days across which a mention with this signature joins another."""
        return self.reach if signature.items else max(self.window_days, self.part_days)

    def told_days(self, instrument: str) -> int:
        """The span between two told days of one act."""
        return min(self.window_days, self.part_days) if instrument == "talks" else self.window_days

    def retold_days(self, instrument: str, status_class: str) -> int:
        """The span after which a bare mention of goods told before is still a retelling."""
        if instrument in REPEATED or status_class != "actual":
            return self.window_days
        return max(self.window_days, self.retelling_days)
