"""The tables of the timeline, their migrations, and how a database is opened.

One SQLite file in WAL mode. `user_version` counts the migrations applied,
`application_id` tells our files from those of other programs. Times are UTC
ISO text, days ISO dates, lists JSON arrays.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipelines.errors import TimelineError

if TYPE_CHECKING:
    from collections.abc import Iterator

APPLICATION_ID = 0x50455431
"""Marks our files ("PET1" in ASCII); see the SQLite pragma application_id."""

BUSY_SECONDS = 30.0
"""How long a writer waits for another one."""

FIRST = """
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    moved_url TEXT,
    redirect_url TEXT,
    redirect_days INTEGER NOT NULL DEFAULT 0,
    redirect_seen TEXT,
    outlet TEXT NOT NULL,
    official INTEGER NOT NULL DEFAULT 0,
    enabled INTEGER NOT NULL DEFAULT 1,
    minutes INTEGER,
    etag TEXT,
    last_modified TEXT,
    body_hash TEXT,
    validated_at TEXT,
    last_poll TEXT,
    next_poll TEXT,
    last_good TEXT,
    last_new TEXT,
    newest TEXT,
    rhythm_hours REAL,
    failures INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'new'
        CHECK (state IN ('new', 'ok', 'degraded', 'failing', 'stale', 'gone')),
    reason TEXT,
    since TEXT
) STRICT;

CREATE TABLE polls (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    status INTEGER,
    bytes INTEGER NOT NULL DEFAULT 0,
    entries INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    kind TEXT,
    error TEXT
) STRICT;
CREATE INDEX polls_by_source ON polls(source, at);

CREATE TABLE source_moves (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    from_url TEXT NOT NULL,
    to_url TEXT NOT NULL
) STRICT;

CREATE TABLE hosts (
    origin TEXT PRIMARY KEY,
    robots TEXT,
    robots_at TEXT,
    not_before TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    link TEXT NOT NULL,
    source INTEGER REFERENCES sources(id) ON DELETE SET NULL,
    guid TEXT,
    outlet TEXT NOT NULL,
    official INTEGER NOT NULL DEFAULT 0,
    title TEXT NOT NULL DEFAULT '',
    published TEXT NOT NULL,
    published_at TEXT,
    day_origin TEXT NOT NULL CHECK (day_origin IN ('entry', 'page', 'seen')),
    first_seen TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new'
        CHECK (state IN ('new', 'fetched', 'extracted', 'failed', 'gone')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try TEXT,
    error TEXT,
    etag TEXT,
    last_modified TEXT,
    checked TEXT,
    body_origin TEXT CHECK (body_origin IN ('page', 'feed')),
    entry_title TEXT NOT NULL DEFAULT '',
    feed_body TEXT NOT NULL DEFAULT '',
    content_hash TEXT,
    text_signature BLOB,
    text_group TEXT,
    extractor TEXT
) STRICT;
CREATE INDEX articles_by_state ON articles(state, next_try);
CREATE INDEX articles_by_try ON articles(source, next_try) WHERE next_try IS NOT NULL;
CREATE INDEX articles_by_content ON articles(content_hash);
CREATE INDEX articles_by_group ON articles(text_group) WHERE text_group IS NOT NULL;
CREATE INDEX articles_by_day ON articles(published);
CREATE INDEX articles_by_outlet ON articles(outlet);

CREATE TABLE entries (
    source INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    guid TEXT,
    hash TEXT NOT NULL,
    PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX entries_by_guid ON entries(source, guid) WHERE guid IS NOT NULL;
CREATE INDEX entries_by_article ON entries(article);

CREATE TABLE article_links (
    key TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX article_links_by_article ON article_links(article);

CREATE TABLE text_bands (
    band TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    PRIMARY KEY (band, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX text_bands_by_article ON text_bands(article);

CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    hash TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('page', 'feed')),
    seen TEXT NOT NULL,
    UNIQUE (article, number)
) STRICT;

CREATE TABLE stories (
    id TEXT PRIMARY KEY,
    instrument TEXT NOT NULL,
    actors TEXT NOT NULL,
    targets TEXT NOT NULL,
    items TEXT NOT NULL,
    latest INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX stories_by_place ON stories(latest DESC);

CREATE TABLE events (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    story TEXT NOT NULL,
    instrument TEXT NOT NULL,
    action TEXT NOT NULL,
    direction TEXT NOT NULL,
    items TEXT NOT NULL,
    actors TEXT NOT NULL,
    targets TEXT NOT NULL,
    status TEXT NOT NULL,
    date TEXT,
    date_precision TEXT NOT NULL CHECK (date_precision IN ('day', 'month', 'year', 'none')),
    day TEXT NOT NULL,
    day_from_article INTEGER NOT NULL,
    effective_from TEXT,
    effective_until TEXT,
    level_from TEXT,
    level_to TEXT,
    corroboration TEXT NOT NULL
        CHECK (corroboration IN ('official', 'confirmed', 'single', 'disputed')),
    confidence REAL NOT NULL,
    mentions INTEGER NOT NULL,
    witnesses INTEGER NOT NULL,
    first_published TEXT NOT NULL,
    last_published TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    changed TEXT NOT NULL,
    headline TEXT NOT NULL,
    label TEXT NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0,
    corrected INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX events_by_story ON events(story, place);
CREATE INDEX events_by_change ON events(changed);
CREATE INDEX events_by_instrument ON events(instrument, place);
CREATE INDEX events_by_status ON events(status, place);
CREATE INDEX events_by_action ON events(action, place);

CREATE TABLE event_parties (
    party TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('actor', 'target')),
    event INTEGER NOT NULL REFERENCES events(place) ON DELETE CASCADE,
    PRIMARY KEY (party, role, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_parties_by_event ON event_parties(event, role, party);

CREATE TABLE event_items (
    item TEXT NOT NULL,
    event INTEGER NOT NULL REFERENCES events(place) ON DELETE CASCADE,
    own INTEGER NOT NULL,
    PRIMARY KEY (item, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_items_by_event ON event_items(event, item);

CREATE TABLE event_stories (
    story TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('own', 'part', 'general')),
    event INTEGER NOT NULL REFERENCES events(place) ON DELETE CASCADE,
    PRIMARY KEY (story, kind, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_stories_by_event ON event_stories(event, story);

CREATE TABLE event_history (
    event INTEGER NOT NULL REFERENCES events(place) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    day TEXT NOT NULL,
    status TEXT NOT NULL,
    mention TEXT NOT NULL,
    PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions (
    id TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    event TEXT,
    joins TEXT,
    field TEXT NOT NULL CHECK (field IN ('title', 'text')),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    quote TEXT NOT NULL,
    instrument TEXT NOT NULL,
    action TEXT NOT NULL,
    status TEXT NOT NULL,
    items TEXT NOT NULL,
    actors TEXT NOT NULL,
    targets TEXT NOT NULL,
    date TEXT,
    attribution TEXT,
    effective_from TEXT,
    effective_until TEXT,
    level_from TEXT,
    level_to TEXT,
    rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    cues TEXT NOT NULL,
    published TEXT NOT NULL,
    seen TEXT NOT NULL,
    block TEXT NOT NULL,
    topic TEXT NOT NULL,
    lead TEXT NOT NULL,
    core TEXT,
    withdrawn TEXT
) STRICT;
CREATE INDEX mentions_by_event ON mentions(event);
CREATE INDEX mentions_by_core ON mentions(core);
CREATE INDEX mentions_by_join ON mentions(joins) WHERE joins IS NOT NULL;
CREATE INDEX mentions_by_article ON mentions(article);
CREATE INDEX mentions_by_published ON mentions(block, topic, published, lead)
    WHERE withdrawn IS NULL;
CREATE INDEX mentions_by_date ON mentions(block, topic, date, lead)
    WHERE withdrawn IS NULL AND date IS NOT NULL;

CREATE TABLE tombstones (
    id TEXT PRIMARY KEY,
    points_to TEXT,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstones_by_survivor ON tombstones(points_to);

CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('hide', 'merge', 'split', 'set', 'confirm')),
    event TEXT NOT NULL,
    payload TEXT NOT NULL,
    reason TEXT NOT NULL,
    undone_at TEXT
) STRICT;

CREATE TABLE items (
    id TEXT PRIMARY KEY,
    parent TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE digests (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    period TEXT NOT NULL,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    composed_at TEXT NOT NULL,
    events INTEGER NOT NULL,
    filters TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    chart BLOB NOT NULL,
    UNIQUE (name, period)
) STRICT;

CREATE TABLE told (
    name TEXT NOT NULL,
    event TEXT NOT NULL,
    digest INTEGER NOT NULL REFERENCES digests(id) ON DELETE CASCADE,
    status TEXT NOT NULL,
    headline TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (name, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    digest INTEGER REFERENCES digests(id) ON DELETE CASCADE,
    series TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('mail', 'notify')),
    recipient TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    body BLOB NOT NULL,
    created_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN
        ('waiting', 'sending', 'accepted', 'temporary', 'refused', 'unknown', 'expired')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try TEXT,
    reply TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX messages_by_next_try ON messages(next_try) WHERE next_try IS NOT NULL;
CREATE INDEX messages_by_digest ON messages(digest, recipient);
CREATE INDEX messages_by_series ON messages(series, created_at);

CREATE TABLE alerts (
    name TEXT PRIMARY KEY,
    filters TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE alerted (
    name TEXT NOT NULL,
    event TEXT NOT NULL,
    status TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (name, event, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    code INTEGER,
    reply TEXT NOT NULL
) STRICT;
CREATE INDEX deliveries_by_message ON deliveries(message, id);

CREATE VIRTUAL TABLE event_search USING fts5(
    headline, titles, quotes, tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE VIEW timeline AS
    SELECT day, status, headline, label, corroboration, mentions, id, story
    FROM events WHERE hidden = 0 ORDER BY place DESC;

CREATE VIEW evidence AS
    SELECT mentions.event, articles.published, articles.outlet, mentions.quote,
        mentions.attribution, mentions.rule, mentions.confidence, articles.title, articles.url,
        articles.official, mentions.id AS mention
    FROM mentions JOIN articles ON articles.id = mentions.article
    WHERE mentions.withdrawn IS NULL ORDER BY mentions.event, articles.published;
"""

SECOND = """
CREATE TABLE backfill_shards (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    mark TEXT NOT NULL,
    size INTEGER NOT NULL,
    started TEXT NOT NULL,
    finished TEXT,
    damage TEXT NOT NULL DEFAULT '',
    UNIQUE (path, mark)
) STRICT;

CREATE TABLE backfill_blocks (
    shard INTEGER NOT NULL REFERENCES backfill_shards(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    empty INTEGER NOT NULL,
    other_language INTEGER NOT NULL,
    irrelevant INTEGER NOT NULL,
    relevant INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    mentions INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    PRIMARY KEY (shard, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE backfill_failures (
    shard INTEGER NOT NULL REFERENCES backfill_shards(id) ON DELETE CASCADE,
    block INTEGER NOT NULL,
    position INTEGER NOT NULL,
    place TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (shard, block, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE backfill_articles (
    shard INTEGER NOT NULL REFERENCES backfill_shards(id) ON DELETE CASCADE,
    block INTEGER NOT NULL,
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    published TEXT NOT NULL,
    day_origin TEXT NOT NULL,
    outlet TEXT NOT NULL,
    official INTEGER NOT NULL,
    signature BLOB NOT NULL,
    extractor TEXT NOT NULL,
    mentions TEXT NOT NULL,
    PRIMARY KEY (shard, block, position)
) STRICT;

CREATE TABLE unmerged_mentions (
    id TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    instrument TEXT NOT NULL,
    topic TEXT NOT NULL,
    lead TEXT NOT NULL,
    published TEXT NOT NULL,
    mention TEXT NOT NULL
) STRICT;
CREATE INDEX unmerged_mentions_by_story
    ON unmerged_mentions(instrument, topic, lead, published, id);
CREATE INDEX unmerged_mentions_by_article ON unmerged_mentions(article);
"""

THIRD = """
CREATE INDEX articles_by_extractor ON articles(extractor, published) WHERE state = 'extracted';
"""

FOURTH = """
CREATE TABLE text_bands_by_period (
    period INTEGER NOT NULL,
    band TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    PRIMARY KEY (period, band, article)
) STRICT, WITHOUT ROWID;
INSERT INTO text_bands_by_period (period, band, article)
    SELECT CAST(julianday(a.published) - 1721424.5 AS INTEGER) / 29, b.band, b.article
    FROM text_bands b JOIN articles a ON a.id = b.article;
DROP TABLE text_bands;
ALTER TABLE text_bands_by_period RENAME TO text_bands;
CREATE INDEX text_bands_by_article ON text_bands(article);

DROP INDEX articles_by_content;
CREATE INDEX articles_by_content ON articles(content_hash, published);

DROP INDEX articles_by_group;
CREATE INDEX articles_by_group ON articles(text_group, published, url)
    WHERE text_group IS NOT NULL;

DROP INDEX unmerged_mentions_by_story;
CREATE INDEX unmerged_mentions_by_day ON unmerged_mentions(instrument, published, id);

CREATE TABLE regrouped_articles (
    article INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE
) STRICT;
"""

MIGRATIONS: tuple[str, ...] = (FIRST, SECOND, THIRD, FOURTH)
"""In order; each is applied in one transaction and counted in `user_version`.

One that has been released never changes."""


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """Open the timeline at `path`; a writer makes and migrates it where needed.

    Rows are sqlite3.Row; transactions are begun by hand, see `transaction`.
    Raises TimelineError where the file is missing (for a reader), foreign,
    newer than this program, or damaged.
    """
    if not write and not path.is_file():
        raise TimelineError(
            f"{path}: there is no timeline here yet; run `tracker collect`, "
            "or name another configuration with --config"
        )
    try:
        return _opened(path, write=write)
    except sqlite3.OperationalError as fault:
        raise TimelineError(
            f"{path}: the timeline cannot be opened ({fault}); check that the folder exists, "
            "that you may write there, and that no other program holds it"
        ) from fault
    except sqlite3.DatabaseError as fault:
        raise TimelineError(
            f"{path}: the file is no readable SQLite database ({fault}); restore a backup "
            "with `tracker restore`, or move the file away"
        ) from fault


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One immediate transaction: committed at the end, rolled back by any error.

    Raises TimelineError where the database is locked, full, read-only or damaged.
    """
    try:
        db.execute("BEGIN IMMEDIATE")
        yield db
        db.commit()
    except BaseException as error:
        _roll_back(db)
        if type(error) in {sqlite3.OperationalError, sqlite3.DatabaseError}:
            raise TimelineError(_why_not_written(str(error))) from error
        raise


def _roll_back(db: sqlite3.Connection) -> None:
    """Undo what was begun, on a database that may be beyond even that."""
    with suppress(sqlite3.Error):
        db.rollback()


def _why_not_written(fault: str) -> str:
    hints = {
        "locked": "another program holds it; try again when that has ended",
        "full": "the disk is full; make room and run it again, nothing is lost",
        "readonly": "the file or its folder may not be written; check whose they are",
        "malformed": "the file is damaged; restore a backup with `tracker restore`",
    }
    hint = next((text for word, text in hints.items() if word in fault), "")
    return f"the timeline cannot be written ({fault})" + (f": {hint}" if hint else "")


def version_of(db: sqlite3.Connection) -> int:
    """The number of migrations that the database has seen."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _opened(path: Path, *, write: bool) -> sqlite3.Connection:
    db = _connection(path, write=write)
    try:
        db.execute("PRAGMA foreign_keys = ON")
        _check(db, path, write=write)
        if write:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            _migrate(db, path)
    except BaseException:
        db.close()
        raise
    return db


def _connection(path: Path, *, write: bool) -> sqlite3.Connection:
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
    address = f"file:{quote(str(path.absolute()))}?mode={'rwc' if write else 'ro'}"
    db = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    db.row_factory = sqlite3.Row
    return db


def _check(db: sqlite3.Connection, path: Path, *, write: bool) -> None:
    version, owner = version_of(db), int(db.execute("PRAGMA application_id").fetchone()[0])
    empty = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if empty and owner == 0:
        if not write:
            raise TimelineError(f"{path}: the timeline is empty; run `tracker collect` first")
        return
    if owner != APPLICATION_ID:
        raise TimelineError(
            f"{path}: this SQLite file belongs to another program; "
            "name another path under [timeline] in the configuration"
        )
    if version > len(MIGRATIONS):
        raise TimelineError(
            f"{path}: the timeline has schema {version}, this program knows {len(MIGRATIONS)}; "
            "install a newer version of the tracker"
        )
    if not write and version < len(MIGRATIONS):
        raise TimelineError(
            f"{path}: the timeline has the older schema {version}; "
            "run `tracker doctor` or `tracker collect` once to bring it up to date"
        )


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    if 0 < version_of(db) < len(MIGRATIONS):
        _keep_copy(db, path)
    for number in range(version_of(db) + 1, len(MIGRATIONS) + 1):
        _apply(db, number)


def _apply(db: sqlite3.Connection, number: int) -> None:
    with transaction(db):
        if version_of(db) >= number:
            return
        for statement in _statements(MIGRATIONS[number - 1]):
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {number}")


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _keep_copy(db: sqlite3.Connection, path: Path) -> None:
    """Keep the database as it is before its first migration, beside itself."""
    copy = path.with_name(f"{path.name}.schema-{version_of(db)}.bak")
    if copy.exists():
        return
    with sqlite3.connect(copy) as target:
        db.backup(target)
    target.close()


def stamp(moment: dt.datetime) -> str:
    """An aware moment as the database keeps it: "2025-06-09T07:30:00+00:00"."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")
