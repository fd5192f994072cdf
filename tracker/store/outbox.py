"""Writes of digests and of the messages that carry them.

A digest is composed once for its period; its messages are kept as the bytes
that are handed over. A message is claimed before it is handed over, for a
lease; one that was left claimed by a process that died counts as unknown and
is handed over again, the same bytes with the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.schema import transaction

FINAL_STATES = ("accepted", "refused", "expired")
"""States after which a message is not handed over again."""

RETRY_FOR = dt.timedelta(days=2)
TRIES = 20
"""What the back-off fits into RETRY_FOR: a machine that slept through it has not tried."""

_KEPT_FOR = dt.timedelta(days=90)
_FIRST_WAIT = dt.timedelta(minutes=1)
_LONGEST_WAIT = dt.timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Composed:
    """A digest as it is stored; `told` are (event, status, headline, day) rows of its events."""

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
    told: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message for one recipient; `channel` is "mail" or "notify" (see `tracker.channels`)."""

    recipient: str
    message_id: str
    body: bytes
    channel: str = "mail"


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that this process alone hands over now."""

    id: int
    channel: str
    recipient: str
    message_id: str
    body: bytes
    attempts: int
    created_at: dt.datetime


def add_digest(db: sqlite3.Connection, digest: Composed, parcels: Sequence[Parcel]) -> int | None:
    """Store a digest with its messages, all or nothing.

    Returns its id, or None where the period has been composed before.
    """
    with transaction(db):
        row = db.execute(
            "INSERT INTO digests (name, period, starts, ends, composed_at, events, filters,"
            " subject, text, html, chart) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (name, period) DO NOTHING RETURNING id",
            (
                digest.name,
                digest.period,
                digest.starts.isoformat(),
                digest.ends.isoformat(),
                _iso(digest.composed_at),
                digest.events,
                digest.filters,
                digest.subject,
                digest.text,
                digest.html,
                digest.chart,
            ),
        ).fetchone()
        if row is None:
            return None
        _forget(db, digest.composed_at)
        _remember(db, int(row["id"]), digest)
        _post(db, _Origin(digest.name, int(row["id"])), parcels, digest.composed_at)
        return int(row["id"])


def add_messages(
    db: sqlite3.Connection, digest: int, parcels: Iterable[Parcel], now: dt.datetime
) -> None:
    """Store messages of a digest that is there already; those that are known stay."""
    with transaction(db):
        row = db.execute("SELECT name FROM digests WHERE id = ?", (digest,)).fetchone()
        _post(db, _Origin(row["name"], digest), parcels, now)


def begin_alert(
    db: sqlite3.Connection,
    name: str,
    filters: str,
    known: Iterable[tuple[str, str]],
    now: dt.datetime,
) -> None:
    """Store that an alert with these filters begins, and the (event, status) it knows already."""
    with transaction(db):
        db.execute(
            "INSERT INTO alerts (name, filters) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET filters = excluded.filters",
            (name, filters),
        )
        _mark(db, name, known, now)


def add_alert(
    db: sqlite3.Connection,
    name: str,
    told: Iterable[tuple[str, str]],
    parcels: Iterable[Parcel],
    now: dt.datetime,
) -> None:
    """Store the messages of an alert and the (event, status) they tell of, all or nothing."""
    with transaction(db):
        _mark(db, name, told, now)
        _post(db, _Origin(name, None), parcels, now)


def claim(db: sqlite3.Connection, now: dt.datetime, lease: dt.timedelta) -> Claim | None:
    """Take the message that has waited longest, or None where none is due at `now`."""
    with transaction(db):
        row = db.execute(
            "UPDATE messages SET state = 'sending', attempts = attempts + 1, next_try = ?"
            " WHERE id = (SELECT id FROM messages WHERE next_try <= ?"
            " ORDER BY next_try, id LIMIT 1)"
            " RETURNING id, channel, recipient, message_id, body, attempts, created_at",
            (_iso(now + lease), _iso(now)),
        ).fetchone()
    if row is None:
        return None
    created = dt.datetime.fromisoformat(row["created_at"])
    id_, channel, recipient, message_id, body, attempts, _ = tuple(row)
    return Claim(id_, channel, recipient, message_id, body, attempts, created)


def settle(
    db: sqlite3.Connection,
    claimed: Claim,
    result: tuple[str, int | None, str],
    now: dt.datetime,
) -> str:
    """Record how a hand-over ended (state, code, reply) and when it is tried again.

    Returns the state, which is "expired" where two days and their tries have passed.
    """
    state, code, reply = result
    if state not in FINAL_STATES and _is_past(claimed, now):
        state = "expired"
    next_try = None if state in FINAL_STATES else now + wait(claimed.attempts)
    with transaction(db):
        db.execute(
            "INSERT INTO deliveries (message, at, state, code, reply) VALUES (?, ?, ?, ?, ?)",
            (claimed.id, _iso(now), state, code, reply),
        )
        db.execute(
            "UPDATE messages SET state = ?, next_try = ?, reply = ? WHERE id = ?",
            (state, next_try and _iso(next_try), reply, claimed.id),
        )
    return state


def _is_past(claimed: Claim, now: dt.datetime) -> bool:
    return claimed.attempts >= TRIES and now - claimed.created_at > RETRY_FOR


def wait(attempts: int) -> dt.timedelta:
    """Return how long a message rests after so many attempts: 1, 2, 4 ... minutes, at most 4 h."""
    doubled: int = 1 << min(attempts - 1, 16)
    return min(_FIRST_WAIT * doubled, _LONGEST_WAIT)


def _forget(db: sqlite3.Connection, now: dt.datetime) -> None:
    """Empty the messages that were done with long ago; the digest itself stays."""
    db.execute(
        "UPDATE messages SET body = x'' WHERE next_try IS NULL AND created_at < ? AND body <> x''",
        (_iso(now - _KEPT_FOR),),
    )


def _remember(db: sqlite3.Connection, digest: int, composed: Composed) -> None:
    db.executemany(
        "INSERT INTO told (name, event, digest, status, headline, day) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (name, event) DO UPDATE SET digest = excluded.digest,"
        " status = excluded.status, headline = excluded.headline, day = excluded.day",
        [(composed.name, event, digest, *rest) for event, *rest in composed.told],
    )


def _mark(
    db: sqlite3.Connection, name: str, told: Iterable[tuple[str, str]], now: dt.datetime
) -> None:
    db.executemany(
        "INSERT INTO alerted (name, event, status, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(name, event, status, _iso(now)) for event, status in told],
    )


@dataclass(frozen=True, slots=True)
class _Origin:
    """What a message belongs to: the name of a digest or an alert, and the digest's id."""

    series: str
    digest: int | None


def _post(
    db: sqlite3.Connection, origin: _Origin, parcels: Iterable[Parcel], now: dt.datetime
) -> None:
    moment, source = _iso(now), (origin.digest, origin.series)
    db.executemany(
        "INSERT INTO messages (digest, series, channel, recipient, message_id, body, created_at,"
        " next_try) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (message_id) DO NOTHING",
        [(*source, p.channel, p.recipient, p.message_id, p.body, moment, moment) for p in parcels],
    )


def _iso(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")
