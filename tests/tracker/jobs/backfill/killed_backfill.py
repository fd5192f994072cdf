"""A program for the tests: a backfill that kills itself at random moments.

    python killed_backfill.py CONFIG KILLS SEED WORKERS PATH...

Each life is a fork of this process, in which everything heavy is loaded already. It
dies by SIGKILL some milliseconds after one of its first steps, or, with workers, has
one of them killed as often. Lives follow one another until there were KILLS of them or
nothing was left to do; the last one runs undisturbed. Prints how many were killed.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import sys
import threading
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path

from lives import killed_lives

from tracker.config import Config, load_config
from tracker.jobs.backfill.blocks import pack
from tracker.jobs.backfill.engines import InProcess, LocalWorkers
from tracker.jobs.backfill.run import Backfill, settings_of
from tracker.jobs.backfill.work import prepare, read_block
from tracker.schema import connect

NOW = dt.datetime(2026, 1, 1, 8, 0, tzinfo=dt.UTC)


def children() -> list[int]:
    """The processes that this one has started."""
    path = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    threads = Path(f"/proc/{os.getpid()}/task").glob("*/children") if path.exists() else []
    return [int(pid) for one in threads for pid in one.read_text().split()]


def work(config: Config, workers: int, paths: list[str], chance: random.Random | None) -> None:
    settings = settings_of(config, NOW)
    engine = LocalWorkers(workers, settings) if workers else InProcess(settings)
    with closing(connect(config.database, write=True)) as db, closing(engine):
        on_step = doomed(chance) if chance else None
        Backfill(config, db, engine, NOW, on_step).run(paths)


def doomed(chance: random.Random):
    """Progress that ends in death: of a worker now and then, of all after some steps."""
    left = chance.randint(1, 6)

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def tell(_: object) -> None:
        nonlocal left
        left -= 1
        workers = children()
        if workers and chance.random() < 0.3:
            os.kill(chance.choice(workers), signal.SIGKILL)
        if left == 0:
            threading.Timer(chance.uniform(0, 0.02), die).start()

    return tell


def main() -> None:
    config = load_config(Path(sys.argv[1]))
    kills, seed, workers, paths = int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5:]
    prepare()
    read_block(pack(()), asdict(settings_of(config, NOW)))
    sys.stdout.write(str(killed_lives(partial(work, config, workers, paths), kills, seed)))


if __name__ == "__main__":
    main()
