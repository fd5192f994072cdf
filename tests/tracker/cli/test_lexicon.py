from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_lists_items_under_their_parents(tracker: Run) -> None:
    rows = json.loads(tracker("lexicon", "items", "--format", "json").out)
    ids = [row["id"] for row in rows]
    assert all(
        row["parent"] is None or ids.index(row["parent"]) < ids.index(row["id"]) for row in rows
    )
    assert "· " in tracker("lexicon", "items").out


def test_lists_parties_and_words(tracker: Run) -> None:
    rows = json.loads(tracker("lexicon", "parties", "--format", "json").out)
    assert {"CN", "US", "EU"} <= {row["code"] for row in rows}
    assert "break_off" in tracker("lexicon", "words").out


def test_a_fault_of_one_s_own_words_is_told_with_its_place(
    tracker: Run, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text('[extract]\nlexicon = ["mine.toml"]\n')
    (tmp_path / "mine.toml").write_text('[item.widgets]\nparent = "nothing"\nname = "widget"\n')
    ran = tracker("lexicon", "check")
    assert (ran.code, ran.out) == (2, "")
    assert "mine.toml" in ran.err
    assert ran.err.count("\n") == 1
