"""Writes of a backfill: its shards, what was read of each block, and the articles found.

A block is recorded in one transaction as it comes, in any order; its articles are
staged. Those of a whole shard are then settled, always in the order of the archive,
and their mentions merged, so that a run that was killed ends like any other.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pipelines.url import identity
from tracker.rows import mention_of
from tracker.schema import stamp, transaction
from tracker.store.articles import Text, last_revision_id, take_text
from tracker.store.events import insert
from tracker.store.timeline import stage_mentions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from pipelines.archive import Shard
    from pipelines.archive.outcome import Outcome
    from pipelines.merge.rules import MergeRules

_AT_ONCE = 100
"""Articles that are settled in one transaction."""


@dataclass(frozen=True, slots=True)
class KnownShard:
    """A shard as the database knows it: `started` is when a run first met it."""

    id: int
    started: dt.datetime
    is_finished: bool
    blocks: frozenset[int]


def record_shards(
    db: sqlite3.Connection, shards: Iterable[Shard], now: dt.datetime
) -> list[KnownShard]:
    """Note the shards of a run, in their order; gives what is known of each."""
    with transaction(db):
        return [_known_shard(db, shard, now) for shard in shards]


def _known_shard(db: sqlite3.Connection, shard: Shard, now: dt.datetime) -> KnownShard:
    key = (str(shard.path), shard.mark)
    db.execute(
        "INSERT OR IGNORE INTO backfill_shards (path, mark, size, started) VALUES (?, ?, ?, ?)",
        (*key, shard.size, stamp(now)),
    )
    id_, started, finished = db.execute(
        "SELECT id, started, finished FROM backfill_shards WHERE path = ? AND mark = ?", key
    ).fetchone()
    rows = db.execute("SELECT number FROM backfill_blocks WHERE shard = ?", (id_,))
    blocks = frozenset(row[0] for row in rows)
    return KnownShard(id_, dt.datetime.fromisoformat(started), finished is not None, blocks)


def record_block(db: sqlite3.Connection, shard: int, number: int, outcome: Outcome) -> None:
    """Record what was read of a block, in one transaction; one that is known stays as it is."""
    key = {"shard": shard, "block": number}
    with transaction(db):
        if db.execute(
            "SELECT 1 FROM backfill_blocks WHERE shard = ? AND number = ?", (shard, number)
        ).fetchone():
            return
        insert(
            db,
            "backfill_blocks",
            [{"shard": shard, "number": number} | asdict(outcome.counts)],
        )
        insert(db, "backfill_failures", [key | asdict(one) for one in outcome.failures])
        insert(db, "backfill_articles", [key | _staged(row) for row in outcome.articles])


def _staged(row: Mapping[str, Any]) -> dict[str, Any]:
    packed = {"signature": bytes.fromhex(row["signature"]), "mentions": json.dumps(row["mentions"])}
    return dict(row) | packed


def finish_shard(db: sqlite3.Connection, shard: int, damage: str, now: dt.datetime) -> None:
    """Note that all blocks of a shard are recorded, and what of it could not be read."""
    with transaction(db):
        db.execute(
            "UPDATE backfill_shards SET finished = ?, damage = ? WHERE id = ?",
            (stamp(now), damage, shard),
        )


def settle(db: sqlite3.Connection, shard: KnownShard, rules: MergeRules) -> int:
    """Make articles of the next staged ones of a finished shard; gives how many were staged.

    An address that has a text already keeps it. Mentions wait for `merge_staged`.
    """
    with transaction(db):
        rows = db.execute(
            "SELECT * FROM backfill_articles WHERE shard = ? ORDER BY block, position LIMIT ?",
            (shard.id, _AT_ONCE),
        ).fetchall()
        for row in rows:
            _settle_article(db, row, shard.started, rules)
            db.execute(
                "DELETE FROM backfill_articles WHERE shard = ? AND block = ? AND position = ?",
                (row["shard"], row["block"], row["position"]),
            )
    return len(rows)


def _settle_article(
    db: sqlite3.Connection, row: sqlite3.Row, now: dt.datetime, rules: MergeRules
) -> None:
    article = _article_at(db, row["url"])
    if article is not None and last_revision_id(db, article) is not None:
        return
    if article is None:
        article = _add(db, row, now)
    text = Text(row["title"], row["text"], "page", signature=row["signature"])
    if take_text(db, article, text, now, None) == "duplicate":
        return
    revision = last_revision_id(db, article)
    assert revision is not None, f"the article {article} has no text"
    mentions = [mention_of(told) for told in json.loads(row["mentions"])]
    stage_mentions(db, article, revision, mentions, rules, row["extractor"])


def _article_at(db: sqlite3.Connection, url: str) -> int | None:
    """The article that is known under an address, in any of its forms."""
    row = db.execute(
        "SELECT article FROM article_links WHERE key = ?"
        " UNION ALL SELECT id FROM articles WHERE url = ? LIMIT 1",
        (identity(url), url),
    ).fetchone()
    return int(row[0]) if row else None


def _add(db: sqlite3.Connection, row: sqlite3.Row, now: dt.datetime) -> int:
    names = ("url", "title", "published", "day_origin", "outlet", "official")
    values = [row[name] for name in names]
    added = db.execute(
        f"INSERT INTO articles ({', '.join(names)}, link, entry_title, first_seen)"  # noqa: S608 - names of columns
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, row["url"], row["title"], now.isoformat()),
    )
    article = int(added.lastrowid or 0)
    db.execute(
        "INSERT OR IGNORE INTO article_links (key, article) VALUES (?, ?)",
        (identity(row["url"]), article),
    )
    return article
