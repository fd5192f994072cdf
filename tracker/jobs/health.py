"""How a source does, and when it is polled again: decisions on values alone.

A failing source is asked ever less often, up to once a day, but never given
up; only "410 Gone" and the operator end it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import statistics
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.model import Entry
from pipelines.url import registrable
from tracker.queries.sources import Source
from tracker.store.sources import Health, Move

MAX_BACKOFF = dt.timedelta(days=1)
FAILING_AFTER = 3
"""Failures in a row after which a source is failing, and no longer degraded."""

MOVED_AFTER_DAYS = 3
"""Days on which a permanent redirect must be seen before it is believed."""

STALE_RHYTHMS = 8
MIN_RHYTHM_HOURS = 6.0
MAX_ASKED = dt.timedelta(days=1)
"""The longest that a server's Cache-Control, ttl or Retry-After is followed."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The latest date of a source's entries, and the usual hours between two of them."""

    newest: dt.datetime | None = None
    hours: float | None = None


def rhythm_of(entries: Iterable[Entry], now: dt.datetime) -> Rhythm:
    """The rhythm that the dates of one document tell; dates in the future do not count."""
    told = (_instant(entry) for entry in entries)
    return rhythm_of_times(at for at in told if at is not None and at <= now)


def rhythm_of_times(moments: Iterable[dt.datetime]) -> Rhythm:
    """The rhythm of these moments: of the last thirty, and only where there are four or more."""
    times = sorted(set(moments), reverse=True)[:30]
    if not times:
        return Rhythm()
    gaps = [
        (later - earlier).total_seconds() / 3600 for later, earlier in itertools.pairwise(times)
    ]
    return Rhythm(times[0], statistics.median(gaps) if len(gaps) >= 3 else None)


def after_good(
    source: Source, rhythm: Rhythm, minutes: int, asked: dt.timedelta, now: dt.datetime
) -> Health:
    """The source answered: it is ok, or stale, and due again after its interval.

    `asked` is the pause that the server asks for; it can only lengthen the interval.
    """
    pause = max(dt.timedelta(minutes=minutes), min(asked, MAX_ASKED))
    why = _stale(source, rhythm, now)
    if why:
        return Health("stale", why, 0, now + pause)
    return Health("ok", _unfollowed(source), 0, now + pause)


def after_bad(
    source: Source, reason: str, minutes: int, asked: dt.timedelta, now: dt.datetime
) -> Health:
    """The source failed: wait twice as long as after the last failure, and as asked."""
    failures = source.failures + 1
    pause = min(dt.timedelta(minutes=minutes) * 2 ** min(failures, 12), MAX_BACKOFF)
    spread = pause * _jitter(source.name, failures)
    state = "failing" if failures >= FAILING_AFTER else "degraded"
    return Health(state, reason, failures, now + max(spread, min(asked, MAX_ASKED)))


def waiting(source: Source, asked: dt.timedelta, now: dt.datetime) -> Health:
    """The host asked for a pause: the source was not asked, and is as it was."""
    pause = min(max(asked, dt.timedelta(minutes=1)), MAX_ASKED)
    return Health(source.state, source.reason or "", source.failures, now + pause)


def move_of(source: Source, moved_to: str | None, now: dt.datetime) -> Move:
    """What a permanent redirect means: it is followed once it was seen on three days.

    Never to another registrable domain, and never from https to http: those
    the operator alone may follow.
    """
    if moved_to is None or moved_to == source.url:
        return Move()
    is_same = moved_to == source.redirect_url
    is_new_day = source.redirect_seen != now.date().isoformat()
    days = source.redirect_days + is_new_day if is_same else 1
    return Move(moved_to, days, days >= MOVED_AFTER_DAYS and may_move(source.url, moved_to))


def may_move(url: str, to_url: str) -> bool:
    """Whether a source may be moved without its operator."""
    downgrade = url.startswith("https:") and not to_url.startswith("https:")
    return not downgrade and registrable(url) == registrable(to_url)


def gone(reason: str, now: dt.datetime) -> Health:
    """The server says that the source is gone for good."""
    return Health("gone", reason, 0, now + MAX_BACKOFF)


def _unfollowed(source: Source) -> str:
    """A hint for the operator where the source moved to a place that is not followed alone."""
    if source.redirect_url is None or source.redirect_days < MOVED_AFTER_DAYS:
        return ""
    if may_move(source.url, source.redirect_url):
        return ""
    return f"it has moved for good to {source.redirect_url}; change its url in the configuration"


def _stale(source: Source, rhythm: Rhythm, now: dt.datetime) -> str:
    """Why the source counts as stale, or "": an answer, but nothing new for long."""
    hours = rhythm.hours or source.rhythm_hours
    newest = rhythm.newest or _time(source.newest)
    if hours is None or newest is None:
        return ""
    limit = dt.timedelta(hours=STALE_RHYTHMS * max(hours, MIN_RHYTHM_HOURS))
    if now - newest <= limit:
        return ""
    return (
        f"nothing new since {newest:%Y-%m-%d}, though something used to come every {_span(hours)}"
    )


def _span(hours: float) -> str:
    return f"{hours / 24:.0f} days" if hours >= 48 else f"{max(hours, 1):.0f} hours"


def _jitter(name: str, failures: int) -> float:
    """From 0.8 to 1.0, different for each source, so that they do not come back together."""
    return 0.8 + zlib.crc32(f"{name} {failures}".encode()) % 1000 / 5000


def _instant(entry: Entry) -> dt.datetime | None:
    if entry.published is not None or entry.day is None:
        return entry.published
    return dt.datetime.combine(entry.day, dt.time(), dt.UTC)


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
