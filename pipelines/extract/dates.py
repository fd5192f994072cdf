"""Dates told in news text, read against the day on which it appeared.

`find_dates` finds every expression of a date and gives its value, cut to the
precision that the words have, with the role that its preposition gives. It does
not decide which act a date belongs to; nor does it ever answer with the day of
publication unless the text says "today" or the like. The conventions of
precision ("last week" is a month, "this spring" a year) are in docs/dates.md.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pipelines.extract import when
from pipelines.extract.calendar_dates import month_number
from pipelines.extract.date_setting import Setting
from pipelines.extract.date_values import lasts, second, value
from pipelines.extract.date_words import (
    CONNECT,
    CUE,
    LOCAL_TIME,
    MOVED,
    NO_DATE,
    PATTERNS,
    ROLE_OF,
    kinds_in,
)
from pipelines.extract.relative_dates import amount
from pipelines.extract.tense import tense_at

if TYPE_CHECKING:
    import datetime as dt
    import re
    from collections.abc import Container, Iterable, Iterator, Sequence

    from pipelines.extract.date_words import Role
    from pipelines.extract.tense import Tense
    from pipelines.extract.when import When

Anchor = Literal["absolute", "partial", "weekday", "relative"]

_PARTIAL = frozenset({"month_day", "day_month", "month", "holiday"})
_TIMELESS = frozenset({"iso", "numeric", "today", "length", "close", "year"})
_LOOK_BACK = 60
_SHORT = frozenset({"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept"}) | frozenset(
    {"oct", "nov", "dec"}
)


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A date that the characters `start` to `end` tell.

    `cue_start` is where its preposition begins (`start` where it has none). `value`
    is ISO cut to precision ("2025-06-09", "2025-06", "2025"), None for a bare length
    of time; `until` is the end of a range; `lasts` an ISO 8601 duration ("P90D") for
    role "for".
    """

    start: int
    end: int
    cue_start: int
    value: str | None
    role: Role
    anchor: Anchor
    until: str | None = None
    lasts: str | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """A match of one pattern, with the preposition before it."""

    kind: str
    match: re.Match[str]
    start: int
    end: int
    cue_start: int
    cue: str

    @property
    def role(self) -> Role:
        return ROLE_OF.get(self.cue, "on") if self.kind != "length" else "for"

    @property
    def year(self) -> int | None:
        """The year it tells in figures."""
        year = self.match.groupdict().get("year")
        return int(year) if year else None


def find_dates(
    text: str,
    published: dt.date,
    *,
    anchor: str | None = None,
    adjectives: Container[int] = (),
) -> tuple[DatePhrase, ...]:
    """Return the dates that `text` tells, in order and apart from each other.

    `anchor` is the value of the last date before `text`, for "the same day" and "two
    days later"; without one such words give nothing. `adjectives` are the characters at
    which words begin that only look like verbs. Raises ValueError where `anchor` is no ISO
    date, month or year.
    """
    found = _apart(_matches(text))
    start = when.parse(anchor) if anchor else None
    day = start if start and start.day else None
    setting = Setting(published, start, day, adjectives=adjectives)
    told = _read(text, found, setting)
    return tuple(_ranged(text, told))


def extend(iso: str, duration: str) -> str | None:
    """Return the date a `lasts` after `iso` ("2025-05-14", "P90D": "2025-08-12")."""
    units = {"D": "day", "W": "week", "M": "month", "Y": "year"}
    moved = when.shift(when.parse(iso), int(duration[1:-1]), units[duration[-1]])
    return moved.iso if moved else None


def _matches(text: str) -> Iterator[_Found]:
    for kind in kinds_in(text):
        for match in PATTERNS[kind].finditer(text):
            found = _with_cue(text, kind, match)
            if _plausible(found):
                yield found


def _with_cue(text: str, kind: str, match: re.Match[str]) -> _Found:
    groups = match.groupdict()
    core = next((name for name in ("core", "core2", "core3") if groups.get(name)), 0)
    start, end = match.span(core)
    low = max(0, start - _LOOK_BACK)
    cue = None if core in {"core2", "core3"} else CUE.search(text[low:start])
    name = " ".join((cue["cue"] or cue["opening"]).lower().split()) if cue else ""
    if cue and kind == "today" and name == "to":
        cue, name = None, ""
    if later := LOCAL_TIME.match(text, end):
        end = later.end() if "time" in later.group().lower() else end
    return _Found(kind, match, start, end, low + cue.start() if cue else start, name)


def _plausible(found: _Found) -> bool:
    """Whether names are written as names: "may" is a verb and "sat." no day."""
    groups = found.match.groupdict()
    text = found.match.string
    if NO_DATE.search(text[max(0, found.start - _LOOK_BACK) : found.start]):
        return False
    name = groups.get("weekday") or (groups.get("month") if found.kind != "iso" else None)
    if name is None:
        return True
    if not name[0].isupper():
        return False
    return found.kind != "month" or _month_alone(found, name)


def _month_alone(found: _Found, name: str) -> bool:
    """Whether a month without a day is one: "May", "Jan" need a word beside them."""
    groups = found.match.groupdict()
    told = bool(found.cue or groups["part"] or groups["which"] or groups["year"])
    short = name.lower() in _SHORT and not found.match.group().endswith(".")
    return told or bool(groups["year_word"]) or not (short or name.lower() == "may")


def _apart(matches: Iterable[_Found]) -> list[_Found]:
    """The matches that overlap no earlier or longer one; "Monday, June 9" is one date."""
    kept: list[_Found] = []
    for found in sorted(matches, key=lambda f: (f.start, -f.end)):
        last = kept[-1] if kept else None
        if last and found.start < last.end:
            continue
        if last and _is_weekday_of(last, found):
            kept[-1] = _led_by(found, last)
        else:
            kept.append(found)
    return kept


def _led_by(found: _Found, last: _Found) -> _Found:
    """The date with the weekday, or the "at midnight on", before it."""
    if last.kind == "midnight":
        return replace(found, cue_start=last.cue_start)
    return replace(found, start=last.start, cue_start=last.cue_start, cue=last.cue)


def _is_weekday_of(last: _Found, found: _Found) -> bool:
    between = found.match.string[last.end : found.start]
    if last.kind == "midnight":
        return between.strip().lower() in {"", "on"}
    dated = found.kind in {"month_day", "day_month", "iso", "numeric"}
    named = last.kind in {"weekday", "today"}
    return dated and named and between.strip() in {"", ",", "("} and len(between) < 4


def _read(text: str, found: Sequence[_Found], setting: Setting) -> list[DatePhrase]:
    """Resolve the matches from left to right, each against the dates before it."""
    told: list[DatePhrase] = []
    spent = -1
    for index, item in enumerate(found):
        if index <= spent:
            continue
        here = _setting_of(text, found, index, setting)
        result = _distance_from(found, index, here) or value(item.kind, item.match, here)
        joined = _counts_from(found, index)
        spent = index + 1 if joined else index
        phrase = _phrase(item, result, found[spent].end)
        if phrase:
            told.append(phrase)
            setting = _moved_on(setting, item, result)
    return told


def _setting_of(text: str, found: Sequence[_Found], index: int, setting: Setting) -> Setting:
    item = found[index]
    here = _with_tense(text, item, setting)
    if index and _goes_on(text, found[index - 1], item) and _lies_ahead(setting):
        here = here._replace(tense="future")
    here = here._replace(year=_year_of_pair(text, found, index))
    if item.kind in {"distance", "beside"} and setting.near_day is None:
        here = here._replace(ahead=_day_ahead(text, found, index, setting))
    return here


def _with_tense(text: str, item: _Found, setting: Setting) -> Setting:
    tense = _local_tense(text, item, setting.adjectives)
    return setting._replace(tense=tense, firm=item.role == "since", role=item.role)


def _goes_on(text: str, last: _Found, item: _Found) -> bool:
    """Whether two dates are members of one list ("by November or December")."""
    listed = last.kind in _PARTIAL and item.kind in _PARTIAL
    return listed and CONNECT.fullmatch(text, last.end, item.cue_start) is not None


def _lies_ahead(setting: Setting) -> bool:
    return setting.near is not None and setting.near.first > setting.published


def _local_tense(text: str, item: _Found, adjectives: Container[int]) -> Tense | None:
    """The tense around a date; "since" looks back, "from Monday" ahead."""
    if item.kind in _TIMELESS or item.year:
        return None
    if item.role == "since":
        return "past"
    ahead = item.role in {"from", "until", "for"}
    if item.kind == "weekday" and ahead:
        return "future"
    tense = tense_at(text, item.cue_start, item.end, adjectives)
    return "future" if tense is None and ahead and item.kind == "ordinal" else tense


def _year_of_pair(text: str, found: Sequence[_Found], index: int) -> int | None:
    """The year that the second date of a pair gives the first ("April 8 and April 9, 2025")."""
    item = found[index]
    if item.kind not in _PARTIAL or item.year or index + 1 >= len(found):
        return None
    other = found[index + 1]
    if other.kind not in _PARTIAL or not other.year:
        return None
    if not CONNECT.fullmatch(text, item.end, other.start):
        return None
    months = [f.match.groupdict().get("month") for f in (item, other)]
    later = all(months) and month_number(months[0] or "") > month_number(months[1] or "")
    return other.year - 1 if later else other.year


def _day_ahead(text: str, found: Sequence[_Found], index: int, setting: Setting) -> When | None:
    """The next full day told after a match, where the words may count from it."""
    for item in itertools.islice(found, index + 1, index + 4):
        if item.kind in {"distance", "beside", "period"}:
            continue
        day = value(item.kind, item.match, _with_tense(text, item, setting))
        if day and day.day and day.first <= setting.published and item.role != "until":
            return day
    return None


def _counts_from(found: Sequence[_Found], index: int) -> bool:
    """Whether a distance is counted from the next date ("21 days after August 7")."""
    item = found[index]
    if item.kind not in {"distance", "beside"} or index + 1 >= len(found):
        return False
    counted = item.match["way"].lower().startswith(("before", "after"))
    between = item.match.string[item.end : found[index + 1].start]
    return counted and between.strip().lower() in {"", "on"}


def _distance_from(found: Sequence[_Found], index: int, setting: Setting) -> When | None:
    if not _counts_from(found, index):
        return None
    base = value(found[index + 1].kind, found[index + 1].match, setting)
    if base is None:
        return None
    match = found[index].match
    number, unit = amount(match.groupdict().get("number") or "a", match["unit"])
    step = number if match["way"].lower().startswith("after") else -number
    return when.shift(base, step, unit)


def _phrase(item: _Found, result: When | None, end: int) -> DatePhrase | None:
    if item.kind == "length":
        duration = lasts(item.match)
        return DatePhrase(
            item.start, end, item.cue_start, None, item.role, "relative", lasts=duration
        )
    if result is None:
        return None
    ends = second(item.kind, item.match, result)
    return DatePhrase(
        item.start,
        end,
        item.cue_start,
        result.iso,
        item.role,
        _anchor_of(item),
        until=ends.iso if ends else None,
    )


def _anchor_of(item: _Found) -> Anchor:
    if item.kind in {"iso", "numeric", "year"} or item.year:
        return "absolute"
    if item.kind == "weekday":
        return "weekday"
    return "partial" if item.kind in _PARTIAL | {"ordinal"} else "relative"


def _moved_on(setting: Setting, item: _Found, result: When | None) -> Setting:
    """The setting for what follows, which a bare year ("the 2015 accord") does not anchor."""
    bare = item.kind == "year" and not item.cue
    if result is None or bare:
        return setting
    if result.day:
        setting = setting._replace(day=result, near_day=result)
    return setting._replace(anchor=result, near=result)


def _ranged(text: str, told: Sequence[DatePhrase]) -> Iterator[DatePhrase]:
    """Join "from A to B" and "between A and B" into one phrase with an end."""
    held: DatePhrase | None = None
    for phrase in told:
        if held and _is_range(text, held, phrase):
            yield replace(held, end=phrase.end, until=phrase.value)
            held = None
            continue
        if held:
            yield held
        held = phrase
    if held:
        yield held


def _is_range(text: str, first: DatePhrase, last: DatePhrase) -> bool:
    if first.value is None or last.value is None or first.until or last.until:
        return False
    link = CONNECT.fullmatch(text, first.end, last.start)
    how = link["how"].lower() if link else ""
    cue = text[first.cue_start : first.start].lower()
    if not how or how in {",", "or"} or ("and" in how and not cue.startswith("between")):
        return False
    before = text[max(0, first.cue_start - _LOOK_BACK) : first.cue_start]
    return first.value < last.value and not MOVED.search(before)
