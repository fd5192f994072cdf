"""Rows of the timeline's tables as values, and values as rows."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipelines.model import Cue, Event, Evidence, Mention
from pipelines.story import short_id

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

EVIDENCE_COLUMNS = """
    m.id, m.field, m.start, m."end", m.quote, m.instrument, m.action, m.status, m.items,
    m.actors, m.targets, m.date, m.attribution, m.effective_from, m.effective_until,
    m.level_from, m.level_to, m.rule, m.confidence, m.cues, m.published, m.seen, m.joins,
    a.url, a.title, a.outlet, a.official,
    coalesce((SELECT g.outlet FROM articles g WHERE g.text_group = a.text_group
        ORDER BY g.published, g.url LIMIT 1), a.outlet) AS witness
"""
"""What `evidence_of` reads, from mentions AS m JOIN articles AS a."""


def mention_ids(url: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Stable ids of an article's mentions.

    Made of the address, the sentence, the instrument and the action, and a
    count among equals; what else is read into the sentence may change.
    """
    counts: dict[tuple[str, ...], int] = {}
    ids = []
    for mention in mentions:
        key = (url, mention.field, mention.quote, mention.instrument, mention.action)
        counts[key] = counts.get(key, 0) + 1
        ids.append(short_id("m", "\n".join((*key, str(counts[key])))))
    return tuple(ids)


def mention_of(row: sqlite3.Row | Mapping[str, Any]) -> Mention:
    """The mention of a row of mentions."""
    return Mention(
        field=row["field"],
        start=row["start"],
        end=row["end"],
        quote=row["quote"],
        instrument=row["instrument"],
        action=row["action"],
        status=row["status"],
        items=_list(row["items"]),
        actors=_list(row["actors"]),
        targets=_list(row["targets"]),
        date=row["date"],
        attribution=row["attribution"],
        effective_from=row["effective_from"],
        effective_until=row["effective_until"],
        level_from=row["level_from"],
        level_to=row["level_to"],
        rule=row["rule"],
        confidence=row["confidence"],
        cues=tuple(Cue(*cue) for cue in json.loads(row["cues"])),
    )


def mention_columns(mention: Mention) -> dict[str, Any]:
    """The fields of a mention as columns; lists are JSON."""
    return {
        "field": mention.field,
        "start": mention.start,
        "end": mention.end,
        "quote": mention.quote,
        "instrument": mention.instrument,
        "action": mention.action,
        "status": mention.status,
        "items": as_json(mention.items),
        "actors": as_json(mention.actors),
        "targets": as_json(mention.targets),
        "date": mention.date,
        "attribution": mention.attribution,
        "effective_from": mention.effective_from,
        "effective_until": mention.effective_until,
        "level_from": mention.level_from,
        "level_to": mention.level_to,
        "rule": mention.rule,
        "confidence": float(mention.confidence),
        "cues": as_json([(cue.decides, cue.start, cue.end) for cue in mention.cues]),
    }


def evidence_of(row: sqlite3.Row) -> Evidence:
    """The evidence of a row with the columns `EVIDENCE_COLUMNS`."""
    return Evidence(
        id=row["id"],
        mention=mention_of(row),
        url=row["url"],
        title=row["title"],
        outlet=row["outlet"],
        official=bool(row["official"]),
        published=dt.date.fromisoformat(row["published"]),
        seen=dt.datetime.fromisoformat(row["seen"]),
        witness=row["witness"],
    )


def event_of(row: sqlite3.Row, evidence: tuple[str, ...] = ()) -> Event:
    """The event of a row of events."""
    return Event(
        id=row["id"],
        story=row["story"],
        instrument=row["instrument"],
        action=row["action"],
        status=row["status"],
        items=_list(row["items"]),
        actors=_list(row["actors"]),
        targets=_list(row["targets"]),
        date=row["date"],
        date_precision=row["date_precision"],
        day=dt.date.fromisoformat(row["day"]),
        day_from_article=bool(row["day_from_article"]),
        effective_from=row["effective_from"],
        effective_until=row["effective_until"],
        level_from=row["level_from"],
        level_to=row["level_to"],
        corroboration=row["corroboration"],
        confidence=row["confidence"],
        evidence=evidence,
        first_seen=dt.datetime.fromisoformat(row["first_seen"]),
        last_seen=dt.datetime.fromisoformat(row["last_seen"]),
    )


def event_columns(event: Event) -> dict[str, Any]:
    """The fields of an event as columns; lists are JSON."""
    return {
        "id": event.id,
        "story": event.story,
        "instrument": event.instrument,
        "action": event.action,
        "direction": event.direction,
        "items": as_json(event.items),
        "actors": as_json(event.actors),
        "targets": as_json(event.targets),
        "status": event.status,
        "date": event.date,
        "date_precision": event.date_precision,
        "day": event.day.isoformat(),
        "day_from_article": int(event.day_from_article),
        "effective_from": event.effective_from,
        "effective_until": event.effective_until,
        "level_from": event.level_from,
        "level_to": event.level_to,
        "corroboration": event.corroboration,
        "confidence": event.confidence,
        "mentions": len(event.evidence),
        "first_seen": event.first_seen.isoformat(),
        "last_seen": event.last_seen.isoformat(),
    }


def as_json(value: object) -> str:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=2048)
def _list(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
