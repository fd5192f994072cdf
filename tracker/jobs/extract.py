"""Extract what was fetched: articles in, mentions into the timeline."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.catalogue import load_catalogue
from pipelines.merge.rules import MergeRules
from tracker.jobs.progress import OnProgress, Progress
from tracker.queries.articles import Pending, pending_articles
from tracker.resources import data_folder
from tracker.store.articles import record_extraction_failure
from tracker.store.timeline import record_mentions

if TYPE_CHECKING:
    from pipelines.extract import Extractor
    from tracker.config import Config


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """What a run did: articles read, mentions found, events changed, articles that failed."""

    articles: int = 0
    mentions: int = 0
    events: int = 0
    failed: int = 0


def extract_pending(
    config: Config,
    db: sqlite3.Connection,
    now: dt.datetime,
    on_progress: OnProgress | None = None,
) -> ExtractReport:
    """Extract every article whose text is new or changed, one transaction each.

    An article that cannot be read is kept with its error, and the run goes on.
    """
    pending = pending_articles(db)
    report = ExtractReport()
    if not pending:
        return report
    from tracker.language import load_extractor

    extractor = load_extractor(config)
    rules = merge_rules(config)
    for done, article in enumerate(pending, 1):
        report = _extract(article, extractor, rules, db, now, report)
        if on_progress is not None:
            on_progress(Progress(done, len(pending), article.article.title))
    return report


def merge_rules(config: Config) -> MergeRules:
    """The rules by which mentions are merged, as configured."""
    catalogue = load_catalogue(data_folder(), config.lexicon_files)
    return MergeRules(catalogue, window_days=config.timeline.merge_window_days)


def _extract(
    pending: Pending,
    extractor: Extractor,
    rules: MergeRules,
    db: sqlite3.Connection,
    now: dt.datetime,
    report: ExtractReport,
) -> ExtractReport:
    try:
        mentions = extractor.mentions(pending.article)
    except (ValueError, IndexError, KeyError, RecursionError, MemoryError) as error:
        record_extraction_failure(db, pending.id, f"{type(error).__name__}: {error}")
        return replace(report, failed=report.failed + 1)
    changed = record_mentions(
        db, pending.id, pending.revision, mentions, rules, now, extractor=extractor.version
    )
    return replace(
        report,
        articles=report.articles + 1,
        mentions=report.mentions + len(mentions),
        events=report.events + len(changed),
    )
