"""How signatures compare: which of two tells more about one act."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.story import MUTUAL

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

        A side that the vaguer names has the same states in both, and may name
        fewer companies as targets; each of its items is one of the other's or
        an ancestor of one. This is a partial order.
        """
        key = (fuller, vaguer)
        if key not in self._covers:
            self._covers[key] = (
                _names(vaguer.actors, fuller.actors, is_loose=False)
                and _names(vaguer.targets, fuller.targets, is_loose=True)
                and self._above(fuller.items) >= vaguer.items
            )
        return self._covers[key]

    def covers_in(self, block: str, fuller: Signature, vaguer: Signature) -> bool:
        """As `covers`; in talks and agreements one party stands for both."""
        if block.split("/", 1)[0] in MUTUAL and len(vaguer.actors) == 1:
            is_party = vaguer.actors <= fuller.actors
            return is_party and self._above(fuller.items) >= vaguer.items
        return self.covers(fuller, vaguer)

    def comparable(self, block: str, one: Signature, other: Signature) -> bool:
        """Whether one of the two covers the other."""
        return self.covers_in(block, one, other) or self.covers_in(block, other, one)

    def is_part(self, fuller: Signature, vaguer: Signature) -> bool:
        """Whether the vaguer names some of the goods, and not all of them more roughly."""
        return bool(vaguer.items) and not self._all_below(fuller.items, vaguer.items)

    def undoes(self, block: str, opposite: Signature, act: Signature) -> bool:
        """Whether an act of the opposite direction is about the same measure."""
        if act.items and not opposite.items:
            return False
        return self.comparable(block, opposite, act)

    def _above(self, items: frozenset[str]) -> frozenset[str]:
        return frozenset().union(*(self._lineage(item) for item in items))

    def _all_below(self, items: frozenset[str], others: frozenset[str]) -> bool:
        return all(self._lineage(item) & others for item in items)

    def _lineage(self, item: str) -> frozenset[str]:
        if item not in self._lineages:
            self._lineages[item] = frozenset(self.catalogue.lineage(item)) | {item}
        return self._lineages[item]


def _names(some: frozenset[str], all_: frozenset[str], *, is_loose: bool) -> bool:
    """Whether a side names nobody, or the states that the other names and, loosely, some firms."""
    if not some <= all_:
        return False
    firms, states = _firms(some), some - _firms(some)
    same_states = not states or states == all_ - _firms(all_)
    return same_states and (is_loose or not firms or firms == _firms(all_))


def _firms(side: frozenset[str]) -> frozenset[str]:
    return frozenset(code for code in side if code.startswith("org:"))
