"""What the expressions of `date_words` mean on a given day: a day, a month or a year."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.extract import calendar_dates, relative_dates, when
from pipelines.extract.when import When

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from pipelines.extract.date_setting import Setting


def value(kind: str, match: re.Match[str], setting: Setting) -> When | None:
    """Return what `match` of the pattern `kind` names, or None where it names no date."""
    return _READERS[kind](match, setting)


def second(kind: str, match: re.Match[str], start: When) -> When | None:
    """Return the end of a range written in one expression ("June 9-10", "2017-2026")."""
    groups = match.groupdict()
    if kind == "year" and groups["year2"]:
        year = groups["year2"]
        return When(int(year if len(year) == 4 else f"{start.year // 100}{year}"))
    day = groups.get("day2") or groups.get("day3")
    if not day or start.day is None:
        return None
    end = when.real(start.year, start.month, int(day))
    return end if end and end.first > start.first else None


def lasts(match: re.Match[str]) -> str:
    """Return the ISO 8601 duration of a match of "length": "P90D"."""
    groups = match.groupdict()
    number = next(filter(None, (groups["number"], groups["number2"], groups["number3"])))
    unit = next(filter(None, (groups["unit"], groups["unit2"], groups["unit3"])))
    size, name = relative_dates.amount("one" if number.lower() == "another" else number, unit)
    return f"P{size}{name[0].upper()}"


_READERS: MappingProxyType[str, Callable[[re.Match[str], Setting], When | None]] = MappingProxyType(
    {
        "iso": calendar_dates.iso,
        "numeric": calendar_dates.numeric,
        "month_day": calendar_dates.month_day,
        "day_month": calendar_dates.day_month,
        "month": calendar_dates.month,
        "weekday": calendar_dates.weekday,
        "ordinal": calendar_dates.ordinal,
        "period": relative_dates.period,
        "close": relative_dates.close,
        "distance": relative_dates.distance,
        "beside": relative_dates.beside,
        "within": relative_dates.within,
        "length": lambda _match, _setting: None,
        "today": relative_dates.today,
        "midnight": relative_dates.midnight,
        "quarter": calendar_dates.quarter,
        "year": calendar_dates.year,
        "holiday": calendar_dates.holiday,
    }
)
