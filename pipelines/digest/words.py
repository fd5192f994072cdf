"""The facts of an event in the words of a digest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from types import MappingProxyType

from pipelines.digest.model import Edition
from pipelines.model import Event
from pipelines.period import Period

DIRECTIONS = MappingProxyType(
    {
        "restrict": "restricts",
        "liberalise": "liberalises",
        "maintain": "maintains",
        "neutral": "neutral",
    }
)
INSTRUMENTS = MappingProxyType(
    {
        "export_control": "export controls",
        "tariff": "tariffs",
        "import_restriction": "import curbs",
        "sanction": "sanctions",
        "investment_restriction": "investment curbs",
        "trade_remedy": "trade remedies",
        "market_access": "market access",
        "subsidy": "subsidies",
        "agreement": "agreements",
        "talks": "talks",
        "dispute": "disputes",
        "supply": "supply",
    }
)
CORROBORATION = MappingProxyType(
    {
        "official": "official source",
        "confirmed": "confirmed",
        "single": "one outlet only",
        "disputed": "disputed",
    }
)
STANDS = MappingProxyType(
    {
        "in_force": "in force",
        "eased": "eased",
        "suspended": "suspended",
        "lifted": "lifted",
        "announced": "announced",
        "none": "none",
    }
)

_PRONOUNS = frozenset(
    {"he", "she", "they", "it", "we", "i", "you", "who", "him", "her", "them", "us", "one"}
)
_COMMON_STARTS = frozenset(
    {"a", "an", "the", "one", "two", "three", "four", "five", "several", "some", "many", "people"}
    | {"officials", "sources", "analysts", "lawyers", "experts", "executives", "diplomats", "both"}
)

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def day_words(day: str, style: str, year: int | None = None) -> str:
    """Return an ISO date, cut to its precision, in words: "9 June 2025", "June 2025", "2025".

    The year is left out where it is `year` and the date has a day.
    """
    parts = [int(part) for part in day.split("-")]
    if style == "iso" or len(parts) == 1:
        return day
    month = _MONTHS[parts[1] - 1]
    if len(parts) == 2:
        return f"{month} {parts[0]}"
    shown = parts[0] != year
    if style == "en-us":
        return f"{month} {parts[2]}" + (f", {parts[0]}" if shown else "")
    return f"{parts[2]} {month}" + (f" {parts[0]}" if shown else "")


def when_words(event: Event, edition: Edition) -> str:
    """Return when an act happened; "reported ..." where only the article's day is known."""
    year = edition.period.last.year
    if event.date is None or event.day_from_article:
        return "reported " + day_words(event.day.isoformat(), edition.dates, year)
    return day_words(event.date, edition.dates, year)


def effect_words(event: Event, edition: Edition) -> str:
    """Return from when and until when it holds, or nothing where neither is told."""
    year = edition.period.last.year
    told = []
    if event.effective_from and _is_ahead(event.effective_from, event):
        told.append("takes effect " + day_words(event.effective_from, edition.dates, year))
    if event.effective_until:
        told.append("until " + day_words(event.effective_until, edition.dates, year))
    return ", ".join(told)


def _is_ahead(start: str, event: Event) -> bool:
    """Whether an act begins to hold later than on its own day, as far as `start` is precise."""
    own = event.date or event.day.isoformat()
    return start != own and start >= own[: len(start)]


def people_words(names: Iterable[str]) -> str:
    """Return who says so: the first, and how many others; nothing where no name tells it.

    A pronoun names nobody, and "Trump" is the "President Trump" beside him.
    """
    told = [name for name in dict.fromkeys(names) if name.casefold() not in _PRONOUNS]
    people = [name for name in told if not any(other.endswith(f" {name}") for other in told)]
    if not people:
        return ""
    first, _, rest = people[0].partition(" ")
    shown = f"{first.lower()} {rest}".rstrip() if first.lower() in _COMMON_STARTS else people[0]
    return shown if len(people) == 1 else f"{shown} and {count_words(len(people) - 1, 'other')}"


def count_words(number: int, noun: str) -> str:
    """Return "1 act", "2 acts"."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def level_words(event: Event) -> str:
    """Return the levels: "from 145 percent to 30 percent"."""
    told = (("from", event.level_from), ("to", event.level_to))
    return " ".join(f"{word} {level}" for word, level in told if level)


def period_words(period: Period, style: str) -> str:
    """Return a period as a title: "Week 24, 9 to 15 June 2025"."""
    if period.kind == "month":
        return day_words(period.key, style)
    if period.kind == "day":
        weekday = _WEEKDAYS[period.start.weekday()]
        return f"{weekday} {day_words(period.start.isoformat(), style)}"
    return f"Week {int(period.key[-2:])}, {_span(period.start, period.last, style)}"


def _span(start: dt.date, last: dt.date, style: str) -> str:
    end = day_words(last.isoformat(), style)
    if style == "en" and (start.year, start.month) == (last.year, last.month):
        return f"{start.day} to {end}"
    return f"{day_words(start.isoformat(), style, last.year)} to {end}"
