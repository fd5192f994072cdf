"""Tells anew the events made of some mentions, with the corrections laid over them."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.merge.corrections import Correction, Group, regroup
from pipelines.merge.events import (
    Told,
    event_of,
)
from pipelines.merge.joins import Neighbourhood
from pipelines.merge.tellings import (
    denied_block,
    telling,
)
from tracker.rows import (
    EVIDENCE_COLUMNS,
    evidence_of,
)
from tracker.store.events import Written, write_events
from tracker.store.nearby import Reader, spans

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from pipelines.merge.rules import MergeRules
    from pipelines.model import Evidence
    from tracker.store.reading import Stored


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
    was = events_of({each.telling.id: each for each in members}) | dict(gone or {})
    found = [_composed(reader, group, rules) for group in regroup(_groups(members), corrections)]
    return write_events(db, found, was, rules.catalogue, now)


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


def events_of(before: Mapping[str, Stored]) -> dict[str, str]:
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
    for block, sign, days in spans(tellings, rules):
        if denied_block(block):
            beside = reader.comparable(denied_block(block), sign, days)
            found += [each.telling for each in beside]
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
