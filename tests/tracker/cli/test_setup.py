from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tracker.config import load_config

Run = Callable[..., Any]


def test_init_writes_a_configuration_that_loads(tracker: Run, tmp_path: Path) -> None:
    ran = tracker("init", tmp_path / "new", "--contact", "desk@example.org")
    assert (ran.code, ran.err) == (0, "")
    config = load_config(tmp_path / "new" / "config.toml")
    assert config.fetch.contact == "desk@example.org"
    assert config.database.parent.is_dir()


def test_init_replaces_nothing_unasked(tracker: Run, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("mine")
    ran = tracker("init", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "--force" in ran.err
    assert (tmp_path / "config.toml").read_text() == "mine"
    assert tracker("init", tmp_path, "--force").code == 0


@pytest.mark.parametrize("contact", ["me", "a@b\nfoo", 'a"@b', "é@b"])
def test_init_takes_an_address_only(tracker: Run, tmp_path: Path, contact: str) -> None:
    assert tracker("init", tmp_path, "--contact", contact).code == 2
    assert list(tmp_path.iterdir()) == []


def test_doctor_finds_nothing_wrong(tracker: Run, desk: Path) -> None:
    ran = tracker("doctor", "--format", "json")
    found = {row["what"]: row for row in json.loads(ran.out)}
    assert ran.code == 0
    assert {"sqlite", "lexicon", "model", "sources", "mail", "disk", "timeline"} <= found.keys()
    assert found["contact"]["state"] == "note"
    assert "4 events" in found["timeline"]["text"]


BROKEN = [
    ('[extract]\nmodel = "no_such_model"\n', "model"),
    ('[extract]\nlexicon = ["none.toml"]\n', "lexicon"),
    ("", "sources"),
    ('[mail]\nusername = "me"\n[[digest]]\nname = "w"\nto = "a@b"\nwhen = "mon 07:30"\n', "mail"),
    ('[timeline]\npath = "config.toml"\n', "timeline"),
]


@pytest.mark.parametrize(("config", "part"), BROKEN, ids=[part for _, part in BROKEN])
def test_doctor_names_what_is_broken(tracker: Run, desk: Path, config: str, part: str) -> None:
    (desk / "config.toml").write_text(config)
    ran = tracker("doctor", "--format", "json")
    faults = [row["what"] for row in json.loads(ran.out) if row["state"] == "fault"]
    assert ran.code == 1
    assert part in faults


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(tracker: Run, shell: str) -> None:
    assert "_TRACKER_COMPLETE" in tracker("completion", shell).out


def test_completes_ids_items_and_countries(
    tracker: Run, desk: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def complete(words: str) -> str:
        monkeypatch.setenv("_TRACKER_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
        with pytest.raises(SystemExit):
            tracker()
        return str(capfd.readouterr().out)

    assert "plain,rare_earths" in complete("tracker events --item rare_ea")
    assert "plain,US,CN" in complete("tracker events --actor US,C")
    assert "plain,in_force" in complete("tracker events --status in_")
    assert "plain,wire" in complete("tracker events --source w")
    assert "plain,wire" in complete("tracker collect register w")
    assert "plain,month" in complete("tracker events --group-by mo")
    assert "plain,actor,month" in complete("tracker events --group-by actor,mo")
    (row,) = json.loads(_events(tracker, monkeypatch))
    for size in (1, 3, 4, 9):
        assert row["id"] in complete(f"tracker show {row['id'][:size]}")
        assert row["id"] in complete(f"tracker events --after {row['id'][:size]}")
        assert row["story"] in complete(f"tracker story {row['story'][:size]}")
    assert row["id"] not in complete(f"tracker show {row['id'][:3]}9")
    (desk / "config.toml").write_text("[[source")
    for words in ("tracker events --source w", "tracker show e", "tracker story s"):
        assert complete(words).strip() == ""


def _events(tracker: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv("_TRACKER_COMPLETE")
    return str(tracker("events", "--item", "steel", "--format", "json").out)
