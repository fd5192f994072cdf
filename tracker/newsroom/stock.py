"""The articles of the sample newsroom, read from data/sample.

newsroom.toml names the outlets; articles/OUTLET/DATE-SLUG.md holds an article:
its front matter in TOML between two lines of +++, then its paragraphs. A second
file DATE-SLUG.edit.md holds what the page says after it was edited.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import DocumentError

_FENCE = "+++\n"
_DATE_LENGTH = len("2025-05-12-")


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet and how it lists its articles.

    `offer` is rss, rss_full, atom, rdf, json or listing; `path` is where, below
    the outlet's own address; `page` is the pattern of an article's path there.
    `selectors` are the CSS selectors of a listing.
    """

    id: str
    name: str
    tagline: str
    offer: str
    path: str
    page: str
    official: bool = False
    selectors: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> str:
        """What config.toml calls a source of this sort: feed or listing."""
        return "listing" if self.offer == "listing" else "feed"


@dataclass(frozen=True, slots=True)
class Edition:
    """What a page says from `at` (UTC) until its next edition."""

    title: str
    summary: str
    at: dt.datetime
    body: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs and headings of the body, headings still with their ##."""
        return tuple(part.strip() for part in self.body.split("\n\n") if part.strip())


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of one outlet, with all its editions, the oldest first.

    `published` keeps the offset of the outlet; `page_status` is the HTTP status
    that its page answers with; `number` is that of a notice.
    """

    outlet: Outlet
    slug: str
    published: dt.datetime
    author: str
    section: str
    editions: tuple[Edition, ...]
    place: str = ""
    number: str = ""
    page_status: int = 200
    syndicated: bool = False

    @property
    def path(self) -> str:
        """The path of its page on the newsroom's server."""
        return f"/{self.outlet.id}/" + self.outlet.page.format(slug=self.slug, date=self.published)

    def edition(self, at: dt.datetime) -> Edition | None:
        """What the page said at that time; None before it appeared."""
        shown = [edition for edition in self.editions if edition.at <= at]
        return shown[-1] if shown else None


@dataclass(frozen=True, slots=True)
class Stock:
    """All outlets and all their articles, the newest first."""

    outlets: tuple[Outlet, ...]
    pieces: tuple[Piece, ...]

    def of(self, outlet: Outlet, at: dt.datetime) -> tuple[Piece, ...]:
        """The outlet's articles that had appeared by then, the newest first."""
        return tuple(p for p in self.pieces if p.outlet == outlet and p.edition(at))


def read_stock(folder: Path) -> Stock:
    """The newsroom in `folder`. Raises DocumentError where a file of it is wrong."""
    outlets = tuple(_outlets(folder / "newsroom.toml"))
    pieces = [
        _piece(file, outlet)
        for outlet in outlets
        for file in sorted((folder / "articles" / outlet.id).glob("*.md"))
        if not file.name.endswith(".edit.md")
    ]
    pieces.sort(key=lambda piece: (piece.published, piece.slug), reverse=True)
    return Stock(outlets, tuple(pieces))


def _outlets(file: Path) -> Iterator[Outlet]:
    for row in _toml(_read(file), file)["outlet"]:
        names = ("entry", "link", "date")
        selectors = tuple((name, str(row.pop(name))) for name in names if name in row)
        yield Outlet(**row, selectors=selectors)


def _piece(file: Path, outlet: Outlet) -> Piece:
    head, body = _split(file)
    published: dt.datetime = head.pop("published")
    first = Edition(head.pop("title"), head.pop("summary"), _utc(published), body)
    return Piece(
        outlet=outlet,
        slug=file.stem[_DATE_LENGTH:],
        published=published,
        author=head.pop("author", outlet.name),
        editions=(first, *_later(file)),
        **head,
    )


def _later(file: Path) -> Iterator[Edition]:
    edited = file.with_name(file.stem + ".edit.md")
    if edited.exists():
        head, body = _split(edited)
        yield Edition(head["title"], head["summary"], _utc(head["modified"]), body)


def _split(file: Path) -> tuple[dict[str, Any], str]:
    parts = _read(file).split(_FENCE, 2)
    if len(parts) != 3 or parts[0]:
        raise DocumentError(f"{file}: an article begins with its front matter between lines of +++")
    return dict(_toml(parts[1], file)), parts[2]


def _toml(text: str, file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DocumentError(f"{file}: {error}") from error


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise DocumentError(f"{file}: the sample newsroom lacks this file") from error


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)
