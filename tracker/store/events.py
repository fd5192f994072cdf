"""Writes of events, their stories and the tombstones of those that are no more."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from pipelines.headline import headline, label
from pipelines.merge.events import (
    StatusChange,
    status_history,
    witnesses,
)
from pipelines.story import story_ids, story_items, story_parties
from tracker.places import place_of
from tracker.rows import (
    as_json,
    event_columns,
)
from tracker.schema import stamp
from tracker.search_text import segmented

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from pipelines.catalogue import Catalogue
    from pipelines.model import Event, Evidence

_MOST_QUOTES = 40
"""Sentences of one event that full text search looks into."""


@dataclass(frozen=True, slots=True)
class Written:
    """An event to be written, with its evidence and whether a person hid or changed it."""

    event: Event
    evidence: tuple[Evidence, ...]
    is_hidden: bool
    is_corrected: bool


def write_events(
    db: sqlite3.Connection,
    found: Sequence[Written],
    was: Mapping[str, str],
    catalogue: Catalogue,
    now: dt.datetime,
) -> tuple[str, ...]:
    """Write the events in the place of those that their mentions belonged to.

    `was` has the earlier event of each mention. Gives the ids of events that
    are new, different or no more.
    """
    old = set(was.values()) | {each.event.id for each in found}
    stories = _stories_of(db, old)
    unchanged = {each.event.id for each in found if _is_written(db, each, catalogue)}
    for id_ in sorted(old - unchanged):
        _erase(db, id_)
    for each in found:
        if each.event.id not in unchanged:
            _write_event(db, each, catalogue, now)
        db.executemany(
            "UPDATE mentions SET event = ? WHERE id = ? AND event IS NOT ?",
            [(each.event.id, one.id, each.event.id) for one in each.evidence],
        )
    _bury(db, old - {each.event.id for each in found}, was, now)
    for story in sorted(stories | {each.event.story for each in found}):
        refresh_story(db, story, catalogue)
    return tuple(sorted(old - unchanged))


def _event_row(each: Written, catalogue: Catalogue) -> dict[str, Any]:
    days = [one.published for one in each.evidence]
    return event_columns(each.event) | {
        "witnesses": len(witnesses(each.evidence)),
        "first_published": min(days).isoformat(),
        "last_published": max(days).isoformat(),
        "headline": headline(each.event, catalogue),
        "label": label(each.event, catalogue),
        "hidden": int(each.is_hidden),
        "corrected": int(each.is_corrected),
    }


def _is_written(db: sqlite3.Connection, each: Written, catalogue: Catalogue) -> bool:
    """Whether the event stands in the database as it is, with the same evidence."""
    row = db.execute("SELECT * FROM events WHERE id = ?", (each.event.id,)).fetchone()
    if row is None:
        return False
    same = all(row[name] == value for name, value in _event_row(each, catalogue).items())
    told = db.execute(
        "SELECT id FROM mentions WHERE event = ? AND withdrawn IS NULL", (each.event.id,)
    )
    return same and {one[0] for one in told} == set(each.event.evidence)


def _erase(db: sqlite3.Connection, event: str) -> None:
    row = db.execute("SELECT place FROM events WHERE id = ?", (event,)).fetchone()
    if row is not None:
        db.execute("DELETE FROM event_search WHERE rowid = ?", (row[0],))
        db.execute("DELETE FROM events WHERE place = ?", (row[0],))


def _write_event(
    db: sqlite3.Connection, each: Written, catalogue: Catalogue, now: dt.datetime
) -> None:
    event = each.event
    place = _free_place(db, place_of(event.day, event.id))
    row = {"place": place, "changed": stamp(now)} | _event_row(each, catalogue)
    insert(db, "events", [row])
    parties = [("actor", code) for code in event.actors] + [
        ("target", code) for code in event.targets
    ]
    insert(
        db,
        "event_parties",
        [{"party": code, "role": role, "event": place} for role, code in parties],
    )
    insert(
        db,
        "event_items",
        [
            {"item": item, "event": place, "own": own}
            for item, own in _with_lineage(event.items, catalogue)
        ],
    )
    kinds = story_ids(event, catalogue)
    insert(
        db,
        "event_stories",
        [{"story": story, "event": place, "kind": kind} for story, kind in kinds.items()],
    )
    insert(
        db,
        "event_history",
        [
            {
                "event": place,
                "number": at,
                "day": change.day.isoformat(),
                "status": change.status,
                "mention": change.mention,
            }
            for at, change in enumerate(_history(each))
        ],
    )
    _index(db, place, row, each.evidence)
    db.execute("DELETE FROM tombstones WHERE id = ?", (event.id,))


def _history(each: Written) -> tuple[StatusChange, ...]:
    """The changes of status as told, or the one status that a person set."""
    told = status_history(each.evidence)
    if told[-1].status == each.event.status:
        return told
    return (replace(told[0], status=each.event.status),)


def _index(
    db: sqlite3.Connection, place: int, row: Mapping[str, Any], evidence: Sequence[Evidence]
) -> None:
    quotes = list(dict.fromkeys(one.mention.quote for one in evidence))[:_MOST_QUOTES]
    titles = list(dict.fromkeys(one.title for one in evidence))[:_MOST_QUOTES]
    texts = (f"{row['headline']}\n{row['label']}", "\n".join(titles), "\n".join(quotes))
    db.execute(
        "INSERT INTO event_search (rowid, headline, titles, quotes) VALUES (?, ?, ?, ?)",
        (place, *map(segmented, texts)),
    )


def _free_place(db: sqlite3.Connection, place: int) -> int:
    while db.execute("SELECT 1 FROM events WHERE place = ?", (place,)).fetchone():
        place += 1
    return place


def _with_lineage(items: Iterable[str], catalogue: Catalogue) -> list[tuple[str, int]]:
    """The items and all their ancestors, each with whether it is the event's own."""
    own = set(items)
    above = {up for item in own for up in catalogue.lineage(item)}
    return [(item, int(item in own)) for item in sorted(own | above)]


def _bury(
    db: sqlite3.Connection, dead: Iterable[str], was: Mapping[str, str], now: dt.datetime
) -> None:
    """Leave a tombstone for each event that is no more, pointing to where its mentions went."""
    for id_ in sorted(dead):
        survivor = db.execute(
            "SELECT event, count(*) AS held, max(id = ?) AS founding FROM mentions"
            " WHERE id IN (SELECT value FROM json_each(?)) AND withdrawn IS NULL"
            " GROUP BY event ORDER BY founding DESC, held DESC, event LIMIT 1",
            (f"m{id_[1:]}", json.dumps([one for one, event in was.items() if event == id_])),
        ).fetchone()
        db.execute(
            "INSERT OR REPLACE INTO tombstones (id, points_to, at) VALUES (?, ?, ?)",
            (id_, survivor[0] if survivor else None, stamp(now)),
        )


def _stories_of(db: sqlite3.Connection, events: Iterable[str]) -> set[str]:
    rows = db.execute(
        "SELECT DISTINCT story FROM events WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(events)),),
    )
    return {row[0] for row in rows}


def refresh_story(db: sqlite3.Connection, story: str, catalogue: Catalogue) -> None:
    """Write a story from its events; one without events is no more."""
    db.execute("DELETE FROM stories WHERE id = ?", (story,))
    row = db.execute(
        "SELECT instrument, actors, targets, items, max(place) AS latest FROM events"
        " WHERE story = ? AND hidden = 0",
        (story,),
    ).fetchone()
    if row is None or row["latest"] is None:
        return
    items = story_items(row["instrument"], json.loads(row["items"]), catalogue)
    sides = {
        side: as_json(story_parties(row["instrument"], json.loads(row[side]), items))
        for side in ("actors", "targets")
    }
    insert(db, "stories", [dict(row) | sides | {"id": story, "items": as_json(items)}])


def insert(db: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; one with a known key takes the other's place."""
    Database(db).table(table).insert_all(map(dict, rows), replace=True)
