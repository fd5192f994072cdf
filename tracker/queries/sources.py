"""Reads of the sources and their polls."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Source:
    """A source as the database knows it. Times are ISO text in UTC."""

    id: int
    name: str
    kind: str
    url: str
    outlet: str
    official: bool
    minutes: int | None
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    validated_at: str | None
    next_poll: str | None
    last_poll: str | None
    last_good: str | None
    last_new: str | None
    newest: str | None
    rhythm_hours: float | None
    failures: int
    state: str
    reason: str | None
    since: str | None
    redirect_url: str | None
    redirect_days: int
    redirect_seen: str | None


_COLUMNS = (
    "id, name, kind, coalesce(moved_url, url), outlet, official, minutes, etag, last_modified,"
    " body_hash, validated_at, next_poll, last_poll, last_good, last_new, newest, rhythm_hours,"
    " failures, state, reason, since, redirect_url, redirect_days, redirect_seen"
)


def list_sources(db: sqlite3.Connection) -> tuple[Source, ...]:
    """Every enabled source, by name."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM sources WHERE enabled ORDER BY name")  # noqa: S608
    return tuple(Source(*row) for row in rows)


def source_names(db: sqlite3.Connection) -> tuple[str, ...]:
    """The names and outlets of all sources that the timeline has ever had."""
    rows = db.execute(
        "SELECT name FROM sources UNION SELECT outlet FROM sources"
        " UNION SELECT outlet FROM articles"
    )
    return tuple(str(name) for (name,) in rows)


def due_sources(
    db: sqlite3.Connection, now: dt.datetime, names: Sequence[str] = ()
) -> tuple[Source, ...]:
    """The enabled sources whose poll is due at `now`, or those named, due or not.

    Raises ConfigError for a name that no enabled source has.
    """
    known = {source.name: source for source in list_sources(db)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ConfigError(
            f'no enabled source is called "{unknown[0]}"; `tracker sources list` shows them all'
        )
    if names:
        return tuple(known[name] for name in dict.fromkeys(names))
    moment = now.isoformat()
    return tuple(source for source in known.values() if _is_due(source, moment))


def _is_due(source: Source, moment: str) -> bool:
    """A poll in the future means that the clock was set back: what it planned is void."""
    if source.state == "gone":
        return False
    planned, polled = source.next_poll, source.last_poll
    return planned is None or planned <= moment or (polled is not None and polled > moment)


def news_times(db: sqlite3.Connection, source: int, limit: int = 20) -> tuple[dt.datetime, ...]:
    """When the last polls were that brought something new, the latest first."""
    rows = db.execute(
        "SELECT at FROM polls WHERE source = ? AND new > 0 ORDER BY id DESC LIMIT ?",
        (source, limit),
    )
    return tuple(dt.datetime.fromisoformat(row[0]) for row in rows)
