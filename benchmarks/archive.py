"""A generated archive: pages as a crawl has them, one in twenty about trade policy.

The texts of the sample newsroom are varied by other goods, countries and numbers, told with a
background that is another one each time, and spread over ten years; one in eight is carried
twice. The pages between them are about anything else. All stand in the newsroom's templates,
with as much around them as pages of outlets have.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from benchmarks.extraction import PROSE
from pipelines.extract.relevance import Relevance
from pipelines.lexicon import load_lexicon
from tracker.newsroom import Edition, Piece, Stock, read_stock
from tracker.newsroom.render import Press, environment
from tracker.resources import data_folder

ONE_IN = 20
CARRIED_TWICE = 8
"""One relevant page in so many tells what the one before it tells."""

FIRST_DAY = dt.datetime(2016, 1, 1, 8, tzinfo=dt.UTC)
DAYS = 3650
URL = "https://news.example"

GOODS = (
    *("steel", "aluminium", "copper", "soybeans", "rare earths", "gallium", "solar panels"),
    *("electric vehicles", "pharmaceuticals", "lumber", "beef", "wine", "graphite", "batteries"),
)
PLACES = (
    *("China", "Canada", "India", "Japan", "Brazil", "Mexico", "Vietnam", "Russia", "Turkey"),
    *("Switzerland", "Indonesia", "South Korea", "Australia", "Malaysia"),
)

_GOOD = re.compile(r"\b(?:rare earths|steel|soybeans|copper|gallium)\b", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:China|Canada|India|Japan|Vietnam|South Korea)\b")
_NUMBER = re.compile(r"\b\d\d(?= (?:percent|per cent))")

_THINGS = (
    *("bridge", "orchard", "choir", "ferry", "library", "kitchen", "lantern", "meadow", "violin"),
    *("harbour", "bakery", "garden", "theatre", "glacier", "telescope", "pavement", "chimney"),
    *("village", "painting", "bicycle", "stable", "cellar", "windmill", "festival", "staircase"),
)
_DEEDS = (
    *("stood", "was painted", "was cleaned", "lay", "waited", "was drawn", "was lit", "slept"),
    *("was photographed", "turned", "rested", "was repaired", "echoed", "was admired", "faded"),
)
_BACKGROUND = 16
"""Sentences about anything that a relevant page has beside its own."""

_MENU = "".join(f'<li><a href="/section/{n}/">Section {n}</a></li>' for n in range(90))
_STYLE = "".join(
    f".c{n}-grid{{display:grid;grid-gap:{n}px;margin:0 auto}}.c{n}-card>img{{width:100%}}"
    for n in range(220)
)
_STATE = ",".join(f'{{"id":{n},"slot":"mpu-{n}","sizes":[[300,250],[728,90]]}}' for n in range(260))
_CARDS = "".join(
    f'<div class="c{n}-card"><a href="/story/{n}"><img src="/i/{n}.jpg" alt=""><h3>Story {n} of'
    f" the day</h3></a><p>By staff - {n} hours ago</p></div>"
    for n in range(60)
)
_BEFORE = f'<div class="menu"><ul>{_MENU}</ul></div><script>window.ads=[{_STATE}];</script>'
_AFTER = f'<div class="more">{_CARDS}</div>'


@dataclass(frozen=True)
class Archive:
    """Pages by their number; `total` is what the ten years are spread over."""

    total: int

    @cached_property
    def _stock(self) -> Stock:
        stock = read_stock(data_folder() / "sample")
        pieces = tuple(piece for piece in stock.pieces if piece.page_status == 200)
        return replace(stock, pieces=pieces)

    @cached_property
    def _prose(self) -> list[str]:
        """Sentences about other things without any word of policy."""
        relevance = Relevance(load_lexicon(data_folder()))
        return [sentence for sentence in PROSE if not relevance.may_hold_event(sentence)]

    @cached_property
    def _press(self) -> Press:
        templates = environment(data_folder() / "sample" / "templates")
        return Press(replace(self._stock, pieces=self._stock.pieces[:4]), templates, URL)

    def page(self, number: int) -> tuple[str, bytes]:
        """The address and the HTML of a page."""
        piece = self._piece(number)
        data = self._press.page(piece, piece.editions[0].at).body.decode()
        data = data.replace("</head>", f"<style>{_STYLE}</style></head>", 1)
        data = data.replace("<body>", f"<body>{_BEFORE}", 1)
        return URL + piece.path, data.replace("</body>", f"{_AFTER}</body>", 1).encode()

    def _piece(self, number: int) -> Piece:
        source = number - ONE_IN if _is_carried(number) else number
        piece = self._stock.pieces[source // ONE_IN % len(self._stock.pieces)]
        at = FIRST_DAY + dt.timedelta(days=number * DAYS // self.total)
        body, title = self._other(number) if number % ONE_IN else _varied(piece.editions[0], source)
        if source != number:
            body, title = f"As carried by other papers.\n\n{body}", f"{title}, papers say"
        edition = Edition(title, title, at, body)
        return replace(
            piece, slug=f"p-{number}", published=at, editions=(edition,), number=str(number)
        )

    def _other(self, number: int) -> tuple[str, str]:
        """The body and the title of an article about something else."""
        chance = random.Random(number)  # noqa: S311 - the same every time
        paragraphs = (" ".join(chance.choices(self._prose, k=4)) for _ in range(8))
        return "\n\n".join(paragraphs), chance.choice(self._prose)

    def records(self, numbers: range) -> Iterator[bytes]:
        """The pages as WARC records, each after a request that nobody reads."""
        for number in numbers:
            url, page = self.page(number)
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
            yield _record("request", url, b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n")
            yield _record("response", url, http)


def _is_carried(number: int) -> bool:
    """Whether a page tells what the relevant one before it tells."""
    return not number % ONE_IN and number // ONE_IN % CARRIED_TWICE == CARRIED_TWICE - 1


def _varied(told: Edition, source: int) -> tuple[str, str]:
    """The body and the title about another good and country, with a background of its own."""
    chance = random.Random(source)  # noqa: S311 - the same every time
    good, place, number = chance.choice(GOODS), chance.choice(PLACES), str(chance.randint(10, 99))

    def changed(text: str) -> str:
        return _NUMBER.sub(number, _PLACE.sub(place, _GOOD.sub(good, text)))

    sentences = [_sentence(chance) for _ in range(_BACKGROUND)]
    background = (" ".join(sentences[at : at + 4]) for at in range(0, _BACKGROUND, 4))
    return "\n\n".join((changed(told.body), *background)), changed(told.title)


def _sentence(chance: random.Random) -> str:
    """A sentence about anything, such as nobody has told before."""
    one, other, third = chance.sample(_THINGS, 3)
    deed, year = chance.choice(_DEEDS), chance.randint(1700, 1990)
    return (
        f"The {one} {deed} beside the {other} for {chance.randint(2, 90)} summers, as a {third}"
        f" had {deed} there since {year}."
    )


def _record(kind: str, url: str, block: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def write_archive(folder: Path, documents: int, a_shard: int) -> list[Path]:
    """Write an archive in shards, where it is not there yet; gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    archive, paths, mark = Archive(documents), [], fingerprint()
    for start in range(0, documents, a_shard):
        path = folder / f"crawl-{mark}-{documents}-{start}.warc.gz"
        if not path.exists():
            part = path.with_suffix(".part")
            numbers = range(start, min(start + a_shard, documents))
            with part.open("wb") as file:
                for record in archive.records(numbers):
                    file.write(gzip.compress(record, 6))
            part.replace(path)
        paths.append(path)
    return paths


def fingerprint() -> str:
    """Changes with this file, so that no old archive is measured."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
