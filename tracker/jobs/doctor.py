"""Looks the installation over: what works, what does not, and what to do about it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import TrackerError
from tracker.config import Config, mail_password
from tracker.jobs.names import check_names
from tracker.mail import trust
from tracker.queries.digests import parked_messages
from tracker.queries.sources import Source, list_sources
from tracker.resources import data_folder
from tracker.schema import MIGRATIONS, connect, version_of

_OLDEST_SQLITE = (3, 37, 0)
_LOW_BYTES = 500_000_000
_GOOD_STATES = ("new", "ok")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `state` is "ok", "note" or "fault"."""

    what: str
    state: str
    text: str


def examine(config: Config, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each part of the installation, also where a part is broken."""
    looks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("sqlite", _sqlite),
        ("lexicon", lambda: _lexicon(config)),
        ("model", lambda: _model(config)),
        ("sources", lambda: _sources(config)),
        ("mail", lambda: _mail(config, environ)),
        ("disk", lambda: _disk(config)),
        ("timeline", lambda: _timeline(config)),
    )
    for what, look in looks:
        try:
            yield from look()
        except (TrackerError, sqlite3.Error, OSError) as error:
            yield from (Finding(what, "fault", line) for line in str(error).splitlines())


def _sqlite() -> Iterator[Finding]:
    """STRICT tables came with SQLite 3.37; full text is a part that may be left out."""
    with closing(sqlite3.connect(":memory:")) as db:
        options = {row[0] for row in db.execute("PRAGMA compile_options")}
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        text = f"SQLite {sqlite3.sqlite_version} is too old; 3.37 or newer is needed"
        yield Finding("sqlite", "fault", text)
    elif "ENABLE_FTS5" not in options:
        yield Finding(
            "sqlite", "fault", "this SQLite has no FTS5; use a Python whose SQLite has it"
        )
    else:
        yield Finding("sqlite", "ok", f"SQLite {sqlite3.sqlite_version} with full text")


def _lexicon(config: Config) -> Iterator[Finding]:
    from pipelines.lexicon import load_lexicon

    lexicon = load_lexicon(data_folder(), config.lexicon_files)
    own = len(config.lexicon_files)
    yield Finding("lexicon", "ok", f"version {lexicon.version}, {own} files of your own")


def _model(config: Config) -> Iterator[Finding]:
    from tracker.language import load_model

    model = load_model(config.extract.model)
    yield Finding("model", "ok", f"{config.extract.model} {model.meta.get('version', '')}".strip())


def _sources(config: Config) -> Iterator[Finding]:
    count = len(config.enabled_sources)
    if not count:
        yield Finding("sources", "fault", "none is enabled; 'tracker sources add URL' adds one")
    else:
        yield Finding("sources", "ok", f"{count} enabled of {len(config.sources)}")
    if not config.fetch.contact:
        text = "[fetch] contact is empty: set your address, so that an outlet can write to you"
        yield Finding("contact", "note", text)


def _mail(config: Config, environ: Mapping[str, str]) -> Iterator[Finding]:
    if not config.digests:
        yield Finding("mail", "ok", "no digest is configured")
        return
    check_names(config)
    trust(config.mail_authorities)
    password = mail_password(config, environ)
    if config.mail.username and not password:
        text = "[mail] username is set, but no password: set TRACKER_MAIL_PASSWORD or password_file"
        yield Finding("mail", "fault", text)
    elif password and config.mail.security == "none":
        yield Finding("mail", "fault", 'a password would go out in the clear; set security = "tls"')
    else:
        mail = config.mail
        yield Finding("mail", "ok", f"{len(config.digests)} digests by {mail.host}:{mail.port}")


def _disk(config: Config) -> Iterator[Finding]:
    folder = config.database.parent
    if not folder.is_dir():
        yield Finding("disk", "note", f"{folder} is not there yet; 'tracker collect' makes it")
    elif not os.access(folder, os.W_OK):
        yield Finding("disk", "fault", f"{folder} cannot be written to")
    else:
        free = shutil.disk_usage(folder).free
        state = "note" if free < _LOW_BYTES else "ok"
        yield Finding("disk", state, f"{free / 1e9:.1f} GB free in {folder}")


def _timeline(config: Config) -> Iterator[Finding]:
    if not config.database.exists():
        yield Finding("timeline", "note", "none yet; 'tracker collect' makes it")
        return
    with closing(connect(config.database, write=_is_old(config.database))) as db:
        broken = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if broken != "ok":
            text = f"{config.database} is damaged ({broken}); 'tracker restore' a backup"
            yield Finding("timeline", "fault", text)
            return
        yield Finding("timeline", "ok", _counts(db))
        yield from _health(db)


def _is_old(path: Path) -> bool:
    """Whether the timeline was made by an older version, so that it is to be brought up to date."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as db:
        return 0 < version_of(db) < len(MIGRATIONS)


def _counts(db: sqlite3.Connection) -> str:
    counts = [
        f"{db.execute(f'SELECT count(*) FROM {table}').fetchone()[0]} {table}"  # noqa: S608
        for table in ("articles", "mentions", "events")
    ]
    return ", ".join(counts)


def _health(db: sqlite3.Connection) -> Iterator[Finding]:
    for source in list_sources(db):
        if source.state not in _GOOD_STATES:
            yield Finding(source.name, "note", _condition(source))
        elif source.reason:
            yield Finding(source.name, "note", source.reason)
    failed = db.execute("SELECT count(*) FROM articles WHERE state = 'failed'").fetchone()[0]
    if failed:
        yield Finding("articles", "note", f"{failed} could not be read and are tried again")
    for message in parked_messages(db):
        text = f"{message.digest} {message.period} to {message.recipient}: {message.reply}"
        yield Finding("message", "note", text)


def _condition(source: Source) -> str:
    """How a source does, since when, when it last answered well, and why."""
    since = f" since {source.since[:10]}" if source.since else ""
    good = f"last good poll {source.last_good[:16]}" if source.last_good else "never a good poll"
    return f"{source.state}{since}, {good}: {source.reason}"
