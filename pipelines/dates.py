"""When something was published, from the many ways in which feeds and pages write it.

A moment keeps two things: the instant in UTC, and the calendar day of the
outlet, which is what its "today" and "yesterday" are read against.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_CJK_DAY = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_FRACTION = re.compile(r"(\d{2}:\d{2}:\d{2})[.,]\d+")
_OFFSET = re.compile(r"\s*([+-]\d{2}):?(\d{2})$")
_ZONES = {
    "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700",
    "MDT": "-0600", "PST": "-0800", "PDT": "-0700", "BST": "+0100", "CET": "+0100",
    "CEST": "+0200", "EET": "+0200", "EEST": "+0300", "MSK": "+0300", "JST": "+0900",
    "KST": "+0900", "HKT": "+0800", "SGT": "+0800", "IST": "+0530", "AEST": "+1000",
    "AEDT": "+1100", "UTC": "+0000", "GMT": "+0000", "UT": "+0000", "Z": "+0000",
}  # fmt: skip
"""Names of zones that feeds write, as offsets; CST is read as the American one."""

_ZONE = re.compile(r"\s+(" + "|".join(_ZONES) + r")$")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([A-Za-z]{3})[a-z]*\.?,?[\s-]+(\d{4})\b")
_MONTH_DAY = re.compile(r"\b([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_YEARS = range(1990, 2101)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in UTC and the outlet's calendar day; `at` is None where only a day is told."""

    at: dt.datetime | None
    day: dt.date


def read_moment(written: str) -> Moment | None:
    """The moment that `written` tells, or None where it tells none.

    Reads RFC 2822 and RFC 3339 dates and their usual misspellings, and days
    written by name of month or in the order year, month, day. A time without
    a zone is read as UTC.
    """
    text = " ".join(written.split())[:100]
    if not text:
        return None
    instant = _instant(text)
    if instant is not None:
        return _checked(instant)
    day = read_day(text)
    return Moment(None, day) if day else None


def read_day(text: str) -> dt.date | None:
    """The calendar day in `text`, or None; ambiguous numbers such as 03/04/2025 tell none."""
    for pattern in (_DAY, _CJK_DAY):
        if found := pattern.search(text):
            return _date(found[1], found[2], found[3])
    if found := _DAY_MONTH.search(text):
        return _date(found[3], _month(found[2]), found[1])
    if found := _MONTH_DAY.search(text):
        return _date(found[3], _month(found[1]), found[2])
    return None


def _instant(text: str) -> dt.datetime | None:
    zoned = _ZONE.sub(lambda name: " " + _ZONES[name[1]], text)
    return _iso(zoned) or _rfc2822(zoned)


def _iso(text: str) -> dt.datetime | None:
    shaped = _OFFSET.sub(r"\1:\2", _FRACTION.sub(r"\1", text))
    if "T" not in shaped and ":" not in shaped:
        return None
    try:
        return dt.datetime.fromisoformat(shaped)
    except ValueError:
        return None


def _rfc2822(text: str) -> dt.datetime | None:
    if ":" not in text:
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _checked(instant: dt.datetime) -> Moment | None:
    aware = instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC)
    try:
        at = aware.astimezone(dt.UTC)
    except (OverflowError, ValueError):
        return None
    return Moment(at.replace(microsecond=0), aware.date()) if at.year in _YEARS else None


def _month(name: str) -> str:
    short = name.lower()
    return str(_MONTHS.index(short) + 1) if short in _MONTHS else "0"


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year in _YEARS else None
