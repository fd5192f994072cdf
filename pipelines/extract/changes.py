"""How levels change in news text.

A change says that one level gave way to another ("from 145 to 30 percent", "to 25%, up from
10%"), that a level was raised, cut or kept, or only that a rate stands ("a 25% tariff").
"""

# ruff: noqa: RUF001 - dashes and quotation marks are what the patterns read

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.extract.level_verbs import MANNER, clause_before, last_verb, way
from pipelines.extract.levels import (
    NUMBER,
    YEAR,
    Level,
    Pair,
    multiples,
    parts_of,
    span,
    with_unit_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.extract.level_verbs import Direction

_BARE_FROM = re.compile(
    r",?\s+(?:(?:up|down)\s+)?(?:from|in\s+place\s+of|instead\s+of|rather\s+than)\s+"
    rf"(?P<amount>{NUMBER})(?=\s*(?:[,;)]|\.\s|\.?$)|\s(?:in|on|as|and|for|with|under)\b)",
    re.IGNORECASE,
)
_STEP_TO = re.compile(rf",?\s+to\s+(?:{MANNER}\s+)?", re.IGNORECASE)
_TO = re.compile(rf"\bto\s+(?:{MANNER}\s+){{0,2}}$", re.IGNORECASE)
_BY = re.compile(rf"\bby\s+(?:{MANNER}\s+|up\s+to\s+){{0,2}}$", re.IGNORECASE)
_AT = re.compile(rf"(?:\bat|\ban?|\bthe|\badditional)\s+(?:{MANNER}\s+)?$", re.IGNORECASE)
_NOT_TO = re.compile(
    r"(?:\bup|\bsubject|\bequal|\bclose|\bamount\w*|\bapplied|\bsimilar)\s+to\s+", re.I
)
_NEAR = 48
_CLOSE = 50
_JOINS_FROM = re.compile(
    rf"\s*,?\s*(?:(?:up|down)\s+)?(?:sharply\s+)?(?:from|in\s+place\s+of|instead\s+of|rather\s+than"
    rf"|compared\s+with|against)\s+(?:{MANNER}\s+|the\s+(?:current|present|existing|previous)\s+)?",
    re.IGNORECASE,
)
_RATE = (
    r"(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|rates?|tax(?:es)?|surcharges?|surtax(?:es)?|charges?"
    r"|caps?|thresholds?|ceilings?|fees?|margins?|quotas?)"
)
_RATE_AFTER = re.compile(rf"(?:\s+[\w'’-]+){{0,3}}?\s+{_RATE}\b", re.IGNORECASE)
_RATE_BEFORE = re.compile(
    rf"\b{_RATE}(?:\s+rates?)?(?:,?\s+(?:of|at|to|is|was|set|worth|cap|under|exceeding|as\s+high\s+as"
    r"|up|between|ranging|from|additional|an?)){1,4}\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Change:
    """A level given up or taken at the characters `start` to `end`.

    A rate that only stands has `level_to` alone; `by` is the step where the text
    tells one ("lowered by 5 points"); `direction` is None where nothing shows it.
    """

    start: int
    end: int
    level_from: Level | None
    level_to: Level | None
    direction: Direction | None
    by: Level | None = None


def find_changes(text: str) -> tuple[Change, ...]:
    """Return the changes of levels in `text`, in order."""
    parts = parts_of(text)
    found = [*_changes(text, parts)]
    taken = [(change.start, change.end) for change in found]
    found += [c for c in _bare_multiples(text) if not _lies_in(c, taken)]
    return tuple(sorted(found, key=lambda change: change.start))


def _changes(text: str, parts: Sequence[Level | Pair]) -> Iterator[Change]:
    spent = -1
    for index, part in enumerate(parts):
        if index <= spent:
            continue
        follower = parts[index + 1] if index + 1 < len(parts) else None
        change, used = _change(text, part, follower)
        spent = index + used
        if change:
            yield change


def _change(
    text: str, part: Level | Pair, follower: Level | Pair | None
) -> tuple[Change | None, int]:
    """The change that a part of the text tells, and how many more parts it uses."""
    if isinstance(part, Pair):
        told = _between(part.low, part.high) if part.change else _standing_span(text, part)
        return told, 0
    if isinstance(follower, Level):
        if _counts_down(text, part, follower):
            return _between(follower, part), 1
        if _is_step(text, part, follower):
            made = _single(follower, last_verb(clause_before(text, part.start)))
            return (replace(made, by=part) if made else None), 1
    older = _bare_older(text, part)
    return (_between(older, part) if older else _alone(text, part)), 0


def _bare_older(text: str, level: Level) -> Level | None:
    """The number without a unit after "to 15 per cent from"."""
    bare = _BARE_FROM.match(text, level.end, level.end + _NEAR)
    if bare is None or YEAR.fullmatch(bare["amount"]):
        return None
    return with_unit_of(level, *bare.span("amount"), bare["amount"])


def _is_step(text: str, step: Level, level: Level) -> bool:
    """Whether the levels are those of "by 5 points to 10%"."""
    by = _BY.search(text[max(0, step.start - _NEAR) : step.start])
    return by is not None and _STEP_TO.fullmatch(text, step.end, level.start) is not None


def _between(older: Level, newer: Level) -> Change:
    """The change from `older` to `newer`, with the direction that the numbers show."""
    start, end = min(older.start, newer.start), max(older.end, newer.end)
    return Change(start, end, older, newer, _order(older, newer))


def _order(older: Level, newer: Level) -> Direction:
    if older.number == newer.number:
        return "equal"
    return "up" if newer.number > older.number else "down"


def _counts_down(text: str, newer: Level, older: Level) -> bool:
    """Whether "B, up from A", "B instead of A" joins two levels."""
    gap = text[newer.end : older.start]
    return len(gap) <= _NEAR and newer.unit == older.unit and _JOINS_FROM.fullmatch(gap) is not None


def _alone(text: str, level: Level) -> Change | None:
    """A level that stands without another: raised to, cut by, kept at, or only a rate."""
    before = clause_before(text, level.start)
    verb = last_verb(before)
    if _TO.search(before) and not _NOT_TO.search(before[-_NEAR:]) and verb:
        return _single(level, verb)
    if _BY.search(before) and way(verb) in {"up", "down"}:
        return Change(level.start, level.end, None, None, way(verb), by=level)
    if _AT.search(before) and way(verb) == "equal" and level.kind == "percent":
        return Change(level.start, level.end, None, level, "equal")
    return Change(level.start, level.end, None, level, None) if _is_rate(text, level) else None


def _standing_span(text: str, pair: Pair) -> Change | None:
    told = span(pair)
    return Change(told.start, told.end, None, told, None) if _is_rate(text, told) else None


def _is_rate(text: str, level: Level) -> bool:
    """Whether a percentage or a price is that of a duty, a cap or the like."""
    if level.kind not in {"percent", "per_unit"}:
        return False
    if _RATE_AFTER.match(text, level.end, level.end + _NEAR) and level.kind == "percent":
        return True
    return _RATE_BEFORE.search(text[max(0, level.start - _NEAR) : level.start]) is not None


def _single(level: Level, verb: re.Match[str] | None) -> Change | None:
    if verb is None:
        return None
    return Change(level.start, level.end, None, level, way(verb))


def _bare_multiples(text: str) -> Iterator[Change]:
    """ "Doubled", "halved" without a level beside them."""
    for level in multiples(text):
        direction: Direction = "down" if level.number < 1 else "up"
        yield Change(level.start, level.end, None, None, direction, by=level)


def _lies_in(change: Change, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a change with its levels follows a bare "doubled" within its clause."""
    return any(0 <= start - change.end < _CLOSE for start, _ in taken)
