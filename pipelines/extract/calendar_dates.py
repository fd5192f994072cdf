"""Dates that the calendar names: days, weekdays, months, years and holidays.

The conventions of precision are those of docs/dates.md.
"""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.extract import when
from pipelines.extract.date_words import MONTHS, WEEKDAYS
from pipelines.extract.when import When

if TYPE_CHECKING:
    import re

    from pipelines.extract.date_setting import Setting

_YEAR_WORDS = MappingProxyType({"last": -1, "next": 1, "this": 0, "the": 0})
_LIBERATION_DAY = When(2025, 4, 2)
_HOLIDAYS = MappingProxyType(
    {
        "new year's day": (1, 1),
        "inauguration day": (1, 20),
        "may day": (5, 1),
        "independence day": (7, 4),
        "the fourth of july": (7, 4),
        "halloween": (10, 31),
        "veterans day": (11, 11),
        "christmas": (12, None),
        "christmas eve": (12, 24),
        "christmas day": (12, 25),
        "boxing day": (12, 26),
        "new year's eve": (12, 31),
    }
)
_AHEAD = frozenset({"from", "until", "by", "before"})
"""Roles of dates that may lie ahead of what is told in the past: "agreed to lift from July 1"."""

_FAR_DAY = 300
_FAR_MONTH = 320


def month_number(name: str) -> int:
    """Return 1 to 12 for a month's name or abbreviation."""
    return MONTHS[name[:3].lower()]


def iso(match: re.Match[str], _: Setting) -> When | None:
    """A date in figures, year first: "2025-06-09"."""
    return when.real(int(match["year"]), int(match["month"]), int(match["day"]))


def numeric(match: re.Match[str], _: Setting) -> When | None:
    """A date in figures, year last: the month first unless it cannot be or points part them."""
    first, second_ = int(match["first"]), int(match["second"])
    day_first = match[2] == "." or first > 12
    day, month = (first, second_) if day_first and second_ <= 12 else (second_, first)
    return when.real(int(match["year"]), month, day)


def month_day(match: re.Match[str], setting: Setting) -> When | None:
    """A day of a month: "June 9", with or without a year."""
    return _dated(match, setting, int(match["day"]))


def day_month(match: re.Match[str], setting: Setting) -> When | None:
    """A day of a month: "9 June", with or without a year."""
    return _dated(match, setting, int(match["day"]))


def month(match: re.Match[str], setting: Setting) -> When | None:
    """A month: "June", "late last May", "June 2025"."""
    which = (match["which"] or "").lower()
    number = month_number(match["month"])
    if which in {"that", "the same", "the following", "the previous", "the preceding"}:
        return _month_near(number, which.split()[-1], setting)
    if which in {"last", "next", "this past", "this coming"} and match["year"] is None:
        past = which in {"last", "this past"}
        return _month_beyond(number, setting.published, -1 if past else 1)
    if which == "this":
        return When(setting.published.year, number)
    return _dated(match, setting, None)


def _month_near(month: int, which: str, setting: Setting) -> When | None:
    """The month told from the last date: "that December", "the following April"."""
    if setting.anchor is None:
        return None
    year = setting.anchor.year
    told = setting.anchor.month or 1
    if which == "following" and month <= told:
        year += 1
    if which in {"previous", "preceding"} and month >= told:
        year -= 1
    return When(year, month)


def _month_beyond(month: int, published: dt.date, step: int) -> When:
    """Last or next May: never this very month."""
    gone = month < published.month if step < 0 else month > published.month
    return When(published.year if gone else published.year + step, month)


def _dated(match: re.Match[str], setting: Setting, day: int | None) -> When | None:
    month = month_number(match["month"])
    year = _told_year(match, setting)
    if year is not None:
        return when.real(year, month, day)
    return _nearest(month, day, setting)


def _told_year(match: re.Match[str], setting: Setting) -> int | None:
    if match["year"]:
        return int(match["year"])
    word = " ".join((match["year_word"] or "").lower().split())
    if word in _YEAR_WORDS:
        return setting.published.year + _YEAR_WORDS[word]
    if word and setting.anchor:
        return setting.anchor.year + {"the following": 1, "the previous": -1}.get(word, 0)
    return setting.year


def _nearest(month: int, day: int | None, setting: Setting) -> When | None:
    """The year-less date that tense, an earlier date of the text or nearness suggests."""
    years = (setting.published.year + step for step in (-1, 0, 1))
    choices = [found for year in years if (found := when.real(year, month, day))]
    here = when.of(setting.published).to("day" if day else "month").first
    if not choices:
        return None
    told = _by_tense(choices, here, setting)
    if told and setting.tense == "past" and (older := _told_before(told, setting.near)):
        return older
    if told and (setting.firm or not _doubtful(told, here, setting)):
        return told
    later = -1 if setting.role in _AHEAD else 1
    return min(
        choices, key=lambda c: (abs((c.first - here).days) // 31, later * c.first.toordinal())
    )


def _by_tense(choices: list[When], here: dt.date, setting: Setting) -> When | None:
    if setting.tense == "past":
        return next((c for c in reversed(choices) if c.first <= here), None)
    if setting.tense == "future":
        return next((c for c in choices if c.first >= here), None)
    return None


def _doubtful(told: When, here: dt.date, setting: Setting) -> bool:
    """Whether a date lies so far off that the tense of the words around may not be its own.

    Also "from", "until", "by" and "before" with a date in the past: "agreed to lift from July 1".
    """
    far = _FAR_DAY if told.day else _FAR_MONTH
    ahead = setting.tense == "past" and setting.role in _AHEAD
    return ahead or abs((told.first - here).days) > far


def _told_before(found: When, near: When | None) -> When | None:
    """A past date after an older one of the same text stays in that one's year."""
    if near is None or near.month is None or near.year >= found.year:
        return None
    older = When(near.year, found.month, found.day)
    return older if near.first <= older.first else None


def weekday(match: re.Match[str], setting: Setting) -> When | None:
    """A weekday: "Monday", "last Friday", "Tuesday of next week"."""
    number = WEEKDAYS[match["weekday"][:3].lower()]
    week = match["week"] or match["which"] or ""
    step = {"last": -1, "next": 1, "this": 0}.get(week.lower())
    if step is not None:
        return when.shift(when.thursday(setting.published, step), number - 3, "day")
    which = week.lower()
    if which in {"that", "the same", "the following", "the previous", "the preceding"}:
        return _weekday_near(number, which, setting)
    tense = {"this coming": "future", "coming": "future", "the coming": "future"}.get(which)
    tense = "past" if which == "this past" else tense or setting.tense
    return when.of(_weekday_on(number, setting.published, tense))


def _weekday_near(number: int, which: str, setting: Setting) -> When | None:
    if setting.day is None:
        return None
    gap = (number - setting.day.first.weekday()) % 7
    if which == "the following":
        gap = gap or 7
    if which in {"the previous", "the preceding"}:
        gap -= 7
    return when.shift(setting.day, gap, "day")


def _weekday_on(number: int, published: dt.date, tense: str | None) -> dt.date:
    """The weekday up to `published` in the past tense, from it on ahead, else the nearer."""
    ahead = (number - published.weekday()) % 7
    back = (published.weekday() - number) % 7
    if tense == "future":
        return published + dt.timedelta(days=ahead)
    if tense == "past" or back <= ahead:
        return published - dt.timedelta(days=back)
    return published + dt.timedelta(days=ahead)


def ordinal(match: re.Match[str], setting: Setting) -> When | None:
    """A day alone: "the 9th", of this month or the one that the tense points to."""
    day, which = int(match["day"]), (match["which"] or "").lower()
    here = when.of(setting.published)
    if which in {"that", "the same"} and setting.anchor and setting.anchor.month:
        return when.real(setting.anchor.year, setting.anchor.month, day)
    steps = {"this": (0,), "last": (-1,), "next": (1,)}.get(which, (0, -1, 1))
    months = (when.shift(here.to("month"), step, "month") for step in steps)
    choices = [c for m in months if m and (c := when.real(m.year, m.month, day))]
    if which and choices:
        return choices[0]
    fits = _on_side(choices, setting)
    return fits[0] if fits else None


def _on_side(choices: list[When], setting: Setting) -> list[When]:
    """The choices on the tense's side of publication, the past's unless it lies ahead."""
    today = setting.published
    if setting.tense == "future":
        return sorted((c for c in choices if c.first >= today), key=lambda c: c.first)
    return sorted((c for c in choices if c.first <= today), key=lambda c: c.first, reverse=True)


def quarter(match: re.Match[str], setting: Setting) -> When | None:
    """A quarter: "the first quarter of 2025", which is as exact as its year."""
    if match["year"] or match["year2"]:
        return When(int(match["year"] or match["year2"]))
    which = match["which"].lower()
    if which == "that":
        return setting.anchor.to("year") if setting.anchor else None
    return When(setting.published.year + _YEAR_WORDS[which])


def year(match: re.Match[str], setting: Setting) -> When | None:
    """A year: "2025", "early 2025", "the end of 2025"."""
    return edge_of(When(int(match["year"])), (match["part"] or "").lower(), setting.role)


def edge_of(year: When, part: str, role: str) -> When:
    """The month of a year's first or last days; "by the end of" it is the year."""
    if role in {"by", "before", "until"}:
        return year
    if part.endswith("end of"):
        return When(year.year, 12)
    return When(year.year, 1) if part.endswith(("start of", "beginning of")) else year


def holiday(match: re.Match[str], setting: Setting) -> When | None:
    """A holiday: "Christmas", "Liberation Day"."""
    name = " ".join(match["name"].lower().replace("\u2019", "'").split())
    if name == "liberation day":
        return _LIBERATION_DAY
    month, day = _HOLIDAYS.get(name, (0, None))
    if month:
        return _nearest(month, day, setting)
    here = setting.published.year
    return _floating(name, here)


def _floating(name: str, year: int) -> When:
    """Thanksgiving (fourth Thursday of November), else Labor Day (first Monday of September)."""
    month, weekday, week = (11, 3, 4) if name == "thanksgiving" else (9, 0, 1)
    first = dt.date(year, month, 1)
    return When(year, month, 1 + (weekday - first.weekday()) % 7 + 7 * (week - 1))
