"""Work on many hosts at once, and on each host one thing after another."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

Result = TypeVar("Result")


class HostQueues(Generic[Result]):
    """Runs jobs in threads, a host's in the order they were added.

    Results come out of `results` in the caller's own thread, which may add
    more jobs as it reads them.
    """

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="collect")
        self._waiting: dict[str, deque[Callable[[], Result]]] = {}
        self._done: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._left = 0
        self._stopped = False

    def add(self, host: str, job: Callable[[], Result]) -> None:
        """Have `job` run after the other jobs of its host."""
        self._left += 1
        with self._lock:
            waiting = self._waiting.get(host)
            if waiting is not None:
                waiting.append(job)
                return
            self._waiting[host] = deque([job])
        self._threads.submit(self._work, host)

    def results(self) -> Iterator[Result]:
        """The results as they come, until no job is left; an error of a job is raised."""
        while self._left:
            result = self._done.get()
            self._left -= 1
            if isinstance(result, BaseException):
                raise result
            yield result

    def close(self) -> None:
        """Run no further job; wait for those that are running."""
        self._stopped = True
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _work(self, host: str) -> None:
        while (job := self._next(host)) is not None:
            try:
                self._done.put(job())
            except BaseException as error:  # noqa: BLE001 - raised again by `results`
                self._done.put(error)

    def _next(self, host: str) -> Callable[[], Result] | None:
        with self._lock:
            waiting = self._waiting[host]
            if not waiting or self._stopped:
                del self._waiting[host]
                return None
            return waiting.popleft()
