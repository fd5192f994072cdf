"""Runs in this process: what comes into the timeline, and that nothing is lost or doubled."""

from __future__ import annotations

import datetime as dt
import json
import random
import sqlite3

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.errors import TimelineError
from pipelines.merge import MergeRules, merge
from pipelines.model import Entry
from tracker.config import SourceConfig
from tracker.jobs.backfill import drive
from tracker.jobs.backfill.engines import InProcess
from tracker.jobs.extract import extract_pending
from tracker.queries.backfill import set_aside
from tracker.resources import data_folder
from tracker.rows import EVIDENCE_COLUMNS, event_of, evidence_of
from tracker.schema import transaction
from tracker.store.articles import Text, record_entries, record_text
from tracker.store.sources import sync_sources
from tracker.store.timeline import rebuild

NOW = dt.datetime(2026, 1, 1, 8, 0, tzinfo=dt.UTC)
RULES = MergeRules(load_catalogue(data_folder()))


@pytest.fixture(scope="session", autouse=True)
def _loaded() -> None:
    """The model is loaded once for all runs of this process."""


def collect_live(desk, rows) -> None:
    """What a live tracker would have done with articles."""
    source = SourceConfig("live", "feed", "https://live.example/feed", outlet="Live")
    sync_sources(desk.db, [source], NOW)
    for row in rows:
        day = dt.date.fromisoformat(row["published"])
        with transaction(desk.db):
            record_entries(desk.db, 1, [Entry(row["url"], row["title"], day=day)], NOW)
        (id_,) = desk.db.execute("SELECT id FROM articles WHERE url = ?", (row["url"],)).fetchone()
        record_text(desk.db, id_, Text(row["title"], row["text"], "page"), NOW, None)
    extract_pending(desk.config, desk.db, NOW)


def is_one_merge_of_everything(db: sqlite3.Connection) -> bool:
    """Whether the events are those of one merge of all mentions, and a rebuild changes nothing."""
    rows = db.execute(
        f"SELECT {EVIDENCE_COLUMNS} FROM mentions m JOIN articles a ON a.id = m.article"
    )
    expected = merge(map(evidence_of, rows), RULES).events
    stored = {row["id"]: row for row in db.execute("SELECT * FROM events")}
    assert expected
    assert stored.keys() == {event.id for event in expected}
    for event in expected:
        assert event_of(stored[event.id], event.evidence) == event
    return rebuild(db, RULES, NOW) == ()


class Interrupted(BaseException):
    """Ends a run in a test, as a signal would."""


class EndsAfter(InProcess):
    """An engine that ends the run when it has read so many blocks."""

    def __init__(self, settings, blocks: int) -> None:
        super().__init__(settings)
        self.left = blocks

    def finished(self):
        if not self.left:
            raise Interrupted
        self.left -= 1
        return super().finished()


def test_articles_mentions_and_events_come_into_the_timeline(desk, write_lines) -> None:
    report = desk.run(write_lines("a.jsonl", range(100)))
    assert report.counts.documents == 100
    assert report.counts.articles == report.counts.mentions == 25
    assert report.counts.irrelevant + report.counts.relevant == 100
    assert (desk.count("articles"), desk.count("mentions")) == (25, 25)
    assert desk.count("events") > 5
    assert is_one_merge_of_everything(desk.db)
    assert set(report.seconds) >= {"read", "article", "language", "mentions", "write", "merge"}


def test_a_backfill_beside_a_live_timeline_gives_one_merge_of_everything(
    new_desk, write_lines, make_row, read_timeline
) -> None:
    live, archive = [make_row(n) for n in range(0, 120, 3)], write_lines("a.jsonl", range(120))
    after, before = new_desk("after"), new_desk("before")
    collect_live(after, live)
    after.run(archive)
    before.run(archive)
    collect_live(before, live)
    assert is_one_merge_of_everything(after.db)
    assert is_one_merge_of_everything(before.db)
    told = "SELECT id, headline, status, date, mentions FROM events ORDER BY id"
    assert [tuple(row) for row in after.db.execute(told)] == [
        tuple(row) for row in before.db.execute(told)
    ]


def test_an_address_that_has_a_text_keeps_it(desk, write_lines, make_row) -> None:
    collect_live(desk, [make_row(4) | {"text": "Canada lifted its tariffs on steel. " * 5}])
    desk.run(write_lines("a.jsonl", range(8)))
    texts = dict(
        desk.db.execute(
            "SELECT a.url, r.text FROM articles a JOIN revisions r ON r.article = a.id"
        ).fetchall()
    )
    assert texts[make_row(4)["url"]].startswith("Canada lifted")
    assert len(texts) == 2


def test_what_is_known_is_not_read_again(desk, write_lines) -> None:
    archive = write_lines("a.jsonl", range(100))
    desk.run(archive)
    again = desk.run(archive, engine=EndsAfter(desk.settings, 0))
    assert (again.counts.documents, again.total.documents) == (0, 100)


@pytest.mark.parametrize("blocks", [0, 1, 2, 3])
def test_a_run_that_was_ended_goes_on_where_it_was(
    new_desk, write_lines, read_timeline, blocks
) -> None:
    archives = [write_lines("b.jsonl", range(150)), write_lines("a.jsonl", range(100, 200))]
    plain, ended = new_desk("plain"), new_desk("ended")
    plain.run(*archives)
    with pytest.raises(Interrupted):
        ended.run(*archives, engine=EndsAfter(ended.settings, blocks))
    report = ended.run(*archives, now=NOW + dt.timedelta(days=3))
    assert report.counts.documents == 250 - 64 * min(blocks, 2) - 22 * (blocks == 3)
    assert read_timeline(ended.config.database) == read_timeline(plain.config.database)


def test_a_run_ended_while_it_settles_or_merges_goes_on(
    new_desk, write_lines, read_timeline, monkeypatch
) -> None:
    archives = [write_lines("a.jsonl", range(300)), write_lines("b.jsonl", range(250, 500))]
    plain, ended = new_desk("plain"), new_desk("ended")
    plain.run(*archives)
    chance = random.Random(7)

    def die(step) -> None:
        if chance.random() < 0.15:
            raise Interrupted

    runs = 0
    while True:
        runs += 1
        try:
            ended.run(*archives, on_step=die)
        except Interrupted:
            continue
        break
    assert runs > 2
    assert read_timeline(ended.config.database) == read_timeline(plain.config.database)


def test_a_full_disk_is_a_clear_error_and_nothing_is_lost(
    new_desk, write_lines, read_timeline
) -> None:
    archive = write_lines("a.jsonl", range(200))
    plain, full = new_desk("plain"), new_desk("full")
    plain.run(archive)
    size, whole = (one.db.execute("PRAGMA page_count").fetchone()[0] for one in (full, plain))
    for share in (0.1, 0.4, 0.7, 0.95):
        full.db.execute(f"PRAGMA max_page_count = {size + int(share * (whole - size))}")
        with pytest.raises(TimelineError, match="disk is full"):
            full.run(archive)
        assert full.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    full.db.execute(f"PRAGMA max_page_count = {size + 100_000}")
    full.run(archive)
    assert read_timeline(full.config.database) == read_timeline(plain.config.database)


def test_documents_that_cannot_be_read_are_set_aside_with_their_place(desk, write_lines) -> None:
    broken = ["{", "[]", json.dumps({"url": "https://a.example/x", "title": "t"}), '"\\ud800"']
    report = desk.run(write_lines("a.jsonl", range(8), *broken))
    assert (report.counts.documents, report.counts.failed) == (12, 4)
    found = list(set_aside(desk.db))
    assert [one.place for one in found] == ["line 9", "line 10", "line 11", "line 12"]
    assert {one.shard.rpartition("/")[2] for one in found} == {"a.jsonl"}
    assert all(one.reason for one in found)


def test_ten_thousand_broken_lines_in_a_row_hide_nothing_behind_them(
    desk, tmp_path, make_row
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{broken\n" * 10_000 + json.dumps(make_row(4)) + "\n")
    report = desk.run(path)
    assert (report.counts.failed, report.counts.articles) == (10_000, 1)
    assert desk.count("backfill_failures") == 10_000


def test_a_day_still_to_come_is_not_believed(desk, tmp_path, make_row) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(make_row(4) | {"published": "2026-03-01"}) + "\n")
    assert desk.run(path).counts.failed == 1
    assert "still to come" in next(set_aside(desk.db)).reason


def test_other_languages_are_counted_and_go_no_further(desk, tmp_path, make_row) -> None:
    path = tmp_path / "a.jsonl"
    text = (
        "Die Vereinigten Staaten verhängten neue Zölle auf Stahl aus China, hieß es am Montag. " * 5
    )
    path.write_text(json.dumps(make_row(4) | {"text": text}) + "\n")
    report = desk.run(path)
    assert (report.counts.other_language, report.counts.relevant) == (1, 0)
    assert desk.count("articles") == 0


def test_a_damaged_shard_gives_what_can_be_read_and_is_named(desk, tmp_path, make_row) -> None:
    import gzip

    lines = "".join(json.dumps(make_row(n)) + "\n" for n in range(400)).encode()
    halves = [gzip.compress(half) for half in (lines[:90_000], lines[90_000:])]
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(halves[0] + halves[1][:-500])
    report = desk.run(path)
    assert 100 < report.counts.documents < 400
    ((named, why),) = report.damages
    assert named == str(path)
    assert why.startswith("after line ")


def test_one_article_at_fault_costs_no_other(desk, write_lines, monkeypatch) -> None:
    from pipelines.extract import Extractor

    mentions = Extractor.mentions

    def fail(*_):
        raise RecursionError

    def moody(self, article):
        return fail() if "notice 0." in article.text else mentions(self, article)

    monkeypatch.setattr(Extractor, "pipe", fail)
    monkeypatch.setattr(Extractor, "mentions", moody)
    report = desk.run(write_lines("a.jsonl", range(10)))
    assert (report.counts.articles, report.counts.failed) == (2, 1)


def test_the_order_in_which_blocks_come_does_not_matter(
    new_desk, write_lines, read_timeline
) -> None:
    class Backwards(InProcess):
        slots = 5

        def finished(self):
            self._given.reverse()
            return super().finished()

    archives = [write_lines("b.jsonl", range(300)), write_lines("a.jsonl", range(200, 500))]
    plain, other = new_desk("plain"), new_desk("other")
    plain.run(*archives)
    other.run(*archives, engine=Backwards(other.settings))
    assert read_timeline(other.config.database) == read_timeline(plain.config.database)


def test_a_slow_writer_slows_the_readers(desk, write_lines, monkeypatch) -> None:
    read: list[int] = []
    cut = drive.read_ahead

    def counted(values, most):
        def count():
            for value in values:
                read.append(1)
                yield value

        return cut(count(), most)

    monkeypatch.setattr("tracker.jobs.backfill.run.read_ahead", counted)
    taken: list[int] = []

    def look(step) -> None:
        taken.append(1)
        assert len(read) <= len(taken) + 4

    desk.run(write_lines("a.jsonl", range(600)), on_step=look)
    assert len(read) == 11
