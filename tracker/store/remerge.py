"""Merges anew what a few changed mentions touch, and nothing else.

It reads the mentions near the changed ones and gives exactly what a merge of
everything would give: what a mention joins depends on those within reach that
are about the same measure, and a group of roots on those within a run of days.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.merge.events import event_id
from pipelines.merge.groups import group_roots, pool_of, spans_of
from pipelines.merge.joins import Neighbourhood
from pipelines.merge.tellings import CLASSES, OPPOSITE, opposite_block
from tracker.store.nearby import Days, spans, united

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.merge.rules import MergeRules
    from pipelines.merge.tellings import Telling
    from tracker.store.nearby import Reader
    from tracker.store.reading import Stored


@dataclass
class Remerge:
    """One round of merging anew: what changed, what that affects, where mentions are put.

    `before` are changed mentions as they were, `after` as they are now in the
    database, with nothing joined yet.
    """

    reader: Reader
    before: dict[str, Stored]
    after: dict[str, Telling]
    reopened: set[str] = field(default_factory=set)
    affected: dict[str, Telling] = field(default_factory=dict)
    joins: dict[str, str | None] = field(default_factory=dict)
    cores: dict[str, str] = field(default_factory=dict)

    @property
    def rules(self) -> MergeRules:
        """The rules that hold."""
        return self.reader.rules

    def run(self) -> set[str]:
        """Merge anew and store what each mention joins; gives the ids of all cores touched."""
        self._find_affected()
        near = self._neighbourhood()
        self.joins = {id_: near.joined(one) for id_, one in self.affected.items()}
        moved = {id_ for id_ in self.affected if self._was_joined(id_) != self.joins[id_]}
        self._regroup(moved)
        touched = self._touched(moved)
        labels = self._labels(touched)
        self._store(labels)
        return touched | set(labels.values())

    def _changed(self) -> Iterator[Telling]:
        yield from (stored.telling for stored in self.before.values())
        yield from self.after.values()

    def _find_affected(self) -> None:
        """Find the mentions whose place the changed ones can bear on."""
        for block, signature, near in spans(self._changed(), self.rules):
            for each in self.reader.covered(block, signature, near):
                self.affected[each.telling.id] = each.telling
            for other in _blocks_undone(block):
                for each in self.reader.undone(other, signature, near):
                    self._reopen(each.telling)
        articles = {one.url for one in self._changed()}
        for each in self.reader.where("article", map(int, articles)):
            self._reopen(each.telling)

    def _reopen(self, one: Telling) -> None:
        self.reopened.add(one.id)
        self.affected[one.id] = one

    def _neighbourhood(self) -> Neighbourhood:
        """All that decides what the affected mentions join."""
        open_ = [one for one in self.affected.values() if self._is_open(one)]
        for block, signature, near in spans(open_, self.rules):
            self.reader.read_near(block, signature, near)
        self.reader.where("id", (self.reader.known[id_].joins for id_ in self.affected))
        self._read_opposites(self.affected.values())
        self.reader.where("article", {int(one.url) for one in self.affected.values()})
        return Neighbourhood((each.telling for each in self.reader.known.values()), self.rules)

    def _is_open(self, one: Telling) -> bool:
        """Whether what `one` joins must be looked for among all, not only the changed."""
        joined = self.reader.known[one.id].joins
        return one.id in self.reopened or one.id in self.after or joined in self.before

    def _read_opposites(self, tellings: Iterable[Telling]) -> None:
        for block, signature, near in spans(tellings, self.rules):
            against = opposite_block(block)
            if against:
                self.reader.read_near(against, signature, near)

    def _was_joined(self, id_: str) -> str | None:
        return "" if id_ in self.after else self.reader.known[id_].joins

    def _regroup(self, moved: set[str]) -> None:
        """Group anew the roots near those that changed; notes the core of each root."""
        zones = [(days, self._roots(one, days)) for one, days in self._dirty(moved)]
        self._read_opposites(one for _, roots in zones for one in roots)
        near = Neighbourhood((each.telling for each in self.reader.known.values()), self.rules)
        for days, roots in zones:
            for group in group_roots(roots, near):
                if group[-1].first >= days.first and group[0].first <= days.last:
                    founder = min(group, key=lambda each: (each.published, each.id))
                    self.cores.update({each.id: event_id(founder.id) for each in group})

    def _roots(self, one: Telling, zone: Days) -> list[Telling]:
        """The roots of the pool of `one` that decide how those of some days are grouped."""
        near = self.reader.pool(one, zone.widened(2 * self._run_of(one)))
        return [each.telling for each in near if self._joined(each) is None]

    def _dirty(self, moved: set[str]) -> Iterator[tuple[Telling, Days]]:
        """The days near which roots of a pool changed, each with a mention of the pool."""
        pools: defaultdict[tuple[object, ...], list[Telling]] = defaultdict(list)
        gone = [each.telling for each in self.before.values() if each.joins is None]
        changed = [self.affected[id_] for id_ in {*moved, *self.reopened} if id_ in self.affected]
        for one in [*gone, *changed]:
            pools[pool_of(one)].append(one)
        for pool in pools.values():
            around = 2 * self._run_of(pool[0])
            near = united(Days(one.first, one.first).widened(around) for one in pool)
            yield from ((pool[0], days) for days in near)

    def _run_of(self, one: Telling) -> int:
        """The largest span of days of one group."""
        limits = spans_of(one, self.rules)
        return max(limits.gap, limits.run)

    def _joined(self, each: Stored) -> str | None:
        return self.joins.get(each.telling.id, each.joins)

    def _touched(self, moved: set[str]) -> set[str]:
        """The stored cores that lose or gain a mention."""
        cores = {each.core for each in self.before.values()}
        cores |= {self.reader.known[id_].core for id_ in {*moved, *self.cores}}
        parents = self.reader.where("id", (self.joins[id_] for id_ in moved))
        cores |= {each.core for each in parents}
        return {core for core in cores if core}

    def _labels(self, touched: set[str]) -> dict[str, str]:
        """The core of every mention of the touched cores."""
        members = self.reader.where("core", touched)
        ids = {each.telling.id for each in members} | set(self.after)
        return {id_: self._core_of(id_) for id_ in ids}

    def _core_of(self, id_: str) -> str:
        while (joined := self._joined(self.reader.known[id_])) is not None:
            id_ = joined
        stored = self.cores.get(id_) or self.reader.known[id_].core
        assert stored is not None, f"the root {id_} has no core"
        return stored

    def _store(self, labels: dict[str, str]) -> None:
        rows = []
        for id_, core in labels.items():
            stored = self.reader.known[id_]
            joins = self._joined(stored)
            if (joins, core) != (stored.joins, stored.core):
                rows.append((joins, core, id_))
        self.reader.db.executemany("UPDATE mentions SET joins = ?, core = ? WHERE id = ?", rows)


def _blocks_undone(block: str) -> Iterator[str]:
    """The blocks whose acts those of `block` undo."""
    instrument, kind, status_class = block.split("/")
    if status_class == "actual" and kind in OPPOSITE:
        yield from (f"{instrument}/{OPPOSITE[kind]}/{each}" for each in CLASSES)
