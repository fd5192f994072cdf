"""Archives of generated articles, and what a timeline holds after a run."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tracker.config import Config
from tracker.jobs.backfill.engines import InProcess
from tracker.jobs.backfill.run import Backfill, BackfillReport, settings_of
from tracker.schema import connect

NOW = dt.datetime(2026, 1, 1, 8, 0, tzinfo=dt.UTC)
GOODS = ("gallium", "steel", "soybeans", "drones", "lithium batteries", "rare earths", "beef")
PLACES = ("China", "the European Union", "India", "Japan", "Russia", "Canada", "Brazil")
PROSE = "The river rose again overnight and the lower path to the mill was under water. "


def row(number: int) -> dict[str, Any]:
    """An article; one in four tells of an act, one in twelve is a copy of another outlet's."""
    good, place = GOODS[number % 7], PLACES[number // 7 % 7]
    told = number - 4 if number % 12 == 8 else number
    text = f"Notice {told} was read by many. " + PROSE * 6
    if number % 4 == 0:
        good, place = GOODS[told % 7], PLACES[told // 7 % 7]
        text = (
            f"The United States imposed new tariffs on {good} from {place} on {told % 28 + 1} May."
            f" Officials said so in notice {told}. {PROSE * 5}"
        )
    return {
        "url": f"https://outlet{number % 5}.example/{number}",
        "published": f"2025-06-{number % 28 + 1:02}",
        "title": f"Note {number} on {good} and {place}",
        "text": text,
        "outlet": f"Outlet {number % 5}",
    }


CONTENTS = {
    "articles": "SELECT url, title, published, state, outlet, first_seen, extractor FROM articles",
    "revisions": (
        "SELECT a.url, r.number, r.title, r.text, r.seen"
        " FROM revisions r JOIN articles a ON a.id = r.article"
    ),
    "copies": (
        "SELECT a.url, b.url FROM articles a JOIN articles b ON a.text_group = b.text_group"
    ),
    "mentions": (
        "SELECT id, event, joins, core, seen, field, start, instrument, action, items, withdrawn"
        " FROM mentions"
    ),
    "events": (
        "SELECT id, story, headline, status, date, mentions, witnesses, corroboration, confidence,"
        " first_seen, last_seen, changed FROM events"
    ),
    "stories": "SELECT id, instrument, actors, targets, items FROM stories",
    "tombstones": "SELECT id, points_to FROM tombstones",
}


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(connect(path, write=False)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        for staged in ("backfill_articles", "unmerged_mentions"):
            assert db.execute(f"SELECT count(*) FROM {staged}").fetchone()[0] == 0
        return {
            name: sorted((tuple(one) for one in db.execute(query)), key=repr)
            for name, query in CONTENTS.items()
        }


@pytest.fixture
def make_row() -> Callable[[int], dict[str, Any]]:
    return row


@pytest.fixture
def read_timeline() -> Callable[[Path], dict[str, list[tuple[Any, ...]]]]:
    """All that a timeline tells, its numbers left out."""
    return contents


@pytest.fixture
def write_lines(tmp_path: Path) -> Callable[..., Path]:
    """Write the articles of some numbers as JSON lines; `more` are lines as they are."""

    def write(name: str, numbers: range, *more: str) -> Path:
        path = tmp_path / "archive" / name
        path.parent.mkdir(exist_ok=True)
        lines = [json.dumps(row(number)) for number in numbers]
        path.write_text("\n".join([*lines, *more]) + "\n")
        return path

    return write


class Desk:
    """A timeline in a folder of its own, and runs into it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.toml").write_text('[fetch]\ncontact = "desk@example.org"\n')
        self.config = Config(folder=folder)
        self.db: sqlite3.Connection = connect(self.config.database, write=True)
        self.settings = settings_of(self.config, NOW)

    def run(
        self, *paths: Path, engine: Any = None, now: dt.datetime = NOW, **more: Any
    ) -> BackfillReport:
        with closing(engine or InProcess(self.settings)) as used:
            names = [str(path) for path in paths]
            return Backfill(self.config, self.db, used, now, **more).run(names)

    def count(self, table: str) -> int:
        return int(self.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.fixture
def new_desk(tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    desks: list[Desk] = []

    def make(name: str = "desk") -> Desk:
        desks.append(Desk(tmp_path / name))
        return desks[-1]

    yield make
    for one in desks:
        one.db.close()


@pytest.fixture
def desk(new_desk: Callable[[str], Desk]) -> Desk:
    return new_desk("desk")
