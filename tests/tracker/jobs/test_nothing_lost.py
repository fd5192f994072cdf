"""Nothing is lost and nothing doubled: by kill -9, a full disk, locks, two collectors, clocks."""

from __future__ import annotations

import datetime as dt
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipelines.errors import TimelineError
from tracker.config import SourceConfig
from tracker.jobs.collect import collect
from tracker.schema import connect

ROOT = Path(__file__).parents[3]
DRIVER = Path(__file__).with_name("killed_runs.py")
NOW = dt.datetime(2025, 6, 11, 8, 0, tzinfo=dt.UTC)
GOODS = ("gallium", "steel", "soybeans", "drones", "lithium batteries", "rare earths", "beef")
PLACES = ("China", "the European Union", "India", "Japan", "Russia", "Canada", "Brazil")


def sentence(number: int) -> str:
    good, place = GOODS[number % 7], PLACES[number // 7 % 7]
    return (
        f"The United States imposed new tariffs on {good} from {place} on {number % 28 + 1} May,"
        f" officials said in notice {number}. "
    )


def title(number: int) -> str:
    return f"US imposes tariffs on {GOODS[number % 7]} from {PLACES[number // 7 % 7]} ({number})"


def serve(web, reply, articles: int, feeds: int) -> list[str]:
    """Feeds whose pages are there, are missing, or are copies; gives the feeds' addresses."""
    for feed in range(feeds):
        items = ""
        for number in range(feed, articles, feeds):
            items += (
                f"<item><title>{title(number)}</title><link>/a/{number}</link>"
                f"<guid>{number}</guid><pubDate>Tue, 10 Jun 2025 08:00:00 GMT</pubDate>"
                f"<description>{sentence(number)}</description></item>"
            )
            told = sentence(number // 10 * 10 if number % 10 == 9 else number)
            text = "".join(f"<p>{told} Point {part} of it.</p>" for part in range(6))
            page = f"<html><body><article><h1>{title(number)}</h1>{text}</article></body></html>"
            missing = number % 11 == 7
            web.replies[f"/a/{number}"] = reply(status=404) if missing else reply(page)
        web.replies[f"/{feed}.xml"] = reply(
            f'<rss version="2.0"><channel><title>{feed}</title>{items}</channel></rss>'
        )
    return [f"{web.url}/{feed}.xml" for feed in range(feeds)]


def write_config(folder: Path, urls: list[str]) -> Path:
    folder.mkdir()
    sources = "".join(
        f'[[source]]\nname="s{number}"\nkind="feed"\nurl="{url}"\noutlet="Outlet {number}"\n'
        for number, url in enumerate(urls)
    )
    settings = "[fetch]\nper_host_seconds=0\nallow_private_hosts=true\nrespect_robots=false\n"
    path = folder / "config.toml"
    path.write_text(settings + sources)
    return path


CONTENTS = {
    "articles": "SELECT url, title, published, state, body_origin, outlet FROM articles",
    "revisions": (
        "SELECT a.url, r.number, r.title, r.text"
        " FROM revisions r JOIN articles a ON a.id = r.article"
    ),
    "copies": (
        "SELECT a.url, b.url FROM articles a JOIN articles b ON a.text_group = b.text_group"
    ),
    "mentions": (
        "SELECT a.url, m.field, m.start, m.instrument, m.action, m.items, m.event, m.withdrawn"
        " FROM mentions m JOIN articles a ON a.id = m.article"
    ),
    "events": "SELECT id, headline, status, date, mentions, witnesses, corroboration FROM events",
}


def contents(path: Path) -> dict[str, list]:
    with connect(path, write=False) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        found = {
            name: sorted(tuple(row) for row in db.execute(query))
            for name, query in CONTENTS.items()
        }
    db.close()
    return found


def run_killed(config: Path, kills: int) -> int:
    run = subprocess.run(
        [sys.executable, str(DRIVER), str(config), str(kills), "seed", NOW.isoformat()],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return int(run.stdout)


def compare(web, reply, folder: Path, articles: int, feeds: int, kills: int) -> None:
    urls = serve(web, reply, articles, feeds)
    plain = write_config(folder / "plain", urls)
    assert run_killed(plain, 0) == 0
    expected = contents(folder / "plain/data/timeline.db")
    assert len(expected["articles"]) == articles
    assert expected["mentions"]
    assert expected["copies"]
    killed = write_config(folder / "killed", urls)
    assert run_killed(killed, kills) == kills
    found = contents(folder / "killed/data/timeline.db")
    for name, rows in expected.items():
        assert found[name] == rows, name


def test_runs_killed_anywhere_end_like_an_undisturbed_one(web, reply, tmp_path) -> None:
    compare(web, reply, tmp_path, articles=40, feeds=4, kills=6)


@pytest.mark.soak
def test_two_hundred_kills_of_a_run_of_five_hundred_articles(web, reply, tmp_path) -> None:
    compare(web, reply, tmp_path, articles=500, feeds=10, kills=200)


@pytest.fixture
def config(web, reply, make_config):
    urls = serve(web, reply, 30, 2)
    sources = [SourceConfig(f"s{n}", "feed", url, outlet="O") for n, url in enumerate(urls)]
    return make_config(*sources, respect_robots=False)


def count(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM articles WHERE state = 'fetched'").fetchone()[0])


def test_a_full_disk_is_a_clear_error_and_nothing_is_lost(config, db, now) -> None:
    size = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {size + 12}")
    with pytest.raises(TimelineError, match="disk is full"):
        collect(config, db, now)
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    db.execute(f"PRAGMA max_page_count = {size + 10_000}")
    collect(config, db, now)
    assert count(db) == 30


def test_a_locked_database_is_a_clear_error(config, db, now, tmp_path) -> None:
    other = connect(tmp_path / "timeline.db", write=True)
    other.execute("BEGIN IMMEDIATE")
    db.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(TimelineError, match="another program holds it"):
        collect(config, db, now)
    other.rollback()
    other.close()
    assert collect(config, db, now).fetched == 30


def test_a_read_only_database_is_a_clear_error(config, db, now, tmp_path) -> None:
    reader = connect(tmp_path / "timeline.db", write=False)
    with pytest.raises(TimelineError, match="may not be written"):
        collect(config, reader, now)
    reader.close()


def test_two_collectors_at_once_double_nothing(config, db, now, tmp_path) -> None:
    faults = []

    def run() -> None:
        own = connect(tmp_path / "timeline.db", write=True)
        try:
            collect(config, own, now)
        except Exception as fault:  # noqa: BLE001 - shown by the assertion
            faults.append(fault)
        own.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert count(db) == 30
    assert db.execute("SELECT count(*) FROM revisions").fetchone()[0] == 30


def test_a_clock_set_back_loses_nothing(config, db, now, web, reply) -> None:
    web.replies["/a/1"] = [reply(status=503), web.replies["/a/1"]]
    collect(config, db, now + dt.timedelta(days=400))
    collect(config, db, now)
    origins = dict(db.execute("SELECT link, body_origin FROM articles"))
    assert count(db) == 30
    assert origins[web.url + "/a/1"] == "page"
