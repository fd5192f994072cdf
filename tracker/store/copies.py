"""Writes of the groups of near copies: articles of one text that several outlets carry.

A group counts as one witness, which is its first article's outlet. Where that changes
for articles whose events were told before, these wait in `regrouped_articles` until
`tracker.store.timeline` tells their events anew.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.copies import SAME, bands, share

WINDOW_DAYS = 14
"""Texts published further apart are not copies, but what is written every time anew."""

PERIOD_DAYS = 2 * WINDOW_DAYS + 1
"""Bands are kept by periods of so many days: what may be a text's copy lies in two at most."""


class _Carrier(NamedTuple):
    """An article that carries a text; a group's witness is the outlet of its first one."""

    published: str
    url: str
    outlet: str
    group: str | None


def group_copies(db: sqlite3.Connection, article: int, signature: bytes) -> None:
    """Put an article whose text or day is new or has changed with its near copies, if any.

    Runs inside the caller's transaction. A group is named by its first known article;
    where the text joins two groups, they become one.
    """
    _leave(db, article)
    own = _carrier(db, article)
    day = dt.date.fromisoformat(own.published).toordinal()
    keys = bands(signature)
    copies = sorted(_copies(db, signature, keys, day))
    db.executemany(
        "INSERT INTO text_bands (period, band, article) VALUES (?, ?, ?)",
        [(day // PERIOD_DAYS, key, article) for key in keys],
    )
    if copies:
        _join(db, article, own, copies)


def _leave(db: sqlite3.Connection, article: int) -> None:
    """Take an article out of its group, and out of what others are compared with."""
    db.execute("DELETE FROM text_bands WHERE article = ?", (article,))
    own = _carrier(db, article)
    if own.group is None:
        return
    db.execute("UPDATE articles SET text_group = NULL WHERE id = ?", (article,))
    left = _first(db, own.group)
    if left is not None and own < left and own.outlet != left.outlet:
        _mark(db, "text_group = ?", own.group)


def _copies(
    db: sqlite3.Connection, signature: bytes, keys: tuple[str, ...], day: int
) -> Iterator[int]:
    """The articles whose text is a near copy, published near `day`."""
    near = range((day - WINDOW_DAYS) // PERIOD_DAYS, (day + WINDOW_DAYS) // PERIOD_DAYS + 1)
    first, last = (dt.date.fromordinal(day + by) for by in (-WINDOW_DAYS, WINDOW_DAYS))
    rows = db.execute(
        "SELECT DISTINCT other.id, other.text_signature"
        " FROM json_each(?) AS period CROSS JOIN json_each(?) AS key"
        " CROSS JOIN text_bands ON text_bands.period = period.value AND text_bands.band = key.value"
        " CROSS JOIN articles other ON other.id = text_bands.article"
        " WHERE other.published BETWEEN ? AND ?",
        (json.dumps([*near]), json.dumps(keys), first.isoformat(), last.isoformat()),
    )
    for other, signed in rows:
        if share(signature, signed) >= SAME:
            yield int(other)


def _carrier(db: sqlite3.Connection, article: int) -> _Carrier:
    row = db.execute(
        "SELECT published, url, outlet, text_group FROM articles WHERE id = ?", (article,)
    ).fetchone()
    return _Carrier(*row)


def _first(db: sqlite3.Connection, group: str) -> _Carrier | None:
    """The first article of a group, None where nobody is left in it."""
    row = db.execute(
        "SELECT published, url, outlet, text_group FROM articles WHERE text_group = ?"
        " ORDER BY published, url LIMIT 1",
        (group,),
    ).fetchone()
    return _Carrier(*row) if row else None


def _join(db: sqlite3.Connection, article: int, own: _Carrier, copies: Sequence[int]) -> None:
    """Make one group of an article, its copies and their groups."""
    carriers = {other: _carrier(db, other) for other in copies}
    groups = sorted({one.group for one in carriers.values() if one.group}, key=int)
    alone = [other for other, one in carriers.items() if not one.group]
    firsts = {group: first for group in groups if (first := _first(db, group))}
    witness = min(own, *carriers.values(), *firsts.values()).outlet
    for group, first in firsts.items():
        if first.outlet != witness:
            _mark(db, "text_group = ?", group)
    for other in alone:
        if carriers[other].outlet != witness:
            _mark(db, "id = ?", other)
    name = groups[0] if groups else str(min(alone))
    rename = "UPDATE articles SET text_group = ? WHERE"
    db.executemany(f"{rename} text_group = ?", [(name, group) for group in groups[1:]])
    db.executemany(f"{rename} id = ?", [(name, one) for one in (article, *alone)])


def _mark(db: sqlite3.Connection, which: str, value: object) -> None:
    """Have events told anew that articles tell of; one that tells of none yet need not wait."""
    db.execute(
        f"INSERT OR IGNORE INTO regrouped_articles (article) SELECT id FROM articles WHERE {which}"  # noqa: S608
        " AND EXISTS (SELECT 1 FROM mentions WHERE article = articles.id)",
        (value,),
    )
