from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def events(tracker: Run, desk: Path) -> Callable[[], dict[str, dict[str, Any]]]:
    def ask() -> dict[str, dict[str, Any]]:
        rows = json.loads(tracker("events", "--format", "json").out)
        return {row["id"]: row for row in rows}

    return ask


@pytest.fixture
def steel(tracker: Run, desk: Path) -> str:
    (row,) = json.loads(tracker("events", "--item", "steel", "--format", "json").out)
    return str(row["id"])


def test_hide_and_undo(tracker: Run, events: Any, steel: str) -> None:
    before = events()
    assert tracker("correct", "hide", steel, "--reason", "opinion").code == 0
    assert steel not in events()
    assert "hidden" in tracker("show", steel).out
    assert tracker("correct", "undo", 1).code == 0
    assert events() == before


def test_set_reads_words_as_filters_do(tracker: Run, events: Any, steel: str) -> None:
    ran = tracker("correct", "set", steel, "targets", "china,KR", "--reason", "the annex")
    assert ran.code == 0
    assert set(events()[steel]["targets"]) == {"CN", "KR"}
    assert tracker("correct", "set", steel, "level_to", "none", "--reason", "x").code == 0
    assert "level_to = none" in tracker("correct", "list").out
    assert events()[steel]["level_to"] is None


def test_merge_and_the_list(tracker: Run, events: Any, steel: str) -> None:
    other = next(id_ for id_ in events() if id_ != steel)
    assert tracker("correct", "merge", steel, other, "--reason", "one act").code == 0
    assert len(events()) == 3
    assert tracker("show", other).out == tracker("show", steel).out
    (row,) = json.loads(tracker("correct", "list", "--format", "json").out)
    assert (row["kind"], row["reason"], row["undone_at"]) == ("merge", "one act", None)
    assert tracker("rebuild").out == "Nothing changed.\n"
    assert len(events()) == 3


def test_split_takes_mentions(tracker: Run, events: Any, desk: Path) -> None:
    (row,) = json.loads(tracker("events", "--corroboration", "official", "--format", "json").out)
    shown = json.loads(tracker("show", row["id"], "--format", "json").out)
    mention = shown["evidence"][1]["id"]
    assert tracker("correct", "split", row["id"], mention, "--reason", "two").code == 0
    assert len(events()) == 5


WRONG = [
    (["hide", "EVENT"], 2, "Missing option '--reason'"),
    (["hide", "EVENT", "--reason", " "], 2, "Invalid value for '--reason': it has no words"),
    (["set", "EVENT", "status", "none", "--reason", "x"], 2, 'status cannot be "none" here'),
    (["hide", "e0", "--reason", "x"], 1, "no event e0"),
    (["set", "EVENT", "colour", "red", "--reason", "x"], 2, 'no field "colour" to set'),
    (["set", "EVENT", "actors", "Chna", "--reason", "x"], 2, 'did you mean "China"?'),
    (["set", "EVENT", "date", "soon", "--reason", "x"], 2, "date"),
    (["merge", "EVENT", "EVENT", "--reason", "x"], 2, "second event"),
    (["split", "EVENT", "m0", "--reason", "x"], 2, "no mention of"),
    (["undo", "7"], 1, "no correction 7"),
    (["undo", "x"], 2, "Invalid value for 'NUMBER'"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), WRONG, ids=lambda value: str(value)[:40])
def test_errors(tracker: Run, steel: str, arguments: list[str], code: int, said: str) -> None:
    ran = tracker("correct", *[steel if one == "EVENT" else one for one in arguments])
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
