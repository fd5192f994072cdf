"""Articles of the sample newsroom -> the feeds, listings and pages of their outlets."""

from __future__ import annotations

import datetime as dt
import email.utils
import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from tracker.newsroom.stock import Edition, Outlet, Piece, Stock

RELATED = 4
"""Other articles that a page links to."""

FEED_TYPES: Mapping[str, str] = {
    "rss": "application/rss+xml",
    "rss_full": "application/rss+xml",
    "rdf": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
"""The media types of feeds, for autodiscovery and for their own header."""


@dataclass(frozen=True, slots=True)
class Document:
    """One answer of the newsroom: `modified` is in UTC, None where nothing tells it."""

    body: bytes
    media_type: str
    modified: dt.datetime | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Press:
    """Prints the newsroom as it stood at a time; `url` is the server's, without a slash."""

    stock: Stock
    templates: jinja2.Environment
    url: str

    def front(self) -> Document:
        """The page that names all outlets."""
        return self._html("front.html", {"outlets": self.stock.outlets})

    def home(self, outlet: Outlet, at: dt.datetime) -> Document:
        """The outlet's own front page, which names its feed."""
        values = self._about(outlet) | {"pieces": self._views(outlet, at)}
        return self._html("home.html", values)

    def offer(self, outlet: Outlet, at: dt.datetime) -> Document:
        """The outlet's feed or listing."""
        pieces = self._views(outlet, at)
        modified = max((view["modified"] for view in pieces), default=None)
        if outlet.offer == "json":
            return _document(json_feed(outlet, self._about(outlet), pieces), outlet, modified)
        name = {"rss_full": "rss.xml", "listing": "listing.html"}.get(
            outlet.offer, f"{outlet.offer}.xml"
        )
        values = self._about(outlet) | {
            "pieces": pieces,
            "modified": modified,
            "full": outlet.offer == "rss_full",
        }
        return _document(self.templates.get_template(name).render(values), outlet, modified)

    def page(self, piece: Piece, at: dt.datetime) -> Document:
        """The article's page as it read at that time."""
        edition = piece.edition(at) or piece.editions[0]
        others = [other for other in self.stock.of(piece.outlet, at) if other != piece]
        view = self._view(piece, edition)
        name = f"{piece.outlet.id}.html" if piece.page_status == 200 else "wall.html"
        values = self._about(piece.outlet) | {
            "piece": view,
            "related": [self._view(other, other.editions[0]) for other in others[:RELATED]],
            "metadata": _linked_data(view),
        }
        body = self.templates.get_template(name).render(values).encode()
        return Document(body, "text/html; charset=utf-8", edition.at, piece.page_status)

    def _html(self, name: str, values: Mapping[str, Any]) -> Document:
        body = self.templates.get_template(name).render(values).encode()
        return Document(body, "text/html; charset=utf-8")

    def _about(self, outlet: Outlet) -> dict[str, Any]:
        home = f"{self.url}/{outlet.id}/"
        return {
            "outlet": outlet,
            "home": home,
            "address": home + outlet.path,
            "feed_type": FEED_TYPES.get(outlet.offer, ""),
        }

    def _views(self, outlet: Outlet, at: dt.datetime) -> list[dict[str, Any]]:
        pieces = self.stock.of(outlet, at)
        return [self._view(piece, piece.edition(at) or piece.editions[0]) for piece in pieces]

    def _view(self, piece: Piece, edition: Edition) -> dict[str, Any]:
        blocks = [_block(part) for part in edition.paragraphs]
        return {
            "title": edition.title,
            "summary": edition.summary,
            "modified": max(edition.at, piece.published),
            "blocks": blocks,
            "html": "".join(f"<p>{html.escape(block['text'])}</p>" for block in blocks),
            "url": self.url + piece.path,
            **{name: getattr(piece, name) for name in _OF_A_PIECE},
        }


_OF_A_PIECE = ("slug", "published", "author", "section", "place", "number", "path")


def environment(folder: Path) -> jinja2.Environment:
    """The templates in `folder`, with the ways in which the outlets write a date."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    templates.filters.update(
        mail_date=email.utils.format_datetime,
        zulu=lambda at: f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        dateline=lambda at: f"{at:%B} {at.day}",
        long_date=lambda at: f"{at.day} {at:%B %Y}",
        us_day=lambda at: f"{at:%B} {at.day}, {at.year}",
        us_date=lambda at: f"{at:%B} {at.day}, {at.year} {at:%I:%M %p}",
        courier_date=lambda at: f"{at:%b} {at.day:02}, {at.year}, {at:%I:%M %p}",
    )
    return templates


def json_feed(outlet: Outlet, about: Mapping[str, Any], pieces: Sequence[Mapping[str, Any]]) -> str:
    """The outlet's articles as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": about["home"],
        "feed_url": about["address"],
        "items": [
            {
                "id": view["slug"],
                "url": view["url"],
                "title": view["title"],
                "summary": view["summary"],
                "date_published": view["published"].isoformat(),
                "authors": [{"name": view["author"]}],
                "tags": [view["section"]],
            }
            for view in pieces
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _document(text: str, outlet: Outlet, modified: dt.datetime | None) -> Document:
    media_type = FEED_TYPES.get(outlet.offer, "text/html")
    return Document(text.encode(), f"{media_type}; charset=utf-8", modified)


def _block(part: str) -> dict[str, Any]:
    heading = part.startswith("## ")
    return {"text": " ".join(part.removeprefix("## ").split()), "heading": heading}


def _linked_data(view: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": view["title"],
        "datePublished": view["published"].isoformat(),
        "dateModified": view["modified"].isoformat(),
        "author": {"@type": "Person", "name": view["author"]},
    }
