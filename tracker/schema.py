"""The tables of the timeline's database, and the way to open it.

One SQLite file: WAL, STRICT tables, foreign keys. Migrations run in order, one
transaction each; `user_version` counts them. A database of a newer program is
refused.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from pipelines.errors import TimelineError

APPLICATION_ID = 0x706F6C76
"""Marks the file as a timeline ("polv")."""

COLLECTING = """
CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  url TEXT NOT NULL,                -- as configured
  moved_url TEXT,                   -- where permanent redirects led, if it is followed
  outlet TEXT NOT NULL,
  official INTEGER NOT NULL DEFAULT 0,
  enabled INTEGER NOT NULL DEFAULT 1,
  minutes INTEGER,                  -- the operator's own interval
  etag TEXT, last_modified TEXT,    -- validators of the last body that was parsed
  validated_at TEXT,                -- when the feed was last read whole
  next_poll TEXT, last_poll TEXT, last_good TEXT, last_new TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'ok', 'degraded', 'failing', 'stale', 'gone')),
  reason TEXT NOT NULL DEFAULT '',
  since TEXT
) STRICT;

CREATE TABLE polls (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  status INTEGER,                   -- of HTTP; null where no answer came
  bytes INTEGER NOT NULL DEFAULT 0,
  entries INTEGER NOT NULL DEFAULT 0,
  new INTEGER NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '',    -- class of the error
  error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX polls_of_source ON polls(source, id);

CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,         -- canonical
  link TEXT NOT NULL,               -- as the source gave it: what is asked for
  source INTEGER REFERENCES sources(id) ON DELETE SET NULL,
  guid TEXT,
  outlet TEXT NOT NULL,
  official INTEGER NOT NULL DEFAULT 0,
  title TEXT NOT NULL,
  published TEXT,                   -- the outlet's calendar day; null until told
  published_at TEXT,
  first_seen TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'fetched', 'extracted', 'failed', 'gone')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try TEXT,                    -- when the page is asked for (again)
  error TEXT NOT NULL DEFAULT '',
  body_origin TEXT CHECK (body_origin IN ('page', 'feed')),
  feed_body TEXT NOT NULL DEFAULT '',
  entry_hash TEXT NOT NULL DEFAULT '',
  content_hash TEXT,
  text_group INTEGER,               -- the first article with nearly this text
  etag TEXT, last_modified TEXT,
  extractor TEXT                    -- version of the rules that read it last
) STRICT;
CREATE INDEX articles_by_state ON articles(state, next_try);
CREATE INDEX articles_by_guid ON articles(source, guid);
CREATE INDEX articles_by_hash ON articles(content_hash);
CREATE INDEX articles_by_group ON articles(text_group);

CREATE TABLE article_links (
  key TEXT PRIMARY KEY,             -- the folded address, see pipelines.url.identity
  article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

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

CREATE TABLE text_bands (
  band TEXT NOT NULL,
  article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  PRIMARY KEY (band, article)
) STRICT, WITHOUT ROWID;

CREATE TABLE hosts (
  origin TEXT PRIMARY KEY,
  robots TEXT,                      -- null where nothing may be asked
  robots_at TEXT NOT NULL,
  not_before TEXT                   -- asked for by Retry-After
) STRICT, WITHOUT ROWID;
"""

MIGRATIONS: tuple[str, ...] = (COLLECTING,)
"""Each is a script of statements, run in one transaction."""

_BUSY_SECONDS = 30.0


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """Open the timeline at `path`; with `write` it is made and brought up to date.

    Raises TimelineError where the file is missing, is no timeline, is newer
    than this program, locked, or cannot be written.
    """
    try:
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.exists():
            raise TimelineError(f"{path}: there is no timeline yet; run `tracker collect` first")
        return _open(path, write=write)
    except (sqlite3.Error, OSError) as error:
        raise TimelineError(f"{path}: the timeline cannot be opened ({error})") from error


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. Takes the write lock at once; raises TimelineError."""
    try:
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        raise TimelineError(f"the timeline cannot be written ({error})") from error
    try:
        yield
        db.execute("COMMIT")
    except sqlite3.Error as error:
        _roll_back(db)
        raise TimelineError(f"the timeline cannot be written ({error})") from error
    except BaseException:
        _roll_back(db)
        raise


def _roll_back(db: sqlite3.Connection) -> None:
    """Undo, where SQLite has not undone it already (a full disk makes it do so)."""
    if db.in_transaction:
        db.execute("ROLLBACK")


def _open(path: Path, *, write: bool) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode={'rwc' if write else 'ro'}"
    db = sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        if write:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
        _check_version(db, path, write=write)
    except BaseException:
        db.close()
        raise
    return db


def _check_version(db: sqlite3.Connection, path: Path, *, write: bool) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    application = db.execute("PRAGMA application_id").fetchone()[0]
    tables = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if tables and application != APPLICATION_ID:
        raise TimelineError(f"{path}: this is no timeline, but another program's database")
    if version > len(MIGRATIONS):
        raise TimelineError(
            f"{path}: a newer tracker wrote this timeline (version {version}, this program knows"
            f" {len(MIGRATIONS)}); install that tracker or take another path"
        )
    if write:
        _migrate(db)
    elif version < len(MIGRATIONS):
        raise TimelineError(f"{path}: an older tracker wrote this timeline; run `tracker rebuild`")


def _migrate(db: sqlite3.Connection) -> None:
    """Run the migrations that are missing; the version is read again under the lock."""
    while True:
        with transaction(db):
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version >= len(MIGRATIONS):
                return
            for statement in _statements(MIGRATIONS[version]):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {version + 1}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, for executescript would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
