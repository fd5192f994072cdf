"""The days, weeks and months that digests sum up, and when they fall due.

A digest is named by its period's key ("2025-W24", "2025-06-09", "2025-06"),
never by the moment at which something fired: a clock that goes back, a
machine that slept or a job that ran twice cannot make a second one.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days as config.toml names them, in the order of `date.weekday`."""

_DAY = dt.timedelta(days=1)
_KEYS = (
    ("week", re.compile(r"(\d{4})-[Ww](\d{2})")),
    ("day", re.compile(r"(\d{4})-(\d{2})-(\d{2})")),
    ("month", re.compile(r"(\d{4})-(\d{2})")),
)


@dataclass(frozen=True, slots=True)
class Period:
    """The calendar days from `start` up to, and without, `end`."""

    kind: str
    key: str
    start: dt.date
    end: dt.date

    @property
    def last(self) -> dt.date:
        """Return the last day that belongs to it."""
        return self.end - _DAY

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day < self.end


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a digest falls due: each day, each week on `weekday` (0 is Monday), each month.

    `at` is the time on the clock of the zone; a monthly one is due on the first.
    """

    kind: str
    weekday: int = 0
    at: dt.time = dt.time(7, 30)

    def __str__(self) -> str:
        """Return it as config.toml writes it: "mon 07:30", "daily 07:30", "monthly 07:30"."""
        days = {"day": "daily", "month": "monthly"}
        return f"{days.get(self.kind) or WEEKDAYS[self.weekday]} {self.at:%H:%M}"


def due_period(rhythm: Rhythm, now: dt.datetime, zone: ZoneInfo) -> Period:
    """Return the period whose digest fell due last, at `now` (aware) or before it.

    It is the period that ended with the day before: of a weekly digest the
    seven days before the day on which it is due. A time that the clock skips
    counts with the offset before the change, one that comes twice the first time.
    """
    today = now.astimezone(zone).date()
    due = _on_or_before(rhythm, today + _DAY)
    while _moment(due, rhythm.at, zone) > now:
        due = _on_or_before(rhythm, due - _DAY)
    return _before(rhythm.kind, due)


def due_moment(rhythm: Rhythm, period: Period, zone: ZoneInfo) -> dt.datetime:
    """Return when the digest of a period falls due, in UTC."""
    return _moment(period.end, rhythm.at, zone)


def named_period(rhythm: Rhythm, key: str) -> Period:
    """Return the period of a key such as "2025-W24", as a digest of this rhythm cuts it.

    Raises ValueError where the key names no period.
    """
    kind, numbers = _parsed(key)
    try:
        return _cut(rhythm, kind, *numbers)
    except (ValueError, OverflowError):
        raise _no_period(key) from None


def _cut(rhythm: Rhythm, kind: str, year: int, number: int, day: int = 1) -> Period:
    if kind == "week":
        monday = dt.date.fromisocalendar(year, number, 1)
        weekday = rhythm.weekday if rhythm.kind == "week" else 0
        return _before("week", monday + dt.timedelta(days=(weekday - 1) % 7 + 1))
    if kind == "day":
        return _before("day", dt.date(year, number, day) + _DAY)
    return _before("month", _first_after(dt.date(year, number, 1)))


def _parsed(key: str) -> tuple[str, tuple[int, ...]]:
    for kind, pattern in _KEYS:
        if found := pattern.fullmatch(key.strip()):
            return kind, tuple(int(number) for number in found.groups())
    raise _no_period(key)


def _no_period(key: str) -> ValueError:
    return ValueError(f'"{key}" is no period: write 2025-W24, 2025-06-09 or 2025-06')


def _before(kind: str, due: dt.date) -> Period:
    """Return the period of a kind that ends with the day before `due`."""
    last = due - _DAY
    if kind == "day":
        return Period(kind, last.isoformat(), last, due)
    if kind == "month":
        return Period(kind, f"{last:%Y-%m}", last.replace(day=1), due)
    year, week, _ = last.isocalendar()
    return Period(kind, f"{year}-W{week:02}", due - 7 * _DAY, due)


def _on_or_before(rhythm: Rhythm, day: dt.date) -> dt.date:
    """Return the last day up to `day` on which a digest of this rhythm is due."""
    if rhythm.kind == "day":
        return day
    if rhythm.kind == "month":
        return day.replace(day=1)
    return day - (day.weekday() - rhythm.weekday) % 7 * _DAY


def _moment(day: dt.date, at: dt.time, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, at, zone).astimezone(dt.UTC)


def _first_after(first: dt.date) -> dt.date:
    return (first + 31 * _DAY).replace(day=1)
