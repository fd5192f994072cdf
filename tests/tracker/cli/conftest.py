"""A small timeline made by hand, without a language model, and its configuration."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.merge.rules import MergeRules
from pipelines.model import Cue, Entry, Mention
from tracker.config import load_config
from tracker.resources import data_folder
from tracker.schema import connect, transaction
from tracker.store.articles import Text, record_entries, record_text
from tracker.store.sources import sync_sources
from tracker.store.timeline import record_mentions

CONFIG = """
[fetch]
per_host_seconds = 0

[[source]]
name = "register"
kind = "feed"
url = "https://register.example/feed"
outlet = "The Register"
official = true

[[source]]
name = "wire"
kind = "feed"
url = "https://wire.example/feed"
outlet = "The Wire"

[[source]]
name = "asleep"
kind = "listing"
url = "https://asleep.example/list"
entry = "li"
enabled = false

[[digest]]
name = "weekly"
to = ["desk@example.org"]
when = "mon 07:30"
"""

IMPOSED = "The United States blocked chip design software for China on 23 May."
LIFTED = "The United States lifted its controls on chip design software for China on 2 July."
EXPECTED = 'Washington will "ease" controls on chip design software, an adviser said.'
STEEL = "The European Union will impose tariffs of 50 percent on steel from 1 January."

HOSTILE = "\x1b]8;;http://evil.example\x07Chips\x1b]8;;\x07 \u202eeased\u202c =cmd|' /C calc'!A0"


def told(text: str, instrument: str, action: str, status: str, **more: object) -> Mention:
    """A mention whose sentence is the whole text; its first word is the cue."""
    first = text.split(maxsplit=1)[0]
    return Mention(
        "text", 0, len(text), text, instrument, action, status,
        rule="by-hand", confidence=0.8, cues=(Cue("action", 0, len(first)),), **more,  # type: ignore[arg-type]
    )  # fmt: skip


EDA = {"items": ("eda_software",), "actors": ("US",), "targets": ("CN",)}

STORIES: Sequence[tuple[str, str, str, str, Mention]] = (
    ("register", "2025-05-26", "Notice 1", IMPOSED,
     told(IMPOSED, "export_control", "impose", "in_force", date="2025-05-23", **EDA)),
    ("wire", "2025-05-30", HOSTILE, IMPOSED,
     told(IMPOSED, "export_control", "impose", "in_force", date="2025-05-23", **EDA)),
    ("wire", "2025-06-10", "An adviser hopes", EXPECTED,
     told(EXPECTED, "export_control", "ease", "expected", attribution="an adviser", **EDA)),
    ("wire", "2025-07-03", "Controls lifted", LIFTED,
     told(LIFTED, "export_control", "lift", "in_force", date="2025-07-02", **EDA)),
    ("wire", "2025-07-10", "Steel", STEEL,
     told(STEEL, "tariff", "impose", "announced", items=("steel",), actors=("EU",),
          effective_from="2026-01-01", level_to="50 percent")),
)  # fmt: skip


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `desk` copies."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "config.toml").write_text(CONFIG)
    config = load_config(folder / "config.toml")
    with closing(connect(config.database, write=True)) as db:
        sync_sources(db, config.sources, dt.datetime(2025, 5, 1, tzinfo=dt.UTC))
        rules = MergeRules(load_catalogue(data_folder()), window_days=14)
        for number, (source, day, title, text, mention) in enumerate(STORIES):
            _add(db, rules, source, f"https://{source}.example/{number}", day, title, text, mention)
    return folder


def _add(
    db: sqlite3.Connection,
    rules: MergeRules,
    source: str,
    url: str,
    day: str,
    title: str,
    text: str,
    mention: Mention,
) -> None:
    published = dt.date.fromisoformat(day)
    now = dt.datetime.combine(published, dt.time(12), dt.UTC)
    (number,) = db.execute("SELECT id FROM sources WHERE name = ?", (source,)).fetchone()
    with transaction(db):
        record_entries(db, number, [Entry(url, title, day=published)], now)
    (article,) = db.execute("SELECT id FROM articles WHERE url = ?", (url,)).fetchone()
    record_text(db, article, Text(title, text, "page", published), now, None)
    (revision,) = db.execute("SELECT id FROM revisions WHERE article = ?", (article,)).fetchone()
    record_mentions(db, article, revision, [mention], rules, now)


@pytest.fixture
def desk(pattern: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a timeline and a configuration, which is the one in use."""
    folder = tmp_path / "desk"
    shutil.copytree(pattern, folder)
    monkeypatch.setenv("TRACKER_CONFIG", str(folder / "config.toml"))
    monkeypatch.chdir(folder)
    return folder
