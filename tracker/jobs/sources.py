"""Sources tried out: whether one answers, and which feed an address leads to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from pipelines.discover import Named
from pipelines.errors import DocumentError, FeedError, FetchError
from pipelines.feed import Feed
from tracker.config import Config, SourceConfig
from tracker.fetch import Fetcher, open_fetcher
from tracker.jobs.polling import ask, read_source
from tracker.worker import Workers, name_feeds, open_workers, parse_feed


@dataclass(frozen=True, slots=True)
class Checked:
    """What a source answered: how many entries, the newest one's day, or what is wrong."""

    source: SourceConfig
    entries: int = 0
    newest: dt.date | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Discovered:
    """A feed that an address led to."""

    url: str
    title: str
    outlet: str


def check_sources(config: Config, sources: Iterable[SourceConfig]) -> Iterator[Checked]:
    """Ask each source once, and yield what it answered; nothing is recorded."""
    with open_fetcher(config.fetch) as fetcher, open_workers(1) as workers:
        for source in sources:
            yield _check(source, fetcher, workers)


def _check(source: SourceConfig, fetcher: Fetcher, workers: Workers) -> Checked:
    try:
        part = partial(ask, fetcher, source=source.url)
        reading = read_source(ask(fetcher, source.url), source, workers, part)
    except (FetchError, DocumentError) as error:
        return Checked(source, error=str(error))
    feed = reading.feed
    if reading.fault:
        return Checked(source, error=reading.fault)
    if not feed.entries:
        return Checked(source, error="it answers, but holds no entries")
    days = [entry.day for entry in feed.entries if entry.day is not None]
    return Checked(source, len(feed.entries), max(days, default=None))


def discover(config: Config, url: str) -> tuple[Discovered, ...]:
    """Return the feed at an address, or those that the page there names and that can be read.

    Raises FetchError where the address does not answer and FeedError where
    it leads to no feed.
    """
    with open_fetcher(config.fetch) as fetcher, open_workers(1) as workers:
        answer = ask(fetcher, url)
        try:
            return (_discovered(parse_feed(workers, answer.body, answer.url, ""), answer.url),)
        except DocumentError:
            named = name_feeds(workers, answer.body, answer.url, answer.content_type)
        found = tuple(_named(named, url, fetcher, workers))
    if not found:
        raise FeedError(
            f"{url}: no feed is there, and the page names none that can be read;"
            ' for a page with a list of articles write a [[source]] with kind = "listing"'
        )
    return found


def _named(
    named: Iterable[Named], asker: str, fetcher: Fetcher, workers: Workers
) -> Iterator[Discovered]:
    for one in named:
        try:
            answer = ask(fetcher, one.url, asker)
            feed = parse_feed(workers, answer.body, answer.url, answer.content_type)
        except (FetchError, DocumentError):
            continue
        yield _discovered(feed, one.url)


def _discovered(feed: Feed, url: str) -> Discovered:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return Discovered(url, feed.title or host, host)
