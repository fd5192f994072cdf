"""Reads of one event: its evidence, its history and its story."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from pipelines.state import outcome
from pipelines.vocabulary import STATUS_CLASS_OF
from tracker.queries.events import LISTS, event_row, resolve_event, sources_of
from tracker.queries.states import Reach, read_run

if TYPE_CHECKING:
    import sqlite3

    from pipelines.catalogue import Catalogue
    from tracker.queries.states import Run

Row = dict[str, Any]

_EVIDENCE_FIELDS = (
    *("id", "field", "start", "end", "quote", "action", "status", "items", "actors", "targets"),
    *("date", "attribution", "effective_from", "effective_until", "level_from", "level_to"),
    *("rule", "confidence", "cues", "joins", "revision"),
)


def read_event(db: sqlite3.Connection, name: str, on: dt.date, catalogue: Catalogue) -> Row:
    """All that is known of the event that `name` means, as a row like those of `list_events`.

    Added are "evidence" (each mention with its article, the words that decided
    each field, and the mention it joined), "history" (each change of status,
    and what fulfilled or contradicted an expectation, by the day `on`), "withdrawn"
    mentions, "corrections", "was" (ids it had), "hidden", and the "run" of its story.
    Raises TimelineError where there is no such event.
    """
    id_ = resolve_event(db, name)
    stored = db.execute("SELECT * FROM events WHERE id = ?", (id_,)).fetchone()
    run = read_run(db, stored["story"], catalogue, Reach(on))
    evidence = _evidence(db, id_, "m.withdrawn IS NULL")
    return event_row(stored) | {
        "sources": sources_of(db, [id_])[id_],
        "evidence": evidence,
        "history": _history(db, stored, run, on),
        "withdrawn": _evidence(db, id_, "m.withdrawn IS NOT NULL"),
        "corrections": _corrections(db, evidence),
        "was": _earlier_ids(db, id_),
        "hidden": bool(stored["hidden"]),
        "run": _run(run, on),
    }


def _evidence(db: sqlite3.Connection, event: str, condition: str) -> list[Row]:
    columns = ", ".join(f'm."{name}"' for name in _EVIDENCE_FIELDS)
    rows = db.execute(
        f"SELECT {columns}, m.withdrawn, a.outlet, a.url, a.title, a.published, a.official,"  # noqa: S608
        " a.text_group, a.body_origin AS origin FROM mentions m JOIN articles a ON a.id = m.article"
        f" WHERE m.event = ? AND {condition} ORDER BY a.published, a.url, m.field, m.start",
        (event,),
    )
    return [_evidence_row(row) for row in rows]


def _evidence_row(row: sqlite3.Row) -> Row:
    found = dict(row) | {name: json.loads(row[name]) for name in LISTS}
    cues = [
        {"decides": decides, "start": start, "end": end}
        for decides, start, end in json.loads(row["cues"])
    ]
    return found | {"cues": cues, "official": bool(row["official"])}


def _history(db: sqlite3.Connection, stored: sqlite3.Row, run: Run, on: dt.date) -> list[Row]:
    """The changes of the event's status, each with its day and who told it, and how it ended."""
    rows = db.execute(
        "SELECT h.day, h.status, a.outlet, a.url, h.mention FROM event_history h"
        " LEFT JOIN mentions m ON m.id = h.mention LEFT JOIN articles a ON a.id = m.article"
        " WHERE h.event = ? ORDER BY h.number",
        (stored["place"],),
    )
    changes = [dict(row) | {"event": None, "days": None} for row in rows]
    return changes + _ending(stored, run, on)


def _ending(stored: sqlite3.Row, run: Run, on: dt.date) -> list[Row]:
    """What became of an expectation, or the act that undid an act."""
    known = {each.event.id: each for each in run.known}
    this = known.get(stored["id"])
    if this is None:
        return []
    actual = sorted(
        (each for each in known.values() if STATUS_CLASS_OF[each.event.status] == "actual"),
        key=lambda each: (each.event.day, each.first_told, each.event.id),
    )
    if STATUS_CLASS_OF[stored["status"]] == "prospective":
        became = outcome(this, actual, on)
        day = known[became.event].event.day.isoformat() if became.event else on.isoformat()
        if became.became == "open":
            return []
        return [_end(day, became.became, became.event, became.days)]
    for each in actual:
        undoes = {each.event.direction, this.event.direction} == {"restrict", "liberalise"}
        if undoes and each.event.day > this.event.day and each.event.action in ("lift", "impose"):
            days = (each.event.day - this.event.day).days
            return [_end(each.event.day.isoformat(), "ended", each.event.id, days)]
    return []


def _end(day: str, status: str, event: str | None, days: int | None) -> Row:
    nobody = {"outlet": None, "url": None, "mention": None}
    return {"day": day, "status": status} | nobody | {"event": event, "days": days}


def _corrections(db: sqlite3.Connection, evidence: list[Row]) -> list[Row]:
    """The corrections, undone ones too, that name a mention of the event."""
    ids = json.dumps([row["id"] for row in evidence])
    rows = db.execute(
        "SELECT id, at, kind, reason, payload, undone_at FROM corrections c WHERE EXISTS"
        " (SELECT 1 FROM json_each(c.payload, '$.anchors') j"
        "  WHERE j.value IN (SELECT value FROM json_each(?)))"
        " ORDER BY id",
        (ids,),
    )
    return [dict(row) | {"payload": json.loads(row["payload"])} for row in rows]


def _earlier_ids(db: sqlite3.Connection, id_: str) -> list[str]:
    """The ids, dead now, under which the event was known."""
    rows = db.execute(
        "WITH RECURSIVE was(id) AS (VALUES (?) UNION"
        " SELECT t.id FROM tombstones t JOIN was ON t.points_to = was.id)"
        " SELECT id FROM was WHERE id <> ? ORDER BY id",
        (id_, id_),
    )
    return [row[0] for row in rows]


def _run(run: Run, on: dt.date) -> list[Row]:
    """The events of the story in the order of their days, up to a day."""
    known = sorted(run.known, key=lambda each: (each.event.day, each.first_told, each.event.id))
    return [
        {
            "id": each.event.id,
            "day": each.event.day.isoformat(),
            "date": each.event.date,
            "status": each.event.status,
            "headline": run.headlines[each.event.id],
        }
        for each in known
        if (each.own or each.decides) and each.first_told <= on
    ]
