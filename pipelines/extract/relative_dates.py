"""Dates that lie so far from the day of publication or from another date of the text.

The conventions of precision are those of docs/dates.md.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pipelines.extract import when
from pipelines.extract.calendar_dates import edge_of
from pipelines.extract.date_words import NUMBERS, SEASONS
from pipelines.extract.when import When

if TYPE_CHECKING:
    import re

    from pipelines.extract.date_setting import Setting


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


def period(match: re.Match[str], setting: Setting) -> When | None:
    """A stretch of time: "last week", "this month", "the following year", "next spring"."""
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
    return edge_of(When(setting.published.year + step), part, setting.role)


def _weekend(setting: Setting, step: int) -> When:
    back = (setting.published.weekday() + 2) % 7
    ahead = step > 0 or (step == 0 and setting.tense == "future")
    saturday = setting.published + dt.timedelta(days=(7 - back) % 7 if ahead else -back)
    return when.of(saturday).to("month")


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


def close(match: re.Match[str], setting: Setting) -> When | None:
    """The end of a stretch: "at year-end", "the turn of the year", "before the week is out"."""
    here = when.of(setting.published)
    if match["turn"]:
        return When(here.year + (1 if setting.published.month > 10 else 0), 1)
    unit = (match["ends"] or match["out"]).lower()
    if match["out"]:
        return here.to("year" if unit == "year" else "month")
    return _period_on(unit, 0, "the end of", setting)


def distance(match: re.Match[str], setting: Setting) -> When | None:
    """So far off: "two weeks ago", "three days later", "a month before that"."""
    number, unit = amount(match["number"], match["unit"])
    way = match["way"].lower()
    if way in {"ago", "hence"} or way.startswith("from"):
        return _distant(-number if way == "ago" else number, unit, bool(match["about"]), setting)
    return _told_from(number, unit, way, bool(match["that"]), setting)


def beside(match: re.Match[str], setting: Setting) -> When | None:
    """One unit off: "the day after", "the week before"."""
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


def within(match: re.Match[str], setting: Setting) -> When | None:
    """Time to come: "in three weeks", "within 90 days"."""
    by = match["cue"].lower() == "within"
    told = by or match["time"] or setting.tense == "future"
    if not told or match["core"].lower().startswith("the"):
        return None
    number, unit = amount(match["number"], match["unit"])
    if by or match["about"] or unit not in {"day", "week"}:
        return _distant(number, unit, True, setting)
    return when.shift(when.of(setting.published), number, unit)


def today(match: re.Match[str], setting: Setting) -> When | None:
    """The day of publication or one beside it: "today", "last night", "effective immediately"."""
    if match["at_once"]:
        return setting.near_day or when.of(setting.published)
    word = " ".join((match["word"] or "").lower().split())
    steps = {"yesterday": -1, "last night": -1, "tomorrow": 1}
    steps |= {"the day before yesterday": -2, "the day after tomorrow": 2}
    return when.shift(when.of(setting.published), steps.get(word, 0), "day")


def midnight(_: re.Match[str], setting: Setting) -> When | None:
    """Midnight: the day that begins then, unless it is past."""
    step = 0 if setting.tense == "past" else 1
    return when.shift(when.of(setting.published), step, "day")
