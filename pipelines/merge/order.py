"""How signatures compare: which of two tells more about one act."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.merge.tellings import MUTUAL

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue
    from pipelines.merge.tellings import Signature


@dataclass
class Order:
    """Compares signatures over one catalogue and remembers what it found."""

    catalogue: Catalogue
    _lineages: dict[str, frozenset[str]] = field(default_factory=dict)
    _covers: dict[tuple[Signature, Signature], bool] = field(default_factory=dict)

    def covers(self, fuller: Signature, vaguer: Signature) -> bool:
        """Whether `fuller` tells all that `vaguer` tells, and perhaps more.

        Its parties include the other's, and each item of the other is one of
        its own or an ancestor of one. This is a partial order.
        """
        key = (fuller, vaguer)
        if key not in self._covers:
            self._covers[key] = (
                vaguer.actors <= fuller.actors
                and vaguer.targets <= fuller.targets
                and self._above(fuller.items) >= vaguer.items
            )
        return self._covers[key]

    def comparable(self, one: Signature, other: Signature) -> bool:
        """Whether one of the two covers the other."""
        return self.covers(one, other) or self.covers(other, one)

    def is_part(self, fuller: Signature, vaguer: Signature, block: str) -> bool:
        """Whether the vaguer names some of the parties or goods, not fewer details of all."""
        mutual = block.split("/", 1)[0] in MUTUAL and len(vaguer.actors) == 1
        return (
            (not mutual and _some(vaguer.actors, fuller.actors))
            or _some(vaguer.targets, fuller.targets)
            or (bool(vaguer.items) and not self._all_below(fuller.items, vaguer.items))
        )

    def undoes(self, opposite: Signature, act: Signature) -> bool:
        """Whether an act of the opposite direction is about the same measure."""
        if act.items and not opposite.items:
            return False
        return self.comparable(opposite, act)

    def _above(self, items: frozenset[str]) -> frozenset[str]:
        return frozenset().union(*(self._lineage(item) for item in items))

    def _all_below(self, items: frozenset[str], others: frozenset[str]) -> bool:
        return all(self._lineage(item) & others for item in items)

    def _lineage(self, item: str) -> frozenset[str]:
        if item not in self._lineages:
            self._lineages[item] = frozenset(self.catalogue.lineage(item)) | {item}
        return self._lineages[item]


def _some(part: frozenset[str], whole: frozenset[str]) -> bool:
    return bool(part) and part != whole
