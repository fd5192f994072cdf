"""From the database to the edition of a digest: which events, and what else it tells.

What is told is decided by what was told before, event by event, never by a
window of time: an event found late is told in the next digest.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.catalogue import Catalogue
from pipelines.chart import Week
from pipelines.digest import Change, Edition, Health, Link, Report
from pipelines.headline import item_name, listed, party_name
from pipelines.model import Event
from pipelines.period import Period
from tracker.config.model import ChoiceConfig, DigestConfig
from tracker.jobs.standings import Standings
from tracker.queries.digests import Told, latest_digest, told_events
from tracker.queries.edition import (
    Candidate,
    Witnessed,
    candidates,
    events_by_id,
    source_health,
    untold,
    witnessed,
)
from tracker.queries.filters import Choice, Filters

WITHDRAWN = "withdrawn"
"""The status that is kept of an event whose withdrawal was told."""

_WEEKS = 12
_DAY = dt.timedelta(days=1)
_LISTS = ("actor", "target", "instrument", "action", "direction", "item", "status", "source")


@dataclass(frozen=True, slots=True)
class Made:
    """An edition, and the rows of what is told once it is kept: (event, status, headline, day)."""

    edition: Edition
    told: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Maker:
    """What every step needs: the database, the digest's settings, the period, the names."""

    db: sqlite3.Connection
    chosen: DigestConfig
    period: Period
    catalogue: Catalogue

    def make(self, zone: str) -> Made:
        """Return the edition as of now."""
        told = told_events(self.db, self.chosen.name, self.period.end)
        before = replace(self.filters, until=self.period.start - _DAY)
        found = candidates(self.db, self._within(self.period.start))
        fresh = [one for one in found if one.event.id not in told]
        missed = untold(self.db, self.chosen.name, before)
        older = [one for one in missed if one.event.id not in told]
        late, known = (older, []) if self._goes_on() else ([], older)
        reports = [*self._reports(fresh), *self._reports(late, late=True)]
        changes, changed = self._changes(told)
        standings = Standings(self.db, self.filters, self.period, self.catalogue)
        edition = Edition(
            name=self.chosen.name,
            period=self.period,
            zone=zone,
            reports=tuple(reports),
            changes=tuple(changes),
            expectations=standings.expectations(self._report_of),
            measures=standings.measures(self._report_of),
            weeks=self._weeks(),
            health=Health(*source_health(self.db)),
            filters=filter_words(self.chosen, self.catalogue),
            dates=self.chosen.dates,
            unsubscribe=self.chosen.unsubscribe,
        )
        rows = [_told_row(report.event, report.headline) for report in reports]
        rows += [(one.event.id, "", one.headline, one.event.day.isoformat()) for one in known]
        return Made(edition, (*rows, *changed))

    @property
    def filters(self) -> Filters:
        """The filters of the digest."""
        return filters_of(self.chosen, self.catalogue)

    def _within(self, since: dt.date) -> Filters:
        """Return the filters for the days from `since` to the period's last."""
        return replace(self.filters, since=since, until=self.period.last)

    def _goes_on(self) -> bool:
        """Return whether an earlier digest of the series told of the same kind of events."""
        latest = latest_digest(self.db, self.chosen.name, self.period.end)
        return latest is not None and latest.filters == filter_key(self.chosen)

    def _reports(self, found: Sequence[Candidate], *, late: bool = False) -> list[Report]:
        by_event = witnessed(self.db, [one.event.id for one in found])
        return [self._report(one, by_event[one.event.id], late=late) for one in found]

    def _report_of(self, id_: str) -> Report | None:
        """Return an event as a report, or None where it is gone."""
        found = events_by_id(self.db, [id_])
        told_by = witnessed(self.db, [id_])[id_]
        return self._report(found[id_], told_by, late=False) if id_ in found else None

    def _report(self, one: Candidate, told_by: Sequence[Witnessed], *, late: bool) -> Report:
        return replace(report_of(one, told_by, self.catalogue), late=late)

    def _changes(
        self, told: Mapping[str, Told]
    ) -> tuple[list[Change], list[tuple[str, str, str, str]]]:
        """Return what was told and is otherwise now, with the rows that remember it."""
        said = {id_: one for id_, one in told.items() if one.status}
        found = events_by_id(self.db, said)
        shown = {id_: one for id_, one in found.items() if not one.hidden}
        gone = [id_ for id_, one in said.items() if id_ not in shown and one.status != WITHDRAWN]
        other = [one for id_, one in shown.items() if _differs(said[id_], one)]
        by_event = witnessed(self.db, [one.event.id for one in other])
        changes = [Change(said[id_].headline, None) for id_ in gone]
        for one in other:
            report = self._report(one, by_event[one.event.id], late=False)
            changes.append(Change(_was(said[one.event.id], one), report))
        rows = [(id_, WITHDRAWN, said[id_].headline, said[id_].day) for id_ in gone]
        rows += [_told_row(one.event, one.headline) for one in other]
        return changes, rows

    def _weeks(self) -> tuple[Week, ...]:
        """Return the acts of the weeks up to the period's end, by their direction."""
        last = self.period.last - self.period.last.weekday() * _DAY
        starts = [last - 7 * back * _DAY for back in reversed(range(_WEEKS))]
        counts = Counter(
            (one.event.day - one.event.day.weekday() * _DAY, one.event.direction)
            for one in candidates(self.db, self._within(starts[0]))
            if one.event.status in ("in_force", "announced")
        )
        return tuple(
            Week(
                f"W{start.isocalendar().week}",
                counts[start, "restrict"],
                counts[start, "liberalise"],
            )
            for start in starts
        )


def report_of(one: Candidate, told_by: Sequence[Witnessed], catalogue: Catalogue) -> Report:
    """Return an event with its sources as digests and alerts tell it."""
    links = {told.url: _link(told) for told in told_by}
    says = dict.fromkeys(told.attribution for told in told_by if told.attribution)
    return Report(
        one.event,
        one.headline,
        one.label,
        listed([party_name(code, catalogue) for code in one.event.actors]),
        tuple(links.values()),
        tuple(says),
        one.first_of_story,
    )


def filters_of(chosen: ChoiceConfig, catalogue: Catalogue) -> Filters:
    """Return the filters of a digest as queries take them, parties as codes."""
    choice = {name: Choice(_codes(name, getattr(chosen, name), catalogue)) for name in _LISTS}
    limits = Filters(match=chosen.match, min_confidence=chosen.min_confidence)
    return replace(limits, **choice)  # type: ignore[arg-type] # all of them are choices


def filter_words(chosen: ChoiceConfig, catalogue: Catalogue) -> str:
    """Return the filters of a digest in words, or nothing where it has none."""
    parts = []
    for name in _LISTS:
        values = getattr(chosen, name)
        if values:
            parts.append(f"{name} {listed([_named(name, value, catalogue) for value in values])}")
    if chosen.match:
        parts.append(f'"{chosen.match}"')
    if chosen.min_confidence:
        parts.append(f"confidence of {chosen.min_confidence:g} or more")
    return ", ".join(parts)


def filter_key(chosen: ChoiceConfig) -> str:
    """Return the filters as a text that changes when, and only when, they do."""
    values = [f"{name}={','.join(sorted(getattr(chosen, name)))}" for name in _LISTS]
    return "; ".join([*values, f"match={chosen.match}", f"min={chosen.min_confidence:g}"])


def _codes(name: str, values: Sequence[str], catalogue: Catalogue) -> tuple[str, ...]:
    if name in ("actor", "target"):
        return tuple(catalogue.party_code(value) or value for value in values)
    return tuple(values)


def _named(name: str, value: str, catalogue: Catalogue) -> str:
    if name in ("actor", "target"):
        return party_name(catalogue.party_code(value) or value, catalogue)
    return item_name(value, catalogue) if name == "item" else value.replace("_", " ")


def _link(told: Witnessed) -> Link:
    return Link(told.outlet, told.url, told.title, told.published, told.official)


def _differs(told: Told, now: Candidate) -> bool:
    return (told.status, told.headline) != (now.event.status, now.headline)


def _was(told: Told, now: Candidate) -> str:
    """Return what was said: the headline where it changed, else the status."""
    if told.headline != now.headline:
        return told.headline
    return told.status.replace("_", " ")


def _told_row(event: Event, headline: str) -> tuple[str, str, str, str]:
    return event.id, event.status, headline, event.day.isoformat()
