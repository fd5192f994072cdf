"""Runs made again from a record of them, without a network."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tracker.config import Config
from tracker.fetch import Run, open_replay, recorded_runs
from tracker.jobs.collect import Collector, CollectReport
from tracker.jobs.progress import OnProgress


def replay(
    config: Config, db: sqlite3.Connection, folder: Path, on_progress: OnProgress | None = None
) -> Iterator[tuple[Run, CollectReport]]:
    """Collect each run recorded in `folder` again, in their order, each at its own moment.

    Raises FetchError where the folder holds no recorded run, and what collect raises.
    """
    for run in recorded_runs(folder):
        collector = Collector(config, db, on_progress, partial(open_replay, run=run))
        yield run, collector.run(run.now, run.names)
