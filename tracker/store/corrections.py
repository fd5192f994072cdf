"""Writes of corrections: what a person changed about events, why and when.

A correction is a row of its own. It names its event by the mentions that the
event held, so it outlives a rebuild and a new reading of the texts.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.errors import ConfigError, TimelineError
from pipelines.merge.events import LIST_FIELDS, SET_FIELDS
from pipelines.vocabulary import ACTIONS_OF, STATUSES
from tracker.rows import as_json
from tracker.schema import stamp, transaction
from tracker.store.refresh import refresh_events

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from pipelines.merge.rules import MergeRules

_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


@dataclass(frozen=True, slots=True)
class Change:
    """What a person wants changed: kind is hide, merge, split, set or confirm.

    `event` is a living event's id. `others` are the events to merge into it,
    or the mentions to split off; `name` and `value` the field to set.
    """

    kind: str
    event: str
    others: tuple[str, ...] = ()
    name: str = ""
    value: str | tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """The id of the correction, and the ids of the events that are new, different or no more."""

    id: int
    events: tuple[str, ...]


def record_correction(
    db: sqlite3.Connection, change: Change, reason: str, rules: MergeRules, now: dt.datetime
) -> Corrected:
    """Record a correction and apply it, in one transaction.

    Raises ConfigError where the change makes no sense, TimelineError where its
    event or mentions are not there.
    """
    _check(db, change)
    with transaction(db):
        payloads = _payloads(db, change)
        for payload in payloads:
            made = db.execute(
                "INSERT INTO corrections (at, kind, event, payload, reason) VALUES (?, ?, ?, ?, ?)",
                (stamp(now), change.kind, change.event, as_json(payload), reason),
            )
        changed = refresh_events(db, _cores(db, payloads), rules, now)
    return Corrected(int(made.lastrowid or 0), changed)


def undo_correction(
    db: sqlite3.Connection, id_: int, rules: MergeRules, now: dt.datetime
) -> Corrected:
    """Undo a correction; its row stays, marked as undone.

    Raises TimelineError where there is none of that number, or it is undone already.
    """
    with transaction(db):
        row = db.execute(
            "SELECT payload FROM corrections WHERE id = ? AND undone_at IS NULL", (id_,)
        ).fetchone()
        if row is None:
            raise TimelineError(
                f"there is no correction {id_} to undo; `tracker correct list` shows them"
            )
        db.execute("UPDATE corrections SET undone_at = ? WHERE id = ?", (stamp(now), id_))
        changed = refresh_events(db, _cores(db, [json.loads(row["payload"])]), rules, now)
    return Corrected(id_, changed)


def _payloads(db: sqlite3.Connection, change: Change) -> list[dict[str, object]]:
    """The change as rows keep it: one, or one for each event to be merged."""
    anchors = _anchors(db, change.event)
    if change.kind == "merge":
        return [{"anchors": anchors, "others": _anchors(db, other)} for other in change.others]
    if change.kind == "split":
        return [{"anchors": anchors, "others": list(change.others)}]
    if change.kind == "set":
        return [{"anchors": anchors, "name": change.name, "value": change.value}]
    return [{"anchors": anchors}]


def _anchors(db: sqlite3.Connection, event: str) -> list[str]:
    """The mentions of an event, its founding one first."""
    rows = db.execute(
        "SELECT id FROM mentions WHERE event = ? AND withdrawn IS NULL"
        " ORDER BY id <> ?, joins IS NOT NULL, published, id",
        (event, f"m{event[1:]}"),
    ).fetchall()
    if not rows:
        raise TimelineError(f"there is no event {event}; `tracker events` lists them")
    return [row[0] for row in rows]


def _cores(db: sqlite3.Connection, payloads: Iterable[dict[str, object]]) -> set[str]:
    """The cores of all mentions that the payloads name."""
    ids: set[str] = set()
    for payload in payloads:
        for name in ("anchors", "others"):
            found = payload.get(name)
            ids.update(found if isinstance(found, list) else ())
    rows = db.execute(
        "SELECT DISTINCT core FROM mentions WHERE core IS NOT NULL"
        " AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(ids)),),
    )
    return {row[0] for row in rows}


def _check(db: sqlite3.Connection, change: Change) -> None:
    """Raise where the change makes no sense."""
    if change.kind == "merge" and (not change.others or change.event in change.others):
        raise ConfigError("an event is merged with another one; name a second event")
    if change.kind == "hide" and _is_hidden(db, change.event):
        raise ConfigError(f"{change.event} is hidden already; `tracker correct list` tells why")
    if change.kind == "split":
        _check_split(db, change)
    if change.kind == "set":
        _check_field(db, change)


def _is_hidden(db: sqlite3.Connection, event: str) -> bool:
    row = db.execute("SELECT hidden FROM events WHERE id = ?", (event,)).fetchone()
    return row is not None and bool(row[0])


def _check_split(db: sqlite3.Connection, change: Change) -> None:
    held = set(_anchors(db, change.event))
    strange = [mention for mention in change.others if mention not in held]
    if strange or not change.others:
        named = strange[0] if strange else "nothing"
        raise ConfigError(
            f"{named} is no mention of {change.event}; `tracker show {change.event}` lists them"
        )
    if held == set(change.others):
        raise ConfigError(f"all mentions of {change.event} would be split off; leave some in it")


def _check_field(db: sqlite3.Connection, change: Change) -> None:
    if change.name not in SET_FIELDS:
        raise ConfigError(
            f'an event has no field "{change.name}" to set; choose from {", ".join(SET_FIELDS)}'
        )
    if change.name in LIST_FIELDS:
        return
    row = db.execute("SELECT instrument FROM events WHERE id = ?", (change.event,)).fetchone()
    if row is None:
        raise TimelineError(f"there is no event {change.event}; `tracker events` lists them")
    allowed = {"action": ACTIONS_OF[row["instrument"]], "status": STATUSES}.get(change.name)
    if allowed is not None and change.value not in allowed:
        value = change.value or "none"
        raise ConfigError(
            f'{change.name} cannot be "{value}" here; choose from {", ".join(allowed)}'
        )
    if change.name in ("date", "effective_from", "effective_until") and not _is_date(change.value):
        raise ConfigError(f'"{change.value}" is no date; write 2025-06-09, 2025-06 or 2025')


def _is_date(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        dt.date.fromisoformat(value + "2000-01-01"[len(value) :])
    except ValueError:
        return False
    return True
