"""Filters as SQL: which rows of `events AS e` are meant. Values are bound, never written in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tracker.places import first_place
from tracker.search_text import match_expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tracker.queries.filters import Choice, Filters

Bound = tuple[str, tuple[object, ...]]
"""A condition and the values of its question marks."""

COLUMNS = ("instrument", "action", "direction", "status", "corroboration")
_PLACED = ("instrument", "action", "status")
"""Columns with an index in the order of places."""

_ITEM = "SELECT 1 FROM event_items WHERE event = e.place AND item IN ({})"
_PARTY = "SELECT 1 FROM event_parties WHERE event = e.place AND role = '{}' AND party IN ({{}})"
_SOURCE = (
    "SELECT 1 FROM mentions m JOIN articles a ON a.id = m.article"
    " LEFT JOIN sources s ON s.id = a.source"
    " WHERE m.event = e.id AND m.withdrawn IS NULL"
    " AND (a.outlet COLLATE NOCASE IN ({0}) OR s.name COLLATE NOCASE IN ({0}))"
)


@dataclass(frozen=True, slots=True)
class Arm:
    """A way into the events that gives them by place: its tables and its conditions."""

    tables: str
    place: str
    conditions: tuple[Bound, ...]


def arms(filters: Filters) -> tuple[Arm, ...]:
    """The ways in which together give every event that the filters mean.

    The most telling filter leads: words, then goods, actors, targets, the rest.
    """
    rest = tuple(conditions(filters))
    leading = _leading(filters)
    return tuple(
        Arm(tables, place, (*entry, *_bounds(filters, place), *rest))
        for tables, place, entry in leading
    )


def conditions(filters: Filters) -> Iterator[Bound]:
    """All conditions on `events AS e` but the days and the words."""
    yield "e.hidden = 0", ()
    for name in COLUMNS:
        yield from _column(name, getattr(filters, name))
    for name in ("actor", "target"):
        yield from _existing(_PARTY.format(name), getattr(filters, name))
    yield from _existing(_ITEM, filters.item)
    yield from _existing(_SOURCE, filters.source)
    if filters.min_confidence > 0:
        yield "e.confidence >= ?", (filters.min_confidence,)


def _leading(filters: Filters) -> Iterator[tuple[str, str, tuple[Bound, ...]]]:
    if filters.match:
        match: Bound = ("event_search MATCH ?", (match_expression(filters.match) or '""',))
        yield "event_search f CROSS JOIN events e ON e.place = f.rowid", "f.rowid", (match,)
        return
    for choice, entry in _entries(filters):
        if choice.wanted:
            yield from (entry(value) for value in dict.fromkeys(choice.wanted))
            return
    yield "events e", "e.place", ()


_Entry = tuple[str, str, tuple["Bound", ...]]


def _entries(filters: Filters) -> Iterator[tuple[Choice, Callable[[str], _Entry]]]:
    yield filters.item, _by_item
    yield filters.actor, partial(_by_party, "actor")
    yield filters.target, partial(_by_party, "target")
    for name in _PLACED:
        yield getattr(filters, name), partial(_by_column, name)


def _by_item(item: str) -> _Entry:
    tables = "event_items i CROSS JOIN events e ON e.place = i.event"
    return tables, "i.event", (("i.item = ?", (item,)),)


def _by_party(role: str, code: str) -> _Entry:
    tables = "event_parties p CROSS JOIN events e ON e.place = p.event"
    return tables, "p.event", (("p.party = ? AND p.role = ?", (code, role)),)


def _by_column(name: str, value: str) -> _Entry:
    return f"events e INDEXED BY events_by_{name}", "e.place", ((f"e.{name} = ?", (value,)),)


def _bounds(filters: Filters, place: str) -> Iterator[Bound]:
    if filters.since:
        yield f"{place} >= ?", (first_place(filters.since),)
    if filters.until:
        yield f"{place} < ?", (first_place(filters.until + dt.timedelta(days=1)),)


def _column(name: str, choice: Choice) -> Iterator[Bound]:
    if choice.wanted:
        yield f"e.{name} IN ({marks(choice.wanted)})", choice.wanted
    if choice.unwanted:
        yield f"e.{name} NOT IN ({marks(choice.unwanted)})", choice.unwanted


def _existing(query: str, choice: Choice) -> Iterator[Bound]:
    for values, word in ((choice.wanted, "EXISTS"), (choice.unwanted, "NOT EXISTS")):
        if values:
            found = query.format(marks(values))
            yield f"{word} ({found})", values * (found.count("?") // len(values))


def marks(values: Sequence[object]) -> str:
    """As many question marks as there are values."""
    return ", ".join("?" * len(values))


def joined(bound: Sequence[Bound]) -> Bound:
    """The conditions, all of which must hold, as one."""
    text = " AND ".join(condition for condition, _ in bound) or "1"
    return text, tuple(value for _, values in bound for value in values)
