"""A generated timeline of any size, with the skew of the real one.

A few parties, goods and instruments make most of the news; an event is told
by three mentions on average, most of them within days. Two events of one
measure lie far enough apart that merging would not join them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.catalogue import Catalogue, load_catalogue
from pipelines.headline import headline, label
from pipelines.merge.events import event_id
from pipelines.merge.tellings import block_of, lead_of, signature, topic_of
from pipelines.model import ACTIONS_OF, Event, Mention
from pipelines.story import story_id, story_ids, story_items
from tracker.places import first_place, place_of
from tracker.resources import data_folder
from tracker.rows import (
    as_json,
    event_columns,
    mention_columns,
    mention_ids,
)
from tracker.schema import connect, transaction

LAST_DAY = dt.date(2025, 11, 20)
EVENTS_A_DAY = 275
APART_DAYS = 20
MENTIONS = (1, 1, 1, 2, 2, 3, 3, 4, 5, 8)
"""How many mentions an event has: three on average, and a few have many."""
BATCH = 20_000

ACTORS = [
    "US",
    "CN",
    "EU",
    "JP",
    "KR",
    "GB",
    "IN",
    "RU",
    "CA",
    "TW",
    "MX",
    "DE",
    "BR",
    "AU",
    "NL",
    "VN",
    "FR",
    "IR",
    "TR",
    "ID",
    "CH",
    "MY",
    "TH",
    "SG",
    "IL",
]
INSTRUMENTS = (
    *("tariff", "export_control", "sanction", "trade_remedy", "supply", "import_restriction"),
    *("market_access", "agreement", "talks", "investment_restriction", "subsidy", "dispute"),
)
STATUSES = ("in_force",) * 5 + ("announced",) * 3 + ("planned", "expected", "threatened", "urged")
OUTLETS = tuple(f"Outlet {number}" for number in range(120))


@dataclass(frozen=True)
class Made:
    """One generated event with its mentions and the days they were published."""

    event: Event
    mentions: tuple[tuple[str, Mention, int], ...]


class Generator:
    """Draws events, day after day, with a seed of its own."""

    def __init__(self, catalogue: Catalogue, seed: int = 1) -> None:
        self.catalogue = catalogue
        self.random = random.Random(seed)  # noqa: S311 - no secret
        self.items = self.random.sample(sorted(catalogue.items), len(catalogue.items))
        self.items.sort(key=lambda item: item not in ("semiconductors", "steel", "rare_earths"))
        self.last_day: dict[tuple[object, ...], int] = {}
        self.articles = itertools.count(1)

    def events(self, count: int) -> Iterator[Made]:
        """Events in the order of their days, ending on LAST_DAY."""
        first = LAST_DAY.toordinal() - count // EVENTS_A_DAY
        for number in range(count):
            yield self._event(first + number // EVENTS_A_DAY)

    def _event(self, day: int) -> Made:
        while True:
            act = self._act()
            key = (act["instrument"], act["actors"], act["targets"], act["items"])
            if day - self.last_day.get(key, 0) > APART_DAYS:
                self.last_day[key] = day
                return self._told(act, day)

    def _act(self) -> dict[str, Any]:
        instrument = self._skewed(INSTRUMENTS, 0.7)
        return {
            "instrument": instrument,
            "action": self._skewed(ACTIONS_OF[instrument], 0.5),
            "status": self.random.choice(STATUSES),
            "items": () if self.random.random() < 0.2 else (self._skewed(self.items, 0.8),),
            "actors": tuple(sorted({self._party(), *self._firm()})),
            "targets": () if self.random.random() < 0.25 else (self._party(),),
        }

    def _skewed(self, values: Any, power: float) -> Any:
        """One of the values, the first ones far more often."""
        return values[int(len(values) * self.random.random() ** (1 + 2 * power))]

    def _party(self) -> str:
        return str(self._skewed(ACTORS, 0.8))

    def _firm(self) -> tuple[str, ...]:
        found = self.random.random() < 0.25
        return (f"org:Firm {int(4000 * self.random.random() ** 2)}",) if found else ()

    def _told(self, act: dict[str, Any], day: int) -> Made:
        date = dt.date.fromordinal(day).isoformat()
        told = []
        for number in range(self.random.choice(MENTIONS)):
            article = next(self.articles)
            quote = f"Sentence {article} tells of {act['action']} {act['instrument']} {number}."
            mention = Mention("text", 0, len(quote), quote, date=date, confidence=0.8, **act)
            (id_,) = mention_ids(url_of(article), [mention])
            told.append((id_, mention, min(day + int(4 * self.random.random() ** 2), day + 3)))
        return Made(self._composed(act, date, told), tuple(told))

    def _composed(
        self, act: dict[str, Any], date: str, told: list[tuple[str, Mention, int]]
    ) -> Event:
        seen = dt.datetime.combine(dt.date.fromisoformat(date), dt.time(), dt.UTC)
        founder = min(told, key=lambda each: (each[2], each[0]))[0]
        mutual = act["instrument"] in ("talks", "agreement")
        sides = {
            "actors": tuple(sorted({*act["actors"], *act["targets"]})) if mutual else act["actors"],
            "targets": () if mutual else act["targets"],
        }
        return Event(
            id=event_id(founder),
            story="",
            date=date,
            date_precision="day",
            day=dt.date.fromisoformat(date),
            day_from_article=False,
            effective_from=None,
            effective_until=None,
            level_from=None,
            level_to=None,
            corroboration="confirmed" if len(told) > 1 else "single",
            confidence=0.8,
            evidence=tuple(each[0] for each in told),
            first_seen=seen,
            last_seen=seen,
            **(act | sides),
        )


def url_of(article: int) -> str:
    """The address of a generated article."""
    return f"https://outlet{article % len(OUTLETS)}.example/{article}"


def build(path: Path, count: int) -> None:
    """Write a timeline of `count` events to `path`; indexes are made last, which is faster."""
    catalogue = load_catalogue(data_folder())
    with connect(path, write=True) as db:
        db.execute("PRAGMA synchronous = OFF")
        indexes = _drop_indexes(db)
        writer = Writer(db, catalogue)
        made = Generator(catalogue).events(count)
        while batch := list(itertools.islice(made, BATCH)):
            with transaction(db):
                writer.write(batch)
        with transaction(db):
            writer.finish()
            for statement in indexes:
                db.execute(statement)
        db.execute("PRAGMA analysis_limit = 1000")
        db.execute("ANALYZE")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


class Writer:
    """Writes generated events to all the tables, a batch at a time."""

    def __init__(self, db: sqlite3.Connection, catalogue: Catalogue) -> None:
        self.db = db
        self.catalogue = catalogue
        self.stories: dict[str, dict[str, Any]] = {}

    def write(self, batch: list[Made]) -> None:
        """Write some events with their mentions and articles."""
        rows: dict[str, list[dict[str, Any]]] = {}
        for made in batch:
            for table, row in self._rows(made):
                rows.setdefault(table, []).append(row)
        for table, some in rows.items():
            insert(self.db, table, some)

    def finish(self) -> None:
        """Write the stories, and the items' tree."""
        insert(self.db, "stories", list(self.stories.values()))
        items = [{"id": item.id, "parent": item.parent} for item in self.catalogue.items.values()]
        insert(self.db, "items", items)

    def _rows(self, made: Made) -> Iterator[tuple[str, dict[str, Any]]]:
        event = made.event
        place = first_place(event.day) | place_of(event.day, event.id) & (1 << 42) - 1
        story = story_id(event, self.catalogue)
        head = headline(event, self.catalogue)
        days = [day for _, _, day in made.mentions]
        yield (
            "events",
            event_columns(event)
            | {
                "story": story,
                "place": place,
                "witnesses": len(days),
                "first_published": dt.date.fromordinal(min(days)).isoformat(),
                "last_published": dt.date.fromordinal(max(days)).isoformat(),
                "changed": event.last_seen.isoformat(),
                "headline": head,
                "label": label(event, self.catalogue),
            },
        )
        self.stories[story] = {
            "id": story,
            "instrument": event.instrument,
            "actors": as_json(event.actors),
            "targets": as_json(event.targets),
            "items": as_json(story_items(event.instrument, event.items, self.catalogue)),
            "latest": place,
        }
        yield from self._event_rows(event, place, made)
        for id_, mention, day in made.mentions:
            yield from self._mention_rows(event, id_, mention, day)
        quotes = "\n".join(mention.quote for _, mention, _ in made.mentions)
        yield (
            "event_search",
            {"rowid": place, "headline": head, "titles": f"Title of {head}", "quotes": quotes},
        )

    def _event_rows(
        self, event: Event, place: int, made: Made
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        for role, codes in (("actor", event.actors), ("target", event.targets)):
            for code in codes:
                yield "event_parties", {"party": code, "role": role, "event": place}
        own = set(event.items)
        for item in {up for one in own for up in self.catalogue.lineage(one)}:
            yield "event_items", {"item": item, "event": place, "own": int(item in own)}
        for story, kind in story_ids(event, self.catalogue).items():
            yield "event_stories", {"story": story, "event": place, "kind": kind}
        day = dt.date.fromordinal(made.mentions[0][2]).isoformat()
        yield (
            "event_history",
            {
                "event": place,
                "number": 0,
                "day": day,
                "status": event.status,
                "mention": made.mentions[0][0],
            },
        )

    def _mention_rows(
        self, event: Event, id_: str, mention: Mention, day: int
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        article = int(mention.quote.split()[1])
        published = dt.date.fromordinal(day).isoformat()
        seen = event.last_seen.isoformat()
        sign = signature(mention, self.catalogue)
        yield (
            "articles",
            {
                "id": article,
                "url": url_of(article),
                "link": url_of(article),
                "outlet": OUTLETS[article % len(OUTLETS)],
                "title": f"Title {article}",
                "published": published,
                "day_origin": "entry",
                "first_seen": seen,
                "state": "extracted",
            },
        )
        yield (
            "revisions",
            {
                "id": article,
                "article": article,
                "number": 1,
                "title": "",
                "text": "",
                "hash": "",
                "origin": "page",
                "seen": seen,
            },
        )
        yield (
            "mentions",
            mention_columns(mention)
            | {
                "id": id_,
                "article": article,
                "revision": article,
                "event": event.id,
                "published": published,
                "seen": seen,
                "core": event.id,
                "block": block_of(mention),
                "topic": topic_of(sign, self.catalogue),
                "lead": lead_of(sign),
            },
        )


def insert(db: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    """Insert many rows with the same columns."""
    names = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join("?" * len(rows[0]))
    query = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names are ours
    db.executemany(query, [tuple(row.values()) for row in rows])


def _drop_indexes(db: sqlite3.Connection) -> list[str]:
    """Drop the indexes that are not part of a table; gives the statements that make them."""
    rows = db.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in rows:
        db.execute(f"DROP INDEX {name}")
    return [sql for _, sql in rows]


def fingerprint() -> str:
    """Changes with the tables and this file, so that no old timeline is measured."""
    schema = Path(__file__).parents[1] / "tracker" / "schema.py"
    found = hashlib.sha256(schema.read_bytes() + Path(__file__).read_bytes())
    return found.hexdigest()[:8]
