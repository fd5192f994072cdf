"""Merges anew what a few changed mentions touch, and nothing else.

It reads the mentions near the changed ones and gives exactly what a merge of
everything would give: what a mention joins depends on those within reach that
are about the same measure, and a group of roots on those within a run of days.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.merge.events import event_id
from pipelines.merge.groups import group_roots, pool_of, spans_of
from pipelines.merge.joins import Neighbourhood
from pipelines.merge.order import Order
from pipelines.merge.tellings import (
    AHEAD_DAYS,
    CLASSES,
    OPPOSITE,
    lead_of,
    opposite_block,
    topic_of,
    topics_of,
)
from tracker.store.reading import TELLING_COLUMNS, Reading, Stored

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator

    from pipelines.merge.rules import MergeRules
    from pipelines.merge.tellings import Signature, Telling


@dataclass(frozen=True, slots=True)
class Days:
    """A span of days, as ordinals."""

    first: int
    last: int

    def widened(self, by: int) -> Days:
        """The span with `by` days more on either side."""
        return Days(self.first - by, self.last + by)

    def joined(self, other: Days) -> Days:
        """The span from the earlier first to the later last day."""
        return Days(min(self.first, other.first), max(self.last, other.last))


class Reader:
    """Reads the live mentions that can bear on others; remembers what it has read."""

    def __init__(self, db: sqlite3.Connection, rules: MergeRules) -> None:
        self.db = db
        self.rules = rules
        self.reading = Reading(rules.catalogue)
        self.known: dict[str, Stored] = {}
        roots = {item.id for item in rules.catalogue.items.values() if item.parent is None}
        self._topics = (*sorted(roots), "", "*")

    def near(self, block: str, signature: Signature, days: Days) -> list[Stored]:
        """The mentions of a block that the signature may cover or be covered by, near some days."""
        topics = {"", "*", *topics_of(signature, self.rules.catalogue)}
        leads = {"", "*", *signature.actors} if signature.actors else ()
        return self._near(block, topics if signature.items else self._topics, leads, days)

    def below(self, block: str, signature: Signature, days: Days) -> list[Stored]:
        """The mentions of a block that the signature may cover, near some days."""
        topics = {"", topic_of(signature, self.rules.catalogue)}
        topics |= topics_of(signature, self.rules.catalogue)
        leads = {"", lead_of(signature), *signature.actors}
        return self._near(block, topics, leads, days)

    def pool(self, one: Telling, days: Days) -> list[Stored]:
        """The mentions that could be grouped with `one`, near some days."""
        topic = topic_of(one.signature, self.rules.catalogue)
        found = self._near(one.block, {topic}, {lead_of(one.signature)}, days)
        pool = pool_of(one)
        return [each for each in found if pool_of(each.telling) == pool]

    def undone(self, block: str, signature: Signature, days: Days) -> list[Stored]:
        """The mentions of a block that an act of the signature may undo, near some days."""
        if signature.items:
            return self.near(block, signature, days)
        leads = {"", "*", *signature.actors} if signature.actors else ()
        return self._near(block, {""}, leads, days)

    def where(self, column: str, values: Iterable[object]) -> list[Stored]:
        """The mentions whose `column` has one of the values."""
        found: list[Stored] = []
        wanted = sorted({value for value in values if value is not None}, key=str)
        for at in range(0, len(wanted), 500):
            some = wanted[at : at + 500]
            marks = ",".join("?" * len(some))
            found += self._read(f"{column} IN ({marks}) AND withdrawn IS NULL", some)
        return found

    def _near(
        self, block: str, topics: Collection[str], leads: Collection[str], days: Days
    ) -> list[Stored]:
        first, last = dt.date.fromordinal(days.first), dt.date.fromordinal(days.last)
        coarse = _coarse_dates(first, last)
        same = f"withdrawn IS NULL AND block = ? AND topic IN ({_marks(topics)})"
        led = f" AND lead IN ({_marks(leads)})" if leads else ""
        fixed, tail = (block, *topics), tuple(leads)
        span = (first.isoformat(), last.isoformat())
        ahead = (last + dt.timedelta(days=AHEAD_DAYS)).isoformat()
        found = self._read(f"{same} AND published BETWEEN ? AND ?{led}", (*fixed, *span, *tail))
        dated = f"{same} AND date BETWEEN ? AND ? AND (date <= ? OR published <= ?){led}"
        found += self._read(dated, (*fixed, span[0], ahead, span[1], span[1], *tail))
        dated = f"{same} AND date IN ({_marks(coarse)}){led}"
        return found + self._read(dated, (*fixed, *coarse, *tail))

    def _read(self, condition: str, values: Collection[object]) -> list[Stored]:
        query = f"SELECT {TELLING_COLUMNS} FROM mentions WHERE {condition}"  # noqa: S608
        found = []
        for row in self.db.execute(query, tuple(values)):
            stored = self.known.get(row["id"]) or self.reading.stored(row)
            self.known[stored.telling.id] = stored
            found.append(stored)
        return found


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
        order = Order(self.rules.catalogue)
        self._find_affected(order)
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

    def _find_affected(self, order: Order) -> None:
        """Find the mentions whose place the changed ones can bear on."""
        for (block, signature), days in spans(self._changed(), self.rules).items():
            for each in self.reader.below(block, signature, days):
                if order.covers_in(block, signature, each.telling.signature):
                    self.affected[each.telling.id] = each.telling
            for other in _blocks_undone(block):
                for each in self.reader.undone(other, signature, days):
                    if order.undoes(block, signature, each.telling.signature):
                        self.reopened.add(each.telling.id)
                        self.affected[each.telling.id] = each.telling
        articles = {one.url for one in self._changed()}
        for each in self.reader.where("article", map(int, articles)):
            self.reopened.add(each.telling.id)
            self.affected[each.telling.id] = each.telling

    def _neighbourhood(self) -> Neighbourhood:
        """All that decides what the affected mentions join."""
        open_ = [one for one in self.affected.values() if self._is_open(one)]
        for (block, signature), days in spans(open_, self.rules).items():
            self.reader.near(block, signature, days)
        self.reader.where("id", (self.reader.known[id_].joins for id_ in self.affected))
        self._read_opposites(self.affected.values())
        self.reader.where("article", {int(one.url) for one in self.affected.values()})
        return Neighbourhood((each.telling for each in self.reader.known.values()), self.rules)

    def _is_open(self, one: Telling) -> bool:
        """Whether what `one` joins must be looked for among all, not only the changed."""
        joined = self.reader.known[one.id].joins
        return one.id in self.reopened or one.id in self.after or joined in self.before

    def _read_opposites(self, tellings: Iterable[Telling]) -> None:
        for (block, signature), days in spans(tellings, self.rules).items():
            against = opposite_block(block)
            if against:
                self.reader.near(against, signature, days)

    def _was_joined(self, id_: str) -> str | None:
        return "" if id_ in self.after else self.reader.known[id_].joins

    def _regroup(self, moved: set[str]) -> None:
        """Group anew the roots near those that changed; notes the core of each root."""
        dirty = self._dirty_pools(moved)
        roots: dict[str, Telling] = {}
        zones: dict[tuple[object, ...], Days] = {}
        for pool, (one, days) in dirty.items():
            run = max(spans_of(one, self.rules).gap, spans_of(one, self.rules).run)
            zones[pool] = days.widened(2 * run)
            for each in self.reader.pool(one, days.widened(4 * run)):
                if self._joined(each) is None:
                    roots[each.telling.id] = each.telling
        self._read_opposites(roots.values())
        near = Neighbourhood((each.telling for each in self.reader.known.values()), self.rules)
        for group in group_roots(roots.values(), near):
            zone = zones[pool_of(group[0])]
            if group[-1].first >= zone.first and group[0].first <= zone.last:
                founder = min(group, key=lambda each: (each.published, each.id))
                self.cores.update({each.id: event_id(founder.id) for each in group})

    def _dirty_pools(self, moved: set[str]) -> dict[tuple[object, ...], tuple[Telling, Days]]:
        """The pools whose roots changed, with the days at which they did."""
        found: dict[tuple[object, ...], tuple[Telling, Days]] = {}
        gone = [each.telling for each in self.before.values() if each.joins is None]
        changed = [self.affected[id_] for id_ in {*moved, *self.reopened} if id_ in self.affected]
        for one in [*gone, *changed]:
            days = Days(one.first, one.first)
            if pool_of(one) in found:
                days = found[pool_of(one)][1].joined(days)
            found[pool_of(one)] = (one, days)
        return found

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


def spans(tellings: Iterable[Telling], rules: MergeRules) -> dict[tuple[str, Signature], Days]:
    """The days of the tellings by block and signature, widened by the reach of joining."""
    found: defaultdict[tuple[str, Signature], list[int]] = defaultdict(list)
    for one in tellings:
        found[(one.block, one.signature)] += [*one.span, one.published]
    return {
        key: Days(min(days), max(days)).widened(rules.reach_of(key[1]))
        for key, days in found.items()
    }


def _blocks_undone(block: str) -> Iterator[str]:
    """The blocks whose acts those of `block` undo."""
    instrument, kind, status_class = block.split("/")
    if status_class == "actual" and kind in OPPOSITE:
        yield from (f"{instrument}/{OPPOSITE[kind]}/{each}" for each in CLASSES)


def _coarse_dates(first: dt.date, last: dt.date) -> tuple[str, ...]:
    """The months and years that hold a day between two, as ISO text."""
    months = {(first.year * 12 + first.month - 1) + at for at in range(_months(first, last) + 1)}
    named = [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in sorted(months)]
    return (*named, *sorted({month[:4] for month in named}))


def _months(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))
