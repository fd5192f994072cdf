"""Collect and extract in a process of its own, which the daemon starts when there is work.

The language model and the web's libraries live and go with it, so that the
daemon stays small. It may be killed at any moment: each step is a transaction.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from pipelines.errors import TrackerError
from tracker.config import Config, load_config
from tracker.log import choose_format, open_log, tell
from tracker.queries.work import last_poll, polls_after
from tracker.schema import connect


def gather(config: Config, db: sqlite3.Connection, now: dt.datetime, log: logging.Logger) -> None:
    """Poll what is due at `now`, extract what is new, and log a line for each source."""
    from tracker.jobs.collect import collect
    from tracker.jobs.extract import extract_pending

    before = last_poll(db)
    collected = collect(config, db, now)
    _tell_polls(db, before, log)
    extracted = extract_pending(config, db, now)
    tell(
        log,
        logging.INFO,
        "gathered",
        polled=collected.polled,
        new=collected.new,
        read=collected.fetched + collected.revised,
        failed=collected.failed,
        mentions=extracted.mentions,
        events=extracted.events,
    )


def main(path: str, environ: Mapping[str, str]) -> int:
    """Gather once, for the configuration in a file; return the exit code."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
    log = open_log(sys.stderr, choose_format(environ))
    try:
        config = load_config(Path(path))
        with closing(connect(config.database, write=True)) as db:
            gather(config, db, dt.datetime.now(dt.UTC), log)
    except TrackerError as error:
        tell(log, logging.ERROR, "gather failed", error=str(error))
        return error.exit_code
    return 0


def _tell_polls(db: sqlite3.Connection, before: int, log: logging.Logger) -> None:
    for poll in polls_after(db, before):
        tell(
            log,
            logging.WARNING if poll.error else logging.INFO,
            "poll",
            source=poll.source,
            attempt=poll.attempt,
            status=poll.status,
            entries=poll.entries,
            new=poll.new,
            error=poll.error or None,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], os.environ))
