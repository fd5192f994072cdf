from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

WEEK = ("--period", "2025-W27")


def test_a_preview_is_text(tracker: Run, desk: Path) -> None:
    ran = tracker("digest", *WEEK)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Subject: ")
    assert "US lifts EDA software export controls on China" in ran.out
    assert json.loads(tracker("digest", "--list", "--format", "json").out) == []


def test_a_digest_of_unknown_goods_is_refused(tracker: Run, desk: Path) -> None:
    with (desk / "config.toml").open("a") as file:
        file.write('item = "chps"\n')
    said = '[[digest]] "weekly": item: "chps" is unknown'
    assert tracker("digest", *WEEK).code == 2
    assert said in tracker("digest", *WEEK, "--send").err
    assert said in tracker("doctor", "--format", "csv").out.replace('""', '"')


@pytest.mark.parametrize(
    ("name", "begins"), [("d.html", b"<!"), ("d.txt", b""), ("d.eml", b"")], ids=str
)
def test_a_preview_is_written_to_a_file(tracker: Run, desk: Path, name: str, begins: bytes) -> None:
    ran = tracker("digest", *WEEK, "--output", name)
    assert (ran.code, ran.err) == (0, "")
    data = (desk / name).read_bytes()
    assert data.lower().startswith(begins)
    assert b"EDA" in data


def test_what_cannot_be_sent_is_a_failure(tracker: Run, desk: Path, closed_port: int) -> None:
    with (desk / "config.toml").open("a") as file:
        file.write(f'[mail]\nhost = "127.0.0.1"\nport = {closed_port}\n')
    ran = tracker("digest", *WEEK, "--send")
    assert ran.code == 1
    assert ran.out.startswith("desk@example.org: temporary")
    (row,) = json.loads(tracker("digest", "--list", "--format", "json").out)
    assert (row["recipient"], row["period"]) == ("desk@example.org", "2025-W27")


WRONG = [
    (["--period", "2025"], 2, '"2025" is no period'),
    (["--period", "2025-W53"], 2, '"2025-W53" is no period'),
    (["--period", "9999-W52"], 2, "is no period"),
    (["--preview", "--send"], 2, "--preview and --send are two tasks; give one of them"),
    (["--send", "--list"], 2, "--send and --list are two tasks"),
    (["--name", "none"], 2, 'no digest is called "none"; there are: weekly'),
    (["--output", "d.pdf"], 2, "must end in .html, .txt or .eml"),
    (["--to", "nobody"], 2, "an e-mail address"),
]


@pytest.mark.parametrize(("options", "code", "said"), WRONG, ids=lambda value: str(value)[:30])
def test_errors(tracker: Run, desk: Path, options: list[str], code: int, said: str) -> None:
    ran = tracker("digest", *options)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
