"""The command, on WARC files that were made by the recorder from a real local server."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from tracker.config import Config, FetchConfig
from tracker.fetch import Run, open_recorder
from tracker.jobs.collect import Collector
from tracker.jobs.demo import sources
from tracker.newsroom import Newsroom
from tracker.resources import data_folder
from tracker.schema import connect

MOMENT = dt.datetime(2025, 11, 17, 8, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a WARC file: all that a crawl of the sample newsroom was answered."""
    folder = tmp_path_factory.mktemp("crawl")
    with Newsroom(data_folder() / "sample", MOMENT) as newsroom:
        fetch = FetchConfig(contact="a@example.org", per_host_seconds=0, allow_private_hosts=True)
        config = Config(folder=folder, fetch=fetch, sources=sources(newsroom))
        db = connect(config.database, write=True)

        def open_web(fetch_config, memory):
            return open_recorder(fetch_config, memory, run=Run(folder / "warc", MOMENT))

        Collector(config, db, None, open_web).run(MOMENT)
        db.close()
    return folder / "warc"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config.toml").write_text('[fetch]\ncontact = "a@example.org"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(out: str) -> dict[str, str]:
    """The table that ends a run."""
    return {line[:30].strip(): line[30:].strip() for line in out.splitlines()}


def write_articles(path: Path, count: int = 10) -> Path:
    rows = [
        {
            "url": f"https://a.example/{number}",
            "published": "2025-06-10",
            "title": f"Note {number}",
            "text": f"Canada lifted its tariffs on steel from China, note {number} said. " * 5,
        }
        for number in range(count)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_crawl_of_a_real_server_becomes_a_timeline(tracker, here, crawl) -> None:
    ran = tracker("backfill", crawl, "--workers", 1)
    assert (ran.code, ran.err) == (0, "")
    table = lines(ran.out)
    assert int(table["Documents"]) >= 55
    assert int(table["with mentions"]) > 40
    assert table["set aside"] == "0"
    events = json.loads(tracker("events", "--item", "eda_software", "--format", "json").out)
    assert {"e"} == {event["id"][0] for event in events}
    assert "US" in {actor for event in events for actor in event["actors"]}


def test_a_second_run_reads_nothing_again(tracker, here) -> None:
    archive = write_articles(here / "a.jsonl")
    assert lines(tracker("backfill", archive, "--workers", 0).out)["Documents"] == "10"
    table = lines(tracker("backfill", archive, "--workers", 0).out)
    assert (table["Documents"], table["Documents of earlier runs"]) == ("0", "10")


def test_patterns_and_standard_input_name_archives(tracker, here, monkeypatch) -> None:
    import io
    import sys

    write_articles(here / "a.jsonl", 3)
    (here / "below").mkdir()
    path = write_articles(here / "below" / "b.jsonl", 4)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{path}\n\n"))
    ran = tracker("backfill", "*.jsonl", "-", "--workers", 0)
    assert lines(ran.out)["Shards"] == "2"
    assert lines(ran.out)["Documents"] == "7"


def test_a_dry_run_tells_what_to_expect_and_records_nothing(tracker, here) -> None:
    archive = write_articles(here / "a.jsonl", 200)
    ran = tracker("backfill", archive, "--dry-run", "--workers", 4)
    assert ran.code == 0
    assert 190 <= int(lines(ran.out)["Documents, about"]) <= 210
    assert "Hours with 4 workers" in ran.out
    assert not (here / "data").exists()


def test_what_was_set_aside_is_listed(tracker, here) -> None:
    archive = write_articles(here / "a.jsonl", 2)
    archive.write_text(archive.read_text() + "{broken\n")
    assert tracker("backfill", archive, "--workers", 0).code == 0
    (row,) = json.loads(tracker("backfill", "--failed", "--format", "json").out)
    assert (row["shard"], row["place"]) == (str(archive), "line 3")
    assert "line 3" in tracker("backfill", "--failed").out


def test_a_damaged_file_is_named_and_what_can_be_read_is(tracker, here, crawl) -> None:
    (whole,) = crawl.glob("*.warc.gz")
    cut = here / "cut.warc.gz"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    ran = tracker("backfill", cut, "--workers", 0)
    assert ran.code == 0
    assert f"{cut}: damaged" in ran.err
    assert "ends in the middle" in ran.err
    assert 20 < int(lines(ran.out)["Documents"]) < 60


def test_a_dataset_leaves_the_timeline_alone(tracker, here) -> None:
    archive = write_articles(here / "a.jsonl")
    ran = tracker("backfill", archive, "--workers", 0, "--to", "parquet", here / "set")
    assert ran.code == 0
    assert ran.out.startswith("Wrote 50 mentions and ")
    assert list((here / "set" / "events").rglob("*.parquet"))
    assert not (here / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name an archive"),
        (("nowhere.jsonl",), "no such file"),
        (("config.toml",), "neither WARC"),
        (("a.jsonl", "--workers", "2", "--scheduler", "tcp://127.0.0.1:1"), "not both"),
    ],
)
def test_wrong_usage_is_told_in_a_line(tracker, here, arguments, said) -> None:
    write_articles(here / "a.jsonl")
    ran = tracker("backfill", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1
