"""One request at a time to a host, and a pause between them."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pipelines.errors import FetchError


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    pause: float = 0.0


class Pace:
    """The turns of all hosts. `pause` is the least number of seconds between two requests."""

    def __init__(
        self,
        pause: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._pause = pause
        self._clock = clock
        self._stopped = threading.Event()
        self._sleep = sleep or self._stopped.wait
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def turn(self, host: str) -> Iterator[float]:
        """Wait for this host's turn, and hold it for the time of one request.

        Gives the seconds waited, which do not count as the request's own.
        """
        state = self._state(host)
        began = self._clock()
        with state.lock:
            wait = state.free_at - self._clock()
            if wait > 0:
                self._sleep(wait)
            if self._stopped.is_set():
                raise FetchError("the run was stopped before this was asked", "stopped")
            try:
                yield self._clock() - began
            finally:
                state.free_at = self._clock() + max(self._pause, state.pause)

    def stop(self) -> None:
        """Give no further turn: whoever waits for one gets a FetchError."""
        self._stopped.set()

    def slow_down(self, host: str, pause: float) -> None:
        """Keep at least `pause` seconds between requests to this host."""
        self._state(host).pause = pause

    def _state(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host())
