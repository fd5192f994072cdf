"""Processes of this machine: the same timeline, and what becomes of those that end."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tracker.jobs.backfill.engines import LIMITS, LocalWorkers
from tracker.queries.backfill import set_aside


@pytest.fixture
def mortal(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    return lambda desk, count=2, limits=LIMITS: LocalWorkers(
        count, desk.settings, limits, "mortal_work"
    )


def children() -> set[int]:
    """The processes that this one has started."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.add(int(stat.parent.name))
    return found


def test_two_workers_give_the_timeline_of_none(new_desk, write_lines, read_timeline) -> None:
    archives = [write_lines("b.jsonl", range(300)), write_lines("a.jsonl", range(200, 500))]
    plain, other = new_desk("plain"), new_desk("other")
    plain.run(*archives)
    before = children()
    report = other.run(*archives, engine=LocalWorkers(2, other.settings))
    assert report.counts.documents == 600
    assert read_timeline(other.config.database) == read_timeline(plain.config.database)
    assert children() == before


def test_a_document_that_kills_its_workers_is_set_aside_and_no_other(
    desk, write_lines, make_row, mortal
) -> None:
    killer = make_row(4) | {"url": "https://evil.example/", "text": "MORTAL"}
    archive = write_lines("a.jsonl", range(20), json.dumps(killer), json.dumps(make_row(40)))
    report = desk.run(archive, engine=mortal(desk))
    assert (report.counts.documents, report.counts.failed) == (22, 1)
    assert report.counts.articles == 6
    (found,) = set_aside(desk.db)
    assert found.place == "line 21"
    assert "stopped" in found.reason
    assert "after 3 workers" in found.reason


def test_a_document_that_takes_for_ever_is_set_aside(desk, write_lines, make_row, mortal) -> None:
    endless = json.dumps(make_row(4) | {"text": "ENDLESS"})
    engine = mortal(desk, 1, replace(LIMITS, cpu_seconds=1))
    report = desk.run(write_lines("a.jsonl", range(0), endless), engine=engine)
    assert (report.counts.documents, report.counts.failed) == (1, 1)
    assert "CPU" in next(set_aside(desk.db)).reason


def test_a_worker_killed_mid_block_is_replaced_and_its_block_read_again(
    new_desk, write_lines, make_row, read_timeline, mortal, tmp_path
) -> None:
    go = tmp_path / "go"
    waiting = json.dumps(make_row(4) | {"text": make_row(4)["text"] + f"WAITS FOR {go} !"})
    archive = write_lines("a.jsonl", range(100, 400), waiting)
    plain, other = new_desk("plain"), new_desk("other")
    before = children()

    def kill_both() -> None:
        while len(children() - before) < 2:
            time.sleep(0.01)
        time.sleep(2)
        for child in children() - before:
            os.kill(child, signal.SIGKILL)
        go.touch()

    killer = threading.Thread(target=kill_both)
    killer.start()
    report = other.run(archive, engine=mortal(other))
    killer.join()
    plain.run(archive)
    assert (report.counts.documents, report.counts.failed) == (301, 0)
    assert read_timeline(other.config.database) == read_timeline(plain.config.database)
