"""Where a measure stands: derived from the run of its events, for any day.

The latest actual event by day decides; what is expected, threatened or urged
is pending until an act fulfils it, an opposite one contradicts it, or its
day has passed.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.vocabulary import STATUS_CLASS_OF

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.model import Event, Story

STANDS = ("in_force", "eased", "suspended", "lifted", "announced", "none")

STANDS_AFTER = MappingProxyType(
    {
        "impose": "in_force",
        "tighten": "in_force",
        "agree": "in_force",
        "start": "in_force",
        "ease": "eased",
        "lift": "lifted",
        "break_off": "lifted",
        "suspend": "suspended",
        "stop": "suspended",
    }
)
"""Where a measure stands after an action; the other actions leave it where it was."""

_OPPOSITE = MappingProxyType({"restrict": "liberalise", "liberalise": "restrict"})
_OPEN_DAYS = 180
"""An expectation without a day of its own is given up after this long."""
_GRACE_DAYS = 14
"""An expectation is given up so long after the day it named."""
EARLY_DAYS = 3
"""An act may be told as expected for so long after it was done."""


@dataclass(frozen=True, slots=True)
class Known:
    """An event as it came to be known: each day on which a stronger status was told.

    `own` is false for an event of another story that bears on this one, and
    `decides` where it covers all of its goods.
    """

    event: Event
    told: tuple[tuple[dt.date, str], ...]
    own: bool = True
    decides: bool = True

    @property
    def first_told(self) -> dt.date:
        """The day on which it was first told."""
        return self.told[0][0]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an expectation: open, fulfilled, contradicted or lapsed; by what, and when.

    `days` run from the day it was first told to the act's.
    """

    expected: str
    became: str
    event: str | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a measure stands on a day. `event` decided it; `pending` are open expectations.

    `since` and `until` are ISO dates, as precise as they were told.
    """

    story: Story
    stands: str
    since: str | None
    until: str | None
    level: str | None
    pending: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    corroboration: str | None
    event: str | None


def known_by(events: Iterable[Known], day: dt.date) -> tuple[Known, ...]:
    """The events as they were known on a day: those told by then, with the status told by then."""
    found = []
    for each in events:
        told = tuple(change for change in each.told if change[0] <= day)
        if told and (told, told[-1][1]) == (each.told, each.event.status):
            found.append(each)
        elif told:
            found.append(replace(each, told=told, event=replace(each.event, status=told[-1][1])))
    return tuple(found)


def standing(story: Story, events: Iterable[Known], on: dt.date) -> Standing:
    """Where the measure of `story` stands on a day, by these events about it."""
    run = sorted(events, key=run_order)
    actual = [each for each in run if _class(each) == "actual"]
    past = [each for each in actual if each.decides and each.event.day <= on]
    ahead = [each for each in actual if each.own and each.event.day > on]
    outcomes = tuple(outcome(each, actual, on) for each in run if _is_expectation(each))
    pending = [each.expected for each in outcomes if each.became == "open"]
    found = _decided(story, past, on)
    if found.event is None and ahead:
        found = _announced(found, ahead[0].event)
    return replace(
        found,
        pending=tuple(dict.fromkeys([*(each.event.id for each in ahead), *pending])),
        outcomes=outcomes,
    )


def run_order(each: Known) -> tuple[dt.date, bool, dt.date, float, str]:
    """The place of an event in the run of its story: by day.

    Of one day, those that only their article dates come first, since the last one decides.
    """
    event = each.event
    return event.day, not event.day_from_article, each.first_told, event.confidence, event.id


def outcome(expected: Known, actual: Iterable[Known], on: dt.date) -> Outcome:
    """What became of an expectation by a day, given the acts about its measure."""
    event, first = expected.event, expected.first_told
    for each in actual:
        act = each.event
        is_in_time = -EARLY_DAYS <= (act.day - first).days <= _OPEN_DAYS
        if act.day > on or not is_in_time:
            continue
        if _kind(act) == _kind(event):
            return Outcome(event.id, "fulfilled", act.id, max(0, (act.day - first).days))
        if act.direction == _OPPOSITE.get(event.direction) and _first_day(act) > first:
            return Outcome(event.id, "contradicted", act.id, (act.day - first).days)
    return Outcome(event.id, "lapsed" if on > _last_day(expected) else "open")


def _is_expectation(each: Known) -> bool:
    return each.own and _class(each) == "prospective"


def _decided(story: Story, past: Sequence[Known], on: dt.date) -> Standing:
    found = Standing(story, "none", None, None, None, (), (), None, None)
    last: Event | None = None
    for each in past:
        if last is not None and (_is_doubtful(each.event, last) or _is_echo(each.event, last)):
            continue
        found = _after(found, each, on)
        if found.event == each.event.id:
            last = each.event
    return _lapsed(found, on)


def _after(found: Standing, each: Known, on: dt.date) -> Standing:
    """Where the measure stands after one more act."""
    event = each.event
    stands = STANDS_AFTER.get(event.action)
    if stands is None:
        return _kept(found, event)
    if stands == "in_force" and not _is_effective(each, on):
        stands = "announced"
    return replace(
        found,
        stands=stands,
        since=_since(event),
        until=event.effective_until,
        level=event.level_to or (found.level if stands in ("eased", "suspended") else None),
        corroboration=event.corroboration,
        event=event.id,
    )


def _is_doubtful(event: Event, last: Event) -> bool:
    """Whether a reversal is told by one witness without a day, right after a well attested act.

    Such a telling is more often the history of the act than its undoing.
    """
    is_reversal = event.direction == _OPPOSITE.get(last.direction)
    is_thin = event.day_from_article and event.corroboration in ("single", "disputed")
    is_sure = last.corroboration in ("official", "confirmed")
    is_near = (event.day - last.day).days <= _GRACE_DAYS
    return is_reversal and is_thin and is_sure and is_near


def _is_echo(event: Event, last: Event) -> bool:
    """Whether the same act, or an easing after a lift, is told soon after with nothing new.

    One that tells no day of its own, no level and no other last day means the one before;
    so does one of which only a month or a year is told that holds the day or follows soon.
    """
    is_same = (last.action, last.status) == (event.action, event.status)
    is_weaker = (last.action, event.action) == ("lift", "ease")
    is_coarse = event.date_precision != "day" and event.level_to is None
    is_bare = is_coarse and event.effective_until in (None, last.effective_until)
    is_soon = (_first_day(event) - last.day).days <= _GRACE_DAYS
    return (is_same or is_weaker) and is_bare and is_soon


def _kept(found: Standing, event: Event) -> Standing:
    """An act that leaves the measure where it was; a measure prolonged was in force."""
    if event.action == "maintain":
        is_new = found.stands == "none"
        return replace(
            found,
            stands="in_force" if is_new else found.stands,
            since=_since(event) if is_new else found.since,
            until=event.effective_until or found.until,
            corroboration=event.corroboration if is_new else found.corroboration,
            event=event.id if is_new else found.event,
        )
    if found.event is not None:
        return found
    return replace(found, since=_since(event), corroboration=event.corroboration, event=event.id)


def _is_effective(each: Known, on: dt.date) -> bool:
    """Whether a measure told of is in force: told so, or announced for a day that has come."""
    event = each.event
    if event.status == "in_force":
        return True
    if event.effective_from is not None and len(event.effective_from) == 10:
        return event.effective_from <= on.isoformat()
    return event.date_precision == "day" and each.first_told < event.day <= on


def _lapsed(found: Standing, on: dt.date) -> Standing:
    """A suspension whose last day has passed and was not prolonged: the measure is back."""
    if found.stands != "suspended" or found.until is None or _end_of(found.until) >= on:
        return found
    back = _end_of(found.until) + dt.timedelta(days=1)
    return replace(found, stands="in_force", since=back.isoformat(), until=None)


def _announced(found: Standing, event: Event) -> Standing:
    return replace(
        found,
        stands="announced",
        since=_since(event),
        until=event.effective_until,
        level=event.level_to,
        corroboration=event.corroboration,
        event=event.id,
    )


def _first_day(event: Event) -> dt.date:
    """The first day on which an act can have been done: that of a month or a year told."""
    if event.date is None:
        return event.day
    year, month, day = (*(int(part) for part in event.date.split("-")), 1, 1)[:3]
    return dt.date(year, month, day)


def _since(event: Event) -> str:
    return event.date or event.day.isoformat()


def _last_day(expected: Known) -> dt.date:
    """The last day on which an expectation is still open."""
    last_told = expected.told[-1][0]
    if expected.event.date is None:
        return last_told + dt.timedelta(days=_OPEN_DAYS)
    return max(_end_of(expected.event.date), last_told) + dt.timedelta(days=_GRACE_DAYS)


def _end_of(date: str) -> dt.date:
    """The last day of an ISO date of any precision."""
    year, month, day = (*(int(part) for part in date.split("-")), 0, 0)[:3]
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def _class(each: Known) -> str:
    return STATUS_CLASS_OF[each.event.status]


def _kind(event: Event) -> str:
    return event.action if event.action == "investigate" else event.direction
