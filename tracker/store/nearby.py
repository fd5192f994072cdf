"""Reads the mentions near some days that can bear on others, each of them once.

What is read is kept by block, topic and lead: a mention bears only on those that are about
the same measure, and only within the reach of the merge rules.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.merge.groups import pool_of
from pipelines.merge.order import Order
from pipelines.merge.tellings import AHEAD_DAYS, lead_of, topic_of, topics_of
from tracker.store.reading import TELLING_COLUMNS, Reading, Stored

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

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
        return self._fitting(
            block, spans, lambda other: self.order.comparable(block, other, signature)
        )

    def covered(self, block: str, signature: Signature, spans: Sequence[Days]) -> Iterator[Stored]:
        """The mentions of a block that the signature covers, near some days."""
        topics = {"", topic_of(signature, self.rules.catalogue)}
        topics |= topics_of(signature, self.rules.catalogue)
        self._read_days(block, topics, {"", lead_of(signature), *signature.actors}, spans)
        return self._fitting(
            block, spans, lambda other: self.order.covers_in(block, signature, other)
        )

    def undone(self, block: str, signature: Signature, spans: Sequence[Days]) -> Iterator[Stored]:
        """The mentions of a block that an opposite act of the signature undoes, near some days."""
        if signature.items:
            self.read_near(block, signature, spans)
        else:
            self._read_days(block, {""}, self._leads(signature), spans)
        return self._fitting(block, spans, lambda other: self.order.undoes(block, signature, other))

    def pool(self, one: Telling, days: Days) -> list[Stored]:
        """The mentions that could be grouped with `one`, near some days."""
        topic = topic_of(one.signature, self.rules.catalogue)
        self._read_days(one.block, {topic}, {lead_of(one.signature)}, [days])
        found, pool = self._by_signature[one.block][one.signature], pool_of(one)
        return [each for each in _within([days], found) if pool_of(each.telling) == pool]

    def _fitting(
        self, block: str, spans: Sequence[Days], fits: Callable[[Signature], bool]
    ) -> Iterator[Stored]:
        """Of a block's known mentions those whose signature fits, near some days."""
        for signature, found in self._by_signature[block].items():
            if fits(signature):
                yield from _within(spans, found)

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
        """Read the mentions of some days, where they have not been read yet."""
        cells = [(topic, lead) for topic in topics for lead in leads]
        for days in spans:
            rest = self._rest(block, cells, days)
            if rest is not None:
                self._read_span(block, topics, leads, rest)
                self._note(block, cells, rest)

    def _rest(self, block: str, cells: Sequence[tuple[str, str]], days: Days) -> Days | None:
        """From the first to the last leaf of some days that is not known of every cell."""
        missing = {page: self._missing(block, cells, page, bits) for page, bits in days.pages()}
        leaves = [
            page * _LEAVES + bit
            for page, bits in missing.items()
            if bits
            for bit in (bits.bit_length() - 1, (bits & -bits).bit_length() - 1)
        ]
        return Days(min(leaves) * _LEAF, (max(leaves) + 1) * _LEAF - 1) if leaves else None

    def _note(self, block: str, cells: Iterable[tuple[str, str]], days: Days) -> None:
        """Note that some days, in whole leaves, are known of every cell."""
        for page, bits in days.pages():
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


def _coarse_dates(first: dt.date, last: dt.date) -> tuple[str, ...]:
    """The months and years that hold a day between two, as ISO text."""
    months = {(first.year * 12 + first.month - 1) + at for at in range(_months(first, last) + 1)}
    named = [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in sorted(months)]
    return (*named, *sorted({month[:4] for month in named}))


def _months(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))
