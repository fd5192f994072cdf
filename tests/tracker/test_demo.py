"""The demo, run once from end to end, and what its timeline must hold."""

import contextlib
import datetime as dt
import io
import json
import sqlite3
import time
from ipaddress import ip_network
from pathlib import Path

import pytest

from pipelines.errors import ConfigError
from tracker.cli.demo import HINTS
from tracker.cli.main import main
from tracker.config import load_config
from tracker.jobs.demo import MOMENTS, prepare
from tracker.newsroom import Newsroom

SAMPLE = Path(__file__).parents[2] / "data" / "sample"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return the folder of one demo, what it printed and how many seconds it took."""
    folder = tmp_path_factory.mktemp("demo") / "kept"
    printed, began = io.StringIO(), time.monotonic()
    with contextlib.redirect_stdout(printed):
        assert main(["demo", "--keep", str(folder)]) == 0
    return folder, printed.getvalue(), time.monotonic() - began


@pytest.fixture
def rows(demo):
    """Return a function that asks the demo's database."""
    database = sqlite3.connect(demo[0] / "data" / "timeline.db")
    with contextlib.closing(database) as db:
        yield lambda query, *values: db.execute(query, values).fetchall()


@pytest.fixture
def ask(demo, tracker):
    """Return a function that runs a command on the demo's timeline and reads its JSON."""

    def run(*arguments):
        ran = tracker(*arguments, "--config", demo[0] / "config.toml", "--format", "json")
        assert ran.code == 0, ran.err
        return json.loads(ran.out)

    return run


def test_is_done_within_a_minute_and_says_where_things_are(demo):
    folder, printed, seconds = demo
    assert seconds < 60
    assert "59 articles of 6 outlets are served at http://127.0.0.1:" in printed
    assert "1 edited page" in printed
    for name in ("digest.html", "digest.txt", "config.toml"):
        assert str(folder / name) in printed
        assert (folder / name).stat().st_size > 100


def test_its_configuration_lets_nobody_ask_another_private_address(demo):
    allowed = load_config(demo[0] / "config.toml").fetch.allow_private_hosts
    assert allowed == (ip_network("127.0.0.1"),)


def test_every_event_and_story_is_as_the_schema_says(demo, tracker, ask, conforms):
    events = ask("events", "--limit", 0)
    assert len(events) > 100
    for event in events:
        conforms(event, "event")
    for event in events[::12]:
        conforms(ask("show", event["id"]), "event_details")
        conforms(ask("story", event["story"]), "story")
    for row in ask("state", "--limit", 0):
        conforms(row, "state")


def test_every_article_was_read(rows):
    assert rows("SELECT state, count(*) FROM articles GROUP BY state") == [("extracted", 59)]


def test_prints_the_timeline_and_the_states(demo):
    _, printed, _ = demo
    assert "$ tracker events --item eda_software" in printed
    assert "$ tracker state --on 2025-11-17" in printed
    assert "EDA software export controls on China" in printed


def test_story_of_the_design_software_reads_in_order(ask):
    events = ask("events", "--item", "eda_software", "--status", "in_force", "--order", "oldest")
    imposed = [event for event in events if event["action"] == "impose"]
    freed = [event for event in events if event["action"] in ("lift", "ease")]
    assert len(outlets(imposed)) >= 3
    assert "Register of Trade Measures" in outlets(freed)
    assert events.index(imposed[0]) < events.index(freed[-1])
    assert freed[-1]["direction"] == "liberalise"


def test_design_software_stands_where_it_stood_on_each_day(ask):
    def stood(day):
        rows = ask(
            "state", "--item", "eda_software", "--actor", "US", "--target", "CN", "--on", day
        )
        own = [row for row in rows if row["items"] == ["eda_software"] and row["target"] == "CN"]
        return {
            (row["stands"], row["since"]) for row in own if row["instrument"] == "export_control"
        }

    assert stood("2025-06-15") == {("in_force", "2025-05-23")}
    assert stood("2025-07-20") == {("lifted", "2025-07-02")}


def outlets(events):
    return {source["outlet"] for event in events for source in event["sources"]}


def test_expectation_of_an_adviser_is_told_with_his_name(rows):
    names = rows("SELECT DISTINCT attribution FROM mentions WHERE status = 'expected'")
    assert ("Kevin Hassett",) in names


def test_near_copies_are_one_text(rows):
    groups = rows(
        "SELECT count(*), count(DISTINCT text_group) FROM articles"
        " WHERE url LIKE '%london-framework%' AND text_group IS NOT NULL"
    )
    assert groups == [(2, 1)]


def test_edited_page_has_two_revisions_and_the_first_one_is_withdrawn(rows):
    (article,) = rows("SELECT article FROM revisions WHERE number = 2")
    texts = rows("SELECT text FROM revisions WHERE article = ? ORDER BY number", *article)
    assert ["has lifted its port fees" in text for (text,) in texts] == [True, False]
    standing = rows(
        "SELECT DISTINCT r.number FROM mentions m JOIN revisions r ON r.id = m.revision"
        " WHERE m.article = ? AND m.withdrawn IS NULL",
        *article,
    )
    assert standing == [(2,)]


def test_walled_article_was_read_from_its_feed(rows):
    assert rows("SELECT body_origin FROM articles WHERE url LIKE '%h20-lines-stop%'") == [("feed",)]


def test_article_without_a_policy_event_has_no_mention(rows):
    assert (
        rows(
            "SELECT m.quote FROM mentions m JOIN articles a ON a.id = m.article"
            " WHERE a.url LIKE '%fab-notebook%'"
        )
        == []
    )


def test_folder_with_anything_else_in_it_is_refused(tmp_path, tracker):
    (tmp_path / "thesis.txt").write_text("years of work")
    ran = tracker("demo", "--keep", tmp_path)
    assert ran.code == 2
    assert "is not empty and holds no earlier demo" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_earlier_demo_is_cleared_away(tmp_path):
    with Newsroom(SAMPLE, MOMENTS[0]) as newsroom:
        prepare(tmp_path, newsroom, SAMPLE / "config.toml")
        (tmp_path / "data" / "timeline.db").write_text("old")
        config = prepare(tmp_path, newsroom, SAMPLE / "config.toml")
    assert not config.database.exists()
    assert [source.name for source in config.sources] == [o.id for o in newsroom.stock.outlets]


def test_configuration_of_somebody_is_no_demo(tmp_path):
    (tmp_path / "config.toml").write_text("[timeline]\n")
    with (
        Newsroom(SAMPLE, MOMENTS[0]) as newsroom,
        pytest.raises(ConfigError, match="no earlier demo"),
    ):
        prepare(tmp_path, newsroom, SAMPLE / "config.toml")


def test_moments_go_forward_and_end_after_the_last_article():
    assert list(MOMENTS) == sorted(MOMENTS)
    with Newsroom(SAMPLE, dt.datetime(2025, 1, 1, tzinfo=dt.UTC)) as newsroom:
        assert max(p.editions[-1].at for p in newsroom.stock.pieces) < MOMENTS[-1]


def test_what_it_proposes_to_ask_can_be_asked(demo, tracker):
    folder, printed, _ = demo
    for arguments in HINTS:
        assert f"tracker {' '.join(arguments)} --config {folder}" in printed
        ran = tracker(*arguments, "--config", folder / "config.toml")
        assert ran.code == 0
        assert ran.out
