"""Dates cut to the precision that a text gives, and the arithmetic of their phrases."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

UNITS = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class When:
    """A day, a month (no `day`) or a year (neither) of the calendar."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str:
        """ISO 8601 cut to the precision: "2025-06-09", "2025-06" or "2025"."""
        parts = (f"{part:02d}" for part in (self.month, self.day) if part is not None)
        return "-".join((f"{self.year:04d}", *parts))

    @property
    def first(self) -> dt.date:
        """The first day of the span."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    def to(self, unit: str) -> When:
        """Cut to "day", "month" or "year"; a precision that is not there stays away."""
        if unit == "year":
            return When(self.year)
        return When(self.year, self.month) if unit == "month" else self


def of(day: dt.date) -> When:
    """Return the day with full precision."""
    return When(day.year, day.month, day.day)


def parse(iso: str) -> When:
    """Read what `When.iso` wrote.

    Raises ValueError for anything else.
    """
    parts = iso.split("-")
    figures = all(part.isdecimal() for part in parts) and len(parts) <= 3
    when = real(*(int(part) for part in parts)) if figures else None
    if when is None or when.iso != iso:
        raise ValueError(f"{iso!r} is no ISO date, month or year")
    return when


def real(year: int, month: int | None = None, day: int | None = None) -> When | None:
    """Return the date if the calendar has it, else None (30 February, month 13, year 0)."""
    try:
        when = When(year, month, day)
        when.first  # noqa: B018 - raises where there is no such day
    except ValueError:
        return None
    return when


def shift(when: When, number: int, unit: str) -> When | None:
    """Return `when` moved by `number` of one of UNITS, as precise as both allow.

    A day is cut to the month's last one (31 January and a month: 28 February).
    None beyond the years 1 to 9999.
    """
    if unit in {"month", "year"}:
        return _months_on(when, number * (12 if unit == "year" else 1))
    try:
        moved = of(when.first + dt.timedelta(days=number * (7 if unit == "week" else 1)))
    except OverflowError:
        return None
    return moved if when.day else moved.to("month" if when.month else "year")


def _months_on(when: When, number: int) -> When | None:
    if when.month is None:
        year = when.year + round(number / 12)
        return When(year) if 0 < year < 10_000 else None
    year, index = divmod(when.year * 12 + when.month - 1 + number, 12)
    if not 0 < year < 10_000:
        return None
    last = calendar.monthrange(year, index + 1)[1]
    return When(year, index + 1, min(when.day, last) if when.day else None)


def thursday(day: dt.date, weeks: int = 0) -> When:
    """Return the Thursday, which names the month, of the week `weeks` on from that of `day`."""
    return of(day + dt.timedelta(days=3 - day.weekday(), weeks=weeks))
