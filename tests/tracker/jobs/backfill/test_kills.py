"""Killed anywhere and started again, a backfill ends like an undisturbed one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[3]


def run_killed(config: Path, kills: int, workers: int, paths: list[Path]) -> int:
    arguments = [str(config), str(kills), "seed", str(workers), *map(str, paths)]
    ran = subprocess.run(
        [sys.executable, str(HERE / "killed_backfill.py"), *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": os.pathsep.join(map(str, (ROOT, HERE.parent))), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return int(ran.stdout)


def compare(new_desk, read_timeline, paths: list[Path], kills: int, workers: int) -> None:
    plain, killed = new_desk("plain"), new_desk("killed")
    assert run_killed(plain.config.folder / "config.toml", 0, 0, paths) == 0
    expected = read_timeline(plain.config.database)
    assert expected["mentions"]
    assert expected["copies"]
    assert run_killed(killed.config.folder / "config.toml", kills, workers, paths) == kills
    found = read_timeline(killed.config.database)
    for name, rows in expected.items():
        assert found[name] == rows, name


def test_runs_killed_anywhere_end_like_an_undisturbed_one(
    new_desk, write_lines, read_timeline
) -> None:
    paths = [write_lines("b.jsonl", range(500)), write_lines("a.jsonl", range(400, 900))]
    compare(new_desk, read_timeline, paths, kills=4, workers=0)


@pytest.mark.soak
def test_twenty_kills_of_runs_and_their_workers(new_desk, write_lines, read_timeline) -> None:
    paths = [
        write_lines(f"{number}.jsonl", range(number * 450, number * 450 + 600))
        for number in range(8)
    ]
    compare(new_desk, read_timeline, paths, kills=20, workers=2)
