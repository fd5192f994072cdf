from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from pipelines.model import Entry
from tracker import language as loader
from tracker.config import load_config
from tracker.schema import connect, transaction
from tracker.store.articles import Text, record_entries, record_text

Run = Callable[..., Any]


@pytest.fixture
def stored(desk: Path, language: Language, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(loader, "load_model", lambda _: language)
    texts = {
        "2025-06-01": "The ministry defenestrated its tariffs on zips.",
        "2025-06-02": "Norway defenestrated its tariffs on zips. =HYPERLINK tariffs.",
    }
    with closing(connect(load_config(desk / "config.toml").database, write=True)) as db:
        for day, text in texts.items():
            published, url = dt.date.fromisoformat(day), f"https://wire.example/{day}"
            now = dt.datetime.combine(published, dt.time(12), dt.UTC)
            with transaction(db):
                record_entries(db, 1, [Entry(url, "Zips", day=published)], now)
            (article,) = db.execute("SELECT id FROM articles WHERE url = ?", (url,)).fetchone()
            record_text(db, article, Text("Zips", text, "page", published), now, None)
    return desk


def test_gaps_of_the_stored_articles(tracker: Run, stored: Path) -> None:
    ran = tracker("lexicon", "gaps", "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    rows = json.loads(ran.out)
    assert [(row["kind"], row["word"], row["articles"]) for row in rows] == [
        ("verb", "defenestrate", 2), ("goods", "zip", 2),
    ]  # fmt: skip
    assert rows[0]["examples"][0]["url"] == "https://wire.example/2025-06-02"


def test_a_table_with_an_example(tracker: Run, stored: Path) -> None:
    ran = tracker("lexicon", "gaps", "--kind", "goods")
    assert ran.out.split()[:5] == ["Kind", "Word", "Articles", "Times", "Example"]
    assert "Norway defenestrated its tariffs on zips." in ran.out
    assert "verb" not in ran.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--limit", "1"], {"defenestrate"}),
        (["--fewest", "3"], set()),
        (["--since", "2025-06-02"], set()),
        (["--articles", "3", "--fewest", "1"], set()),
    ],
)
def test_what_is_looked_at(tracker: Run, stored: Path, options: list[str], words: set[str]) -> None:
    rows = json.loads(tracker("lexicon", "gaps", "--format", "json", *options).out)
    assert {row["word"] for row in rows} == words


def test_a_wrong_date_is_told(tracker: Run, stored: Path) -> None:
    ran = tracker("lexicon", "gaps", "--since", "soonish")
    assert ran.code == 2
    assert '"soonish" is no date' in ran.err
