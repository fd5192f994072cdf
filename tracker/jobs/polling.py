"""One poll of one source: ask, read, and say what came, in a thread of its own.

Nothing here touches the database; what comes back is recorded by the caller.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from pipelines.errors import DocumentError, FetchError
from pipelines.feed import Feed
from pipelines.listing import Selectors
from pipelines.obstacle import obstacle
from tracker.config import SourceConfig
from tracker.fetch import Answer, Fetcher, MustWaitError, asked_pause
from tracker.jobs.health import rhythm_of
from tracker.jobs.sitemaps import PART, Ask, Reading, read_sitemaps
from tracker.queries.sources import Source
from tracker.store.sources import Poll
from tracker.worker import (
    Workers,
    parse_federal_register,
    parse_feed,
    parse_listing,
)

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
    poll = Poll(answer.status, len(answer.body), moved_to=answer.moved_to)
    if answer.status != 200:
        return Polled(source, _without_body(poll, source.url, answer), asked)
    known = body_hash(answer.body, config)
    if known == source.body_hash and not is_due_whole(source, now):
        return Polled(source, poll, asked)
    try:
        reading = read_source(answer, config, workers, partial(ask, fetcher, source=source.url))
    except DocumentError as error:
        unreadable = dataclasses.replace(poll, kind=error.kind, error=str(error))
        return Polled(source, unreadable, asked)
    ttl = dt.timedelta(minutes=reading.feed.ttl_minutes or 0)
    parsed = _parsed(poll, reading.feed, now)
    if reading.lasting:
        parsed = _validated(parsed, answer, known)
    if reading.fault:
        parsed = dataclasses.replace(parsed, kind=PART, error=reading.fault)
    return Polled(source, parsed, max(asked, ttl))


def ask(fetcher: Fetcher, url: str, source: str = "") -> Answer:
    """The whole document at `url`, asked for on behalf of `source`, or of itself.

    Raises FetchError for every answer but 200.
    """
    answer = fetcher.get(url, {}, source or url)
    if answer.status != 200:
        raise FetchError(status_error(url, answer), status_kind(answer))
    return answer


def _without_body(poll: Poll, url: str, answer: Answer) -> Poll:
    """The poll of an answer that is no document: unchanged, or an error with its class."""
    if answer.status == 304:
        return poll
    return dataclasses.replace(poll, kind=status_kind(answer), error=status_error(url, answer))


def body_hash(body: bytes, config: SourceConfig) -> str:
    """A hash of a body and of how it is read: the same gives the same entries again."""
    how = repr((config.kind, config.entry, config.link, config.title, config.date))
    return hashlib.sha256(how.encode() + body).hexdigest()[:32]


def is_due_whole(source: Source, now: dt.datetime) -> bool:
    """Whether the source is to be read anew whatever its validators say."""
    known = source.validated_at
    return known is None or now - dt.datetime.fromisoformat(known) > RENEWED_AFTER


def conditions(source: Source, now: dt.datetime) -> dict[str, str]:
    """The headers that ask for the feed only if it has changed."""
    return {} if is_due_whole(source, now) else validators(source.etag, source.last_modified)


def validators(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers of a conditional request."""
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value}


_MEANINGS = MappingProxyType(
    {
        401: ("wall", "it asks for a login"),
        402: ("wall", "it asks for payment"),
        403: ("refused", "it refuses us"),
        404: ("missing", "there is nothing at this address"),
        410: ("gone", "it is gone for good"),
        429: ("throttled", "it asks us to slow down"),
        451: ("refused", "it may not be shown here"),
    }
)


def status_kind(answer: Answer) -> str:
    """The class of the error that an answer other than 200 or 304 is."""
    if answer.status in {403, 429, 503} and _is_challenge(answer):
        return "challenge"
    known = _MEANINGS.get(answer.status)
    return known[0] if known else "server" if answer.status >= 500 else "status"


def status_error(url: str, answer: Answer) -> str:
    """What such an answer means, in words."""
    if status_kind(answer) == "challenge":
        meaning = "a challenge page that asks for a human"
    elif answer.status >= 500:
        meaning = "the server has a fault"
    else:
        meaning = _MEANINGS.get(answer.status, ("", ""))[1]
    return f"{url}: the answer is {answer.status}" + (f", {meaning}" if meaning else "")


def _is_challenge(answer: Answer) -> bool:
    """Whether the answer says so in a header, or its page does; no parser is needed for that."""
    return (
        "challenge" in answer.headers.get("cf-mitigated", "")
        or obstacle(answer.body, answer.content_type) == "challenge"
    )


def read_source(answer: Answer, config: SourceConfig, workers: Workers, ask_part: Ask) -> Reading:
    """The entries in an answer of a source, read in a child; raises DocumentError.

    `ask_part` is for what an index of sitemaps names.
    """
    if config.kind == "sitemap":
        return read_sitemaps(answer, ask_part, workers)
    body, url, content_type = answer.body, answer.url, answer.content_type
    if config.kind == "listing":
        selectors = Selectors(config.entry, config.link, config.title, config.date)
        return Reading(parse_listing(workers, body, url, content_type, selectors))
    read = parse_federal_register if config.kind == "federal_register" else parse_feed
    return Reading(read(workers, body, url, content_type))


def _parsed(poll: Poll, feed: Feed, now: dt.datetime) -> Poll:
    rhythm = rhythm_of(feed.entries, now)
    return dataclasses.replace(
        poll, entries=feed.entries, newest=rhythm.newest, rhythm_hours=rhythm.hours
    )


def _validated(poll: Poll, answer: Answer, known: str) -> Poll:
    """The poll with what tells that the source has not changed since."""
    return dataclasses.replace(
        poll,
        etag=_header(answer, "etag"),
        last_modified=_header(answer, "last-modified"),
        body_hash=known,
    )


def _header(answer: Answer, name: str) -> str | None:
    value = answer.headers.get(name, "")
    return value if value and len(value) < 500 and value.isascii() else None
