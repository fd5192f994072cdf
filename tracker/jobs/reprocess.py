"""Extract stored articles anew, after the lexicon, the rules or the model have changed."""

from __future__ import annotations

import datetime as dt
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.jobs.extract import extract_pending
from tracker.jobs.reread import Reading, Reread, reread
from tracker.language import load_extractor
from tracker.schema import connect
from tracker.store.articles import forget_extractor
from tracker.store.backup import backup

if TYPE_CHECKING:
    from tracker.config import Config
    from tracker.jobs.progress import OnProgress


def reprocess(
    config: Config,
    db: sqlite3.Connection,
    now: dt.datetime,
    *,
    every: bool = False,
    on_progress: OnProgress | None = None,
) -> Reread:
    """Extract the articles that another version of the rules has read, or `every` article.

    New ones are extracted first. Corrections stay. An interrupted run goes on
    with the next one, or with the daemon.
    """
    load = cache(partial(load_extractor, config))
    extract_pending(config, db, now, on_progress, load)
    if every:
        forget_extractor(db)
    return reread(config, db, now, Reading(load=load, on_progress=on_progress))


def rehearse(
    config: Config,
    now: dt.datetime,
    *,
    every: bool = False,
    on_progress: OnProgress | None = None,
) -> Reread:
    """Do the same on a copy of the timeline, so that nothing changes."""
    with tempfile.TemporaryDirectory(prefix="tracker-rehearsal-") as folder:
        copy = Path(folder) / "timeline.db"
        backup(config.database, copy)
        on_copy = replace(config, timeline=replace(config.timeline, path=str(copy)))
        with closing(connect(copy, write=True)) as db:
            return reprocess(on_copy, db, now, every=every, on_progress=on_progress)
