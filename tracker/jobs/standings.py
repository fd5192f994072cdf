"""Where the measures of a digest stand, and what became of expectations in its period."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.digest import Expectation, Measure, Report
from pipelines.headline import measure_name
from pipelines.model import INSTRUMENTS, STATUS_CLASS_OF, Story
from pipelines.period import Period
from pipelines.state import Outcome
from tracker.queries.filters import Choice, Filters
from tracker.queries.states import Moment, list_outcomes, list_states

ROWS = 15
"""So many measures are shown, those that moved last."""

_DAY = dt.timedelta(days=1)
_REACH = 400 * _DAY
"""Expectations older than this are not looked at again."""

_ENDED = ("fulfilled", "lapsed")


@dataclass(frozen=True, slots=True)
class Standings:
    """What every step needs: the database, the digest's filters, its period, the names."""

    db: sqlite3.Connection
    filters: Filters
    period: Period
    catalogue: Catalogue

    def measures(self, report: Callable[[str], Report | None]) -> tuple[Measure, ...]:
        """Return where the measures stand on the period's last day, the last moved first."""
        moment = Moment(self.period.last)
        rows = list_states(self.db, self.filters, moment, self.catalogue, ROWS)
        return tuple(self._measure(row, report) for row in rows)

    def expectations(self, report: Callable[[str], Report | None]) -> tuple[Expectation, ...]:
        """Return the expectations that came true or lapsed in the period."""
        before = self._outcomes(self.period.start - _DAY)
        ended = [
            one
            for id_, one in self._outcomes(self.period.last).items()
            if one.became in _ENDED and (id_ not in before or before[id_].became == "open")
        ]
        found = (self._expectation(one, report) for one in ended)
        return tuple(one for one in found if one is not None)

    def _outcomes(self, on: dt.date) -> dict[str, Outcome]:
        """Return what had become of each expectation by a day, by its event; talks too."""
        asked = self.filters.status.wanted or tuple(STATUS_CLASS_OF)
        ahead = tuple(status for status in asked if STATUS_CLASS_OF[status] == "prospective")
        if not ahead:
            return {}
        kinds = Choice(self.filters.instrument.wanted or INSTRUMENTS)
        filters = replace(self.filters, status=Choice(ahead), instrument=kinds, since=on - _REACH)
        found = list_outcomes(self.db, filters, Moment(on), self.catalogue)
        return {one.expected: one for one in found}

    def _expectation(
        self, one: Outcome, report: Callable[[str], Report | None]
    ) -> Expectation | None:
        expected = report(one.expected)
        if expected is None:
            return None
        days = [link.published for link in expected.links if link.published]
        return Expectation(
            expected.headline,
            min(days, default=expected.event.day),
            expected.says,
            report(one.event) if one.event else None,
            one.days,
            one.expected,
        )

    def _measure(self, row: dict[str, Any], report: Callable[[str], Report | None]) -> Measure:
        story = Story(
            id=row["story"],
            actors=tuple(filter(None, row["actor"].split(","))),
            instrument=row["instrument"],
            items=tuple(row["items"]),
            targets=tuple(filter(None, row["target"].split(","))),
            events=(),
        )
        return Measure(
            measure_name(story, self.catalogue),
            row["stands"],
            row["since"],
            row["until"],
            row["level"],
            len(row["pending"]),
            row["corroboration"] or "",
            report(row["event"]) if row["event"] else None,
        )
