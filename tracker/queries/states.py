"""Reads of where measures stand, and of the run of one story."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipelines.errors import TimelineError
from pipelines.merge.stories import measure_id
from pipelines.model import Story
from pipelines.state import Known, Standing, known_by, standing
from tracker.queries.conditions import arms, joined, marks
from tracker.queries.events import resolve_event, sources_of
from tracker.rows import event_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from pipelines.catalogue import Catalogue
    from tracker.queries.filters import Filters

_LONGEST_RUN = 200
"""The latest events of a story that its standing is derived from."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The day that is asked about; `hindsight` knows what was told later too."""

    on: dt.date
    hindsight: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A story with what is known of its events, and the headlines of these by id."""

    story: Story
    known: tuple[Known, ...]
    headlines: dict[str, str]


def list_states(
    db: sqlite3.Connection,
    filters: Filters,
    moment: Moment,
    catalogue: Catalogue,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Where the measures stand that the filters mean, the last moved first.

    Rows have the shape of a state in JSON. Talks are no measure and are left
    out unless the filters name their instrument.
    """
    rows: list[dict[str, Any]] = []
    for story in _stories(db, filters, moment):
        if limit is not None and len(rows) >= limit:
            break
        run = read_run(db, story, catalogue)
        found = standing(run.story, _known(run, moment), moment.on)
        if found.event is not None or found.pending:
            rows.append(_state_row(found, run))
    return rows


def read_story(
    db: sqlite3.Connection, name: str, moment: Moment, catalogue: Catalogue
) -> dict[str, Any]:
    """One story: where it stands, and its run of events with what became of each expectation.

    `name` is a story's id, the start of one, or an event's. Raises
    TimelineError where there is no such story.
    """
    run = read_run(db, resolve_story(db, name), catalogue)
    known = _known(run, moment)
    found = standing(run.story, known, moment.on)
    outcomes = {each.expected: each for each in found.outcomes}
    sources = sources_of(db, (each.event.id for each in known))
    events = [
        _run_row(each, run) | {"sources": sources[each.event.id]}
        for each in sorted(known, key=lambda one: (one.event.day, one.first_told, one.event.id))
        if each.own or each.decides
    ]
    for row in events:
        became = outcomes.get(row["id"])
        row["became"] = became.became if became else None
        row["became_event"] = became.event if became else None
        row["days"] = became.days if became else None
    return _state_row(found, run) | {"events": events}


def resolve_story(db: sqlite3.Connection, name: str) -> str:
    """The id of the story that `name` means: an id, the start of one, or an event's id."""
    start = name.strip()
    rows = db.execute(
        "SELECT id FROM stories WHERE id >= ? AND id < ? LIMIT 2", (start, f"{start}\U0010ffff")
    ).fetchall()
    if rows and (len(rows) == 1 or rows[0][0] == start):
        return str(rows[0][0])
    if rows:
        raise TimelineError(f"{start} begins several ids of stories; write more of it")
    if start.startswith("e"):
        event = resolve_event(db, start)
        return str(db.execute("SELECT story FROM events WHERE id = ?", (event,)).fetchone()[0])
    raise TimelineError(f"there is no story {start}; `tracker state --format json` lists the ids")


def read_run(db: sqlite3.Connection, story: str, catalogue: Catalogue) -> Run:
    """The latest events of a story and of those that bear on it.

    A story whose events are all hidden has no row; its run is empty.
    """
    row = db.execute("SELECT * FROM stories WHERE id = ?", (story,)).fetchone()
    if row is None:
        return Run(Story(story, (), "", (), (), ()), (), {})
    value = Story(
        id=story,
        actors=tuple(json.loads(row["actors"])),
        instrument=row["instrument"],
        items=tuple(json.loads(row["items"])),
        targets=tuple(json.loads(row["targets"])),
        events=(),
    )
    rows = list(_bearing(db, value, catalogue))
    known = tuple(_known_event(db, each, value) for each in rows)
    own = tuple(each.event.id for each in reversed(known) if each.own)
    return Run(replace(value, events=own), known, {each["id"]: each["headline"] for each in rows})


def _stories(db: sqlite3.Connection, filters: Filters, moment: Moment) -> Iterator[str]:
    """The ids of the stories meant: by their latest event up to the day, then those ahead."""
    seen: set[str] = set()
    past = replace(filters, until=min(filters.until or moment.on, moment.on))
    ahead = replace(filters, since=max(filters.since or dt.date.min, _day_after(moment.on)))
    for part in (past, ahead):
        for story, instrument in _by_place(db, part):
            is_meant = instrument != "talks" or "talks" in filters.instrument.wanted
            if story not in seen and is_meant:
                seen.add(story)
                yield story


def _by_place(db: sqlite3.Connection, filters: Filters) -> Iterator[tuple[str, str]]:
    """The story and the instrument of each event, the latest first."""
    ways = arms(filters)
    parts: list[str] = []
    values: list[object] = []
    for arm in ways:
        condition, bound = joined(arm.conditions)
        parts.append(
            f"SELECT {arm.place} AS place, e.story, e.instrument"  # noqa: S608
            f" FROM {arm.tables} WHERE {condition}"
        )
        values += bound
    order = f"{ways[0].place} DESC" if len(ways) == 1 else "1 DESC"
    query = f"{' UNION '.join(parts)} ORDER BY {order}"
    yield from ((row[1], row[2]) for row in db.execute(query, values))


def _day_after(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)


def _bearing(db: sqlite3.Connection, story: Story, catalogue: Catalogue) -> Iterator[sqlite3.Row]:
    """Rows of the events that bear on a story, the latest first, each with how."""
    wider = {up for item in story.items for up in catalogue.lineage(item)[1:]} - {"all_goods"}
    above = [
        measure_id(story.instrument, story.actors, story.targets, (item,)) for item in sorted(wider)
    ]
    if len(story.items) > 1:
        above = []
    ids = [story.id, *above]
    yield from db.execute(
        "SELECT e.*, max(b.kind = 'own' AND b.story = ?) AS is_own,"  # noqa: S608
        " max(b.kind <> 'general') AS decides"
        f" FROM event_stories b JOIN events e ON e.place = b.event WHERE b.story IN ({marks(ids)})"
        " AND e.hidden = 0 GROUP BY e.place ORDER BY e.place DESC LIMIT ?",
        (story.id, *ids, _LONGEST_RUN),
    )


def _known_event(db: sqlite3.Connection, row: sqlite3.Row, story: Story) -> Known:
    told = tuple(
        (dt.date.fromisoformat(day), status)
        for day, status in db.execute(
            "SELECT day, status FROM event_history WHERE event = ? ORDER BY number",
            (row["place"],),
        )
    )
    decides = bool(row["is_own"]) or (bool(row["decides"]) and bool(story.items))
    return Known(event_of(row), told, bool(row["is_own"]), decides)


def _known(run: Run, moment: Moment) -> tuple[Known, ...]:
    return run.known if moment.hindsight else known_by(run.known, moment.on)


def _state_row(found: Standing, run: Run) -> dict[str, Any]:
    story = found.story
    return {
        "story": story.id,
        "actor": ",".join(story.actors),
        "target": ",".join(story.targets),
        "instrument": story.instrument,
        "items": list(story.items),
        "stands": found.stands,
        "since": found.since,
        "until": found.until,
        "level": found.level,
        "pending": list(found.pending),
        "corroboration": found.corroboration,
        "event": found.event,
        "headline": run.headlines.get(found.event) if found.event else None,
        "pending_headlines": [run.headlines[id_] for id_ in found.pending],
        "outcomes": [
            {"expected": one.expected, "became": one.became, "event": one.event, "days": one.days}
            for one in found.outcomes
        ],
    }


def _run_row(each: Known, run: Run) -> dict[str, Any]:
    event = each.event
    return {
        "id": event.id,
        "headline": run.headlines[event.id],
        "action": event.action,
        "direction": event.direction,
        "status": event.status,
        "date": event.date,
        "day": event.day.isoformat(),
        "first_told": each.first_told.isoformat(),
        "effective_from": event.effective_from,
        "effective_until": event.effective_until,
        "level_to": event.level_to,
        "corroboration": event.corroboration,
        "own": each.own,
    }
