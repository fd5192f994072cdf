"""Writes of the articles, their links and their revisions.

An article is new until its text is there; then it is fetched, and extracted
once its mentions are. One that fails is kept with its error and tried again;
one that is gone is not.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.copies import share
from pipelines.model import Entry
from pipelines.url import canonical_url, identity
from tracker.schema import transaction
from tracker.store.copies import group_copies

_TRIVIAL = re.compile(
    r"""^\W*((last\ )?(updated|modified|published)\b.{0,60}
    |\d+\ (comments?|shares?|min(ute)?s?\ read|(minutes?|hours?|days?)\ ago))\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
SAME_PAGE = 0.2
"""The share of their text that two forms of one page have in common at least."""

MIN_SAME = 200
"""Characters from which two equal texts of one outlet are no chance."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of an article that was had: from its page, or the feed's own.

    `signature` is that of pipelines.copies.
    """

    title: str
    text: str
    origin: str
    day: dt.date | None = None
    canonical: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    error: str = ""
    signature: bytes = b""


def record_entries(
    db: sqlite3.Connection, source: int, entries: Sequence[Entry], now: dt.datetime
) -> int:
    """Add the entries that are not known yet, inside the caller's transaction.

    Known is an entry by its address, or by its guid where the source does not
    use that guid for several items. Gives the number of new articles.
    """
    shared = _shared_guids(entries)
    new = 0
    for entry in entries:
        guid = None if entry.guid in shared else entry.guid
        known = _known(db, source, entry, guid)
        article = _add(db, source, entry, now) if known is None else known
        if _is_changed(db, source, article, entry, guid) and known is not None:
            _refresh(db, source, article, entry, now)
        new += known is None
    return new


def _shared_guids(entries: Iterable[Entry]) -> frozenset[str]:
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.guid:
            keys[entry.guid].add(identity(entry.link))
    return frozenset(guid for guid, links in keys.items() if len(links) > 1)


def _known(db: sqlite3.Connection, source: int, entry: Entry, guid: str | None) -> int | None:
    row = db.execute(
        "SELECT article FROM article_links WHERE key = ?", (identity(entry.link),)
    ).fetchone()
    if row is not None:
        return int(row[0])
    return _known_by_guid(db, source, entry, guid) if guid else None


def _known_by_guid(db: sqlite3.Connection, source: int, entry: Entry, guid: str) -> int | None:
    """The article that had this guid before, at the same path or under the same title.

    Elsewhere and called something else, it is another item: some feeds give
    every item one guid, and rather a copy than a loss.
    """
    rows = db.execute(
        "SELECT entries.article, entries.key, articles.entry_title FROM entries"
        " JOIN articles ON articles.id = entries.article"
        " WHERE entries.source = ? AND entries.guid = ? ORDER BY entries.article DESC",
        (source, guid),
    )
    path = identity(entry.link).partition("?")[0]
    for article, key, title in rows:
        if key.partition("?")[0] == path or (title and title == entry.title):
            return int(article)
    return None


def _add(db: sqlite3.Connection, source: int, entry: Entry, now: dt.datetime) -> int:
    moment, day = now.isoformat(), _plausible_day(entry, now)
    added = db.execute(
        "INSERT INTO articles (url, link, source, guid, outlet, official, title, published,"
        " day_origin, published_at, first_seen, next_try, entry_title, feed_body)"
        " SELECT ?, ?, id, ?, outlet, official, ?, ?, ?, ?, ?, ?, ?, ? FROM sources WHERE id = ?",
        (
            canonical_url(entry.link) or entry.link,
            entry.link,
            entry.guid,
            entry.title,
            (day or now.date()).isoformat(),
            "entry" if day else "seen",
            entry.published.isoformat() if entry.published else None,
            moment,
            moment,
            entry.title,
            entry.body,
            source,
        ),
    )
    return int(added.lastrowid or 0)


def _link(db: sqlite3.Connection, key: str, article: int) -> None:
    db.execute("INSERT OR IGNORE INTO article_links (key, article) VALUES (?, ?)", (key, article))


def _is_changed(
    db: sqlite3.Connection, source: int, article: int, entry: Entry, guid: str | None
) -> bool:
    """Note what this source tells under this address, and whether it told something else before.

    Two sources, or two addresses of one article, may tell of it in different words.
    """
    key, told = identity(entry.link), text_hash(entry.title, entry.body)
    _link(db, key, article)
    row = db.execute(
        "SELECT hash FROM entries WHERE source = ? AND key = ?", (source, key)
    ).fetchone()
    db.execute(
        "INSERT INTO entries (source, key, article, guid, hash) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (source, key) DO UPDATE SET hash = excluded.hash, guid = excluded.guid",
        (source, key, article, guid, told),
    )
    return row is not None and row[0] != told


def _refresh(
    db: sqlite3.Connection, source: int, article: int, entry: Entry, now: dt.datetime
) -> None:
    """Have the page read whole again; the words of the article's own source are kept."""
    db.execute(
        "UPDATE articles SET next_try = ?, etag = NULL, last_modified = NULL"
        " WHERE id = ? AND state <> 'gone'",
        (now.isoformat(), article),
    )
    db.execute(
        "UPDATE articles SET entry_title = ?, feed_body = ?, link = ? WHERE id = ? AND source = ?",
        (entry.title, entry.body, entry.link, article, source),
    )


def _plausible_day(entry: Entry, now: dt.datetime) -> dt.date | None:
    """The outlet's day, unless it lies in the future: a clock elsewhere is wrong."""
    day = entry.day
    return day if day and day <= now.date() + dt.timedelta(days=1) else None


def text_hash(title: str, text: str) -> str:
    """A hash of the words alone: case, punctuation, spaces and "updated at" lines do not count."""
    lines = [line for line in text.split("\n") if not _TRIVIAL.match(line)]
    words = " ".join(_WORD.findall(" ".join([title, *lines]).casefold()))
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def record_text(
    db: sqlite3.Connection,
    article: int,
    text: Text,
    now: dt.datetime,
    next_try: dt.datetime | None,
) -> str:
    """Record the text that was had. Gives "fetched", "revised", "unchanged" or "duplicate".

    A page whose canonical address another article has already is that article.
    """
    with transaction(db):
        return take_text(db, article, text, now, next_try)


def take_text(
    db: sqlite3.Connection,
    article: int,
    text: Text,
    now: dt.datetime,
    next_try: dt.datetime | None,
) -> str:
    """As `record_text`, inside the caller's transaction."""
    if _is_duplicate(db, article, text):
        return "duplicate"
    _record_day(db, article, text.day, now)
    outcome = _record_revision(db, article, text, now)
    db.execute(
        "UPDATE articles SET next_try = ?, error = ?, etag = ?, last_modified = ?,"
        " checked = ?, attempts = CASE WHEN ? = '' THEN 0 ELSE attempts + 1 END WHERE id = ?",
        (
            next_try.isoformat() if next_try else None,
            text.error,
            text.etag,
            text.last_modified,
            now.isoformat(),
            text.error,
            article,
        ),
    )
    return outcome


def last_revision_id(db: sqlite3.Connection, article: int) -> int | None:
    """The row of the article's last revision, None where it has no text yet."""
    row = db.execute(
        "SELECT id FROM revisions WHERE article = ? ORDER BY number DESC LIMIT 1", (article,)
    ).fetchone()
    return int(row[0]) if row else None


def is_last_reading(
    db: sqlite3.Connection, article: int, revision: int, published: dt.date | None = None
) -> bool:
    """Whether a revision is still the article's last one, and its day, if given, still the same.

    To be asked in the transaction that records what was read in it: another process
    may have had the page anew meanwhile.
    """
    row = db.execute("SELECT published FROM articles WHERE id = ?", (article,)).fetchone()
    is_same_day = published is None or row[0] == published.isoformat()
    return is_same_day and last_revision_id(db, article) == revision


def _record_day(
    db: sqlite3.Connection, article: int, day: dt.date | None, now: dt.datetime
) -> None:
    """Take the page's day where the entry told none; what was read as of another day is due."""
    if day is None or day > now.date() + dt.timedelta(days=1):
        return
    taken = db.execute(
        "UPDATE articles SET published = ?1, day_origin = 'page', state = CASE"
        " WHEN state = 'extracted' AND published <> ?1 THEN 'fetched' ELSE state END"
        " WHERE id = ?2 AND day_origin = 'seen' RETURNING text_signature",
        (day.isoformat(), article),
    ).fetchone()
    if taken and taken[0]:
        group_copies(db, article, taken[0])


def _is_duplicate(db: sqlite3.Connection, article: int, text: Text) -> bool:
    """Fold an article without a text into one that has its canonical address, or the same text
    of its outlet; one that has a text already stays, for mentions may rest on it."""
    first = _of_canonical(db, article, text) if text.canonical else None
    if _last_revision(db, article)[0]:
        return False
    first = first or _of_same_text(db, article, text)
    if first is None:
        return False
    db.execute("UPDATE article_links SET article = ? WHERE article = ?", (first, article))
    db.execute("UPDATE entries SET article = ? WHERE article = ?", (first, article))
    db.execute(
        "UPDATE articles SET state = 'gone', next_try = NULL, error = ? WHERE id = ?",
        (f"the same page as article {first}", article),
    )
    return True


def _of_canonical(db: sqlite3.Connection, article: int, text: Text) -> int | None:
    """The other article with this canonical address; where there is none, it is this one's.

    One that has a text keeps its own address, which the ids of its mentions are made
    of. Some sites give every page one address: an article with quite another text is
    another one.
    """
    canonical = text.canonical or ""
    key = identity(canonical)
    row = db.execute(
        "SELECT a.id, a.text_signature FROM article_links JOIN articles a ON a.id = article"
        " WHERE key = ?",
        (key,),
    ).fetchone()
    if row is not None and row[0] != article:
        is_other = row[1] and text.signature and share(row[1], text.signature) < SAME_PAGE
        return None if is_other else int(row[0])
    _link(db, key, article)
    db.execute(
        "UPDATE OR IGNORE articles SET url = ?1 WHERE id = ?2"
        " AND NOT EXISTS (SELECT 1 FROM revisions WHERE article = ?2)",
        (canonical, article),
    )
    return None


def _of_same_text(db: sqlite3.Connection, article: int, text: Text) -> int | None:
    """The outlet's article of the same days, title and text: this one is it at a new address."""
    if len(text.text) < MIN_SAME:
        return None
    row = db.execute(
        "SELECT other.id FROM articles other JOIN articles own ON own.id = ?"
        " WHERE other.content_hash = ? AND other.id <> own.id AND other.outlet = own.outlet"
        " AND other.title = ? AND other.state IN ('fetched', 'extracted')"
        " AND other.published BETWEEN date(own.published, '-3 days')"
        " AND date(own.published, '+3 days')"
        " ORDER BY other.id LIMIT 1",
        (article, text_hash("", text.text), text.title),
    ).fetchone()
    return int(row[0]) if row else None


def _record_revision(db: sqlite3.Connection, article: int, text: Text, now: dt.datetime) -> str:
    """Add a revision where the words differ from the last one's."""
    number, last_hash, last_origin = _last_revision(db, article)
    found = text_hash(text.title, text.text)
    is_older_kind = last_origin == "page" and text.origin == "feed"
    if found == last_hash or is_older_kind:
        db.execute(
            "UPDATE articles SET body_origin = 'page' WHERE id = ? AND ? = 'page'",
            (article, text.origin),
        )
        return "unchanged"
    db.execute(
        "INSERT INTO revisions (article, number, title, text, hash, origin, seen)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (article, number + 1, text.title, text.text, found, text.origin, now.isoformat()),
    )
    db.execute(
        "UPDATE articles SET state = 'fetched', title = ?, body_origin = ?, content_hash = ?,"
        " text_signature = ? WHERE id = ?",
        (text.title, text.origin, text_hash("", text.text), text.signature or None, article),
    )
    group_copies(db, article, text.signature)
    return "revised" if number else "fetched"


def _last_revision(db: sqlite3.Connection, article: int) -> tuple[int, str, str]:
    row = db.execute(
        "SELECT number, hash, origin FROM revisions WHERE article = ? ORDER BY number DESC LIMIT 1",
        (article,),
    ).fetchone()
    return (row[0], row[1], row[2]) if row else (0, "", "")


def record_unchanged(
    db: sqlite3.Connection, article: int, next_try: dt.datetime | None, checked: dt.datetime | None
) -> None:
    """The page has not changed, or, without `checked`, was not asked for: it is due again."""
    with transaction(db):
        db.execute(
            "UPDATE articles SET next_try = ? WHERE id = ?",
            (next_try.isoformat() if next_try else None, article),
        )
        if checked:
            db.execute(
                "UPDATE articles SET checked = ?, attempts = 0, error = NULL WHERE id = ?",
                (checked.isoformat(), article),
            )


def record_failure(
    db: sqlite3.Connection, article: int, error: str, next_try: dt.datetime | None
) -> None:
    """The page could not be had. Without `next_try` it is given up.

    An article that has a text already keeps it and its state.
    """
    with transaction(db):
        db.execute(
            "UPDATE articles SET attempts = attempts + 1, error = ?, next_try = ?,"
            " state = CASE WHEN state IN ('fetched', 'extracted') THEN state WHEN ? THEN 'failed'"
            " ELSE 'gone' END WHERE id = ?",
            (error, next_try.isoformat() if next_try else None, next_try is not None, article),
        )


def record_extraction_failure(
    db: sqlite3.Connection, article: int, revision: int, error: str, extractor: str
) -> None:
    """A revision could not be read by `extractor`. It waits, with its error, for another one.

    Where there is a newer revision, that is still due.
    """
    with transaction(db):
        if not is_last_reading(db, article, revision):
            return
        db.execute(
            "UPDATE articles SET state = 'extracted', extractor = ?, attempts = attempts + 1,"
            " error = ? WHERE id = ?",
            (extractor, error, article),
        )


def forget_extractor(db: sqlite3.Connection) -> None:
    """Have every article that was extracted count as read by no version of the extractor."""
    with transaction(db):
        db.execute("UPDATE articles SET extractor = NULL WHERE state = 'extracted'")
