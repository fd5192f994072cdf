"""Extract anew, a little at a time, what another version of the words, rules or model has read."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.extractor_version import extractor_version
from tracker.jobs.extract import ExtractReport, LoadExtractor, article_reader
from tracker.jobs.progress import OnProgress, Progress
from tracker.queries.articles import Pending, count_stale, stale_articles
from tracker.store.changes import Change, watching

if TYPE_CHECKING:
    from tracker.config import Config

_AT_ONCE = 50
"""Articles whose texts are held at once."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Reading:
    """How to go about it: `enough` is asked after each article, so one at least is read."""

    enough: Callable[[], bool] = _never
    load: LoadExtractor | None = None
    on_progress: OnProgress | None = None


@dataclass(frozen=True, slots=True)
class Reread:
    """What was extracted anew, which events came out different, and how many articles are left."""

    extracted: ExtractReport
    changes: tuple[Change, ...]
    left: int


def reread(
    config: Config,
    db: sqlite3.Connection,
    now: dt.datetime,
    reading: Reading,
) -> Reread:
    """Extract articles that another version has read, until none is left or it is enough.

    One transaction an article: it may be stopped anywhere and goes on with the
    next call. Corrections stay.
    """
    version = extractor_version(config.extract.model, config.lexicon_files)
    total = count_stale(db, version)
    report = ExtractReport()
    if not total:
        return Reread(report, (), 0)
    reader = article_reader(config, db, now, reading.load)
    with watching(db) as watch:
        for done, article in enumerate(_stale(db, version), 1):
            report = reader.read(article, report)
            if reading.on_progress is not None:
                reading.on_progress(Progress(done, total, article.article.title))
            if reading.enough():
                break
        return Reread(report, watch.changes(), count_stale(db, version))


def _stale(db: sqlite3.Connection, version: str) -> Iterator[Pending]:
    """Yield each stale article; one that is yielded must be read before the next is asked for."""
    while articles := stale_articles(db, version, _AT_ONCE):
        yield from articles
