"""Killed at any moment: every recipient gets every digest, and no one two different ones."""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tracker.queries.digests import messages

if TYPE_CHECKING:
    from conftest import PostOffice, Press

KILLS = 200
WEEKS = 8
DESKS = tuple(f"desk{n}@example.org" for n in range(4))
FAULTS = (
    "rcpt 450",
    "mail 451",
    "body 452",
    "mail 421",
    "drop before data",
    "drop within data",
    "drop after data",
)


class Zygote:
    """Starts ticks at made-up moments and kills them."""

    def __init__(self, timeline: Path, port: int) -> None:
        script = Path(__file__).with_name("mortal.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script), str(timeline), str(port), *DESKS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": str(Path.cwd()), "PATH": os.environ["PATH"]},
        )

    def tick(self, now: dt.datetime, kill_after: float | None) -> bool:
        """Run a tick, killed after so many seconds; return whether it came to its end."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{now.isoformat()}\n".encode())
        self.process.stdin.flush()
        child = int(self.process.stdout.readline())
        timer = threading.Timer(kill_after or 0, self._kill, [child])
        if kill_after is not None:
            timer.start()
        words = self.process.stdout.readline()
        timer.cancel()
        if words == b"done\n":
            self.process.stdout.readline()
        return words == b"done\n"

    def _kill(self, child: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture
def zygote(db: sqlite3.Connection, tmp_path: Path, office: PostOffice) -> Iterator[Zygote]:
    started = Zygote(tmp_path / "timeline.db", office.port)
    yield started
    started.close()


def test_no_kill_loses_or_doubles_a_digest(
    office: PostOffice, press: Press, zygote: Zygote, db: sqlite3.Connection
) -> None:
    chance = random.Random(20250616)
    monday = dt.datetime(2025, 6, 16, 7, 30, tzinfo=dt.UTC)
    killed = 0
    for week in range(WEEKS):
        now = monday + dt.timedelta(weeks=week)
        press.publish("tariff/tighten", f"{now - dt.timedelta(days=3):%Y-%m-%d}", actors="US")
        office.faults = [chance.choice(["", *FAULTS]) for _ in range(12)]
        while killed < (week + 1) * KILLS // WEEKS:
            killed += not zygote.tick(now, chance.uniform(0.0, 0.04))
            now += dt.timedelta(minutes=chance.uniform(1, 30))
        office.faults = []
        for _ in range(4):
            now += dt.timedelta(hours=4)
            assert zygote.tick(now, None)
    assert killed == KILLS
    assert {message.state for message in messages(db)} == {"accepted"}
    assert_each_once(office.taken)


def assert_each_once(taken: list[tuple[str, bytes]]) -> None:
    """Each recipient has each week once, or several times the very same bytes."""
    by_id: dict[tuple[str, str], set[bytes]] = {}
    for recipient, body in taken:
        found: Callable[..., re.Match[bytes] | None] = re.compile(rb"Message-ID: (\S+)").search
        match = found(body)
        assert match is not None
        by_id.setdefault((recipient, match[1].decode()), set()).add(body)
    assert len(by_id) == len(DESKS) * WEEKS
    assert all(len(bodies) == 1 for bodies in by_id.values())
    weeks = {(recipient, re.search(r"\d{4}-W\d\d", id_)[0]) for recipient, id_ in by_id}  # type: ignore[index]
    assert len(weeks) == len(DESKS) * WEEKS
