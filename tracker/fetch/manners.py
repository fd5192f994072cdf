"""What hosts have asked of us: their robots.txt, to come back later, and their silence.

Kept from run to run by whoever opens a Fetcher: see `Manners.memory`.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from protego import Protego

from pipelines.errors import FetchError
from tracker.fetch import robots
from tracker.fetch.answer import Answer
from tracker.fetch.waiting import asked_pause

MAX_WAIT = dt.timedelta(days=1)
"""The longest that a Retry-After is followed."""

UNSAID_WAIT = dt.timedelta(minutes=5)
"""How long a 429 without a Retry-After closes its host."""

SILENT_AFTER = 2
"""Requests in a row that a host may leave unanswered before it is left alone."""

SILENT_FOR = dt.timedelta(minutes=10)
_SILENCE = frozenset({"connect", "dns", "timeout"})


class MustWaitError(FetchError):
    """The host asked us to come back later: not before `until`."""

    def __init__(self, message: str, until: dt.datetime) -> None:
        super().__init__(message, "wait")
        self.until = until


@dataclass(frozen=True, slots=True)
class HostMemory:
    """What one origin (scheme, host, port) has asked of us.

    `robots` is its robots.txt, None where it could not be read; `not_before`
    is when it may be asked again.
    """

    robots: str | None = None
    robots_at: dt.datetime | None = None
    not_before: dt.datetime | None = None


class Manners:
    """The memory of all hosts, for any number of threads."""

    def __init__(self, known: Mapping[str, HostMemory], clock: Callable[[], dt.datetime]) -> None:
        self.memory = dict(known)
        self._clock = clock
        self._rules: dict[str, Protego] = {}
        self._silent: dict[str, tuple[int, dt.datetime, FetchError]] = {}
        self._lock = threading.Lock()

    def check(self, url: str) -> None:
        """Raise FetchError where the host wants to be left alone, or does not answer."""
        origin = robots.origin(url)
        until = self._known(origin).not_before
        if until is not None and until > self._clock():
            moment = f"{until:%Y-%m-%d %H:%M} UTC"
            raise MustWaitError(f"{url}: the host asked us to wait until {moment}", until)
        count, since, error = self._silent.get(origin, (0, self._clock(), FetchError("")))
        if count >= SILENT_AFTER and self._clock() - since < SILENT_FOR:
            raise FetchError(f"{url}: the host has not answered before ({error})", error.kind)

    def heard(self, url: str, answer: Answer) -> None:
        """Remember that the host answers, and whether it asked us to wait."""
        origin = robots.origin(url)
        self._silent.pop(origin, None)
        if answer.status not in {429, 503}:
            return
        asked = asked_pause(answer.headers, self._clock(), ("retry-after",))
        if not asked and answer.status == 429:
            asked = UNSAID_WAIT
        if asked:
            self._remember(origin, not_before=self._clock() + min(asked, MAX_WAIT))

    def not_heard(self, url: str, error: FetchError) -> None:
        """Remember that the host left a request without an answer."""
        if error.kind in _SILENCE:
            origin = robots.origin(url)
            count = self._silent.get(origin, (0, None, None))[0]
            self._silent[origin] = (count + 1, self._clock(), error)

    def rules(self, url: str, read: Callable[[str], tuple[int, bytes]]) -> Protego | None:
        """The rules of the site's robots.txt; None while it cannot be read.

        `read` asks for an address and gives status and body. What was read is
        kept for a day; an older copy serves while no newer one can be had.
        """
        origin = robots.origin(url)
        known = self._known(origin)
        if known.robots_at is None or self._clock() - known.robots_at > robots.kept(known.robots):
            text = robots.meaning(*read(origin + "/robots.txt"))
            known = self._remember(
                origin,
                robots=known.robots if text is None else text,
                robots_at=self._clock(),
            )
            self._rules.pop(origin, None)
        if known.robots is None:
            return None
        if origin not in self._rules:
            self._rules[origin] = Protego.parse(known.robots)
        return self._rules[origin]

    def _known(self, origin: str) -> HostMemory:
        return self.memory.get(origin, HostMemory())

    def _remember(self, origin: str, **changed: object) -> HostMemory:
        with self._lock:
            self.memory[origin] = replace(self._known(origin), **changed)  # type: ignore[arg-type]
            return self.memory[origin]
