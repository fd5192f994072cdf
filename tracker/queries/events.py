"""Reads of the events: the timeline, one event, counts."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pipelines.errors import ConfigError, TimelineError
from tracker.queries.conditions import Bound, arms, joined, marks

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from tracker.queries.filters import Filters, Page

Row = dict[str, Any]

LISTS = ("items", "actors", "targets")
EVENT_FIELDS = (
    *("id", "headline", "label", "instrument", "action", "direction", "items", "actors"),
    *("targets", "status", "date", "date_precision", "day", "effective_from", "effective_until"),
    *("level_from", "level_to", "story", "corroboration", "confidence", "mentions", "witnesses"),
    *("first_seen", "last_seen"),
)
"""The fields of an event in JSON, in their order; "sources" follow."""

GROUPS = (
    *("actor", "target", "item", "instrument", "action", "direction", "status"),
    *("corroboration", "outlet", "day", "month", "year"),
)
"""What events can be counted by."""

_TELLING = 4
"""So many letters of an id leave few events to choose from, however long the timeline."""

_COLUMNS = ", ".join(f"e.{name}" for name in EVENT_FIELDS)
_ORDERS = {
    "newest": ("e.place", "DESC", "<"),
    "oldest": ("e.place", "ASC", ">"),
    "confidence": ("e.confidence", "DESC", "<"),
    "mentions": ("e.mentions", "DESC", "<"),
}
_OUTLETS = (
    "LEFT JOIN (SELECT DISTINCT m.event, a.outlet FROM mentions m JOIN articles a"
    " ON a.id = m.article WHERE m.withdrawn IS NULL) g_outlet ON g_outlet.event = e.id"
)
_GROUPED = {
    "actor": (
        "g_actor.party",
        "LEFT JOIN event_parties g_actor ON g_actor.event = e.place AND g_actor.role = 'actor'",
    ),
    "target": (
        "g_target.party",
        "LEFT JOIN event_parties g_target ON g_target.event = e.place AND g_target.role = 'target'",
    ),
    "item": (
        "g_item.item",
        "LEFT JOIN event_items g_item ON g_item.event = e.place AND g_item.own",
    ),
    "outlet": (
        "g_outlet.outlet",
        _OUTLETS,
    ),
    "day": ("e.day", ""),
    "month": ("substr(e.day, 1, 7)", ""),
    "year": ("substr(e.day, 1, 4)", ""),
}


def list_events(db: sqlite3.Connection, filters: Filters, page: Page) -> list[Row]:
    """The events that the filters mean, as rows in the shape of an event in JSON."""
    rows = [event_row(row) for row in db.execute(*_listing(db, filters, page))]
    _add_sources(db, rows)
    return rows


def count_events(db: sqlite3.Connection, filters: Filters) -> int:
    """How many events the filters mean."""
    query, values = places(filters)
    return int(db.execute(f"SELECT count(*) FROM ({query})", values).fetchone()[0])  # noqa: S608


def group_events(db: sqlite3.Connection, filters: Filters, by: Sequence[str]) -> list[Row]:
    """Counts of the events by some of GROUPS, the largest first; days in their order.

    An event with several actors counts for each. Raises ConfigError for
    another name than those of GROUPS.
    """
    unknown = [name for name in by if name not in GROUPS]
    if unknown or not by:
        named = f'"{unknown[0]}"' if unknown else "nothing"
        raise ConfigError(f"events cannot be grouped by {named}; choose from {', '.join(GROUPS)}")
    query, values = places(filters)
    grouped = [_GROUPED.get(name, (f"e.{name}", "")) for name in by]
    names = ", ".join(f"{column} AS g{at}" for at, (column, _) in enumerate(grouped))
    keys = ", ".join(f"g{at}" for at in range(len(by)))
    joins = " ".join(join for _, join in grouped)
    timed = [f"g{at}" for at, name in enumerate(by) if name in ("day", "month", "year")]
    rows = db.execute(
        f"SELECT {names}, count(DISTINCT e.place) AS events FROM ({query}) f"  # noqa: S608
        f" JOIN events e ON e.place = f.place {joins} GROUP BY {keys}"
        f" ORDER BY {', '.join([*timed, 'events DESC', keys])}",
        values,
    )
    return [{**dict(zip(by, row, strict=False)), "events": row["events"]} for row in rows]


def resolve_event(db: sqlite3.Connection, name: str) -> str:
    """The id of the living event that `name` means: an id, an old one, or the start of one.

    Raises TimelineError where there is none, or more than one that starts so.
    """
    seen: set[str] = set()
    id_: str | None = name.strip()
    while id_ and id_ not in seen:
        if db.execute("SELECT 1 FROM events WHERE id = ?", (id_,)).fetchone():
            return id_
        seen.add(id_)
        id_ = _survivor(db, id_)
    if seen - {name.strip()} or _is_buried(db, name.strip()):
        raise TimelineError(
            f"the event {name} was withdrawn: no article tells of it any more; "
            "`tracker events` lists what there is"
        )
    return _by_prefix(db, name.strip())


def begun_ids(db: sqlite3.Connection, start: str, most: int = 200) -> list[tuple[str, str]]:
    """Ids of events that begin so, with their headlines: of a short start the latest ones."""
    if len(start) < _TELLING:
        rows = db.execute(
            "SELECT id, headline FROM (SELECT id, headline, hidden FROM events ORDER BY place DESC"
            " LIMIT 1000) WHERE NOT hidden AND substr(id, 1, ?) = ? LIMIT ?",
            (len(start), start, most),
        )
    else:
        rows = db.execute(
            "SELECT id, headline FROM events WHERE NOT hidden AND id >= ? AND id < ?"
            " ORDER BY id LIMIT ?",
            (start, f"{start}\U0010ffff", most),
        )
    return [(row[0], row[1]) for row in rows]


def _listing(db: sqlite3.Connection, filters: Filters, page: Page) -> Bound:
    column, way, sign = _ORDERS[page.order]
    order = f"{column} {way}" if column == "e.place" else f"{column} {way}, e.place DESC"
    after = _after(db, page, column, sign)
    parts: list[str] = []
    values: list[object] = []
    for arm in arms(filters):
        condition, bound = joined((*arm.conditions, *after))
        by = f"{arm.place} {way}" if column == "e.place" else order
        limit = "" if page.limit is None else " LIMIT ?"
        parts.append(
            f"SELECT * FROM (SELECT e.place, {_COLUMNS} FROM {arm.tables}"  # noqa: S608
            f" WHERE {condition} ORDER BY {by}{limit})"
        )
        values += [*bound, *([] if page.limit is None else [page.limit])]
    limit = "" if page.limit is None else " LIMIT ?"
    query = " UNION ".join(parts)
    outer = order.replace("e.", "")
    values += [] if page.limit is None else [page.limit]
    return f"SELECT * FROM ({query}) ORDER BY {outer}{limit}", tuple(values)  # noqa: S608


def _after(db: sqlite3.Connection, page: Page, column: str, sign: str) -> tuple[Bound, ...]:
    if page.after is None:
        return ()
    id_ = resolve_event(db, page.after)
    name = column.removeprefix("e.")
    value, place = db.execute(f"SELECT {name}, place FROM events WHERE id = ?", (id_,)).fetchone()  # noqa: S608
    if column == "e.place":
        return ((f"e.place {sign} ?", (place,)),)
    return ((f"({column}, e.place) < (?, ?)", (value, place)),)


def places(filters: Filters) -> Bound:
    """The query of the places of all events meant."""
    parts: list[str] = []
    values: list[object] = []
    for arm in arms(filters):
        condition, bound = joined(arm.conditions)
        parts.append(f"SELECT e.place AS place FROM {arm.tables} WHERE {condition}")  # noqa: S608
        values += bound
    return " UNION ".join(parts), tuple(values)


def event_row(row: sqlite3.Row) -> Row:
    """The fields of an event in JSON, but its sources, from a row of events."""
    found = {name: row[name] for name in EVENT_FIELDS}
    return found | {name: json.loads(row[name]) for name in LISTS}


def _add_sources(db: sqlite3.Connection, rows: Sequence[Row]) -> None:
    sources = sources_of(db, [row["id"] for row in rows])
    for row in rows:
        row["sources"] = sources[row["id"]]


def sources_of(db: sqlite3.Connection, events: Iterable[str]) -> dict[str, list[Row]]:
    """The articles that tell of each event, the first published first, each with its sentence."""
    found: defaultdict[str, dict[int, Row]] = defaultdict(dict)
    wanted = list(events)
    for at in range(0, len(wanted), 500):
        some = wanted[at : at + 500]
        for event, article, *values in db.execute(
            "SELECT m.event, a.id, a.outlet, a.url, a.title, a.published, a.official, m.quote"  # noqa: S608
            " FROM mentions m JOIN articles a ON a.id = m.article"
            f" WHERE m.withdrawn IS NULL AND m.event IN ({marks(some)})"
            " ORDER BY a.published, a.url, m.field = 'title', m.start",
            some,
        ):
            names = ("outlet", "url", "title", "published", "official", "quote")
            row = dict(zip(names, values, strict=True))
            found[event].setdefault(article, row | {"official": bool(row["official"])})
    return defaultdict(list, {event: list(by.values()) for event, by in found.items()})


def _survivor(db: sqlite3.Connection, id_: str) -> str | None:
    """The event that holds the founding mention of an id, or the one its tombstone names."""
    row = db.execute(
        "SELECT event FROM mentions WHERE id = ? AND withdrawn IS NULL"
        " UNION ALL SELECT points_to FROM tombstones WHERE id = ?",
        (f"m{id_[1:]}", id_),
    ).fetchone()
    return row[0] if row else None


def _is_buried(db: sqlite3.Connection, id_: str) -> bool:
    return db.execute("SELECT 1 FROM tombstones WHERE id = ?", (id_,)).fetchone() is not None


def _by_prefix(db: sqlite3.Connection, start: str) -> str:
    rows = db.execute(
        "SELECT id FROM events WHERE id >= ? AND id < ? LIMIT 3", (start, f"{start}\U0010ffff")
    ).fetchall()
    if len(start) >= 2 and len(rows) == 1:
        return str(rows[0][0])
    if start and rows:
        several = ", ".join(row[0] for row in rows)
        raise TimelineError(f"{start} begins several ids ({several} ...); write more of it")
    raise TimelineError(f"there is no event {start}; `tracker events --format json` lists the ids")
