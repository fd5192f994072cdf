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
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pipelines.merge.rules import MergeRules
    from pipelines.merge.tellings import Signature, Telling


_LEAF = 16
"""Days are read from one multiple of this to another, so that few are asked for one by one."""

_LEAVES = 64
"""So many leaves make a page; what has been read of a page are the bits of a number."""

_ANY = "any"
"""Stands for all leads."""

_Page = tuple[str, str, str, int]
"""A block, a topic and a lead, and the number of a page of days."""


@dataclass(frozen=True, slots=True)
class Days:
    """A span of days, as ordinals."""

    first: int
    last: int

    def widened(self, by: int) -> Days:
        """The span with `by` days more on either side."""
        return Days(self.first - by, self.last + by)

    def pages(self) -> Iterator[tuple[int, int]]:
        """The pages that hold some of its days, each with the bits of their leaves."""
        first, last = self.first // _LEAF, self.last // _LEAF
        for page in range(first // _LEAVES, last // _LEAVES + 1):
            low = max(0, first - page * _LEAVES)
            high = min(_LEAVES, last + 1 - page * _LEAVES)
            yield page, (1 << high) - (1 << low)

    def meets(self, one: Telling) -> bool:
        """Whether a mention can be met or was published within the span."""
        first, last = one.span
        return (first <= self.last and last >= self.first) or (
            self.first <= one.published <= self.last
        )


class Reader:
    """Reads the live mentions that can bear on others; remembers what it has read."""

    def __init__(self, db: sqlite3.Connection, rules: MergeRules) -> None:
        self.db = db
        self.rules = rules
        self.order = Order(rules.catalogue)
        self.reading = Reading(rules.catalogue)
        self.known: dict[str, Stored] = {}
        self._by_signature: defaultdict[str, defaultdict[Signature, list[Stored]]]
        self._by_signature = defaultdict(lambda: defaultdict(list))
        self._pages: dict[_Page, int] = {}
        roots = {item.id for item in rules.catalogue.items.values() if item.parent is None}
        self._topics = frozenset((*roots, "", "*"))

    def comparable(
        self, block: str, signature: Signature, spans: Sequence[Days]
    ) -> Iterator[Stored]:
        """The mentions of a block that the signature covers or is covered by, near some days."""
        self.read_near(block, signature, spans)
        for other, found in self._by_signature[block].items():
            if self.order.comparable(block, other, signature):
                yield from _within(spans, found)

    def covered(self, block: str, signature: Signature, spans: Sequence[Days]) -> Iterator[Stored]:
        """The mentions of a block that the signature covers, near some days."""
        topics = {"", topic_of(signature, self.rules.catalogue)}
        topics |= topics_of(signature, self.rules.catalogue)
        self._read_days(block, topics, {"", lead_of(signature), *signature.actors}, spans)
        for other, found in self._by_signature[block].items():
            if self.order.covers_in(block, signature, other):
                yield from _within(spans, found)

    def undone(self, block: str, signature: Signature, spans: Sequence[Days]) -> Iterator[Stored]:
        """The mentions of a block that an opposite act of the signature undoes, near some days."""
        if signature.items:
            self.read_near(block, signature, spans)
        else:
            self._read_days(block, {""}, self._leads(signature), spans)
        for other, found in self._by_signature[block].items():
            if self.order.undoes(block, signature, other):
                yield from _within(spans, found)

    def pool(self, one: Telling, days: Days) -> list[Stored]:
        """The mentions that could be grouped with `one`, near some days."""
        topic = topic_of(one.signature, self.rules.catalogue)
        self._read_days(one.block, {topic}, {lead_of(one.signature)}, [days])
        found, pool = self._by_signature[one.block][one.signature], pool_of(one)
        return [each for each in _within([days], found) if pool_of(each.telling) == pool]

    def read_near(self, block: str, signature: Signature, spans: Iterable[Days]) -> None:
        """Get to know all mentions of a block that are comparable and near some days."""
        found = {"", "*", *topics_of(signature, self.rules.catalogue)}
        topics = found if signature.items else self._topics
        self._read_days(block, topics, self._leads(signature), spans)

    def where(self, column: str, values: Iterable[object]) -> list[Stored]:
        """The mentions whose `column` has one of the values."""
        found: list[Stored] = []
        wanted = sorted({value for value in values if value is not None}, key=str)
        for at in range(0, len(wanted), 500):
            some = wanted[at : at + 500]
            found += self._read(f"{column} IN ({_marks(some)}) AND withdrawn IS NULL", some)
        return found

    @staticmethod
    def _leads(signature: Signature) -> Collection[str]:
        return {"", "*", *signature.actors} if signature.actors else {_ANY}

    def _read_days(
        self, block: str, topics: Collection[str], leads: Collection[str], spans: Iterable[Days]
    ) -> None:
        """Read the mentions of the days that have not been read yet."""
        cells = [(topic, lead) for topic in topics for lead in leads]
        for days in spans:
            self._read_rest(block, cells, days)

    def _read_rest(self, block: str, cells: Sequence[tuple[str, str]], days: Days) -> None:
        missing = {page: self._missing(block, cells, page, bits) for page, bits in days.pages()}
        leaves = [
            page * _LEAVES + bit
            for page, bits in missing.items()
            if bits
            for bit in (bits.bit_length() - 1, (bits & -bits).bit_length() - 1)
        ]
        if not leaves:
            return
        span = Days(min(leaves) * _LEAF, (max(leaves) + 1) * _LEAF - 1)
        self._read_span(block, {topic for topic, _ in cells}, {lead for _, lead in cells}, span)
        for page, bits in span.pages():
            for topic, lead in cells:
                key = (block, topic, lead, page)
                self._pages[key] = self._pages.get(key, 0) | bits

    def _missing(self, block: str, cells: Iterable[tuple[str, str]], page: int, bits: int) -> int:
        """Of the leaves of a page those that have not been read of every cell."""
        known = self._pages.get
        missing = 0
        for topic, lead in cells:
            read = known((block, topic, lead, page), 0) | known((block, topic, _ANY, page), 0)
            missing |= bits & ~read
        return missing

    def _read_span(
        self, block: str, topics: Collection[str], leads: Collection[str], days: Days
    ) -> None:
        first, last = dt.date.fromordinal(days.first), dt.date.fromordinal(days.last)
        coarse = _coarse_dates(first, last)
        same = f"withdrawn IS NULL AND block = ? AND topic IN ({_marks(topics)})"
        tail = () if _ANY in leads else tuple(leads)
        led = f" AND lead IN ({_marks(tail)})" if tail else ""
        fixed = (block, *topics)
        span = (first.isoformat(), last.isoformat())
        ahead = (last + dt.timedelta(days=AHEAD_DAYS)).isoformat()
        self._read(f"{same} AND published BETWEEN ? AND ?{led}", (*fixed, *span, *tail))
        dated = f"{same} AND date BETWEEN ? AND ? AND (date <= ? OR published <= ?){led}"
        self._read(dated, (*fixed, span[0], ahead, span[1], span[1], *tail))
        dated = f"{same} AND date IN ({_marks(coarse)}){led}"
        self._read(dated, (*fixed, *coarse, *tail))

    def _read(self, condition: str, values: Collection[object]) -> list[Stored]:
        query = f"SELECT {TELLING_COLUMNS} FROM mentions WHERE {condition}"  # noqa: S608
        return [self._kept(row) for row in self.db.execute(query, tuple(values))]

    def _kept(self, row: sqlite3.Row) -> Stored:
        found = self.known.get(row["id"])
        if found is None:
            found = self.known[row["id"]] = self.reading.stored(row)
            self._by_signature[row["block"]][found.telling.signature].append(found)
        return found


def _within(spans: Sequence[Days], found: Iterable[Stored]) -> Iterator[Stored]:
    return (each for each in found if any(days.meets(each.telling) for days in spans))


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


def spans(
    tellings: Iterable[Telling], rules: MergeRules
) -> Iterator[tuple[str, Signature, list[Days]]]:
    """The days near the tellings by block and signature: told or published, widened by the reach.

    What is published today and dated years ago has two spans, and nothing between them.
    """
    found: defaultdict[tuple[str, Signature], set[Days]] = defaultdict(set)
    for one in tellings:
        found[one.block, one.signature] |= {Days(*one.span), Days(one.published, one.published)}
    for (block, signature), near in found.items():
        reach = rules.reach_of(signature)
        yield block, signature, united(each.widened(reach) for each in near)


def united(spans: Iterable[Days]) -> list[Days]:
    """The spans with those that meet as one."""
    found: list[Days] = []
    for one in sorted(spans, key=lambda each: each.first):
        if found and one.first <= found[-1].last + 1:
            found[-1] = Days(found[-1].first, max(found[-1].last, one.last))
        else:
            found.append(one)
    return found


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
