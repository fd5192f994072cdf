"""A year of the sample newsroom, with outages of outlets, mail and machine scattered over it.

It must end with the timeline of an undisturbed year, and each digest delivered
once. The pages are read beforehand; what is simulated is when each is found.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.merge import MergeRules
from pipelines.model import Article, Mention
from tracker.config.model import Config
from tracker.jobs.delivery import deliver_due
from tracker.jobs.digest import compose_due
from tracker.language import load_extractor
from tracker.newsroom import read_stock
from tracker.queries.digests import list_digests, messages
from tracker.resources import data_folder
from tracker.schema import connect
from tracker.store.timeline import record_mentions

if TYPE_CHECKING:
    from conftest import PostOffice

HOUR = dt.timedelta(hours=1)
START = dt.datetime(2025, 5, 5, tzinfo=dt.UTC)
END = START + dt.timedelta(days=365)
DESKS = ("desk@example.org", "news@example.org")
SEEN = ("first_seen", "last_seen", "changed")


@dataclass(frozen=True)
class Release:
    """A page as it is from a moment on, and what is read in it."""

    at: dt.datetime
    article: Article
    mentions: tuple[Mention, ...]


@dataclass
class Outages:
    """Spans of time in which something is down, by its name."""

    spans: dict[str, list[tuple[dt.datetime, dt.datetime]]] = field(default_factory=dict)

    def down(self, name: str, at: dt.datetime) -> bool:
        return any(start <= at < end for start, end in self.spans.get(name, ()))

    @classmethod
    def scattered(cls, chance: random.Random, longest: Mapping[str, dt.timedelta]) -> Outages:
        spans = {}
        for name, limit in longest.items():
            days = [chance.randrange(300) for _ in range(12)]
            if name == "mail":  # what is down on Mondays is missed
                days = [day - day % 7 for day in days]
            starts = [START + dt.timedelta(days=day) for day in days]
            spans[name] = [(start, start + chance.random() * limit) for start in starts]
        return cls(spans)


@pytest.fixture(scope="module")
def releases() -> list[Release]:
    extractor = load_extractor(Config(Path()))
    found = []
    for piece in read_stock(data_folder() / "sample").pieces:
        for edition in piece.editions:
            article = Article(
                f"https://{piece.outlet.id}.example{piece.path}",
                edition.title,
                "\n\n".join(edition.paragraphs),
                piece.published.date(),
                piece.outlet.name,
                piece.outlet.official,
            )
            found.append(Release(edition.at, article, extractor.mentions(article)))
    return sorted(found, key=lambda release: (release.at, release.article.url))


class Year:
    """A year of ticks, an hour apart."""

    def __init__(self, db: sqlite3.Connection, config: Config, office: PostOffice) -> None:
        self.db = db
        self.config = config
        self.office = office
        self.rules = MergeRules(load_catalogue(data_folder()))
        self.states: Counter[str] = Counter()

    def run(self, releases: list[Release], outages: Outages) -> None:
        waiting = list(releases)
        now = START
        while now < END:
            if not outages.down("machine", now):
                waiting = self.find(waiting, outages, now)
                self.office.greeting = "421 down" if outages.down("mail", now) else "220 up"
                compose_due(self.config, self.db, now)
                done = deliver_due(self.config, self.db, lambda now=now: now, None)  # type: ignore[misc]
                self.states.update(delivery.state for delivery in done)
            now += HOUR

    def find(self, waiting: list[Release], outages: Outages, now: dt.datetime) -> list[Release]:
        shown = [release for release in waiting if release.at <= now]
        found = [one for one in shown if not outages.down(one.article.outlet, now)]
        for release in found:
            self.record(release, now)
        return [release for release in waiting if release not in found] if found else waiting

    def record(self, release: Release, now: dt.datetime) -> None:
        article, seen = release.article, now.isoformat(timespec="seconds")
        self.db.execute(
            "INSERT INTO articles (url, link, outlet, official, title, published, day_origin,"
            " first_seen, state) VALUES (?, ?, ?, ?, ?, ?, 'page', ?, 'fetched')"
            " ON CONFLICT (url) DO NOTHING",
            (
                article.url,
                article.url,
                article.outlet,
                article.official,
                article.title,
                article.published.isoformat(),
                seen,
            ),
        )
        id_ = self.db.execute("SELECT id FROM articles WHERE url = ?", (article.url,)).fetchone()[0]
        revision = self.db.execute(
            "INSERT INTO revisions (article, number, title, text, hash, origin, seen) VALUES (?,"
            " (SELECT count(*) + 1 FROM revisions WHERE article = ?), ?, ?, ?, 'page', ?)"
            " RETURNING id",
            (id_, id_, article.title, article.text, str(hash(article.text)), seen),
        ).fetchone()[0]
        record_mentions(self.db, id_, revision, release.mentions, self.rules, now)

    def timeline(self) -> list[dict[str, Any]]:
        """The events without when they were seen."""
        rows = self.db.execute("SELECT * FROM events ORDER BY id")
        return [{k: row[k] for k in row.keys() if k not in SEEN} for row in rows]  # noqa: SIM118


@pytest.fixture
def years(
    tmp_path: Path, settings: Callable[..., Config], office: PostOffice
) -> Iterator[Callable[[], Year]]:
    opened: list[sqlite3.Connection] = []

    def make() -> Year:
        opened.append(connect(tmp_path / f"{len(opened)}.db", write=True))
        return Year(opened[-1], settings(to=DESKS), office)

    yield make
    for db in opened:
        with closing(db):
            pass


def test_a_disturbed_year_ends_like_a_quiet_one(
    years: Callable[[], Year], releases: list[Release], office: PostOffice
) -> None:
    quiet = years()
    quiet.run(releases, Outages())
    assert_told_once(quiet, Outages())
    assert_delivered_once(quiet, office)
    office.taken.clear()
    for seed in range(int(os.environ.get("SOAK_SEEDS", "2"))):
        disturbed = years()
        outlets = {release.article.outlet: 20 * 24 * HOUR for release in releases}
        longest = outlets | {"machine": 10 * 24 * HOUR, "mail": 40 * HOUR}
        outages = Outages.scattered(random.Random(seed), longest)
        disturbed.run(releases, outages)
        assert disturbed.timeline() == quiet.timeline()
        assert disturbed.states["temporary"] > 0
        assert_told_once(disturbed, outages)
        assert_delivered_once(disturbed, office)
        office.taken.clear()


def assert_told_once(year: Year, outages: Outages) -> None:
    """Every event that came after the first digest stands in one digest, as new or late."""
    assert {message.state for message in messages(year.db)} == {"accepted"}
    digests = list_digests(year.db, 100)
    weeks = {digest.period for digest in digests}
    assert len(weeks) == len(digests)
    up = [
        START + HOUR * n for n in range(365 * 24) if not outages.down("machine", START + HOUR * n)
    ]
    mondays = {(at - dt.timedelta(days=7, hours=7, minutes=30)).isocalendar()[:2] for at in up}
    assert weeks == {f"{y}-W{w:02}" for y, w in mondays}
    untold = year.db.execute(
        "SELECT count(*) FROM events WHERE hidden = 0 AND day < ?"
        " AND id NOT IN (SELECT event FROM told)",
        (digests[0].ends.isoformat(),),
    ).fetchone()[0]
    assert untold == 0


def assert_delivered_once(year: Year, office: PostOffice) -> None:
    found = Counter(
        (to, re.search(rb"Message-ID: (\S+)", body)[1])  # type: ignore[index]
        for to, body in office.taken
    )
    assert set(found.values()) == {1}
    assert len(found) == len(DESKS) * len(list_digests(year.db, 100))
