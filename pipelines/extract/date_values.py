"""What the expressions of `date_words` mean on a given day: a day, a month or a year.

The conventions of precision are those of docs/dates.md.
"""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from pipelines.extract import when
from pipelines.extract.date_words import MONTHS, NUMBERS, SEASONS, WEEKDAYS
from pipelines.extract.when import When

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from pipelines.extract.tense import Tense

_YEAR_WORDS = MappingProxyType({"last": -1, "next": 1, "this": 0, "the": 0})
_LIBERATION_DAY = When(2025, 4, 2)
_FAR_DAY = 300
_FAR_MONTH = 320


class Setting(NamedTuple):
    """What an expression is read against.

    `published` is the day of the article; `anchor` and `day` the last date and the
    last full day told before, `near` and `near_day` those of the same text; `ahead`
    the next full day told after; `tense` that of the words around, `firm` where it
    is certain; `role` that of the preposition; `year` a year that a coming date of
    the same list gives.
    """

    published: dt.date
    anchor: When | None = None
    day: When | None = None
    near: When | None = None
    near_day: When | None = None
    ahead: When | None = None
    tense: Tense | None = None
    firm: bool = False
    role: str = "on"
    year: int | None = None
    day_first: bool = False


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


def month_number(name: str) -> int:
    """Return 1 to 12 for a month's name or abbreviation."""
    return MONTHS[name[:3].lower()]


def amount(number: str, unit: str) -> tuple[int, str]:
    """Return a whole number of days, weeks, months or years."""
    word = " ".join(number.lower().split())
    size = float(word) if word.isdigit() else NUMBERS[word]
    factor, name = {"fortnight": (2, "week"), "decade": (10, "year")}.get(
        unit.lower(), (1, unit.lower())
    )
    if size == 0.5:
        return (6, "month") if name == "year" else (1, name)
    return int(size) * factor, name


def _int(match: re.Match[str], name: str) -> int:
    return int(match[name])


def _iso(match: re.Match[str], _: Setting) -> When | None:
    return when.real(_int(match, "year"), _int(match, "month"), _int(match, "day"))


def _numeric(match: re.Match[str], setting: Setting) -> When | None:
    first, second_ = _int(match, "first"), _int(match, "second")
    day_first = setting.day_first or match[2] == "." or first > 12
    day, month = (first, second_) if day_first and second_ <= 12 else (second_, first)
    return when.real(_int(match, "year"), month, day)


def _month_day(match: re.Match[str], setting: Setting) -> When | None:
    return _dated(match, setting, _int(match, "day"))


def _day_month(match: re.Match[str], setting: Setting) -> When | None:
    return _dated(match, setting, int(match["day"]))


def _month(match: re.Match[str], setting: Setting) -> When | None:
    which = (match["which"] or "").lower()
    month = month_number(match["month"])
    if which in {"that", "the same", "the following", "the previous", "the preceding"}:
        return _month_near(month, which.split()[-1], setting)
    if which in {"last", "next", "this past", "this coming"} and match["year"] is None:
        past = which in {"last", "this past"}
        return _month_beyond(month, setting.published, -1 if past else 1)
    if which == "this":
        return When(setting.published.year, month)
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
        return _int(match, "year")
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
    return min(choices, key=lambda c: (abs((c.first - here).days), c.first))


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
    ahead = setting.tense == "past" and setting.role in {"from", "until", "by", "before"}
    return ahead or abs((told.first - here).days) > far


def _told_before(found: When, near: When | None) -> When | None:
    """A past date after an older one of the same text stays in that one's year."""
    if near is None or near.month is None or near.year >= found.year:
        return None
    older = When(near.year, found.month, found.day)
    return older if near.first <= older.first else None


def _weekday(match: re.Match[str], setting: Setting) -> When | None:
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


def _ordinal(match: re.Match[str], setting: Setting) -> When | None:
    day, which = _int(match, "day"), (match["which"] or "").lower()
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


def _period(match: re.Match[str], setting: Setting) -> When | None:
    which = " ".join(match["which"].lower().split())
    unit, part = match["unit"].lower(), (match["part"] or "").lower()
    if unit in {"day", "date", "night", "morning"}:
        return _day_told(which, part, setting)
    if unit in SEASONS:
        return _season(match, which, setting)
    if which in {"that", "the same", "the following", "the previous", "the preceding"}:
        return _period_told(which, unit, setting)
    step = {"last": -1, "next": 1, "the coming": 1, "this past": -1}.get(which, 0)
    if which == "the" and not (part or unit == "weekend"):
        return None
    return _period_on(unit, step, part, setting)


def _day_told(which: str, part: str, setting: Setting) -> When | None:
    if which in {"this", "last", "next", "the current"}:
        return None
    if which == "the":
        return when.of(setting.published) if part else None
    base = setting.day
    step = {"the following": 1, "the previous": -1, "the preceding": -1}.get(which, 0)
    return when.shift(base, step, "day") if base else None


def _period_told(which: str, unit: str, setting: Setting) -> When | None:
    """A month, week or year told from the last date ("that month", "the following year")."""
    if setting.anchor is None or unit in {"quarter", "weekend"}:
        return None
    if unit == "month" and setting.anchor.month is None:
        return None
    step = {"the following": 1, "the previous": -1, "the preceding": -1}.get(which, 0)
    moved = when.shift(setting.anchor, step, unit)
    return moved.to("year" if unit == "year" else "month") if moved else None


def _period_on(unit: str, step: int, part: str, setting: Setting) -> When | None:
    """A week, weekend, month or year told from the day of publication."""
    here = when.of(setting.published)
    if unit == "week":
        days = 1 if part.endswith("end of") else 0
        week = when.thursday(setting.published, step)
        return when.shift(week, days, "day") if days else week.to("month")
    if unit == "weekend":
        return _weekend(setting, step)
    if unit == "quarter":
        moved = when.shift(here, 3 * step, "month")
        return moved.to("year") if moved else None
    if unit == "month":
        return when.shift(here.to("month"), step, "month")
    return _edge_of(When(setting.published.year + step), part, setting.role)


def _weekend(setting: Setting, step: int) -> When:
    back = (setting.published.weekday() + 2) % 7
    ahead = step > 0 or (step == 0 and setting.tense == "future")
    saturday = setting.published + dt.timedelta(days=(7 - back) % 7 if ahead else -back)
    return when.of(saturday).to("month")


def _edge_of(year: When, part: str, role: str) -> When:
    """The month of a year's first or last days; "by the end of" it is the year."""
    if role in {"by", "before", "until"}:
        return year
    if part.endswith("end of"):
        return When(year.year, 12)
    return When(year.year, 1) if part.endswith(("start of", "beginning of")) else year


def _season(match: re.Match[str], which: str, setting: Setting) -> When | None:
    """The year of a season: coarse, for the world has two springs."""
    year, begins = setting.published.year, SEASONS[match["unit"].lower()]
    if which == "next":
        return When(year if begins > setting.published.month else year + 1)
    if which == "last":
        return When(year if begins + 2 < setting.published.month else year - 1)
    if which == "this":
        return When(year)
    if which != "the" or match.string[match.end() : match.end() + 4] == " of ":
        return None
    ahead = setting.tense != "past" or setting.role in {"from", "until", "by", "before"}
    return When(year if ahead or begins <= setting.published.month else year - 1)


def _close(match: re.Match[str], setting: Setting) -> When | None:
    here = when.of(setting.published)
    if match["turn"]:
        return When(here.year + (1 if setting.published.month > 10 else 0), 1)
    unit = (match["ends"] or match["out"]).lower()
    if match["out"]:
        return here.to("year" if unit == "year" else "month")
    return _period_on(unit, 0, "the end of", setting)


def _distance(match: re.Match[str], setting: Setting) -> When | None:
    number, unit = amount(match["number"], match["unit"])
    way = match["way"].lower()
    if way in {"ago", "hence"} or way.startswith("from"):
        return _distant(-number if way == "ago" else number, unit, bool(match["about"]), setting)
    return _told_from(number, unit, way, bool(match["that"]), setting)


def _beside(match: re.Match[str], setting: Setting) -> When | None:
    number, unit = 1, match["unit"].lower()
    return _told_from(number, unit, match["way"].lower(), bool(match["that"]), setting)


def _told_from(number: int, unit: str, way: str, ends: bool, setting: Setting) -> When | None:
    """So much later than the last date; "a day after it did X" is X, a day before that date."""
    clause = way.startswith(("before", "after")) and not ends
    if clause and (way.startswith("before") or setting.role == "for" or setting.tense == "future"):
        return None
    back = clause or way.startswith(("earlier", "prior", "previously", "before"))
    base = _base(clause, setting)
    if base is None and back and not clause:
        return _distant(-number, unit, False, setting)
    moved = when.shift(base, -number if back else number, unit) if base else None
    return moved.to("month" if unit == "month" else "day") if moved else None


def _base(clause: bool, setting: Setting) -> When | None:
    """The date that a distance is counted from; a clause's may stand behind it."""
    if clause:
        return setting.near_day or setting.ahead or setting.day
    return setting.near_day or setting.near or setting.day or setting.anchor


def _distant(number: int, unit: str, about: bool, setting: Setting) -> When | None:
    moved = when.shift(when.of(setting.published), number, unit)
    return moved.to(_grain(abs(number), unit, about)) if moved else None


def _grain(number: int, unit: str, about: bool) -> str:
    """How exact a distance is: days are days up to a fortnight, "a year ago" is a month."""
    if unit == "day" and number < 14 and not about:
        return "day"
    return "year" if unit == "year" and number > 1 else "month"


def _within(match: re.Match[str], setting: Setting) -> When | None:
    by = match["cue"].lower() == "within"
    told = by or match["time"] or setting.tense == "future"
    if not told or match["core"].lower().startswith("the"):
        return None
    number, unit = amount(match["number"], match["unit"])
    if by or match["about"] or unit not in {"day", "week"}:
        return _distant(number, unit, True, setting)
    return when.shift(when.of(setting.published), number, unit)


def _today(match: re.Match[str], setting: Setting) -> When | None:
    if match["at_once"]:
        return setting.near_day or when.of(setting.published)
    word = " ".join((match["word"] or "").lower().split())
    steps = {"yesterday": -1, "last night": -1, "tomorrow": 1}
    steps |= {"the day before yesterday": -2, "the day after tomorrow": 2}
    return when.shift(when.of(setting.published), steps.get(word, 0), "day")


def _midnight(_: re.Match[str], setting: Setting) -> When | None:
    step = 0 if setting.tense == "past" else 1
    return when.shift(when.of(setting.published), step, "day")


def _quarter(match: re.Match[str], setting: Setting) -> When | None:
    if match["year"] or match["year2"]:
        return When(int(match["year"] or match["year2"]))
    which = match["which"].lower()
    if which == "that":
        return setting.anchor.to("year") if setting.anchor else None
    return When(setting.published.year + _YEAR_WORDS[which])


def _year(match: re.Match[str], setting: Setting) -> When | None:
    return _edge_of(When(_int(match, "year")), (match["part"] or "").lower(), setting.role)


def _holiday(match: re.Match[str], setting: Setting) -> When | None:
    name = " ".join(match["name"].lower().replace("\u2019", "'").split())
    if name == "liberation day":
        return _LIBERATION_DAY
    month, day = _HOLIDAYS.get(name, (0, None))
    if month:
        return _nearest(month, day, setting)
    here = setting.published.year
    return _floating(name, here)


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


def _floating(name: str, year: int) -> When:
    """Thanksgiving (fourth Thursday of November), else Labor Day (first Monday of September)."""
    month, weekday, week = (11, 3, 4) if name == "thanksgiving" else (9, 0, 1)
    first = dt.date(year, month, 1)
    return When(year, month, 1 + (weekday - first.weekday()) % 7 + 7 * (week - 1))


_READERS: MappingProxyType[str, Callable[[re.Match[str], Setting], When | None]] = MappingProxyType(
    {
        "iso": _iso,
        "numeric": _numeric,
        "month_day": _month_day,
        "day_month": _day_month,
        "month": _month,
        "weekday": _weekday,
        "ordinal": _ordinal,
        "period": _period,
        "close": _close,
        "distance": _distance,
        "beside": _beside,
        "within": _within,
        "length": lambda _match, _setting: None,
        "today": _today,
        "midnight": _midnight,
        "quarter": _quarter,
        "year": _year,
        "holiday": _holiday,
    }
)


def lasts(match: re.Match[str]) -> str:
    """Return the ISO 8601 duration of a match of "length": "P90D"."""
    groups = match.groupdict()
    number = next(filter(None, (groups["number"], groups["number2"], groups["number3"])))
    unit = next(filter(None, (groups["unit"], groups["unit2"], groups["unit3"])))
    size, name = amount("one" if number.lower() == "another" else number, unit)
    return f"P{size}{name[0].upper()}"
