"""Whether work goes on: each kind of work marks its end, and one that is overdue is stuck.

The service manager's watchdog is fed only while nothing is stuck (sd_notify(3)
says how it is told).
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress


class Pulse:
    """When each kind of work last came to its end; `limits` say within how many seconds it must."""

    def __init__(
        self, limits: Mapping[str, float], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._lock = threading.Lock()
        self._ended = dict.fromkeys(limits, clock())

    def mark(self, work: str) -> None:
        """Note that some work has come to its end, well or not."""
        with self._lock:
            self._ended[work] = self._clock()

    def ages(self) -> dict[str, float]:
        """Return how many seconds ago each kind of work ended."""
        now = self._clock()
        with self._lock:
            return {work: now - ended for work, ended in self._ended.items()}

    def stuck(self) -> tuple[str, ...]:
        """Return the kinds of work that are overdue."""
        return tuple(work for work, age in self.ages().items() if age > self._limits[work])


def notify(environ: Mapping[str, str], **state: str | int) -> None:
    """Tell the service manager, if there is one: READY=1, STATUS=..., WATCHDOG=1, STOPPING=1."""
    address = environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    lines = "\n".join(f"{name}={value}" for name, value in state.items())
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect("\0" + address[1:] if address.startswith("@") else address)
        channel.send(lines.encode())


def watchdog_seconds(environ: Mapping[str, str]) -> float | None:
    """Return within how many seconds the service manager wants a sign, None where it wants none."""
    microseconds = environ.get("WATCHDOG_USEC", "")
    is_ours = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    return int(microseconds) / 1e6 if microseconds.isdecimal() and is_ours else None
