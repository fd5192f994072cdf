"""Writes of the groups of near copies: articles of one text that several outlets carry."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from pipelines.copies import SAME, bands, share

WINDOW_DAYS = 14
"""Texts published further apart are not copies, but what is written every time anew."""


def group_copies(db: sqlite3.Connection, article: int, signature: bytes) -> None:
    """Put an article whose text is new or has changed with its near copies, if it has any.

    Runs inside the caller's transaction. A group is named by its first article;
    where the text joins two groups, they become one.
    """
    db.execute("DELETE FROM text_bands WHERE article = ?", (article,))
    db.execute("UPDATE articles SET text_group = NULL WHERE id = ?", (article,))
    keys = bands(signature)
    copies = sorted(_copies(db, article, signature, keys))
    db.executemany(
        "INSERT INTO text_bands (band, article) VALUES (?, ?)", [(key, article) for key in keys]
    )
    if copies:
        _join(db, article, copies)


def _copies(
    db: sqlite3.Connection, article: int, signature: bytes, keys: tuple[str, ...]
) -> Iterator[int]:
    rows = db.execute(
        "SELECT DISTINCT other.id, other.text_signature FROM json_each(?) AS key"
        " JOIN text_bands ON text_bands.band = key.value"
        " JOIN articles other ON other.id = text_bands.article"
        " JOIN articles own ON own.id = ?"
        " WHERE other.id <> own.id AND other.text_signature IS NOT NULL"
        " AND abs(julianday(other.published) - julianday(own.published)) <= ?",
        (json.dumps(keys), article, WINDOW_DAYS),
    )
    for other, signed in rows:
        if share(signature, signed) >= SAME:
            yield int(other)


def _join(db: sqlite3.Connection, article: int, copies: list[int]) -> None:
    name = str(min(copies))
    for other in copies:
        row = db.execute("SELECT text_group FROM articles WHERE id = ?", (other,)).fetchone()
        if row[0] is not None:
            db.execute("UPDATE articles SET text_group = ? WHERE text_group = ?", (name, row[0]))
    db.executemany(
        "UPDATE articles SET text_group = ? WHERE id = ?",
        [(name, one) for one in (article, *copies)],
    )
