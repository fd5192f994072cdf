"""Reads of the stored texts themselves."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator

from pipelines.model import Article


def latest_texts(
    db: sqlite3.Connection, most: int, since: dt.date | None = None
) -> Iterator[Article]:
    """The last revisions of at most so many articles, the newest first."""
    rows = db.execute(
        "SELECT a.url, r.title, r.text, a.published, a.outlet, a.official"
        " FROM articles a JOIN revisions r ON r.article = a.id"
        " WHERE r.number = (SELECT max(number) FROM revisions WHERE article = a.id)"
        " AND a.published >= :since ORDER BY a.published DESC, a.id DESC LIMIT :most",
        {"since": (since or dt.date.min).isoformat(), "most": most},
    )
    for url, title, text, published, outlet, official in rows:
        yield Article(url, title, text, dt.date.fromisoformat(published), outlet, bool(official))
