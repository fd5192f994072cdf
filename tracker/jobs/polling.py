"""One poll of one source: ask, read, and say what came, in a thread of its own.

Nothing here touches the database; what comes back is recorded by the caller.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

from pipelines.errors import DocumentError, FetchError
from pipelines.feed import Feed
from pipelines.listing import Selectors
from tracker.config import SourceConfig
from tracker.fetch import Answer, Fetcher, MustWaitError, asked_pause
from tracker.jobs.health import rhythm_of
from tracker.queries.sources import Source
from tracker.store.sources import Poll
from tracker.worker import Workers, parse_feed, parse_listing

RENEWED_AFTER = dt.timedelta(days=7)
"""A feed is asked for whole so often, lest a wrong validator hides its news for ever."""


@dataclass(frozen=True, slots=True)
class Polled:
    """The outcome of a poll, with the pause that the server asks for."""

    source: Source
    poll: Poll
    asked: dt.timedelta = dt.timedelta()


def poll_source(
    source: Source, config: SourceConfig, fetcher: Fetcher, workers: Workers, now: dt.datetime
) -> Polled:
    """Ask for the source and read its entries; every failure becomes part of the outcome."""
    try:
        answer = fetcher.get(source.url, conditions(source, now), source.url)
    except MustWaitError as error:
        return Polled(source, Poll(kind=error.kind, error=str(error)), error.until - now)
    except FetchError as error:
        return Polled(source, Poll(kind=error.kind, error=str(error)))
    asked = asked_pause(answer.headers, now)
    poll = Poll(answer.status, len(answer.body))
    if answer.status == 304:
        return Polled(source, poll, asked)
    if answer.status != 200:
        failed = dataclasses.replace(poll, kind="status", error=status_error(source.url, answer))
        return Polled(source, failed, asked)
    try:
        feed = read_source(answer, config, workers)
    except DocumentError as error:
        unreadable = dataclasses.replace(poll, kind="document", error=str(error))
        return Polled(source, unreadable, asked)
    ttl = dt.timedelta(minutes=feed.ttl_minutes or 0)
    return Polled(source, _parsed(poll, answer, feed, now), max(asked, ttl))


def conditions(source: Source, now: dt.datetime) -> dict[str, str]:
    """The headers that ask for the feed only if it has changed."""
    if source.validated_at is None:
        return {}
    if now - dt.datetime.fromisoformat(source.validated_at) > RENEWED_AFTER:
        return {}
    return validators(source.etag, source.last_modified)


def validators(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers of a conditional request."""
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value}


def status_error(url: str, answer: Answer) -> str:
    """What an answer that is no document means, in words."""
    meanings = {
        401: "it asks for a login",
        402: "it asks for payment",
        403: "it refuses us",
        404: "there is nothing at this address",
        410: "it is gone for good",
        429: "it asks us to slow down",
    }
    meaning = meanings.get(answer.status, "the server has a fault" if answer.status >= 500 else "")
    return f"{url}: the answer is {answer.status}" + (f", {meaning}" if meaning else "")


def read_source(answer: Answer, config: SourceConfig, workers: Workers) -> Feed:
    """The entries in an answer of a source, read in a child; raises DocumentError."""
    if config.kind == "listing":
        selectors = Selectors(config.entry, config.link, config.title, config.date)
        return parse_listing(workers, answer.body, answer.url, answer.content_type, selectors)
    return parse_feed(workers, answer.body, answer.url, answer.content_type)


def _parsed(poll: Poll, answer: Answer, feed: Feed, now: dt.datetime) -> Poll:
    rhythm = rhythm_of(feed.entries, now)
    return dataclasses.replace(
        poll,
        entries=feed.entries,
        etag=_header(answer, "etag"),
        last_modified=_header(answer, "last-modified"),
        newest=rhythm.newest,
        rhythm_hours=rhythm.hours,
    )


def _header(answer: Answer, name: str) -> str | None:
    value = answer.headers.get(name, "")
    return value if value and len(value) < 500 and value.isascii() else None
