"""Reads of digests, of what they told, and of the messages that carry them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A digest as it was composed; `composed_at` is in UTC, `chart` a PNG."""

    id: int
    name: str
    period: str
    starts: dt.date
    ends: dt.date
    composed_at: dt.datetime
    events: int
    filters: str
    subject: str
    text: str
    html: str
    chart: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """What a series of digests told of an event last; an empty status: it was known before."""

    event: str
    status: str
    headline: str
    day: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the outbox and how it fares; times are ISO text in UTC.

    `digest` is the name of the digest or of the alert; an alert's period is "alert".
    """

    digest: str
    period: str
    recipient: str
    message_id: str
    state: str
    attempts: int
    created_at: str
    next_try: str | None
    reply: str


_DIGEST = "id, name, period, starts, ends, composed_at, events, filters, subject, text, html, chart"


def digest_of(db: sqlite3.Connection, name: str, period: str) -> StoredDigest | None:
    """Return the digest of a period, or None where it has not been composed."""
    row = db.execute(
        f"SELECT {_DIGEST} FROM digests WHERE name = ? AND period = ?",  # noqa: S608 - columns
        (name, period),
    ).fetchone()
    return _digest(row) if row else None


def digest_id(db: sqlite3.Connection, name: str, period: str) -> int | None:
    """Return the id of the digest of a period, or None where it has not been composed."""
    row = db.execute(
        "SELECT id FROM digests WHERE name = ? AND period = ?", (name, period)
    ).fetchone()
    return int(row[0]) if row else None


def latest_digest(db: sqlite3.Connection, name: str, before: dt.date) -> StoredDigest | None:
    """Return the last digest of a series whose period ends before a day, or None."""
    row = db.execute(
        f"SELECT {_DIGEST} FROM digests WHERE name = ? AND ends < ?"  # noqa: S608 - columns
        " ORDER BY ends DESC LIMIT 1",
        (name, before.isoformat()),
    ).fetchone()
    return _digest(row) if row else None


def list_digests(db: sqlite3.Connection, limit: int = 50) -> tuple[StoredDigest, ...]:
    """Return the digests, the latest first."""
    rows = db.execute(
        f"SELECT {_DIGEST} FROM digests ORDER BY id DESC LIMIT ?",  # noqa: S608
        (limit,),
    )
    return tuple(_digest(row) for row in rows)


def told_events(db: sqlite3.Connection, name: str, before: dt.date) -> dict[str, Told]:
    """Return what a series told in periods that end before a day, by the id each event has now.

    An event that was merged into another counts as told for the survivor.
    """
    rows = db.execute(
        "WITH RECURSIVE now(event, id) AS ("
        "  SELECT event, event FROM told WHERE name = :name"
        "  UNION SELECT now.event, t.points_to FROM now JOIN tombstones t ON t.id = now.id"
        "  WHERE t.points_to IS NOT NULL)"
        " SELECT now.id, told.status, told.headline, told.day FROM told"
        " JOIN now ON now.event = told.event JOIN digests d ON d.id = told.digest"
        " WHERE told.name = :name AND d.ends < :before"
        " ORDER BY told.event = now.id, told.digest",
        {"name": name, "before": before.isoformat()},
    )
    return {row[0]: Told(*row) for row in rows}


def recipients(db: sqlite3.Connection, digest: int) -> frozenset[str]:
    """Return those for whom a digest has a message."""
    rows = db.execute("SELECT recipient FROM messages WHERE digest = ?", (digest,))
    return frozenset(row[0] for row in rows)


def previous_message_id(
    db: sqlite3.Connection, name: str, recipient: str, before: dt.date
) -> str | None:
    """Return the Message-ID of the series' last message to a recipient before a day."""
    row = db.execute(
        "SELECT m.message_id FROM messages m JOIN digests d ON d.id = m.digest"
        " WHERE d.name = ? AND m.recipient = ? AND d.ends < ? ORDER BY d.ends DESC LIMIT 1",
        (name, recipient, before.isoformat()),
    ).fetchone()
    return str(row[0]) if row else None


def messages(db: sqlite3.Connection, digest: int | None = None) -> tuple[Message, ...]:
    """Return the messages of a digest, or all of them, the latest first."""
    where, values = ("WHERE m.digest = ?", (digest,)) if digest is not None else ("", ())
    return _messages(db, where, values)


def parked_messages(db: sqlite3.Connection) -> tuple[Message, ...]:
    """Return the messages that a person has to look at: refused, or given up after two days."""
    return _messages(db, "WHERE m.state IN ('refused', 'expired')", ())


def is_delivery_due(db: sqlite3.Connection, now: dt.datetime) -> bool:
    """Return whether a message waits to be handed over."""
    moment = now.astimezone(dt.UTC).isoformat(timespec="seconds")
    row = db.execute("SELECT 1 FROM messages WHERE next_try <= ? LIMIT 1", (moment,)).fetchone()
    return row is not None


def _messages(db: sqlite3.Connection, where: str, values: tuple[int, ...]) -> tuple[Message, ...]:
    rows = db.execute(
        "SELECT m.series, coalesce(d.period, 'alert'), m.recipient, m.message_id, m.state,"  # noqa: S608
        " m.attempts, m.created_at, m.next_try, m.reply"
        f" FROM messages m LEFT JOIN digests d ON d.id = m.digest {where} ORDER BY m.id DESC",
        values,
    )
    return tuple(Message(*row) for row in rows)


def _digest(row: sqlite3.Row) -> StoredDigest:
    id_, name, period, starts, ends, composed, events, *words = tuple(row)
    days = (dt.date.fromisoformat(starts), dt.date.fromisoformat(ends))
    moment = dt.datetime.fromisoformat(composed)
    return StoredDigest(id_, name, period, *days, moment, events, *words)


def alert_filters(db: sqlite3.Connection, name: str) -> str | None:
    """Return the filters with which an alert began, or None where it has not."""
    row = db.execute("SELECT filters FROM alerts WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else None


def alerted_events(db: sqlite3.Connection, name: str) -> frozenset[tuple[str, str]]:
    """Return the (event, status) an alert has told of or knew, by the id each event has now."""
    rows = db.execute(
        "WITH RECURSIVE now(event, status, id) AS ("
        "  SELECT event, status, event FROM alerted WHERE name = ?"
        "  UNION SELECT now.event, now.status, t.points_to FROM now"
        "  JOIN tombstones t ON t.id = now.id WHERE t.points_to IS NOT NULL)"
        " SELECT id, status FROM now",
        (name,),
    )
    return frozenset((row[0], row[1]) for row in rows)


def alerts_since(db: sqlite3.Connection, name: str, moment: dt.datetime) -> int:
    """Return how many times an alert has told something since a moment."""
    row = db.execute(
        "SELECT count(DISTINCT created_at) FROM messages WHERE series = ? AND digest IS NULL"
        " AND created_at > ?",
        (name, moment.astimezone(dt.UTC).isoformat(timespec="seconds")),
    ).fetchone()
    return int(row[0])
