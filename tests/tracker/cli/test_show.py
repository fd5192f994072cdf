from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tracker.cli import show

Run = Callable[..., Any]


@pytest.fixture
def imposed(tracker: Run, desk: Path) -> str:
    (row,) = json.loads(
        tracker("events", "--action", "impose", "--actor", "US", "--format", "json").out
    )
    return str(row["id"])


def test_shows_evidence_history_and_story(tracker: Run, imposed: str) -> None:
    ran = tracker("show", imposed)
    assert (ran.code, ran.err) == (0, "")
    for words in (
        "US imposes EDA software export controls on China",
        "official; 2 mentions",
        "The Register, official",
        "The United States blocked chip design software for China on 23 May.",
        "rule by-hand, confidence 0.80",
        'action "The"',
        "https://wire.example/1",
        "2025-05-26  in_force  The Register",
        "US lifts EDA software export controls on China",
    ):
        assert words in ran.out
    assert "\x1b" not in ran.out


def test_headline_corrections_and_story_keep_to_the_terminal(
    tracker: Run, imposed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracker("correct", "confirm", imposed, "--reason", "the order was read, twice, by two of us")
    monkeypatch.setenv("COLUMNS", "40")
    lines = tracker("show", imposed).out.splitlines()
    story = lines[next(at for at, line in enumerate(lines) if line.startswith("Story")) :]
    corrections = lines[lines.index("Corrections") :]
    assert max(map(len, [*lines[:5], *story, *corrections])) <= 40


def test_the_beginning_of_an_id_is_enough(tracker: Run, imposed: str) -> None:
    assert tracker("show", imposed[:6]).out == tracker("show", imposed).out


def test_deciding_words_stand_out_in_a_terminal(
    tracker: Run, imposed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show, "uses_colour", lambda: True)
    assert "\x1b[1mThe\x1b[0m United States" in tracker("show", imposed).out


def test_an_unknown_event_is_one_line(tracker: Run, desk: Path) -> None:
    ran = tracker("show", "nothing")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("tracker: there is no event nothing; ")
    assert ran.err.count("\n") == 1


def test_a_text_of_the_feed_alone_is_marked(tracker: Run, desk: Path, imposed: str) -> None:
    assert "from the feed alone" not in tracker("show", imposed).out
    with closing(sqlite3.connect(desk / "data" / "timeline.db")) as db, db:
        db.execute("UPDATE articles SET body_origin = 'feed' WHERE url LIKE 'https://wire.%'")
    assert "The Wire, from the feed alone" in tracker("show", imposed).out
    evidence = json.loads(tracker("show", imposed, "--format", "json").out)["evidence"]
    assert [one["origin"] for one in evidence] == ["page", "feed"]


def test_an_id_that_is_too_short_says_so(tracker: Run, desk: Path) -> None:
    ran = tracker("show", "e")
    assert (ran.code, ran.out) == (1, "")
    assert "e begins several ids (e" in ran.err
