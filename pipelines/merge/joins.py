"""Which fuller mention a vaguer one joins.

Each mention joins at most one other: the nearest that tells strictly more (a
fuller signature, or the same with a finer date) within reach. So a vaguer
mention never bridges two events, and what a mention joins depends only on the
mentions near it, never on the order in which they came.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.merge.order import Order
from pipelines.merge.tellings import denied_block, opposite_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.merge.rules import MergeRules
    from pipelines.merge.tellings import Signature, Telling

FINENESS = {"day": 2, "month": 1, "year": 0, "none": 0}

INSIDE_DAYS = 366
"""How far back an article's own dated sentence explains its undated ones."""

_Rank = tuple[bool, int, bool, int, int, str]


@dataclass(frozen=True, slots=True)
class _Run:
    """The tellings of one block and signature, by the last day at which they can be met."""

    signature: Signature
    tellings: tuple[Telling, ...]
    ends: tuple[int, ...]
    longest: int

    def within(self, first: int, last: int) -> Iterator[Telling]:
        """Those that can be met between two days."""
        low = bisect_left(self.ends, first)
        high = bisect_right(self.ends, last + self.longest)
        return (each for each in self.tellings[low:high] if each.span[0] <= last)


class Neighbourhood:
    """Mentions near each other, ready to be searched for what a mention joins."""

    def __init__(self, tellings: Iterable[Telling], rules: MergeRules) -> None:
        self.rules = rules
        self.order = Order(rules.catalogue)
        self.by_id = {each.id: each for each in tellings}
        self._runs = _runs(self.by_id.values())
        self._by_article: defaultdict[str, list[Telling]] = defaultdict(list)
        for each in self.by_id.values():
            self._by_article[each.url].append(each)
        self._runs_above: dict[tuple[str, Signature], list[_Run]] = {}
        self._undoing: dict[tuple[str, Signature], tuple[int, ...]] = {}

    def joined(self, one: Telling) -> str | None:
        """The id of the mention that `one` joins; None where nothing in reach tells more."""
        best: _Rank | None = None
        for other in self._candidates(one):
            nearness = self._nearness(one, other)
            if best is None or nearness <= best[:2]:
                rank = self._rank(one, other, nearness)
                if rank is not None and (best is None or rank < best):
                    best = rank
        return best[-1] if best else None

    def is_undone_between(self, one: Telling, first: int, last: int) -> bool:
        """Whether an act of the opposite direction lies strictly between two days."""
        days = self._days_undone(one)
        at = bisect_right(days, first)
        return at < len(days) and days[at] < last

    def block(self, block: str) -> Iterator[Telling]:
        """The mentions of one block."""
        for run in self._runs.get(block, {}).values():
            yield from run.tellings

    def denies(self, denial: Telling, one: Telling) -> bool:
        """Whether a denial is about the act of `one`, and published within the window."""
        is_near = abs(denial.published - one.published) <= self.rules.window_days
        is_same = denial.block == denied_block(one.block)
        return (
            is_near
            and is_same
            and self.order.comparable(one.block, denial.signature, one.signature)
        )

    def _candidates(self, one: Telling) -> Iterator[Telling]:
        yield from self._by_article[one.url]
        if one.signature.is_empty:
            return
        reach = self.rules.reach_of(one.signature)
        first, last = one.span
        is_finest = one.precision == "day"
        for run in self._fuller(one.block, one.signature):
            if not (is_finest and run.signature == one.signature):
                yield from run.within(first - reach, last + reach)

    def _fuller(self, block: str, signature: Signature) -> list[_Run]:
        """The runs whose signatures tell all that one tells."""
        key = (block, signature)
        if key not in self._runs_above:
            self._runs_above[key] = [
                run
                for other, run in self._runs.get(block, {}).items()
                if self.order.covers_in(block, other, signature)
            ]
        return self._runs_above[key]

    def _rank(self, one: Telling, other: Telling, nearness: tuple[bool, int]) -> _Rank | None:
        """How near `other` is as one to be joined, smaller is nearer; None out of reach."""
        if not self._tells_more(other, one):
            return None
        inside = one.url == other.url
        part = self.order.is_part(other.signature, one.signature)
        if part and other.precision in ("month", "year"):
            return None
        is_far, distance = nearness
        if distance > (self._limit_inside(one) if inside else self._limit(one, other, part=part)):
            return None
        if self._is_parted(one, other, near=not is_far):
            return None
        drift = abs(other.last - one.published)
        return (is_far, distance, part, drift, other.published, other.id)

    def _nearness(self, one: Telling, other: Telling) -> tuple[bool, int]:
        """What ranks first: whether it is not near in the same article, and the days between."""
        distance = self._distance(one, other)
        return one.url != other.url or distance > self.rules.window_days, distance

    def _tells_more(self, other: Telling, one: Telling) -> bool:
        if other.block != one.block or other.id == one.id:
            return False
        if other.precision == "year" and one.precision != "year":
            return False
        if other.signature == one.signature:
            return FINENESS[other.precision] > FINENESS[one.precision]
        if one.is_told and not other.is_told and not one.signature.items:
            return other.signature.items == one.signature.items and self._covers(other, one)
        return self._covers(other, one)

    def _covers(self, other: Telling, one: Telling) -> bool:
        return self.order.covers_in(one.block, other.signature, one.signature)

    def _distance(self, one: Telling, other: Telling) -> int:
        if one.is_told and other.is_told:
            return _gap((one.first, one.last), (other.first, other.last))
        return _gap(one.span, other.span)

    def _limit(self, one: Telling, other: Telling, *, part: bool) -> int:
        instrument, _, status_class = one.block.split("/")
        if one.is_told and other.is_told:
            days = self._limit_told(one, other, instrument)
            return min(days, self.rules.part_days) if part or one.signature.is_bare else days
        if part or one.signature.is_bare or self._is_before_month(one, other):
            return self.rules.part_days
        if one.signature.items and self._is_later(one, other):
            return self.rules.retold_days(instrument, status_class)
        return self.rules.window_days

    def _limit_told(self, one: Telling, other: Telling, instrument: str) -> int:
        """Two told days may differ, and so may a day and a month; other dates hold each other."""
        precisions = {one.precision, other.precision}
        is_near = precisions in ({"day"}, {"day", "month"})
        return self.rules.told_days(instrument) if is_near else 0

    def _limit_inside(self, one: Telling) -> int:
        """Inside one article a told date must fit; an untold one is that of its neighbour."""
        return self.rules.window_days if one.is_told else INSIDE_DAYS

    def _is_before_month(self, one: Telling, other: Telling) -> bool:
        """Whether `one` was published before the month in which `other` says the act was."""
        return other.precision == "month" and one.published < other.first

    def _is_later(self, one: Telling, other: Telling) -> bool:
        """Whether the one without a date was published after the other's days."""
        late, early = (one, other) if not one.is_told else (other, one)
        return late.published > early.last

    def _is_parted(self, one: Telling, other: Telling, *, near: bool) -> bool:
        """Whether an opposite act lies between, within reach of `one`.

        `near` is the same article, days apart at most.
        """
        if one.is_told and other.is_told:
            early, late = sorted((one, other), key=lambda each: each.last)
            return self.is_undone_between(one, early.last, late.first)
        if near:
            return False
        early, late = sorted((one, other), key=lambda each: each.span[1])
        if late is one and self._is_background(one):
            return False
        reach = self.rules.reach_of(one.signature)
        first, last = one.span[0] - reach, one.span[1] + reach
        return self.is_undone_between(one, max(early.span[1], first), min(late.span[0], last))

    def _is_background(self, one: Telling) -> bool:
        """Whether the article's news is the opposite act, so that `one` is told as its history."""
        if one.is_told or one.in_title:
            return False
        against = opposite_block(one.block)
        return any(
            other.block == against
            and self.order.undoes(one.block, other.signature, one.signature)
            and (other.in_title or self._is_news(other))
            for other in self._by_article[one.url]
        )

    def _is_news(self, one: Telling) -> bool:
        return one.precision == "day" and abs(one.published - one.last) <= self.rules.window_days

    def _days_undone(self, one: Telling) -> tuple[int, ...]:
        key = (opposite_block(one.block) or "", one.signature)
        if key not in self._undoing:
            self._undoing[key] = tuple(sorted(set(self._opposite_days(*key))))
        return self._undoing[key]

    def _opposite_days(self, block: str, act: Signature) -> Iterator[int]:
        for signature, run in self._runs.get(block, {}).items():
            if self.order.undoes(block, signature, act):
                yield from (each.last for each in run.tellings if _is_done(each))


def _is_done(one: Telling) -> bool:
    """Whether an act is told as done by a day: what is told ahead may still be called off."""
    is_past = one.precision == "day" and one.last <= one.published
    return is_past or (one.in_title and not one.is_told)


def _runs(tellings: Iterable[Telling]) -> dict[str, dict[Signature, _Run]]:
    pools: defaultdict[str, defaultdict[Signature, list[Telling]]]
    pools = defaultdict(lambda: defaultdict(list))
    for each in tellings:
        pools[each.block][each.signature].append(each)
    return {
        block: {signature: _run(signature, pool) for signature, pool in by_signature.items()}
        for block, by_signature in pools.items()
    }


def _run(signature: Signature, pool: list[Telling]) -> _Run:
    ordered = tuple(sorted(pool, key=lambda each: (each.span[1], each.id)))
    ends = tuple(each.span[1] for each in ordered)
    longest = max(each.span[1] - each.span[0] for each in ordered)
    return _Run(signature, ordered, ends, longest)


def _gap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(0, one[0] - other[1], other[0] - one[1])
