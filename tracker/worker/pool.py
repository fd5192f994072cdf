"""The parent's side: children that are started, asked, and killed when they overrun."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines import errors
from pipelines.errors import DocumentError

_ENDED = {
    -signal.SIGXCPU: "took more CPU time than it may",
    -signal.SIGKILL: "was stopped, perhaps for want of memory",
    -signal.SIGSEGV: "broke the reader",
    -signal.SIGABRT: "broke the reader",
}

PATIENCE = 1.5
"""Seconds that a task waits for a busy child before another one is started."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use: seconds of CPU and of the wall clock, bytes of memory
    and of its result; and how many tasks a child does before it is replaced."""

    cpu_seconds: int = 5
    wall_seconds: float = 30.0
    memory_bytes: int = 1_000_000_000
    result_bytes: int = 64_000_000
    tasks: int = 500


class Workers:
    """A few children, each of which does one task at a time; for any number of threads.

    `tasks` names the module whose TASKS they can do.
    """

    def __init__(
        self, count: int = 2, limits: Limits = Limits(), tasks: str = "tracker.worker.tasks"
    ) -> None:
        self._limits = limits
        self._tasks = tasks
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._unused = threading.BoundedSemaphore(count)
        self._children: set[_Child] = set()
        self._has_begun = False

    def run(self, task: str, data: bytes, options: Mapping[str, Any]) -> Any:
        """The JSON result of `task` (a name in the module's TASKS) for `data`.

        Raises the DocumentError that the task raised, or one that says which
        limit it broke; `options["url"]` names the document there.
        """
        child = self._take()
        try:
            return child.run(task, data, options)
        finally:
            if child.usable:
                self._idle.put(child)
            else:
                self._children.discard(child)
                self._unused.release()

    def _take(self) -> _Child:
        """An idle child; a new one only after some patience, for a start costs a second of CPU."""
        patience = PATIENCE if self._has_begun else 0.0
        self._has_begun = True
        while True:
            with contextlib.suppress(queue.Empty):
                return self._idle.get(timeout=patience)
            if self._unused.acquire(blocking=False):
                child = _Child(self._tasks, self._limits)
                self._children.add(child)
                return child
            patience = PATIENCE

    def close(self) -> None:
        """End every child, also one in the middle of a task."""
        for child in tuple(self._children):
            child.end()


@contextlib.contextmanager
def open_workers(count: int = 2, limits: Limits = Limits()) -> Iterator[Workers]:
    """Workers whose children are ended at the end."""
    with contextlib.closing(Workers(count, limits)) as workers:
        yield workers


class _Child:
    """One process, started at once and used until it fails or has done its share."""

    def __init__(self, tasks: str, limits: Limits) -> None:
        self._limits = limits
        self._left = limits.tasks
        self._process = subprocess.Popen(  # noqa: S603 - this very program, no shell
            [sys.executable, "-P", "-m", "tracker.worker.child", tasks, str(limits.memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )

    @property
    def usable(self) -> bool:
        """Whether it can be given another task."""
        return self._left > 0 and self._process.poll() is None

    def run(self, task: str, data: bytes, options: Mapping[str, Any]) -> Any:
        """The result of one task; raises DocumentError."""
        self._left -= 1
        where = options.get("url", "the document")
        try:
            self._send(task, data, options)
            answer = self._receive()
        except TimeoutError:
            self.end()
            seconds = self._limits.wall_seconds
            message = f"{where}: reading it took more than {seconds:g} s"
            raise DocumentError(message, "overrun") from None
        except (OSError, EOFError, ValueError) as error:
            raise DocumentError(f"{where}: {self._why()}", "overrun") from error
        if self._left <= 0:
            self.end()
        return _result(answer, where)

    def end(self) -> None:
        """Kill the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _send(self, task: str, data: bytes, options: Mapping[str, Any]) -> None:
        cpu = self._limits.cpu_seconds
        head = {"task": task, "options": dict(options), "size": len(data), "cpu_seconds": cpu}
        pipe = self._process.stdin
        assert pipe is not None
        pipe.write(json.dumps(head).encode() + b"\n" + data)
        pipe.flush()

    def _receive(self) -> Any:
        """One line of JSON. Raises TimeoutError, EOFError, ValueError."""
        assert self._process.stdout is not None
        file = self._process.stdout.fileno()
        deadline = time.monotonic() + self._limits.wall_seconds
        line = bytearray()
        while not line.endswith(b"\n"):
            if not select.select([file], [], [], max(deadline - time.monotonic(), 0))[0]:
                raise TimeoutError
            piece = os.read(file, 1 << 20)
            line += piece
            if not piece or len(line) > self._limits.result_bytes:
                raise EOFError
        return json.loads(line)

    def _why(self) -> str:
        """What became of a child that gave no answer."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        ended = self._process.poll()
        self.end()
        return f"reading it {_ENDED.get(ended or 0, 'ended without a result')}"


def _environment() -> dict[str, str]:
    """What a child may know: where the program is, and no secret."""
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *(path for path in sys.path if path)]
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONIOENCODING": "utf-8",
        "LC_ALL": "C.UTF-8",
    } | one_thread


def _result(answer: Any, where: str) -> Any:
    if "result" in answer:
        return answer["result"]
    named = getattr(errors, str(answer.get("class")), DocumentError)
    is_known = isinstance(named, type) and issubclass(named, DocumentError)
    message = str(answer.get("error", f"{where}: it cannot be read"))
    raise (named if is_known else DocumentError)(message, str(answer.get("kind", "document")))
