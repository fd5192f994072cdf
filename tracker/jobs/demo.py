"""The demo: the sample newsroom, collected as the weeks of 2025 go by.

What a daemon would do in half a year is done at a few moments of it, through
the real fetcher and the real pipeline; only the clock is made up. One page is
edited between two of the moments.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import ConfigError
from tracker.config import Config, SourceConfig, add_sources, load_config
from tracker.jobs.collect import CollectReport, collect
from tracker.jobs.extract import ExtractReport, extract_pending
from tracker.jobs.progress import OnProgress
from tracker.newsroom import Newsroom, Outlet

MOMENTS = (
    dt.datetime(2025, 6, 14, 8, tzinfo=dt.UTC),
    dt.datetime(2025, 8, 14, 8, tzinfo=dt.UTC),
    dt.datetime(2025, 10, 30, 12, tzinfo=dt.UTC),
    dt.datetime(2025, 11, 17, 8, tzinfo=dt.UTC),
)
"""When the demo collects; the last is its present."""

FILES = ("config.toml", "digest.html", "digest.txt")
"""What the demo writes into its folder, beside data/."""

_DATABASE = ("timeline.db", "timeline.db-wal", "timeline.db-shm")


@dataclass(frozen=True, slots=True)
class Step:
    """What came in at one of the moments."""

    at: dt.datetime
    collected: CollectReport
    extracted: ExtractReport


def prepare(folder: Path, newsroom: Newsroom, pattern: Path) -> Config:
    """Write the demo's configuration into `folder`, for the newsroom's sources.

    `pattern` is the configuration without sources. An earlier demo there is
    cleared away; raises ConfigError where the folder holds anything else.
    """
    text = pattern.read_text(encoding="utf-8")
    _clear(folder, text.partition("\n")[0])
    (folder / "data").mkdir(parents=True, exist_ok=True)
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    add_sources(file, sources(newsroom))
    return load_config(file)


def sources(newsroom: Newsroom) -> tuple[SourceConfig, ...]:
    """The newsroom's outlets as sources."""
    return tuple(_source(newsroom, outlet) for outlet in newsroom.stock.outlets)


def visit(
    config: Config,
    db: sqlite3.Connection,
    newsroom: Newsroom,
    moment: dt.datetime,
    on_progress: OnProgress | None = None,
) -> Step:
    """Collect and extract what the newsroom shows at a moment, and tell what came in."""
    newsroom.now = moment
    collected = collect(config, db, moment, on_progress=on_progress)
    extracted = extract_pending(config, db, moment, on_progress=on_progress)
    return Step(moment, collected, extracted)


def _source(newsroom: Newsroom, outlet: Outlet) -> SourceConfig:
    selectors = dict(outlet.selectors)
    return SourceConfig(
        name=outlet.id,
        kind=outlet.kind,
        url=newsroom.source_url(outlet),
        outlet=outlet.name,
        official=outlet.official,
        entry=selectors.get("entry", ""),
        link=selectors.get("link", ""),
        date=selectors.get("date", ""),
    )


def _clear(folder: Path, mark: str) -> None:
    if not folder.exists() or not any(folder.iterdir()):
        return
    file = folder / "config.toml"
    if not file.is_file() or not file.read_text(encoding="utf-8").startswith(mark):
        raise ConfigError(
            f"{folder}: the folder is not empty and holds no earlier demo; name another with --keep"
        )
    for name in FILES:
        (folder / name).unlink(missing_ok=True)
    for name in _DATABASE:
        (folder / "data" / name).unlink(missing_ok=True)
