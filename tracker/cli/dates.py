"""Date phrases of the command line: "2025-06", "7d", "2 weeks ago", "last monday".

A phrase names a run of days; --since takes its first day, --until its last.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
MONTHS = tuple(name.lower() for name in calendar.month_name)[1:]

_LAST_YEAR = 2999
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6}


@dataclass(frozen=True, slots=True)
class Span:
    """A run of days, both ends in it."""

    first: dt.date
    last: dt.date


def parse_span(phrase: str, today: dt.date) -> Span:
    """Return the days that a phrase names, counted from `today`.

    Raises ValueError for a phrase that is not understood.
    """
    words = " ".join(phrase.lower().replace(",", " ").split())
    for reader in (_iso, _named_day, _ago, _period, _weekday, _month_name):
        try:
            found = reader(words, today)
        except (ValueError, OverflowError):
            break
        if found is not None and found.last.year <= _LAST_YEAR:
            return found
    raise ValueError(
        f'"{phrase}" is no date: write 2025-06-09, 2025-06, 7d, "2 weeks ago", "last monday"'
    )


def _iso(words: str, _: dt.date) -> Span | None:
    found = re.fullmatch(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?(?:[t ].*)?", words)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or month is None:
        return Span(dt.date(int(found[1]), 1, 1), dt.date(int(found[1]), 12, 31))
    return _month(year, month) if day is None else _single(dt.date(year, month, day))


def _named_day(words: str, today: dt.date) -> Span | None:
    steps = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}
    return _single(today + dt.timedelta(steps[words])) if words in steps else None


def _ago(words: str, today: dt.date) -> Span | None:
    """Read "7d", "2 weeks ago", "a month ago", "in 3 days"."""
    short = re.fullmatch(r"(\d+) ?([dwmy])(?: ago)?", words)
    long = re.fullmatch(r"(in )?(\d+|[a-z]+) (day|week|month|year)s?(?: ago)?", words)
    if short:
        return _single(back(today, int(short[1]), _UNITS[short[2]]))
    if long is None or (not long[2].isdigit() and long[2] not in _NUMBERS):
        return None
    count = int(long[2]) if long[2].isdigit() else _NUMBERS[long[2]]
    return _single(back(today, -count if long[1] else count, long[3]))


def _period(words: str, today: dt.date) -> Span | None:
    """Read "this week", "last month", "next year"."""
    found = re.fullmatch(r"(this|last|next) (week|month|year)", words)
    if found is None:
        return None
    steps = {"this": 0, "last": 1, "next": -1}[found[1]]
    day = back(today, steps, found[2])
    if found[2] == "week":
        monday = day - dt.timedelta(day.weekday())
        return Span(monday, monday + dt.timedelta(6))
    if found[2] == "month":
        return _month(day.year, day.month)
    return Span(dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))


def _weekday(words: str, today: dt.date) -> Span | None:
    """Read "monday" (the latest, today included), "last monday" and "next monday"."""
    found = re.fullmatch(r"(?:(last|next|this) )?([a-z]{3,9})", words)
    number = _which(found[2], WEEKDAYS) if found else None
    if found is None or number is None:
        return None
    if found[1] == "next":
        return _single(today + dt.timedelta((number - today.weekday() - 1) % 7 + 1))
    since = (today.weekday() - number) % 7
    return _single(today - dt.timedelta(since or (7 if found[1] == "last" else 0)))


def _month_name(words: str, today: dt.date) -> Span | None:
    """Read "june", "june 2025", "9 june 2025" and "june 9 2025"; without a year, the latest."""
    parts = words.split(" ")
    names = [part for part in parts if _which(part, MONTHS) is not None]
    numbers = [int(part) for part in parts if part.isdigit()]
    if len(names) != 1 or len(numbers) + 1 != len(parts):
        return None
    month = (_which(names[0], MONTHS) or 0) + 1
    years = [number for number in numbers if number > 31]
    days = [number for number in numbers if number <= 31]
    if len(years) > 1 or len(days) > 1 or (years and years[0] < 1000):
        return None
    year = years[0] if years else today.year - (month > today.month)
    return _single(dt.date(year, month, days[0])) if days else _month(year, month)


def _which(word: str, names: tuple[str, ...]) -> int | None:
    """Return the index of the name that a word of three letters or more begins."""
    matches = [at for at, name in enumerate(names) if len(word) > 2 and name.startswith(word)]
    return matches[0] if len(matches) == 1 else None


def back(day: dt.date, count: int, unit: str) -> dt.date:
    """Return the day `count` days, weeks, months or years before; the 31st falls back."""
    if unit in ("day", "week"):
        return day - dt.timedelta(count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _single(day: dt.date) -> Span:
    return Span(day, day)


def _month(year: int, month: int) -> Span:
    return Span(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))
