"""Reads of where measures stand, and of the run of one story."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipelines.errors import TimelineError
from pipelines.model import Story
from pipelines.state import EARLY_DAYS, Known, Outcome, Standing, known_by, run_order, standing
from pipelines.story import measure_id
from pipelines.vocabulary import STATUS_CLASS_OF
from tracker.places import first_place
from tracker.queries.conditions import arms, joined
from tracker.queries.events import resolve_event, sources_of
from tracker.rows import event_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from pipelines.catalogue import Catalogue
    from tracker.queries.filters import Filters


@dataclass(frozen=True, slots=True)
class _Way:
    """How an event can be filed under a story, and what it then means for it."""

    kind: str
    own: bool
    decides: bool
    actions: tuple[str, ...] = ()


_OWN = _Way("own", own=True, decides=True)
_PART = _Way("part", own=False, decides=True)
_WIDER = _Way("own", own=False, decides=True, actions=("lift", "suspend"))
_GENERAL = _Way("general", own=False, decides=False)

_FILED = (
    "SELECT e.*, (SELECT json_group_array(json_array(h.day, h.status)) FROM"
    " (SELECT day, status FROM event_history WHERE event = e.place ORDER BY number) h)"
    " AS told FROM event_stories b CROSS JOIN events e ON e.place = b.event"
    " WHERE b.story = ? AND b.kind = ? AND e.hidden = 0"
)

_Told = tuple[Known, str]
"""An event with its headline."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How much of a story is read: so many events of each kind up to a day, and after it.

    Of acts on finer goods, which can fulfil expectations, four times `past` are read.
    """

    on: dt.date
    past: int = 200
    ahead: int = 50


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
        run = read_run(db, story, catalogue, Reach(moment.on, past=12, ahead=4))
        found = standing(run.story, _known(run, moment), moment.on)
        if found.event is not None or found.pending:
            rows.append(_state_row(found, run))
    return rows


def list_outcomes(
    db: sqlite3.Connection, filters: Filters, moment: Moment, catalogue: Catalogue
) -> list[Outcome]:
    """What had become of the expectations in the stories that the filters mean."""
    found: list[Outcome] = []
    for story in _stories(db, filters, moment):
        run = read_run(db, story, catalogue, Reach(moment.on))
        found += standing(run.story, _known(run, moment), moment.on).outcomes
    return found


def read_story(
    db: sqlite3.Connection, name: str, moment: Moment, catalogue: Catalogue
) -> dict[str, Any]:
    """One story: where it stands, and its run of events with what became of each expectation.

    `name` is a story's id, the start of one, or an event's. Raises
    TimelineError where there is no such story.
    """
    run = read_run(db, resolve_story(db, name), catalogue, Reach(moment.on))
    known = _known(run, moment)
    found = standing(run.story, known, moment.on)
    outcomes = {each.expected: each for each in found.outcomes}
    sources = sources_of(db, (each.event.id for each in known))
    events = [
        _run_row(each, run) | {"sources": sources[each.event.id]}
        for each in sorted(known, key=run_order)
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
    if rows and start:
        raise TimelineError(f"{start} begins several ids of stories; write more of it")
    if start.startswith("e"):
        event = resolve_event(db, start)
        return str(db.execute("SELECT story FROM events WHERE id = ?", (event,)).fetchone()[0])
    raise TimelineError(f"there is no story {start}; `tracker state --format json` lists the ids")


def begun_stories(db: sqlite3.Connection, start: str, most: int = 200) -> list[str]:
    """Ids of stories that begin so, the last moved first."""
    rows = db.execute(
        "SELECT id FROM stories WHERE id >= ? AND id < ? ORDER BY latest DESC LIMIT ?",
        (start, f"{start}\U0010ffff", most),
    )
    return [row[0] for row in rows]


def read_run(
    db: sqlite3.Connection,
    story: str,
    catalogue: Catalogue,
    reach: Reach,
) -> Run:
    """The events of a story, and those that bear on it, within reach of a day.

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
    found = _bearing(db, value, catalogue, reach)
    known = tuple(each for each, _ in found)
    own = sorted((each for each in known if each.own), key=lambda each: each.event.day)
    headlines = {each.event.id: headline for each, headline in found}
    return Run(replace(value, events=tuple(each.event.id for each in own)), known, headlines)


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


def _bearing(
    db: sqlite3.Connection, story: Story, catalogue: Catalogue, reach: Reach
) -> list[_Told]:
    """The events that decide where a story stands, and those that fulfil its expectations."""
    found: dict[str, _Told] = {}
    for id_, way in _ways(story, catalogue):
        for told in _read(db, id_, way, reach):
            found.setdefault(told[0].event.id, told)
    expected = [each.first_told for each, _ in found.values() if _is_expectation(each)]
    if expected:
        since = min(expected) - dt.timedelta(days=EARLY_DAYS)
        for told in _acts(db, story.id, since, reach):
            found.setdefault(told[0].event.id, told)
    return list(found.values())


def _ways(story: Story, catalogue: Catalogue) -> Iterator[tuple[str, _Way]]:
    """Where the events of a story are filed: its own, those of several goods, of wider ones.

    Of the acts on wider goods only a lift or a suspension reaches the finer ones.
    """
    yield story.id, _OWN
    if not story.items:
        return
    yield story.id, _PART
    if len(story.items) == 1:
        for item in sorted({*catalogue.lineage(story.items[0])[1:]} - {"all_goods"}):
            wider = measure_id(story.instrument, story.actors, story.targets, (item,))
            yield wider, _WIDER


def _read(db: sqlite3.Connection, story: str, way: _Way, reach: Reach) -> Iterator[_Told]:
    """The events filed in one way: the latest up to the day, and the first after it."""
    place = first_place(_day_after(reach.on))
    for sign, order, most in (("<", "DESC", reach.past), (">=", "ASC", reach.ahead)):
        end = f"AND b.event {sign} ? ORDER BY b.event {order} LIMIT ?"
        for row in db.execute(f"{_FILED} {end}", (story, way.kind, place, most)):
            if not way.actions or row["action"] in way.actions:
                yield _told(row, way)


def _acts(db: sqlite3.Connection, story: str, since: dt.date, reach: Reach) -> Iterator[_Told]:
    """The acts on finer goods that can have fulfilled an expectation of the story by the day."""
    end = (
        "AND b.event BETWEEN ? AND ? AND e.status IN ('in_force', 'announced')"
        " ORDER BY b.event LIMIT ?"
    )
    days = first_place(since), first_place(_day_after(reach.on)) - 1
    for row in db.execute(f"{_FILED} {end}", (story, _GENERAL.kind, *days, 4 * reach.past)):
        yield _told(row, _GENERAL)


def _told(row: sqlite3.Row, way: _Way) -> _Told:
    told = tuple((dt.date.fromisoformat(day), to) for day, to in json.loads(row["told"]))
    return Known(event_of(row), told, way.own, way.decides), row["headline"]


def _is_expectation(each: Known) -> bool:
    return each.own and STATUS_CLASS_OF[each.event.status] == "prospective"


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
