"""A daemon's tick in a process that can be killed: forks one for each line that comes in.

    python mortal.py TIMELINE PORT RECIPIENT...

A line is the moment at which the child believes to be. The child writes its
process id before it starts, and "done" where it was let live.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from contextlib import closing
from pathlib import Path

from pipelines.period import Rhythm
from tracker.config.model import Config, DigestConfig, MailConfig, TimelineConfig
from tracker.jobs.delivery import deliver_due
from tracker.jobs.digest import compose_due
from tracker.schema import connect


def tick(config: Config, moment: str) -> None:
    now = dt.datetime.fromisoformat(moment)
    with closing(connect(config.database, write=True)) as db:
        compose_due(config, db, now)
        deliver_due(config, db, lambda: now, None)
    os.write(1, b"done\n")


def main(timeline: str, port: str, *to: str) -> None:
    path = Path(timeline)
    config = Config(
        path.parent,
        timeline=TimelineConfig(path=path.name),
        mail=MailConfig(host="localhost", port=int(port), timeout_seconds=5),
        digests=(DigestConfig("weekly", to, Rhythm("week")),),
    )
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.write(1, f"{os.getpid()}\n".encode())
            tick(config, line.strip())
            os._exit(0)
        os.waitpid(child, 0)
        os.write(1, b"ended\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
