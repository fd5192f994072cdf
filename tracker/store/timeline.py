"""Writes of mentions, events and stories.

Mentions are recorded an article at a time, in one transaction; what they touch
is merged anew, and the events are written that come out different.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from pipelines.merge import natural_groups
from pipelines.merge.events import (
    event_id,
)
from pipelines.merge.joins import Neighbourhood
from pipelines.merge.tellings import (
    CLASSES,
    block_of,
    kind_of,
    lead_of,
    signature,
    topic_of,
)
from pipelines.vocabulary import STATUS_CLASS_OF
from tracker.rows import (
    as_json,
    mention_columns,
    mention_ids,
)
from tracker.schema import stamp, transaction
from tracker.store.articles import is_last_reading
from tracker.store.events import insert, write_events
from tracker.store.nearby import Reader, spans
from tracker.store.reading import Reading
from tracker.store.refresh import events_of, refresh_events
from tracker.store.remerge import Remerge

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipelines.catalogue import Catalogue
    from pipelines.merge.rules import MergeRules
    from pipelines.merge.tellings import Telling
    from pipelines.model import Mention
    from tracker.store.reading import Stored

_CHUNK = 1000
"""Cores that are made into events at once."""

_REGROUPED = 400
"""Articles with another witness whose events are told anew in one transaction."""


def record_mentions(  # noqa: PLR0913, PLR0917 - what, where from, by which rules and when
    db: sqlite3.Connection,
    article: int,
    revision: int,
    mentions: Sequence[Mention],
    rules: MergeRules,
    now: dt.datetime,
    *,
    extractor: str = "",
    published: dt.date | None = None,
) -> tuple[str, ...] | None:
    """Record what was read in a revision of an article; gives the ids of the changed events.

    One transaction: mentions of older revisions that the new one has no more
    are withdrawn, the new ones are added, what they touch is merged anew, and
    the article is marked as extracted by `extractor`.

    Where the article has got a newer revision meanwhile, or another day than
    `published`, as of which it was read, nothing is written, the article stays
    due, and None is given.
    """
    with transaction(db):
        if not is_last_reading(db, article, revision, published):
            return None
        _copy_items(db, rules.catalogue)
        reader = Reader(db, rules)
        before, after = _exchange(
            reader, article, _rows(db, article, revision, mentions, rules), now
        )
        cores = _merged_anew(reader, before, after)
        cores |= _cores_told_by(db, [article, *_take_regrouped(db)])
        changed = refresh_events(db, cores, rules, now, gone=events_of(before))
        db.execute("DELETE FROM unmerged_mentions WHERE article = ?", (article,))
        db.execute(
            "UPDATE articles SET state = 'extracted', extractor = ?, error = '', attempts = 0"
            " WHERE id = ?",
            (extractor or None, article),
        )
    return changed


def stage_mentions(  # noqa: PLR0913, PLR0917 - what, where from, by which rules and words
    db: sqlite3.Connection,
    article: int,
    revision: int,
    mentions: Sequence[Mention],
    rules: MergeRules,
    extractor: str,
) -> None:
    """Keep the mentions of an article without any for `merge_staged`, in the caller's transaction.

    The article is marked as extracted by `extractor`.
    """
    rows = _rows(db, article, revision, mentions, rules).values()
    kept = ("id", "article", "instrument", "topic", "lead", "published")
    insert(
        db,
        "unmerged_mentions",
        [{name: row[name] for name in kept} | {"mention": as_json(row)} for row in rows],
    )
    db.execute(
        "UPDATE articles SET state = 'extracted', extractor = ?, error = '', attempts = 0"
        " WHERE id = ?",
        (extractor or None, article),
    )


def merge_staged(
    db: sqlite3.Connection, rules: MergeRules, now: dt.datetime, most: int = 2000
) -> int:
    """Merge the next staged mentions into the timeline; gives their number, 0 when all are merged.

    One transaction for at most so many mentions of one instrument: mentions of several
    never bear on each other. Their articles' days follow each other, so that what is near
    them is a few months of the timeline, however long it is.
    """
    with transaction(db):
        rows = db.execute(
            "SELECT mention FROM unmerged_mentions WHERE instrument ="
            " (SELECT min(instrument) FROM unmerged_mentions)"
            " ORDER BY instrument, published, id LIMIT ?",
            (most,),
        ).fetchall()
        if rows:
            _copy_items(db, rules.catalogue)
            _merge_rows(db, [json.loads(row[0]) for row in rows], rules, now)
    return len(rows)


def _merge_rows(
    db: sqlite3.Connection, rows: Sequence[dict[str, Any]], rules: MergeRules, now: dt.datetime
) -> None:
    """Add mentions to the timeline, and forget that they were staged."""
    insert(db, "mentions", rows)
    ids = [row["id"] for row in rows]
    refresh_events(db, _cores_joined(db, ids, rules), rules, now)
    db.executemany("DELETE FROM unmerged_mentions WHERE id = ?", [(id_,) for id_ in ids])


def _cores_joined(db: sqlite3.Connection, ids: Iterable[str], rules: MergeRules) -> set[str]:
    """Merge new mentions; gives the cores whose events may be different."""
    reader = Reader(db, rules)
    return _merged_anew(
        reader, {}, {each.telling.id: each.telling for each in reader.where("id", ids)}
    )


def refresh_regrouped(db: sqlite3.Connection, rules: MergeRules, now: dt.datetime) -> int:
    """Tell anew the events of the next articles whose witness has changed; gives their number."""
    with transaction(db):
        articles = _take_regrouped(db)
        refresh_events(db, _cores_told_by(db, articles), rules, now)
    return len(articles)


def rebuild(db: sqlite3.Connection, rules: MergeRules, now: dt.datetime) -> tuple[str, ...]:
    """Make all events anew from the mentions and the corrections, in one transaction.

    Gives the ids of the events that came out different: none, unless the
    rules, the catalogue or the program changed.
    """
    with transaction(db):
        _copy_items(db, rules.catalogue)
        changed = set(_erase_untold(db, rules, now))
        for (instrument,) in db.execute("SELECT DISTINCT instrument FROM mentions").fetchall():
            _sort_anew(db, instrument, rules)
        for cores in _chunks(db.execute("SELECT DISTINCT core FROM mentions WHERE core NOT NULL")):
            changed.update(refresh_events(db, cores, rules, now))
        db.execute("DELETE FROM regrouped_articles")
    return tuple(sorted(changed))


def _sort_anew(db: sqlite3.Connection, instrument: str, rules: MergeRules) -> None:
    """Say for every mention of an instrument what it joins and which core it is part of."""
    _key_anew(db, instrument, rules.catalogue)
    stored = Reader(db, rules).where("instrument", [instrument])
    near = Neighbourhood((each.telling for each in stored), rules)
    joins = {each.telling.id: near.joined(each.telling) for each in stored}
    told = {one: other for one, other in joins.items() if other is not None}
    rows = []
    for group in natural_groups(near, told):
        founder = min(group.roots, key=lambda id_: (near.by_id[id_].published, id_))
        rows += [(joins[id_], event_id(founder), id_) for id_ in group.members]
    db.executemany("UPDATE mentions SET joins = ?, core = ? WHERE id = ?", rows)


def _key_anew(db: sqlite3.Connection, instrument: str, catalogue: Catalogue) -> None:
    """Write the keys by which mentions are found, which the catalogue's tree decides."""
    reading, rows = Reading(catalogue), []
    for row in db.execute("SELECT * FROM mentions WHERE instrument = ?", (instrument,)):
        block = f"{instrument}/{kind_of(row['action'])}/{STATUS_CLASS_OF[row['status']]}"
        sign = reading.signature(block, row["actors"], row["targets"], row["items"])
        keys = (block, topic_of(sign, catalogue), lead_of(sign))
        if keys != (row["block"], row["topic"], row["lead"]):
            rows.append((*keys, row["id"]))
    db.executemany("UPDATE mentions SET block = ?, topic = ?, lead = ? WHERE id = ?", rows)


def _chunks(rows: Iterable[sqlite3.Row]) -> Iterator[set[str]]:
    values = [row[0] for row in rows]
    for at in range(0, len(values), _CHUNK):
        yield set(values[at : at + _CHUNK])


def _erase_untold(db: sqlite3.Connection, rules: MergeRules, now: dt.datetime) -> tuple[str, ...]:
    """Erase the events that no live mention tells of."""
    rows = db.execute(
        "SELECT id FROM events WHERE NOT EXISTS"
        " (SELECT 1 FROM mentions WHERE event = events.id AND withdrawn IS NULL)"
    )
    dead = {row[0] for row in rows}
    write_events(db, (), {id_: id_ for id_ in dead}, rules.catalogue, now)
    return tuple(dead)


def _rows(
    db: sqlite3.Connection,
    article: int,
    revision: int,
    mentions: Sequence[Mention],
    rules: MergeRules,
) -> dict[str, dict[str, Any]]:
    """The mentions as rows by id."""
    about = db.execute("SELECT url, published, first_seen FROM articles WHERE id = ?", (article,))
    url, published, seen = about.fetchone()
    rows = {}
    for id_, mention in zip(mention_ids(url, mentions), mentions, strict=True):
        sign = signature(mention, rules.catalogue)
        rows[id_] = mention_columns(mention) | {
            "id": id_,
            "article": article,
            "revision": revision,
            "published": published,
            "seen": seen,
            "block": block_of(mention),
            "topic": topic_of(sign, rules.catalogue),
            "lead": lead_of(sign),
        }
    return rows


def _exchange(
    reader: Reader, article: int, rows: Mapping[str, dict[str, Any]], now: dt.datetime
) -> tuple[dict[str, Stored], dict[str, Telling]]:
    """Put `rows` in the place of the article's live mentions.

    Gives those that went or changed, as they were, and those that came or changed.
    """
    old = {
        each.telling.id: each
        for each in Reader(reader.db, reader.rules).where("article", [article])
    }
    same = {id_ for id_ in old if id_ in rows and _is_same(reader.db, rows[id_])}
    before = {id_: stored for id_, stored in old.items() if id_ not in same}
    for id_ in sorted(before):
        reader.db.execute(
            "UPDATE mentions SET withdrawn = ?, core = NULL, joins = NULL WHERE id = ?",
            (stamp(now), id_),
        )
    fresh = [row for id_, row in rows.items() if id_ not in same]
    insert(reader.db, "mentions", fresh)
    reader.db.executemany(
        'UPDATE mentions SET revision = ?, start = ?, "end" = ?, cues = ? WHERE id = ?',
        [
            tuple(rows[id_][name] for name in ("revision", "start", "end", "cues", "id"))
            for id_ in same
        ],
    )
    after = reader.where("id", (row["id"] for row in fresh))
    return before, {each.telling.id: each.telling for each in after}


def _is_same(db: sqlite3.Connection, row: Mapping[str, Any]) -> bool:
    """Whether the stored mention tells the same, apart from where it stands in its text."""
    stored = db.execute("SELECT * FROM mentions WHERE id = ?", (row["id"],)).fetchone()
    moving = {"revision", "start", "end", "cues"}
    return all(stored[name] == value for name, value in row.items() if name not in moving)


def _merged_anew(reader: Reader, before: dict[str, Stored], after: dict[str, Telling]) -> set[str]:
    """Merge anew after an exchange; gives the cores whose events may be different."""
    cores = Remerge(reader, before, after).run() if before or after else set()
    changed = [*(stored.telling for stored in before.values()), *after.values()]
    return cores | set(_cores_denied(reader, changed))


def _cores_denied(reader: Reader, changed: Iterable[Telling]) -> Iterator[str]:
    """The cores whose corroboration the denials among the changed mentions can change."""
    denials = [one for one in changed if one.block.endswith("/denied")]
    found = Reader(reader.db, reader.rules)
    for block, sign, near in spans(denials, reader.rules):
        act = block.rsplit("/", 1)[0]
        for status_class in CLASSES[:2]:
            for each in found.comparable(f"{act}/{status_class}", sign, near):
                if each.core:
                    yield each.core


def _cores_told_by(db: sqlite3.Connection, articles: Iterable[int]) -> set[str]:
    """The cores that articles tell of: their texts may be another witness's now."""
    rows = db.execute(
        "SELECT DISTINCT core FROM mentions"
        " WHERE article IN (SELECT value FROM json_each(?)) AND withdrawn IS NULL",
        (json.dumps(list(articles)),),
    )
    return {row[0] for row in rows if row[0]}


def _take_regrouped(db: sqlite3.Connection) -> list[int]:
    """The next articles whose witness has changed since their events were told."""
    rows = db.execute("SELECT article FROM regrouped_articles LIMIT ?", (_REGROUPED,)).fetchall()
    db.executemany("DELETE FROM regrouped_articles WHERE article = ?", rows)
    return [row[0] for row in rows]


def _copy_items(db: sqlite3.Connection, catalogue: Catalogue) -> None:
    """Keep the catalogue's tree of items in the database, for readers of its tables."""
    stored = dict(tuple(row) for row in db.execute("SELECT id, parent FROM items"))
    items = {item.id: item.parent for item in catalogue.items.values()}
    if stored != items:
        db.execute("DELETE FROM items")
        insert(db, "items", [{"id": id_, "parent": parent} for id_, parent in items.items()])
