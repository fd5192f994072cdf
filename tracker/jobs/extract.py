"""Extract what was fetched: articles in, mentions into the timeline."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.catalogue import load_catalogue
from pipelines.merge.rules import MergeRules
from tracker.extractor_version import extractor_version
from tracker.jobs.progress import OnProgress, Progress
from tracker.queries.articles import Pending, pending_articles
from tracker.resources import data_folder
from tracker.store.articles import record_extraction_failure
from tracker.store.timeline import record_mentions

if TYPE_CHECKING:
    from pipelines.extract import Extractor
    from tracker.config import Config

LoadExtractor = Callable[[], "Extractor"]
"""Gives the extractor, which takes seconds to load, where it is needed."""


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
    load: LoadExtractor | None = None,
) -> ExtractReport:
    """Extract every article whose text is new or changed, one transaction each.

    An article that cannot be read is kept with its error, and the run goes on.
    """
    pending = pending_articles(db)
    report = ExtractReport()
    if not pending:
        return report
    reader = article_reader(config, db, now, load)
    for done, article in enumerate(pending, 1):
        report = reader.read(article, report)
        if on_progress is not None:
            on_progress(Progress(done, len(pending), article.article.title))
    return report


def article_reader(
    config: Config, db: sqlite3.Connection, now: dt.datetime, load: LoadExtractor | None = None
) -> ArticleReader:
    """Make a reader with the configured extractor, or with what `load` gives.

    Raises ConfigError and LexiconError as `load_extractor` does.
    """
    from tracker.language import load_extractor

    extractor = load() if load else load_extractor(config)
    return ArticleReader(
        extractor,
        extractor_version(config.extract.model, config.lexicon_files),
        merge_rules(config),
        db,
        now,
    )


def merge_rules(config: Config) -> MergeRules:
    """The rules by which mentions are merged, as configured."""
    catalogue = load_catalogue(data_folder(), config.lexicon_files)
    return MergeRules(catalogue, window_days=config.timeline.merge_window_days)


@dataclass(frozen=True, slots=True)
class ArticleReader:
    """What it takes to read an article and to record what it tells."""

    extractor: Extractor
    version: str
    rules: MergeRules
    db: sqlite3.Connection
    now: dt.datetime

    def read(self, pending: Pending, report: ExtractReport) -> ExtractReport:
        """Read one article, record its mentions, and return the report with it added.

        One whose page another process had anew meanwhile is left as it is, and due.
        """
        try:
            mentions = self.extractor.mentions(pending.article)
        except (ValueError, IndexError, KeyError, RecursionError, MemoryError) as error:
            fault = f"{type(error).__name__}: {error}"
            record_extraction_failure(self.db, pending.id, pending.revision, fault, self.version)
            return replace(report, failed=report.failed + 1)
        changed = record_mentions(
            self.db,
            pending.id,
            pending.revision,
            mentions,
            self.rules,
            self.now,
            extractor=self.version,
            published=pending.article.published,
        )
        if changed is None:
            return report
        return replace(
            report,
            articles=report.articles + 1,
            mentions=report.mentions + len(mentions),
            events=report.events + len(changed),
        )
