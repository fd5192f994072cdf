"""Reads of what was expected: who said so, and what became of it."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipelines.state import known_by, standing
from pipelines.vocabulary import STATUS_CLASS_OF
from tracker.queries.events import list_events
from tracker.queries.filters import Page
from tracker.queries.states import Reach, read_run

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from pipelines.catalogue import Catalogue
    from pipelines.state import Outcome
    from tracker.queries.filters import Filters
    from tracker.queries.states import Moment, Run

_NOBODY = frozenset({"he", "she", "they", "it", "who", "we", "i"})
"""Words of a sentence that name no speaker."""

PROSPECTIVE = tuple(name for name, kind in STATUS_CLASS_OF.items() if kind == "prospective")


def list_expectations(
    db: sqlite3.Connection,
    filters: Filters,
    moment: Moment,
    catalogue: Catalogue,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """What was planned, expected, threatened or urged up to a day, and what had become of it.

    The filters choose the events; of statuses those that are no expectation
    are left out. The latest comes first.
    """
    wanted = tuple(filters.status.wanted) or PROSPECTIVE
    status = replace(filters.status, wanted=tuple(set(wanted) & set(PROSPECTIVE)) or ("none",))
    until = min(filters.until or moment.on, moment.on)
    events = list_events(db, replace(filters, status=status, until=until), Page(limit))
    runs = {story: _run(db, story, moment, catalogue) for story in {row["story"] for row in events}}
    said = _said_by(db, [row["id"] for row in events])
    rows = (_row(row, *runs[row["story"]], said[row["id"]]) for row in events)
    return [row for row in rows if row is not None]


def _run(
    db: sqlite3.Connection, story: str, moment: Moment, catalogue: Catalogue
) -> tuple[Run, dict[str, Outcome]]:
    """A story, and what became of each of its expectations by the day."""
    run = read_run(db, story, catalogue, Reach(moment.on))
    known = run.known if moment.hindsight else known_by(run.known, moment.on)
    outcomes = standing(run.story, known, moment.on).outcomes
    return replace(run, known=tuple(known)), {each.expected: each for each in outcomes}


def _row(
    event: dict[str, Any], run: Run, outcomes: dict[str, Outcome], said: list[str]
) -> dict[str, Any] | None:
    """A row of an expectation; None for one that nobody had told of by the day."""
    outcome = outcomes.get(event["id"])
    if outcome is None:
        return None
    first = next(each.first_told for each in run.known if each.event.id == event["id"])
    return {
        "id": event["id"],
        "headline": event["headline"],
        "status": event["status"],
        "first_told": first.isoformat(),
        "said_by": said,
        "outlets": list(dict.fromkeys(source["outlet"] for source in event["sources"])),
        "became": outcome.became,
        "event": outcome.event,
        "event_headline": run.headlines.get(outcome.event) if outcome.event else None,
        "days": outcome.days,
        "story": event["story"],
    }


def _said_by(db: sqlite3.Connection, events: Iterable[str]) -> defaultdict[str, list[str]]:
    """Whom the sentences of each event quote, the first told first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    rows = db.execute(
        "SELECT DISTINCT event, attribution FROM mentions WHERE withdrawn IS NULL"
        " AND attribution IS NOT NULL AND event IN (SELECT value FROM json_each(?))"
        " ORDER BY event, published, id",
        (json.dumps(list(events)),),
    )
    for event, name in rows:
        if name not in found[event] and name.lower() not in _NOBODY:
            found[event].append(name)
    return found
