from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_a_backup_is_one_file_and_can_be_put_back(tracker: Run, desk: Path) -> None:
    before = tracker("events", "--format", "json").out
    ran = tracker("backup", desk / "copy.db")
    assert ran.code == 0
    assert sorted(path.name for path in desk.iterdir() if path.name.startswith("copy")) == [
        "copy.db"
    ]
    id_ = json.loads(before)[0]["id"]
    tracker("correct", "hide", id_, "--reason", "x")
    ran = tracker("restore", desk / "copy.db")
    assert "is kept as" in ran.out
    assert tracker("events", "--format", "json").out == before


def test_a_backup_into_a_folder_is_named_by_the_time(tracker: Run, desk: Path) -> None:
    (desk / "backups").mkdir()
    assert tracker("backup", desk / "backups").code == 0
    (made,) = (desk / "backups").iterdir()
    assert made.name.startswith("timeline-20")


def test_a_backup_replaces_nothing(tracker: Run, desk: Path) -> None:
    (desk / "there.db").write_text("mine")
    ran = tracker("backup", desk / "there.db")
    assert (ran.code, ran.out) == (1, "")
    assert (desk / "there.db").read_text() == "mine"


def test_no_foreign_file_is_restored(tracker: Run, desk: Path) -> None:
    ran = tracker("restore", desk / "config.toml")
    assert (ran.code, ran.out) == (1, "")
    assert tracker("events", "--count").out == "4\n"
    assert tracker("restore", desk / "none.db").code == 2
