"""Extract stored articles anew, after the lexicon, the rules or the model have changed."""

from __future__ import annotations

import datetime as dt
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.jobs.extract import ExtractReport, extract_pending
from tracker.schema import connect
from tracker.store.articles import queue_extraction
from tracker.store.backup import backup

if TYPE_CHECKING:
    from tracker.config import Config
    from tracker.jobs.progress import OnProgress


@dataclass(frozen=True, slots=True)
class Change:
    """One event that came out different: its headlines before and after, None where it was not."""

    id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ReprocessReport:
    """What was extracted anew, and which events are new, different or no more."""

    extracted: ExtractReport
    changes: tuple[Change, ...]


def reprocess(
    config: Config,
    db: sqlite3.Connection,
    now: dt.datetime,
    *,
    every: bool = False,
    on_progress: OnProgress | None = None,
) -> ReprocessReport:
    """Extract the articles that another version of the rules has read, or `every` article.

    Corrections stay. An interrupted run goes on with the next extraction.
    """
    from tracker.language import load_extractor

    before = _told(db)
    queue_extraction(db, None if every else load_extractor(config).version)
    extracted = extract_pending(config, db, now, on_progress)
    return ReprocessReport(extracted, tuple(_changes(before, _told(db))))


def rehearse(
    config: Config,
    now: dt.datetime,
    *,
    every: bool = False,
    on_progress: OnProgress | None = None,
) -> ReprocessReport:
    """Do the same on a copy of the timeline, so that nothing changes."""
    with tempfile.TemporaryDirectory(prefix="tracker-rehearsal-") as folder:
        copy = Path(folder) / "timeline.db"
        backup(config.database, copy)
        on_copy = replace(config, timeline=replace(config.timeline, path=str(copy)))
        with closing(connect(copy, write=True)) as db:
            return reprocess(on_copy, db, now, every=every, on_progress=on_progress)


def _told(db: sqlite3.Connection) -> dict[str, str]:
    """What each event tells, as a line."""
    rows = db.execute(
        "SELECT id, coalesce(date, day), status, headline FROM events WHERE NOT hidden"
    )
    return {id_: f"{date} {status}: {headline}" for id_, date, status, headline in rows}


def _changes(before: dict[str, str], after: dict[str, str]) -> list[Change]:
    ids = sorted(before.keys() | after.keys())
    changes = (Change(id_, before.get(id_), after.get(id_)) for id_ in ids)
    return [change for change in changes if change.before != change.after]
