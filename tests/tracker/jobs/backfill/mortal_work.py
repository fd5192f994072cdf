"""Work that ends its worker at some documents: the tasks of a child in a test.

A text with MORTAL ends the process always; one with ONCE and a path, where the file is
not there yet: another process has to make it, since a worker may write nothing.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from tracker.jobs.backfill import work


def prepare() -> None:
    work.prepare()


def read_block(data: bytes, settings: Any) -> dict[str, Any]:
    """As work.read_block: what a cluster's worker does in a test."""
    if b"MORTAL" in data:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"ENDLESS" in data:
        while True:
            time.process_time()
    if b"WAITS FOR " in data:
        path = Path(data.split(b"WAITS FOR ")[1].split(b" !")[0].decode())
        while not path.exists():
            time.sleep(0.01)
    return work.read_block(data, settings)


def _block(data: bytes, url: str, **settings: Any) -> dict[str, Any]:
    return read_block(data, settings)


TASKS = {"block": _block}
