"""What older words have read is read anew, a little at a time, and no correction is lost."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipelines.errors import LexiconError
from pipelines.model import Article, Mention
from tracker.config import Config, ExtractConfig, SourceConfig
from tracker.daemon import Daemon
from tracker.extractor_version import extractor_version
from tracker.jobs.extract import extract_pending
from tracker.jobs.gather import Gathering
from tracker.jobs.reread import Reading, reread
from tracker.log import open_log
from tracker.queries.articles import count_stale, pending_articles, stale_articles
from tracker.queries.work import is_gather_due
from tracker.schema import connect
from tracker.store.articles import Text, record_text, text_hash
from tracker.store.corrections import Change, record_correction
from tracker.store.sources import sync_sources

NOW = dt.datetime(2025, 6, 11, 8, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
GOODS = ("steel", "cars", "drones", "beef", "gallium", "wine")


class Words:
    """An extractor whose words are a single answer, from an article's own line."""

    def __init__(self, tell: Callable[..., Any], status: str = "in_force") -> None:
        self.tell = tell
        self.status = status
        self.faulty: set[str] = set()
        self.read: list[str] = []

    def mentions(self, article: Article) -> tuple[Mention, ...]:
        self.read.append(article.text)
        if article.text in self.faulty:
            raise ValueError("no such sentence")
        return (dataclasses.replace(self.tell(article.text).mention, status=self.status),)


@pytest.fixture
def words(tell: Callable[..., Any]) -> Words:
    return Words(tell)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    file.write_text("# mine\n")
    return file


@pytest.fixture
def config(tmp_path: Path, own: Path) -> Config:
    source = SourceConfig(name="wire", kind="feed", url="https://wire.example/feed", outlet="Wire")
    extract = ExtractConfig(lexicon=(str(own),))
    return Config(folder=tmp_path, file=tmp_path / "c.toml", extract=extract, sources=(source,))


def line(number: int) -> str:
    sides = f"tariff impose in_force | US > CN | {GOODS[number]}"
    return f"2025-06-0{number + 1} wire/{number} b | {sides} | 2025-06-0{number + 1}"


@pytest.fixture
def stored(
    db: sqlite3.Connection, config: Config, words: Words, tell: Callable[..., Any]
) -> sqlite3.Connection:
    """Six articles that the present words have read, of a source that is not due."""
    sync_sources(db, config.sources, NOW)
    db.execute("UPDATE sources SET next_poll = ?", ((NOW + 5 * MINUTE).isoformat(),))
    for number in range(len(GOODS)):
        told = tell(line(number))
        db.execute(
            "INSERT INTO articles (id, url, link, source, outlet, title, published, day_origin,"
            " first_seen, state) VALUES (?, ?, '', 1, 'Wire', '', ?, 'entry', ?, 'fetched')",
            (number + 1, told.url, told.published.isoformat(), NOW.isoformat()),
        )
        db.execute(
            "INSERT INTO revisions (article, number, title, text, hash, origin, seen)"
            " VALUES (?, 1, '', ?, '', 'page', ?)",
            (number + 1, line(number), NOW.isoformat()),
        )
    extract_pending(config, db, NOW, load=lambda: words)  # type: ignore[arg-type, return-value]
    words.read.clear()
    return db


def load(words: Words) -> Any:
    return lambda: words


def after(most: int) -> Callable[[], bool]:
    """Enough once so many articles have been read."""
    calls: Iterator[int] = iter(range(1, 1000))
    return lambda: next(calls) >= most


def test_nothing_is_read_anew_while_the_words_stay(
    stored: sqlite3.Connection, config: Config
) -> None:
    found = reread(config, stored, NOW, Reading())
    assert (found.extracted.articles, found.changes, found.left) == (0, (), 0)


def test_new_words_are_read_with_in_turns_the_newest_first(
    stored: sqlite3.Connection, config: Config, own: Path, words: Words
) -> None:
    own.write_text("# changed\n")
    first = reread(config, stored, NOW, Reading(after(2), load(words)))
    assert (first.extracted.articles, first.left) == (2, 4)
    second = reread(config, stored, NOW, Reading(load=load(words)))
    assert (second.extracted.articles, second.left) == (4, 0)
    assert words.read == [line(number) for number in reversed(range(6))]


def test_it_tells_which_events_came_out_different_and_no_others(
    stored: sqlite3.Connection, config: Config, own: Path, words: Words
) -> None:
    own.write_text("# changed\n")
    assert reread(config, stored, NOW, Reading(after(5), load(words))).changes == ()
    words.status = "announced"
    (change,) = reread(config, stored, NOW, Reading(load=load(words))).changes
    before, now = change.before, change.after
    assert before is not None
    assert now is not None
    assert before.replace("in_force", "announced").split(":")[0] == now.split(":")[0]
    assert "2025-06-01 in_force: US imposes" in before


def test_events_that_come_and_go_are_told(
    stored: sqlite3.Connection, config: Config, own: Path, words: Words, tell: Callable[..., Any]
) -> None:
    own.write_text("# changed\n")
    words.tell = lambda _: tell(line(1).replace("cars", "coal"))
    found = reread(config, stored, NOW, Reading(after(1), load(words)))
    gone = [one for one in found.changes if one.after is None]
    come = [one for one in found.changes if one.before is None]
    assert len(gone) == len(come) == 1
    assert "coal" in str(come[0].after)


def test_corrections_are_kept(
    stored: sqlite3.Connection, config: Config, own: Path, words: Words, rules: Any
) -> None:
    ids = [row[0] for row in stored.execute("SELECT id FROM events ORDER BY day")]
    for change in (Change("hide", ids[0], ()), Change("set", ids[1], (), "date", "2025-05-20")):
        record_correction(stored, change, "it was so", rules, NOW)
    own.write_text("# changed\n")
    words.status = "announced"
    reread(config, stored, NOW, Reading(load=load(words)))
    rows = stored.execute("SELECT id, hidden, date, status FROM events WHERE corrected").fetchall()
    assert {tuple(row) for row in rows} == {
        (ids[0], 1, "2025-06-01", "announced"),
        (ids[1], 0, "2025-05-20", "announced"),
    }


def test_an_article_that_fails_waits_for_other_words(
    stored: sqlite3.Connection, config: Config, own: Path, words: Words
) -> None:
    own.write_text("# changed\n")
    words.faulty = {line(3)}
    found = reread(config, stored, NOW, Reading(load=load(words)))
    assert (found.extracted.articles, found.extracted.failed, found.left) == (5, 1, 0)
    error = stored.execute("SELECT error FROM articles WHERE id = 4").fetchone()[0]
    assert error == "ValueError: no such sentence"
    assert stored.execute("SELECT count(*) FROM events").fetchone()[0] == 6
    own.write_text("# changed again\n")
    assert count_stale(stored, extractor_version(config.extract.model, config.lexicon_files)) == 6


def while_read(words: Words, happen: Callable[[], None]) -> None:
    """Have something happen in another process while the next article is read."""
    tell = words.tell

    def told(text: str) -> Any:
        words.tell = tell
        happen()
        return tell(text)

    words.tell = told


def another(db: sqlite3.Connection) -> AbstractContextManager[sqlite3.Connection]:
    """The connection of another process to the same timeline."""
    file = db.execute("PRAGMA database_list").fetchone()["file"]
    return closing(connect(Path(file), write=True))


def edited(db: sqlite3.Connection, article: int, text: str) -> None:
    """Another process has the page of an article anew, with another text."""
    with another(db) as other:
        assert record_text(other, article, Text("", text, "page"), NOW, None) == "revised"


def test_a_page_that_is_had_anew_while_it_is_read_stays_due(
    stored: sqlite3.Connection, config: Config, own: Path, words: Words
) -> None:
    own.write_text("# changed\n")
    before = stored.execute("SELECT * FROM mentions ORDER BY id").fetchall()
    while_read(words, lambda: edited(stored, 6, line(5).replace("wine", "coal")))
    words.status = "announced"
    found = reread(config, stored, NOW, Reading(after(1), load(words)))
    assert found.extracted.articles == 0
    assert stored.execute("SELECT * FROM mentions ORDER BY id").fetchall() == before
    assert [one.id for one in pending_articles(stored)] == [6]

    assert extract_pending(config, stored, NOW, load=load(words)).articles == 1
    items = stored.execute(
        "SELECT m.items FROM mentions m JOIN revisions r ON r.id = m.revision"
        " WHERE m.article = 6 AND m.withdrawn IS NULL AND r.number = 2"
    )
    assert [row[0] for row in items] == ['["coal"]']
    assert pending_articles(stored) == ()


def test_a_page_that_is_had_anew_and_read_by_another_process_keeps_what_that_one_read(
    stored: sqlite3.Connection, config: Config, own: Path, words: Words
) -> None:
    def read_by_another() -> None:
        edited(stored, 6, line(5).replace("wine", "coal"))
        with another(stored) as other:
            extract_pending(config, other, NOW, load=load(Words(words.tell)))

    own.write_text("# changed\n")
    while_read(words, read_by_another)
    found = reread(config, stored, NOW, Reading(load=load(words)))
    assert (found.extracted.articles, found.left) == (5, 0)
    told = stored.execute("SELECT items FROM mentions WHERE article = 6 AND withdrawn IS NULL")
    assert [row[0] for row in told] == ['["coal"]']


def test_a_page_that_is_had_anew_while_its_reading_fails_stays_due(
    stored: sqlite3.Connection, config: Config, own: Path, words: Words
) -> None:
    own.write_text("# changed\n")
    while_read(words, lambda: edited(stored, 6, line(5).replace("wine", "coal")))
    words.tell = failing(words.tell)
    found = reread(config, stored, NOW, Reading(after(1), load(words)))
    assert found.extracted.failed == 1
    assert [one.id for one in pending_articles(stored)] == [6]


def failing(tell: Callable[..., Any]) -> Callable[[str], Any]:
    def told(text: str) -> Any:
        tell(text)
        raise ValueError("no such sentence")

    return told


def test_a_page_whose_day_is_told_while_it_is_read_stays_due(
    stored: sqlite3.Connection, config: Config, own: Path, words: Words
) -> None:
    def dated() -> None:
        with another(stored) as other:
            page = Text("", line(5), "page", day=dt.date(2025, 6, 3))
            assert record_text(other, 6, page, NOW, None) == "unchanged"

    own.write_text("# changed\n")
    hash_ = text_hash("", line(5))
    stored.execute("UPDATE revisions SET hash = ? WHERE article = 6", (hash_,))
    stored.execute("UPDATE articles SET day_origin = 'seen' WHERE id = 6")
    while_read(words, dated)
    reread(config, stored, NOW, Reading(after(1), load(words)))
    assert [one.id for one in pending_articles(stored)] == [6]


def test_it_leaves_nothing_behind_in_the_connection(
    stored: sqlite3.Connection, config: Config, own: Path, words: Words
) -> None:
    own.write_text("# changed\n")
    words.tell = lambda _: None
    with pytest.raises(AttributeError):
        reread(config, stored, NOW, Reading(load=load(words)))
    assert stored.execute("SELECT count(*) FROM temp.sqlite_schema").fetchone()[0] == 0


def test_articles_of_any_other_version_are_stale(stored: sqlite3.Connection) -> None:
    marks = ((None, 1), ("0", 2), ("zzz", 3), ("mine", 4), ("mine", 5), ("mine", 6))
    stored.executemany("UPDATE articles SET extractor = ? WHERE id = ?", marks)
    assert {each.id for each in stale_articles(stored, "mine", 9)} == {1, 2, 3}
    assert count_stale(stored, "mine") == 3
    assert len(stale_articles(stored, "mine", 2)) == 2


def gathering(config: Config, db: sqlite3.Connection, words: Words) -> tuple[Gathering, Any]:
    out = io.StringIO()
    return Gathering(config, db, open_log(out, "json"), load(words)), out


def told(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(text) for text in out.getvalue().splitlines()]


def test_reading_anew_stops_when_news_are_due(
    stored: sqlite3.Connection, config: Config, own: Path, words: Words
) -> None:
    own.write_text("# changed\n")
    ticks = iter(NOW + number * MINUTE for number in range(100))
    made, out = gathering(config, stored, words)
    made.read_anew(lambda: next(ticks), NOW + 99 * MINUTE)
    assert len(words.read) == 5  # the source is due after five minutes, one an article
    assert told(out)[-1] | {"time": ""} == {
        "time": "",
        "level": "info",
        "event": "read anew",
        "articles": 5,
        "failed": 0,
        "changed": 0,
        "left": 1,
    }


def test_reading_anew_ends_before_the_next_tick(
    stored: sqlite3.Connection, config: Config, own: Path, words: Words
) -> None:
    own.write_text("# changed\n")
    ticks = iter(NOW + number * MINUTE / 4 for number in range(100))
    made, _ = gathering(config, stored, words)
    made.read_anew(lambda: next(ticks), NOW + dt.timedelta(seconds=40))
    assert len(words.read) == 3


def test_pages_of_a_source_that_is_off_are_never_due(stored: sqlite3.Connection) -> None:
    stored.execute("UPDATE articles SET next_try = ? WHERE id = 1", (NOW.isoformat(),))
    assert is_gather_due(stored, NOW, ["wire"])
    stored.execute("UPDATE sources SET enabled = 0")
    assert not is_gather_due(stored, NOW, [])


def test_the_log_names_what_came_out_different(
    stored: sqlite3.Connection, config: Config, own: Path, words: Words
) -> None:
    own.write_text("# changed\n")
    words.status = "announced"
    made, out = gathering(config, stored, words)
    made.read_anew(lambda: NOW, NOW + MINUTE)
    lines = told(out)
    assert [one["event"] for one in lines] == ["event changed"] * 6 + ["read anew"]
    assert "in_force" in lines[0]["before"]
    assert "announced" in lines[0]["after"]
    assert (lines[-1]["changed"], lines[-1]["left"]) == (6, 0)


def test_the_log_is_silent_where_nothing_is_stale(
    stored: sqlite3.Connection, config: Config, words: Words
) -> None:
    made, out = gathering(config, stored, words)
    made.read_anew(lambda: NOW, NOW + MINUTE)
    assert told(out) == []


@pytest.fixture
def daemon(
    stored: sqlite3.Connection, config: Config, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """A daemon whose gathering processes are counted, on a clock that stands still."""
    timeline = dataclasses.replace(config.timeline, path="timeline.db")
    out = io.StringIO()
    runs: list[Config] = []

    def run_child(_: Daemon, given: Config) -> int:
        runs.append(given)
        return 0

    monkeypatch.setattr("tracker.daemon._now", lambda: NOW)
    monkeypatch.setattr(Daemon, "_run_child", run_child)
    made = Daemon(dataclasses.replace(config, timeline=timeline), open_log(out, "json"), {})
    yield SimpleNamespace(gather=made.gather, runs=runs, out=out)
    logging.getLogger("tracker").handlers = []


def test_the_daemon_gathers_when_its_start_finds_other_words(
    daemon: Any, own: Path, stored: sqlite3.Connection
) -> None:
    stored.execute("UPDATE articles SET extractor = 'older' WHERE id = 2")
    daemon.gather()
    daemon.gather()
    assert len(daemon.runs) == 2
    stored.execute("UPDATE articles SET extractor = (SELECT extractor FROM articles WHERE id = 1)")
    daemon.gather()
    assert len(daemon.runs) == 2


def test_the_daemon_notices_words_that_change_under_it(daemon: Any, own: Path) -> None:
    daemon.gather()
    assert daemon.runs == []
    own.write_text("# changed\n")
    daemon.gather()
    assert len(daemon.runs) == 1
    assert [one["event"] for one in told(daemon.out)] == ["words changed"]


def test_words_that_cannot_be_read_are_told_of_and_break_nothing(daemon: Any, own: Path) -> None:
    own.unlink()
    daemon.gather()
    (line,) = told(daemon.out)
    assert line["event"] == "gather failed"
    assert f"{own}: cannot be read" in line["error"]


def test_the_version_names_words_and_model(own: Path) -> None:
    first = extractor_version("model", [own])
    assert first == extractor_version("model", [own])
    own.write_text("# changed\n")
    second = extractor_version("model", [own])
    assert len({first, second, extractor_version("other", [own])}) == 3
    own.unlink()
    with pytest.raises(LexiconError):
        extractor_version("model", [own])
