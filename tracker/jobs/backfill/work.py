"""A block of documents -> what is in it: the work of every worker, on every engine.

It takes values and gives values; the model is loaded once a process. Each document
fails alone.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipelines.archive import Archived, Counts, Failure, Outcome, Record, read_archived
from pipelines.copies import signature
from pipelines.english import is_english, load
from pipelines.errors import ArticleError, DocumentError
from pipelines.model import Article, Mention
from tracker.jobs.backfill.blocks import unpack
from tracker.rows import mention_columns

if TYPE_CHECKING:
    from pipelines.extract import Extractor
    from pipelines.extract.relevance import Relevance
    from pipelines.lexicon import Lexicon

STAGES = ("article", "language", "relevance", "mentions", "copies")
"""The stages of the work whose seconds are told."""

LONGEST = 150_000
"""Characters of a text that are looked at for words of policy."""

_NO_ARTICLE = frozenset({"empty", "challenge", "wall"})
_AT_ONCE = threading.Lock()
"""A worker of several threads reads one block at a time: the parser is for one."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the work depends on beside the documents; articles after `last_day` are refused."""

    model: str
    lexicon: tuple[str, ...]
    last_day: str


@dataclass(frozen=True, slots=True)
class _Tools:
    lexicon: Lexicon
    extractor: Extractor
    version: str
    relevance: Relevance


@dataclass(frozen=True, slots=True)
class _Found:
    """A relevant article with its place in the block."""

    position: int
    archived: Archived
    article: Article


def read_block(packed: bytes, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The outcome of a block, as JSON can hold it."""
    tools = _load(settings["model"], tuple(settings["lexicon"]))
    with _AT_ONCE:
        return _Work(tools, dt.date.fromisoformat(settings["last_day"])).read(unpack(packed))


def outcome_of(told: Mapping[str, Any], first: int = 0) -> Outcome:
    """What `read_block` told of a part of a block that begins with its document `first`."""
    return Outcome(
        counts=Counts(**told["counts"]),
        articles=[row | {"position": row["position"] + first} for row in told["articles"]],
        failures=[Failure(row[0] + first, row[1], row[2]) for row in told["failures"]],
        seconds=told["seconds"],
    )


@lru_cache(maxsize=1)
def _load(model: str, lexicon_files: tuple[str, ...]) -> _Tools:
    from pipelines.extract.relevance import Relevance
    from pipelines.lexicon import load_lexicon
    from tracker.extractor_version import extractor_version
    from tracker.language import extractor_of
    from tracker.resources import data_folder

    files = [Path(name) for name in lexicon_files]
    lexicon, version = load_lexicon(data_folder(), files), extractor_version(model, files)
    return _Tools(lexicon, extractor_of(lexicon, model), version, Relevance(lexicon))


class _Work:
    """One block's work, with its counts and times."""

    def __init__(self, tools: _Tools, last_day: dt.date) -> None:
        self._tools = tools
        self._last_day = last_day
        self._counts: Counter[str] = Counter()
        self._seconds: Counter[str] = Counter(dict.fromkeys(STAGES, 0))
        self._failures: list[tuple[int, str, str]] = []

    def read(self, records: Sequence[Record]) -> dict[str, Any]:
        """The outcome of the block."""
        found = [one for at, record in enumerate(records) if (one := self._relevant(at, record))]
        self._counts.update(documents=len(records), relevant=len(found))
        rows = [self._row(one, told) for one, told in self._mentions(records, found) if told]
        self._counts.update(articles=len(rows), failed=len(self._failures))
        counts = {name: self._counts[name] for name in asdict(Counts())}
        return {
            "counts": counts,
            "articles": rows,
            "failures": self._failures,
            "seconds": dict(self._seconds),
        }

    def _relevant(self, position: int, record: Record) -> _Found | None:
        try:
            return self._sifted(position, record)
        except ArticleError as error:
            self._counts["empty"] += error.kind in _NO_ARTICLE
            if error.kind not in _NO_ARTICLE:
                self._fail(position, record, str(error))
        except Exception as error:  # noqa: BLE001 - whatever a library throws is this document's fault
            self._fail(position, record, _why(error))
        return None

    def _sifted(self, position: int, record: Record) -> _Found | None:
        with self._timed("article"):
            archived = read_archived(record)
        if archived.day > self._last_day:
            raise DocumentError(f"its day {archived.day} is still to come")
        with self._timed("language"):
            is_read = is_english(archived.title, archived.text)
        if not is_read:
            self._counts["other_language"] += 1
            return None
        with self._timed("relevance"):
            whole = f"{archived.title}\n{archived.text[:LONGEST]}"
            is_relevant = self._tools.relevance.may_hold_event(whole)
        if not is_relevant:
            self._counts["irrelevant"] += 1
            return None
        return _Found(position, archived, self._article(archived))

    def _article(self, archived: Archived) -> Article:
        host = urlsplit(archived.url).hostname or ""
        outlet = self._tools.lexicon.names.outlet_of(host)
        name = archived.outlet or (outlet.name if outlet else host.removeprefix("www."))
        return Article(
            archived.url,
            archived.title,
            archived.text,
            archived.day,
            name or "an archive",
            bool(outlet and outlet.official),
        )

    def _mentions(
        self, records: Sequence[Record], found: Sequence[_Found]
    ) -> Iterator[tuple[_Found, Sequence[Mention]]]:
        """The mentions of each article: of all together, or one by one where that fails."""
        articles = [one.article for one in found]
        try:
            with self._timed("mentions"):
                told = list(self._tools.extractor.pipe(articles))
        except Exception:  # noqa: BLE001 - one of them is at fault: it is found below
            told = [self._told_alone(records[one.position], one) for one in found]
        return zip(found, told, strict=True)

    def _told_alone(self, record: Record, one: _Found) -> tuple[Mention, ...]:
        try:
            with self._timed("mentions"):
                return self._tools.extractor.mentions(one.article)
        except Exception as error:  # noqa: BLE001 - it is this article's fault
            self._fail(one.position, record, _why(error))
            return ()

    def _row(self, one: _Found, mentions: Sequence[Mention]) -> dict[str, Any]:
        """A row of backfill_articles."""
        article = one.article
        self._counts["mentions"] += len(mentions)
        with self._timed("copies"):
            signed = signature(article.text)
        return {
            "position": one.position,
            "url": article.url,
            "title": article.title,
            "text": article.text,
            "published": article.published.isoformat(),
            "day_origin": one.archived.day_origin,
            "outlet": article.outlet,
            "official": int(article.official),
            "signature": signed.hex(),
            "extractor": self._tools.version,
            "mentions": [mention_columns(mention) for mention in mentions],
        }

    def _fail(self, position: int, record: Record, reason: str) -> None:
        place = f"{record.where} {record.url}".strip()
        self._failures.append((position, place[:2000], " ".join(reason.split())[:500]))

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[stage] += time.perf_counter() - began  # type: ignore[assignment]


def _why(error: Exception) -> str:
    told = isinstance(error, DocumentError)
    return str(error) if told else f"{type(error).__name__}: {error}"


def prepare() -> None:
    """Load what a child of tracker.worker could not load any more."""
    load()


def _block(data: bytes, url: str, **settings: Any) -> dict[str, Any]:
    """As a task of tracker.worker; `url` only names the block in errors."""
    return read_block(data, settings)


TASKS: Mapping[str, Callable[..., Any]] = MappingProxyType({"block": _block})
"""What a child of tracker.worker can do."""
