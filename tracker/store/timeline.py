"""Writes of mentions, events and stories.

Mentions are recorded an article at a time, in one transaction; what they touch
is merged anew, and the events are written that come out different.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from pipelines.headline import headline, label
from pipelines.merge import natural_groups
from pipelines.merge.corrections import Correction, Group, regroup
from pipelines.merge.events import (
    StatusChange,
    Told,
    event_id,
    event_of,
    status_history,
    witnesses,
)
from pipelines.merge.joins import Neighbourhood
from pipelines.merge.order import Order
from pipelines.merge.tellings import (
    CLASSES,
    block_of,
    denied_block,
    kind_of,
    lead_of,
    signature,
    telling,
    topic_of,
)
from pipelines.model import STATUS_CLASS_OF
from pipelines.story import story_ids, story_items
from tracker.rows import (
    EVIDENCE_COLUMNS,
    as_json,
    event_columns,
    evidence_of,
    mention_columns,
    mention_ids,
    place_of,
)
from tracker.schema import stamp, transaction
from tracker.search_text import segmented
from tracker.store.reading import Reading
from tracker.store.remerge import Reader, Remerge, spans

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipelines.catalogue import Catalogue
    from pipelines.merge.rules import MergeRules
    from pipelines.merge.tellings import Telling
    from pipelines.model import Event, Evidence, Mention
    from tracker.store.reading import Stored

_CHUNK = 1000
"""Cores that are made into events at once."""

_MOST_QUOTES = 40
"""Sentences of one event that full text search looks into."""


@dataclass(frozen=True, slots=True)
class Written:
    """An event to be written, with its evidence and whether a person hid or changed it."""

    event: Event
    evidence: tuple[Evidence, ...]
    is_hidden: bool
    is_corrected: bool


def record_mentions(  # noqa: PLR0913, PLR0917 - what, where from, by which rules and when
    db: sqlite3.Connection,
    article: int,
    revision: int,
    mentions: Sequence[Mention],
    rules: MergeRules,
    now: dt.datetime,
    *,
    extractor: str = "",
) -> tuple[str, ...]:
    """Record what was read in a revision of an article; gives the ids of the changed events.

    One transaction: mentions of older revisions that the new one has no more
    are withdrawn, the new ones are added, what they touch is merged anew, and
    the article is marked as extracted by `extractor`.
    """
    with transaction(db):
        _copy_items(db, rules.catalogue)
        reader = Reader(db, rules)
        before, after = _exchange(
            reader, article, _rows(db, article, revision, mentions, rules), now
        )
        cores = _merged_anew(reader, before, after, article)
        changed = refresh_events(db, cores, rules, now, gone=_events_of(before))
        db.execute(
            "UPDATE articles SET state = 'extracted', extractor = ?, error = '', attempts = 0"
            " WHERE id = ?",
            (extractor or None, article),
        )
    return changed


def withdraw_mentions(
    db: sqlite3.Connection, article: int, rules: MergeRules, now: dt.datetime
) -> tuple[str, ...]:
    """Withdraw all that an article told, inside the caller's transaction; gives changed events."""
    reader = Reader(db, rules)
    before, after = _exchange(reader, article, {}, now)
    cores = _merged_anew(reader, before, after, article)
    return refresh_events(db, cores, rules, now, gone=_events_of(before))


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
    _write(db, (), {id_: id_ for id_ in dead}, rules.catalogue, now)
    return tuple(dead)


def refresh_events(
    db: sqlite3.Connection,
    cores: set[str],
    rules: MergeRules,
    now: dt.datetime,
    *,
    gone: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Write anew the events made of some cores, inside the caller's transaction.

    `gone` are withdrawn mentions with the events that they were part of. Gives
    the ids of events that are new, different or no more.
    """
    corrections = active_corrections(db)
    named = {one for each in corrections for one in (*each.anchors, *each.others)}
    core_of = _core_by_mention(db, named)
    reader = Reader(db, rules)
    members = reader.where("core", _linked(cores, gone or (), corrections, core_of))
    corrections = tuple(_anchored(each, core_of) for each in corrections)
    was = _events_of({each.telling.id: each for each in members}) | dict(gone or {})
    found = [_composed(reader, group, rules) for group in regroup(_groups(members), corrections)]
    return _write(db, found, was, rules.catalogue, now)


def active_corrections(db: sqlite3.Connection) -> tuple[Correction, ...]:
    """The corrections that have not been undone, in the order in which they were made."""
    rows = db.execute(
        "SELECT id, kind, payload FROM corrections WHERE undone_at IS NULL ORDER BY id"
    )
    return tuple(_correction(*row) for row in rows)


def _correction(id_: int, kind: str, payload: str) -> Correction:
    told = json.loads(payload)
    value = told.get("value")
    return Correction(
        id=id_,
        kind=kind,
        anchors=tuple(told["anchors"]),
        others=tuple(told.get("others", ())),
        name=told.get("name", ""),
        value=tuple(value) if isinstance(value, list) else value,
    )


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
    _insert(reader.db, "mentions", fresh)
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


def _merged_anew(
    reader: Reader, before: dict[str, Stored], after: dict[str, Telling], article: int
) -> set[str]:
    """Merge anew after an exchange; gives the cores whose events may be different."""
    cores = Remerge(reader, before, after).run() if before or after else set()
    changed = [*(stored.telling for stored in before.values()), *after.values()]
    cores |= set(_cores_denied(reader, changed))
    return cores | set(_cores_of_copies(reader.db, article))


def _cores_denied(reader: Reader, changed: Iterable[Telling]) -> Iterator[str]:
    """The cores whose corroboration the denials among the changed mentions can change."""
    order = Order(reader.rules.catalogue)
    denials = [one for one in changed if one.block.endswith("/denied")]
    found = Reader(reader.db, reader.rules)
    for (block, sign), days in spans(denials, reader.rules).items():
        act = block.rsplit("/", 1)[0]
        for status_class in CLASSES[:2]:
            for each in found.near(f"{act}/{status_class}", sign, days):
                if each.core and order.comparable(block, each.telling.signature, sign):
                    yield each.core


def _cores_of_copies(db: sqlite3.Connection, article: int) -> Iterator[str]:
    """The cores told by copies of the article's text: their witnesses may be counted anew."""
    rows = db.execute(
        "SELECT DISTINCT m.core FROM articles a JOIN articles g ON g.text_group = a.text_group"
        " JOIN mentions m ON m.article = g.id WHERE a.id = ? AND m.withdrawn IS NULL",
        (article,),
    )
    yield from (row[0] for row in rows)


def _events_of(before: Mapping[str, Stored]) -> dict[str, str]:
    """The events of mentions as they were."""
    return {id_: stored.event for id_, stored in before.items() if stored.event}


def _linked(
    cores: set[str],
    gone: Iterable[str],
    corrections: Sequence[Correction],
    core_of: Mapping[str, str],
) -> set[str]:
    """The cores and those that a correction ties to them, or to mentions that are gone."""
    ties = []
    for each in corrections:
        named = {*each.anchors, *each.others}
        ends = {core_of[one] for one in named if one in core_of}
        ties.append(ends | cores if named & set(gone) else ends)
    linked, size = set(cores), -1
    while size != len(linked):
        size = len(linked)
        linked.update(*(ends for ends in ties if ends & linked))
    return linked


def _anchored(correction: Correction, core_of: Mapping[str, str]) -> Correction:
    """The correction with the one anchor that holds: the first that is still told."""
    others = correction.others
    if correction.kind == "merge":
        others = tuple(one for one in others if one in core_of)[:1]
    anchors = tuple(one for one in correction.anchors if one in core_of)[:1]
    return replace(correction, anchors=anchors, others=others)


def _core_by_mention(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    rows = db.execute(
        "SELECT id, core FROM mentions WHERE withdrawn IS NULL"
        " AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(ids)),),
    )
    return dict(tuple(row) for row in rows)


def _groups(members: Iterable[Stored]) -> list[Group]:
    found: defaultdict[str, Group] = defaultdict(lambda: Group(set(), set()))
    for each in members:
        assert each.core is not None, f"the mention {each.telling.id} has no core"
        found[each.core].members.add(each.telling.id)
        if each.joins is None:
            found[each.core].roots.add(each.telling.id)
    return [found[core] for core in sorted(found)]


def _composed(reader: Reader, group: Group, rules: MergeRules) -> Written:
    evidence = read_evidence(reader.db, group.members)
    roots = [each for each in evidence if each.id in group.roots]
    told = Told(
        evidence=evidence,
        roots=frozenset(group.roots),
        denials=_denials(reader, roots, rules),
        corrections=tuple(group.corrections),
    )
    return Written(event_of(told, rules), evidence, group.is_hidden, bool(group.corrections))


def _denials(reader: Reader, roots: Sequence[Evidence], rules: MergeRules) -> tuple[Evidence, ...]:
    """The denials that can stand against an event with these roots."""
    tellings = [telling(each, rules.catalogue) for each in roots]
    found = []
    for (block, sign), days in spans(tellings, rules).items():
        if denied_block(block):
            found += [each.telling for each in reader.near(denied_block(block), sign, days)]
    near = Neighbourhood(found, rules)
    ids = {each.id for each in found if any(near.denies(each, root) for root in tellings)}
    return read_evidence(reader.db, ids)


def read_evidence(db: sqlite3.Connection, ids: Iterable[str]) -> tuple[Evidence, ...]:
    """The live mentions of these ids with their articles."""
    query = (
        f"SELECT {EVIDENCE_COLUMNS} FROM mentions m JOIN articles a ON a.id = m.article"  # noqa: S608
        " WHERE m.withdrawn IS NULL AND m.id IN (SELECT value FROM json_each(?))"
    )
    return tuple(map(evidence_of, db.execute(query, (json.dumps(sorted(ids)),))))


def _write(
    db: sqlite3.Connection,
    found: Sequence[Written],
    was: Mapping[str, str],
    catalogue: Catalogue,
    now: dt.datetime,
) -> tuple[str, ...]:
    """Write the events in the place of those that their mentions belonged to."""
    old = set(was.values()) | {each.event.id for each in found}
    stories = _stories_of(db, old)
    unchanged = {each.event.id for each in found if _is_written(db, each, catalogue)}
    for id_ in sorted(old - unchanged):
        _erase(db, id_)
    for each in found:
        if each.event.id not in unchanged:
            _write_event(db, each, catalogue, now)
        db.executemany(
            "UPDATE mentions SET event = ? WHERE id = ? AND event IS NOT ?",
            [(each.event.id, one.id, each.event.id) for one in each.evidence],
        )
    _bury(db, old - {each.event.id for each in found}, was, now)
    for story in sorted(stories | {each.event.story for each in found}):
        refresh_story(db, story, catalogue)
    return tuple(sorted(old - unchanged))


def _event_row(each: Written, catalogue: Catalogue) -> dict[str, Any]:
    days = [one.published for one in each.evidence]
    return event_columns(each.event) | {
        "witnesses": len(witnesses(each.evidence)),
        "first_published": min(days).isoformat(),
        "last_published": max(days).isoformat(),
        "headline": headline(each.event, catalogue),
        "label": label(each.event, catalogue),
        "hidden": int(each.is_hidden),
        "corrected": int(each.is_corrected),
    }


def _is_written(db: sqlite3.Connection, each: Written, catalogue: Catalogue) -> bool:
    """Whether the event stands in the database as it is, with the same evidence."""
    row = db.execute("SELECT * FROM events WHERE id = ?", (each.event.id,)).fetchone()
    if row is None:
        return False
    same = all(row[name] == value for name, value in _event_row(each, catalogue).items())
    told = db.execute(
        "SELECT id FROM mentions WHERE event = ? AND withdrawn IS NULL", (each.event.id,)
    )
    return same and {one[0] for one in told} == set(each.event.evidence)


def _erase(db: sqlite3.Connection, event: str) -> None:
    row = db.execute("SELECT place FROM events WHERE id = ?", (event,)).fetchone()
    if row is not None:
        db.execute("DELETE FROM event_search WHERE rowid = ?", (row[0],))
        db.execute("DELETE FROM events WHERE place = ?", (row[0],))


def _write_event(
    db: sqlite3.Connection, each: Written, catalogue: Catalogue, now: dt.datetime
) -> None:
    event = each.event
    place = _free_place(db, place_of(event.day, event.id))
    row = {"place": place, "changed": stamp(now)} | _event_row(each, catalogue)
    _insert(db, "events", [row])
    parties = [("actor", code) for code in event.actors] + [
        ("target", code) for code in event.targets
    ]
    _insert(
        db,
        "event_parties",
        [{"party": code, "role": role, "event": place} for role, code in parties],
    )
    _insert(
        db,
        "event_items",
        [
            {"item": item, "event": place, "own": own}
            for item, own in _with_lineage(event.items, catalogue)
        ],
    )
    kinds = story_ids(event, catalogue)
    _insert(
        db,
        "event_stories",
        [{"story": story, "event": place, "kind": kind} for story, kind in kinds.items()],
    )
    _insert(
        db,
        "event_history",
        [
            {
                "event": place,
                "number": at,
                "day": change.day.isoformat(),
                "status": change.status,
                "mention": change.mention,
            }
            for at, change in enumerate(_history(each))
        ],
    )
    _index(db, place, row, each.evidence)
    db.execute("DELETE FROM tombstones WHERE id = ?", (event.id,))


def _history(each: Written) -> tuple[StatusChange, ...]:
    """The changes of status as told, or the one status that a person set."""
    told = status_history(each.evidence)
    if told[-1].status == each.event.status:
        return told
    return (replace(told[0], status=each.event.status),)


def _index(
    db: sqlite3.Connection, place: int, row: Mapping[str, Any], evidence: Sequence[Evidence]
) -> None:
    quotes = list(dict.fromkeys(one.mention.quote for one in evidence))[:_MOST_QUOTES]
    titles = list(dict.fromkeys(one.title for one in evidence))[:_MOST_QUOTES]
    texts = (f"{row['headline']}\n{row['label']}", "\n".join(titles), "\n".join(quotes))
    db.execute(
        "INSERT INTO event_search (rowid, headline, titles, quotes) VALUES (?, ?, ?, ?)",
        (place, *map(segmented, texts)),
    )


def _free_place(db: sqlite3.Connection, place: int) -> int:
    while db.execute("SELECT 1 FROM events WHERE place = ?", (place,)).fetchone():
        place += 1
    return place


def _with_lineage(items: Iterable[str], catalogue: Catalogue) -> list[tuple[str, int]]:
    """The items and all their ancestors, each with whether it is the event's own."""
    own = set(items)
    above = {up for item in own for up in catalogue.lineage(item)}
    return [(item, int(item in own)) for item in sorted(own | above)]


def _bury(
    db: sqlite3.Connection, dead: Iterable[str], was: Mapping[str, str], now: dt.datetime
) -> None:
    """Leave a tombstone for each event that is no more, pointing to where its mentions went."""
    for id_ in sorted(dead):
        survivor = db.execute(
            "SELECT event, count(*) AS held, max(id = ?) AS founding FROM mentions"
            " WHERE id IN (SELECT value FROM json_each(?)) AND withdrawn IS NULL"
            " GROUP BY event ORDER BY founding DESC, held DESC, event LIMIT 1",
            (f"m{id_[1:]}", json.dumps([one for one, event in was.items() if event == id_])),
        ).fetchone()
        db.execute(
            "INSERT OR REPLACE INTO tombstones (id, kind, points_to, at) VALUES (?, 'event', ?, ?)",
            (id_, survivor[0] if survivor else None, stamp(now)),
        )


def _stories_of(db: sqlite3.Connection, events: Iterable[str]) -> set[str]:
    rows = db.execute(
        "SELECT DISTINCT story FROM events WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(events)),),
    )
    return {row[0] for row in rows}


def refresh_story(db: sqlite3.Connection, story: str, catalogue: Catalogue) -> None:
    """Write a story from its events; one without events is no more."""
    db.execute("DELETE FROM stories WHERE id = ?", (story,))
    row = db.execute(
        "SELECT instrument, actors, targets, items, max(place) AS latest FROM events"
        " WHERE story = ? AND hidden = 0",
        (story,),
    ).fetchone()
    if row is None or row["latest"] is None:
        return
    items = story_items(row["instrument"], json.loads(row["items"]), catalogue)
    _insert(db, "stories", [dict(row) | {"id": story, "items": as_json(items)}])


def _copy_items(db: sqlite3.Connection, catalogue: Catalogue) -> None:
    """Keep the catalogue's tree of items in the database, for readers of its tables."""
    stored = dict(tuple(row) for row in db.execute("SELECT id, parent FROM items"))
    items = {item.id: item.parent for item in catalogue.items.values()}
    if stored != items:
        db.execute("DELETE FROM items")
        _insert(db, "items", [{"id": id_, "parent": parent} for id_, parent in items.items()])


def _insert(db: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; one with a known key takes the other's place."""
    Database(db).table(table).insert_all(map(dict, rows), replace=True)
