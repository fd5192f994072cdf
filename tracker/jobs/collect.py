"""Collect: poll the sources that are due, and read the pages of what is new.

Threads ask and read, a host one request at a time; this thread alone writes,
each step in a transaction of its own, so that a run killed anywhere is taken
up by the next one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from tracker.config import Config, FetchConfig
from tracker.fetch import Fetcher, HostMemory, open_fetcher
from tracker.jobs import health
from tracker.jobs.hosts import HostQueues
from tracker.jobs.polling import Polled, poll_source
from tracker.jobs.progress import OnProgress, Progress
from tracker.jobs.reading import Read, failed_read, read_article
from tracker.queries.articles import Wanted, wanted_articles
from tracker.queries.hosts import known_hosts
from tracker.queries.sources import Source, due_sources, list_sources, news_times
from tracker.store.articles import record_failure, record_text, record_unchanged
from tracker.store.hosts import record_hosts
from tracker.store.sources import Health, Move, Poll, Verdict, record_poll, sync_sources
from tracker.worker import Workers, open_workers

THREADS = 48
READERS = 3
"""Child processes that read documents."""


@dataclass(frozen=True, slots=True)
class CollectReport:
    """What a run did. `problems` has a line for each source that failed."""

    polled: int = 0
    unchanged: int = 0
    new: int = 0
    fetched: int = 0
    revised: int = 0
    from_feed: int = 0
    failed: int = 0
    problems: tuple[str, ...] = ()


Outcome = Polled | Read

OpenWeb = Callable[
    [FetchConfig, Mapping[str, HostMemory]], contextlib.AbstractContextManager[Fetcher]
]
"""open_fetcher, or one that records or replays."""

_COUNTED = ("polled", "unchanged", "new", "fetched", "revised", "from_feed", "failed")


def collect(
    config: Config,
    db: sqlite3.Connection,
    now: dt.datetime,
    names: Sequence[str] = (),
    on_progress: OnProgress | None = None,
) -> CollectReport:
    """Poll the sources that are due at `now`, or those called `names`, and read their news.

    `db` is open for writing. Raises ConfigError for an unknown name and
    TimelineError where the database cannot be written; whatever a source does
    is recorded with it and never raised.
    """
    return Collector(config, db, on_progress).run(now, names)


@dataclass(frozen=True, slots=True)
class Collector:
    """What runs have in common: `open_web` opens what is asked, the web or a record of it."""

    config: Config
    db: sqlite3.Connection
    on_progress: OnProgress | None = None
    open_web: OpenWeb = open_fetcher

    def run(self, now: dt.datetime, names: Sequence[str] = ()) -> CollectReport:
        """One run, as `collect` tells."""
        sync_sources(self.db, self.config.sources, now)
        due = due_sources(self.db, now, names)
        readable = due if names else list_sources(self.db)
        with (
            self.open_web(self.config.fetch, _memory(self.db)) as fetcher,
            open_workers(READERS) as workers,
            contextlib.closing(HostQueues[Outcome](THREADS)) as queues,
        ):
            run = _Run(self, now, _Tools(fetcher, workers, queues))
            run.poll(due)
            run.read([source.id for source in readable])
            try:
                report = run.finish()
            finally:
                fetcher.stop()
            record_hosts(self.db, _rows(fetcher.manners.memory))
        return report


def _memory(db: sqlite3.Connection) -> dict[str, HostMemory]:
    return {
        origin: HostMemory(robots, _time(robots_at), _time(not_before))
        for origin, (robots, robots_at, not_before) in known_hosts(db).items()
    }


def _rows(
    memory: Mapping[str, HostMemory],
) -> dict[str, tuple[str | None, str | None, str | None]]:
    return {
        origin: (host.robots, _text(host.robots_at), _text(host.not_before))
        for origin, host in memory.items()
    }


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _text(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


@dataclass(frozen=True, slots=True)
class _Tools:
    """What a run asks and reads with."""

    fetcher: Fetcher
    workers: Workers
    queues: HostQueues[Outcome]


class _Run:
    """One run: adds jobs, records their outcomes, and counts."""

    def __init__(self, collector: Collector, now: dt.datetime, tools: _Tools) -> None:
        self._config = collector.config
        self._db = collector.db
        self._now = now
        self._tools = tools
        self._on_progress = collector.on_progress
        self._settings = {source.name: source for source in collector.config.sources}
        self._counts: Counter[str] = Counter()
        self._problems: list[str] = []
        self._reading: set[int] = set()
        self._total = 0
        self._done = 0

    def poll(self, sources: Sequence[Source]) -> None:
        """Poll these sources."""
        tools = self._tools
        for source in sources:
            settings = self._settings[source.name]
            job = partial(poll_source, source, settings, tools.fetcher, tools.workers, self._now)
            self._add(source.url, job, partial(_unforeseen_poll, source))

    def read(self, sources: Sequence[int]) -> None:
        """Read the pages of these sources' articles that are due."""
        tools = self._tools
        for article in wanted_articles(self._db, self._now, sources):
            if article.id not in self._reading:
                self._reading.add(article.id)
                job = partial(read_article, article, tools.fetcher, tools.workers, self._now)
                self._add(article.link, job, partial(_unforeseen_read, article, self._now))

    def finish(self) -> CollectReport:
        """Record every outcome, and what follows from it, until nothing is left to do."""
        for outcome in self._tools.queues.results():
            if isinstance(outcome, Polled):
                self._record_poll(outcome)
            else:
                self._record_read(outcome)
        counts = {name: self._counts[name] for name in _COUNTED}
        return CollectReport(**counts, problems=tuple(self._problems))

    def _add(
        self, url: str, job: Callable[[], Outcome], unforeseen: Callable[[Exception], Outcome]
    ) -> None:
        self._total += 1
        self._tools.queues.add(urlsplit(url).netloc.lower(), partial(_safely, job, unforeseen))

    def _record_poll(self, polled: Polled) -> None:
        source, poll = polled.source, polled.poll
        move = health.move_of(source, poll.moved_to, self._now) if poll.good else Move()
        verdict = Verdict(self._health(polled), move)
        new = record_poll(self._db, source.id, poll, verdict, self._now)
        self._counts.update(polled=1, new=new, unchanged=poll.good and poll.entries is None)
        if not poll.good and poll.kind != "wait":
            self._problems.append(f"{source.name}: {poll.error}")
        self._tell(source.name)
        if poll.entries:
            self.read([source.id])

    def _health(self, polled: Polled) -> Health:
        source, poll = polled.source, polled.poll
        minutes = source.minutes or self._config.schedule.collect_minutes
        if poll.kind == "wait":
            return health.waiting(source, polled.asked, self._now)
        if poll.status == 410:
            return health.gone(poll.error, self._now)
        if not poll.good:
            return health.after_bad(source, poll.error, minutes, polled.asked, self._now)
        rhythm = health.Rhythm(poll.newest, poll.rhythm_hours)
        if source.newest is None and poll.newest is None:
            rhythm = health.rhythm_of_times(news_times(self._db, source.id))
        return health.after_good(source, rhythm, minutes, polled.asked, self._now)

    def _record_read(self, read: Read) -> None:
        article = read.article
        if read.text is not None:
            outcome = record_text(self._db, article.id, read.text, self._now, read.next_try)
            is_feed = read.text.origin == "feed" and outcome == "fetched"
            self._counts.update({outcome: 1, "from_feed": is_feed})
        elif read.error:
            record_failure(self._db, article.id, read.error, read.next_try)
            self._counts["failed"] += 1
        else:
            checked = None if read.postponed else self._now
            record_unchanged(self._db, article.id, read.next_try, checked)
        self._tell(article.title)

    def _tell(self, what: str) -> None:
        self._done += 1
        if self._on_progress is not None:
            self._on_progress(Progress(self._done, self._total, what))


def _safely(job: Callable[[], Outcome], unforeseen: Callable[[Exception], Outcome]) -> Outcome:
    """The outcome of a job, whatever happens in it."""
    try:
        return job()
    except Exception as error:  # noqa: BLE001 - what nobody foresaw is one source's, not the run's end
        return unforeseen(error)


def _unforeseen_poll(source: Source, error: Exception) -> Polled:
    return Polled(source, Poll(kind="unforeseen", error=_unforeseen(source.url, error)))


def _unforeseen_read(article: Wanted, now: dt.datetime, error: Exception) -> Read:
    return failed_read(article, _unforeseen(article.link, error), True, now)


def _unforeseen(url: str, error: Exception) -> str:
    return f"{url}: something unforeseen happened ({type(error).__name__}: {error})"[:500]
