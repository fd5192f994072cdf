"""A request and its redirects, within its budget and by the rules of the host."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import time
from collections.abc import Iterator, Mapping
from functools import partial
from urllib.parse import urlsplit

from pipelines.errors import FetchError
from pipelines.url import web_url
from tracker.config import FetchConfig
from tracker.fetch import robots
from tracker.fetch.answer import Answer, Budget, Exchange, Leave
from tracker.fetch.archive import Recorder, Replay, Run
from tracker.fetch.manners import HostMemory, Manners
from tracker.fetch.pace import Pace
from tracker.fetch.wire import Wire


@contextlib.contextmanager
def open_fetcher(
    config: FetchConfig, memory: Mapping[str, HostMemory] | None = None
) -> Iterator[Fetcher]:
    """A Fetcher for [fetch] of config.toml; its connections are closed at the end.

    `memory` is what hosts asked of us in earlier runs, by their origin.
    """
    wire = Wire(config, budget_of(config))
    with contextlib.closing(Fetcher(config, Manners(memory or {}, _now), wire)) as fetcher:
        yield fetcher


@contextlib.contextmanager
def open_recorder(
    config: FetchConfig, memory: Mapping[str, HostMemory], run: Run
) -> Iterator[Fetcher]:
    """The same, with every answer kept in a new file of `run.file`, which is a folder here."""
    recorder = Recorder(Wire(config, budget_of(config)), run)
    with contextlib.closing(Fetcher(config, Manners(memory, _now), recorder)) as fetcher:
        yield fetcher


@contextlib.contextmanager
def open_replay(
    config: FetchConfig, memory: Mapping[str, HostMemory], run: Run
) -> Iterator[Fetcher]:
    """A Fetcher that gives the answers of a recorded run: at once, and as if it were then."""
    unhurried = dataclasses.replace(config, per_host_seconds=0.0)
    manners = Manners(memory, lambda: run.now)
    pace = Pace(0.0, sleep=lambda _: None)
    with contextlib.closing(Fetcher(unhurried, manners, Replay(run), pace)) as fetcher:
        yield fetcher


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Fetcher:
    """Asks the web, or what `wire` is in its place; for many threads at once.

    `budget` is a request's.
    """

    def __init__(
        self, config: FetchConfig, manners: Manners, wire: Exchange, pace: Pace | None = None
    ) -> None:
        self.budget = budget_of(config)
        self.manners = manners
        self._respects_robots = config.respect_robots
        self._pace = pace or Pace(config.per_host_seconds)
        self._wire = wire

    def stop(self) -> None:
        """Begin no further request: those that wait for their turn give up at once."""
        self._pace.stop()

    def close(self) -> None:
        """Close every connection."""
        self._wire.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None, source: str = "") -> Answer:
        """Ask for `url`, following redirects.

        `headers` make the request conditional; they are not sent on to another
        address. `source` is the address of the operator's own source on whose
        behalf this is asked: its own host may be a private one, where the
        configuration allows that. An answer of any status is returned; raises
        FetchError where none could be had, or robots.txt forbids to ask.
        """
        leave = Leave(time.monotonic() + self.budget.total_seconds, source)
        try:
            return self._follow(url, headers or {}, leave)
        except FetchError as error:
            if url in str(error):
                raise
            raise FetchError(f"{url}: {error}", error.kind) from error

    def _follow(self, url: str, headers: Mapping[str, str], leave: Leave) -> Answer:
        at, moved_to, permanent = url, None, True
        for _ in range(self.budget.max_redirects + 1):
            self._ask_leave(at, leave)
            answer = self._once(at, headers if at == url else {}, leave, self.budget)
            target = answer.redirect()
            if target is None:
                return dataclasses.replace(answer, moved_to=moved_to)
            permanent = permanent and answer.is_permanent
            moved_to = target if permanent else moved_to
            at = target
        raise FetchError(f"{url}: more than {self.budget.max_redirects} redirects", "redirects")

    def _ask_leave(self, url: str, leave: Leave) -> None:
        """Raise FetchError where the host wants to be left alone, or its robots.txt forbids."""
        self.manners.check(url)
        if not self._respects_robots:
            return
        rules = self.manners.rules(url, partial(self._read_robots, leave))
        if rules is None:
            raise FetchError(f"{url}: the robots.txt of the site cannot be read", "robots_unread")
        self._pace.slow_down(_host(url), robots.delay(rules))
        if not rules.can_fetch(url, robots.AGENT):
            raise FetchError(f"{url}: the robots.txt of the site forbids it", "robots")

    def _read_robots(self, leave: Leave, url: str) -> tuple[int, bytes]:
        """Status and body; too many redirects are as good as no robots.txt."""
        budget = dataclasses.replace(self.budget, max_bytes=robots.MAX_BYTES)
        at = url
        for _ in range(self.budget.max_redirects + 1):
            answer = self._once(at, {}, leave, budget)
            target = answer.redirect()
            if target is None:
                return answer.status, answer.body
            at = target
        return 404, b""

    def _once(self, url: str, headers: Mapping[str, str], leave: Leave, budget: Budget) -> Answer:
        """One answer, when it is the host's turn; no redirect is followed."""
        usable = web_url(url)
        if usable is None:
            raise FetchError(
                f"{url[:200]}: only plain http and https addresses are asked", "scheme"
            )
        with self._pace.turn(_host(usable)) as waited:
            leave.deadline += waited
            self.manners.check(usable)
            try:
                answer = self._wire.exchange(usable, headers, leave, budget)
            except FetchError as error:
                self.manners.not_heard(usable, error)
                raise
            self.manners.heard(usable, answer)
            return answer


def budget_of(config: FetchConfig) -> Budget:
    """The limits that [fetch] of config.toml sets."""
    seconds = config.timeout_seconds
    return Budget(
        connect_seconds=min(seconds, 10.0),
        silence_seconds=seconds,
        total_seconds=seconds,
        max_bytes=int(config.max_megabytes * 1_000_000),
    )


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
