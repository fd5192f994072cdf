"""Collect and extract in a process of its own, which the daemon starts when there is work.

The language model and the web's libraries live and go with it, so that the
daemon stays small. It may be killed at any moment: each step is a transaction.
What another version of the words has read is read anew in the time that is
left, so briefly that the next poll is never late.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import TrackerError
from tracker.config import Config, load_config
from tracker.log import choose_format, open_log, tell
from tracker.queries.work import is_gather_due, last_poll, polls_after
from tracker.schema import connect

if TYPE_CHECKING:
    from pipelines.extract import Extractor
    from tracker.jobs.extract import LoadExtractor
    from tracker.jobs.reread import Reread


Clock = Callable[[], dt.datetime]

REREAD_SECONDS = 40.0
"""Reading anew ends so long after the process began: before the daemon's next tick."""

_TOLD_CHANGES = 50
_NICENESS = 10


@dataclass(frozen=True, slots=True)
class Gathering:
    """What this process does, with what it takes; `load` gives the extractor."""

    config: Config
    db: sqlite3.Connection
    log: logging.Logger
    load: LoadExtractor

    def gather(self, now: dt.datetime) -> None:
        """Poll what is due at `now`, extract what is new, and log a line for each source."""
        from tracker.jobs.collect import collect
        from tracker.jobs.extract import extract_pending

        before = last_poll(self.db)
        collected = collect(self.config, self.db, now)
        _tell_polls(self.db, before, self.log)
        extracted = extract_pending(self.config, self.db, now, load=self.load)
        tell(
            self.log,
            logging.INFO,
            "gathered",
            polled=collected.polled,
            new=collected.new,
            read=collected.fetched + collected.revised,
            failed=collected.failed,
            mentions=extracted.mentions,
            events=extracted.events,
        )

    def read_anew(self, clock: Clock, until: dt.datetime) -> None:
        """Extract what another version of the words has read, up to a moment or until news are due.

        The log tells of the events that came out different, and of how many articles are left.
        """
        from tracker.jobs.reread import Reading, reread

        names = [source.name for source in self.config.enabled_sources]

        def enough() -> bool:
            now = clock()
            return now >= until or is_gather_due(self.db, now, names)

        found = reread(self.config, self.db, clock(), Reading(enough, self.load))
        if found.extracted.articles or found.extracted.failed:
            _tell_reread(found, self.log)


def main(path: str, environ: Mapping[str, str]) -> int:
    """Gather once, for the configuration in a file; return the exit code."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
    log = open_log(sys.stderr, choose_format(environ))
    try:
        config = load_config(Path(path))
        load = cache(partial(_load, config))
        began = _now()
        with closing(connect(config.database, write=True)) as db:
            gathering = Gathering(config, db, log, load)
            gathering.gather(began)
            os.nice(_NICENESS)
            gathering.read_anew(_now, began + dt.timedelta(seconds=REREAD_SECONDS))
    except TrackerError as error:
        tell(log, logging.ERROR, "gather failed", error=str(error))
        return error.exit_code
    return 0


def _load(config: Config) -> Extractor:
    from tracker.language import load_extractor

    return load_extractor(config)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


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


def _tell_reread(found: Reread, log: logging.Logger) -> None:
    """Tell what came out different, the first of it by name."""
    for change in found.changes[:_TOLD_CHANGES]:
        tell(log, logging.INFO, "event changed", id=change.id, before=change.before,
             after=change.after)  # fmt: skip
    tell(
        log,
        logging.INFO,
        "read anew",
        articles=found.extracted.articles,
        failed=found.extracted.failed,
        changed=len(found.changes),
        left=found.left,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], os.environ))
