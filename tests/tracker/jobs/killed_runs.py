"""A program for the tests: collects and extracts, and kills itself at random moments.

    python killed_runs.py CONFIG KILLS SEED NOW

Each life is a fork of this process, in which everything heavy is loaded
already. It dies by SIGKILL at a moment that nothing in it has chosen: some
milliseconds after its first steps. Lives follow one another until there were
KILLS of them or nothing was left to do; the last one runs undisturbed. Prints
how many were killed.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import sys
import threading
from functools import partial
from pathlib import Path

import datasketch  # noqa: F401 - loaded once, before the forks
from lives import killed_lives

import tracker.language
from tracker.config import Config, load_config
from tracker.jobs.collect import collect
from tracker.jobs.extract import extract_pending
from tracker.schema import connect


def work(config: Config, now: dt.datetime, chance: random.Random | None) -> None:
    on_progress = doomed(chance) if chance else None
    db = connect(config.database, write=True)
    collect(config, db, now, on_progress=on_progress)
    extract_pending(config, db, now, on_progress=on_progress)


def doomed(chance: random.Random):
    """Progress that ends in death: after some steps, and then some milliseconds."""
    left = [chance.randint(0, 2)]

    def die_soon() -> None:
        delay = chance.uniform(0, 0.008)
        threading.Timer(delay, os.kill, (os.getpid(), signal.SIGKILL)).start()

    def tell(_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            die_soon()

    if left[0] == 0:
        threading.Timer(chance.uniform(0, 0.8), os.kill, (os.getpid(), signal.SIGKILL)).start()
    return tell


def main() -> None:
    config = load_config(Path(sys.argv[1]))
    kills, seed, now = int(sys.argv[2]), sys.argv[3], dt.datetime.fromisoformat(sys.argv[4])
    extractor = tracker.language.load_extractor(config)
    tracker.language.load_extractor = lambda _: extractor
    sys.stdout.write(str(killed_lives(partial(work, config, now), kills, seed)))


if __name__ == "__main__":
    main()
