"""Mentions of one signature that join no fuller one, grouped by their days.

Days are cut apart at gaps that are too wide, where an opposite act lies
between, and where a run of days is too long: there at its widest gap, again
and again until each run fits. Whether a gap is cut can be told from the days
within one run's length on either side, so a new mention moves nothing far off.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipelines.merge.joins import Neighbourhood
    from pipelines.merge.rules import MergeRules
    from pipelines.merge.tellings import Telling

LEVELLED = frozenset({"tariff", "trade_remedy"})
"""Instruments of which two levels on two days are two acts."""

_KNUTH = 2654435761
"""Multiplier of Knuth's multiplicative hash (The Art of Computer Programming, 6.4)."""


@dataclass(frozen=True, slots=True)
class Spans:
    """How wide a gap and how long a run of days may be."""

    gap: int
    run: int


def group_roots(roots: Iterable[Telling], near: Neighbourhood) -> Iterator[tuple[Telling, ...]]:
    """The groups of the mentions that join no other; each is the core of one event."""
    pools: defaultdict[tuple[object, ...], list[Telling]] = defaultdict(list)
    for each in roots:
        pools[pool_of(each)].append(each)
    for pool in pools.values():
        yield from _grouped(pool, near)


def pool_of(one: Telling) -> tuple[object, ...]:
    """What must be equal in a group: block, signature, and for coarse dates the date."""
    date = (one.first, one.last) if one.precision in ("month", "year") else one.is_told
    article = one.url if one.signature.is_empty else ""
    return (one.block, one.signature, date, article)


def _grouped(pool: list[Telling], near: Neighbourhood) -> Iterator[tuple[Telling, ...]]:
    by_day: defaultdict[int, list[Telling]] = defaultdict(list)
    for each in pool:
        by_day[each.first].append(each)
    days = sorted(by_day)
    has_levels = pool[0].block.split("/")[0] in LEVELLED

    def is_parted(early: int, late: int) -> bool:
        return near.is_undone_between(pool[0], early, late) or (
            has_levels and _levels_differ(by_day, early, late)
        )

    for run in cut(days, spans_of(pool[0], near.rules), is_parted):
        yield tuple(sorted((each for day in run for each in by_day[day]), key=lambda one: one.id))


def spans_of(one: Telling, rules: MergeRules) -> Spans:
    """The spans for the pool that `one` belongs to."""
    instrument, _, status_class = one.block.split("/")
    if one.signature.is_bare:
        return Spans(rules.part_days, rules.window_days)
    if one.is_told:
        width = rules.told_days(instrument)
        return Spans(width, width)
    if not one.signature.items:
        return Spans(rules.window_days, rules.retelling_days)
    return Spans(rules.retold_days(instrument, status_class), rules.retelling_days)


def cut(
    days: Sequence[int], spans: Spans, is_parted: Callable[[int, int], bool]
) -> Iterator[Sequence[int]]:
    """The runs of ascending `days` that remain when every run fits `spans`."""
    start = 0
    for at in range(1, len(days)):
        wide = days[at] - days[at - 1] > spans.gap
        if wide or is_parted(days[at - 1], days[at]):
            yield from _halved(days[start:at], spans.run)
            start = at
    if days:
        yield from _halved(days[start:], spans.run)


def _halved(days: Sequence[int], longest: int) -> Iterator[Sequence[int]]:
    """The runs left when `days` are cut at their widest gaps until none is too long."""
    waiting = [days]
    while waiting:
        run = waiting.pop()
        if run[-1] - run[0] <= longest:
            yield run
            continue
        at = max(range(1, len(run)), key=lambda at: _width(run[at - 1], run[at]))
        waiting += [run[at:], run[:at]]


def _width(early: int, late: int) -> tuple[int, int]:
    """Orders gaps; among equal ones by a hash, so that none depends on a far neighbour."""
    return late - early, late * _KNUTH % 2**32


def _levels_differ(by_day: dict[int, list[Telling]], early: int, late: int) -> bool:
    """Whether both days tell a level and share none: 84 percent one day, 125 the next."""
    before = {each.level for each in by_day[early] if each.level}
    after = {each.level for each in by_day[late] if each.level}
    return bool(before and after and not before & after)
