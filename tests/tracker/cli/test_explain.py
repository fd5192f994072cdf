from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.extract import Extractor
from pipelines.extract.choose import THRESHOLD
from pipelines.merge.rules import MergeRules
from pipelines.model import Article, Entry
from tracker.cli import documents, show
from tracker.config import load_config
from tracker.resources import data_folder
from tracker.schema import connect, transaction
from tracker.store.articles import Text, record_entries, record_text
from tracker.store.timeline import record_mentions

Run = Callable[..., Any]

TEXT = "Canada agreed on 3 June to lift its tariffs on Norwegian steel, a minister said."


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, by_rules: Extractor) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(documents.Reader, "extractor", by_rules)
    monkeypatch.setattr(documents.Reader, "catalogue", load_catalogue(data_folder()))
    (tmp_path / "a.txt").write_text(TEXT)


def test_the_rule_and_the_words_of_each_field(tracker: Run, real: None) -> None:
    ran = tracker("extract", "--explain", "--published", "2025-06-10", "a.txt")
    assert (ran.code, ran.err) == (0, "")
    for line in (
        f"text 0: {TEXT}",
        "  told      lift-measure, 0.80: Canada lifts tariffs on steel from Norway",
        '    instrument       tariff  "tariffs" (own)',
        '    action           lift  "lift"',
        '    targets          NO  "Norwegian"',
        '    attribution      a minister  "a minister"',
        "  rejected  bare-measure, 0.25: Canada imposes tariffs on steel from Norway",
        f"    its probability 0.25 is below {THRESHOLD}",
    ):
        assert line in ran.out.splitlines()


def test_json_holds_cues_and_verdicts(tracker: Run, real: None) -> None:
    ran = tracker("extract", "--explain", "--format", "json", "--published", "2025-06-10", "a.txt")
    rows = {row["rule"]: row for row in json.loads(ran.out)}
    assert rows["lift-measure"]["told"]
    assert {"decides": "action", "start": 27, "end": 31, "words": "lift"} in (
        rows["lift-measure"]["cues"]
    )
    assert rows["lift-measure"]["filled_from"]["items"] == "sentence"
    assert not rows["bare-measure"]["told"]


def test_json_lines_part_what_is_told_from_what_is_not(
    tracker: Run, real: None, tmp_path: Path
) -> None:
    line = {"id": "a", "published": "2025-06-10", "title": "", "text": TEXT, "source": "x"}
    (tmp_path / "docs.jsonl").write_text(json.dumps(line))
    row = json.loads(tracker("extract", "--explain", "--jsonl", "docs.jsonl").out)
    assert {one["rule"] for one in row["events"]} >= {"lift-measure"}
    assert {one["rule"] for one in row["rejected"]} >= {"bare-measure"}


def test_hostile_text_stays_harmless(tracker: Run, real: None, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Canada lifted \x1b[31mtariffs on \u202esteel.")
    ran = tracker("extract", "--explain", "--published", "2025-06-10", "b.txt")
    assert ran.code == 0
    assert not {"\x1b", "\u202e"} & {*ran.out}


def test_show_makes_the_words_stand_out(
    tracker: Run, desk: Path, by_rules: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(connect(load_config(desk / "config.toml").database, write=True)) as db:
        event = _record(db, by_rules)
    monkeypatch.setattr(show, "uses_colour", lambda: True)
    shown = tracker("show", event).out
    for word in ("Canada", "lift", "tariffs", "Norwegian", "minister"):
        assert f"\x1b[1m{word}\x1b[0m" in shown
    assert "\x1b[1msaid" not in shown


def _record(db: sqlite3.Connection, extractor: Extractor) -> str:
    url, day = "https://wire.example/explained", dt.date(2025, 6, 10)
    now = dt.datetime(2025, 6, 10, 12, tzinfo=dt.UTC)
    text = f"It rained.\n\n{TEXT}"
    (source,) = db.execute("SELECT id FROM sources WHERE name = 'wire'").fetchone()
    with transaction(db):
        record_entries(db, source, [Entry(url, "Steel", day=day)], now)
    (article,) = db.execute("SELECT id FROM articles WHERE url = ?", (url,)).fetchone()
    record_text(db, article, Text("Steel", text, "page", day), now, None)
    (revision,) = db.execute("SELECT id FROM revisions WHERE article = ?", (article,)).fetchone()
    told = extractor.mentions(Article(url, "Steel", text, day, "The Wire"))
    rules = MergeRules(load_catalogue(data_folder()), window_days=14)
    changed = record_mentions(db, article, revision, told, rules, now)
    lifted = db.execute(
        "SELECT event FROM mentions WHERE article = ? AND rule = 'lift-measure'", (article,)
    ).fetchone()
    assert lifted[0] in changed
    return str(lifted[0])
