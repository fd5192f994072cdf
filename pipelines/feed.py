"""The bytes of a feed -> its entries: RSS, Atom and RDF by feedparser, JSON Feed here.

feedparser opens whatever a string, or even bytes, may name as a file, so it is
given a stream. A document type with an internal subset is refused before any
parser sees it.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.dates import Moment, read_moment
from pipelines.errors import FeedError
from pipelines.markup import decode, refuse_subset, unzipped
from pipelines.model import Entry
from pipelines.obstacle import WORDS, obstacle
from pipelines.plain import one_line
from pipelines.url import web_url

MAX_ENTRIES = 1000
"""Entries read from one document; those after it are left out."""

_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>")
_JSON_FEED = re.compile(r"^https?://(www\.)?jsonfeed\.org/version/1(\.[01])?/?$")


@dataclass(frozen=True, slots=True)
class Feed:
    """What one feed document tells: `ttl_minutes` is how long it asks to be left alone."""

    title: str
    entries: tuple[Entry, ...]
    ttl_minutes: int | None = None


def read_feed(data: bytes, url: str, content_type: str = "") -> Feed:
    """The feed in `data`, which came from `url` with that Content-Type header.

    Raises FeedError where the bytes are no feed, a web page, or hold a document
    type with an internal subset.
    """
    data = unzipped(data, url)
    if looks_like_json(data):
        return _read_json_feed(data, url)
    refuse_subset(data, url)
    parsed = _parse(data, url, content_type)
    entries = tuple(_entries(parsed["entries"][:MAX_ENTRIES], url))
    if not parsed.get("version") and not entries:
        raise _not_a_feed(data, url, content_type)
    if parsed.get("bozo") and not entries:
        raise FeedError(f"{url}: the feed is broken or cut off before its first entry")
    channel = parsed["feed"]
    return Feed(one_line(channel.get("title", "")), entries, _minutes(channel.get("ttl")))


def looks_like_json(data: bytes) -> bool:
    """Whether the first character is that of a JSON object or array."""
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}


def _parse(data: bytes, url: str, content_type: str) -> Any:
    """What feedparser makes of the document, which it is given in UTF-8 whatever it was in."""
    import feedparser

    text = _PROLOG.sub("", decode(data, content_type), count=1)
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    try:
        stream = io.BytesIO(text.encode("utf-8", "replace"))
        return feedparser.parse(stream, response_headers=headers)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        # feedparser meets input that no parser was written for with any of these
        reason = type(error).__name__
        raise FeedError(f"{url}: the feed reader gave up on it ({reason})") from error


def _not_a_feed(data: bytes, url: str, content_type: str) -> FeedError:
    kind = obstacle(data, content_type)
    if kind:
        return FeedError(f"{url}: {WORDS[kind]} stands where a feed was expected", kind)
    if not data.strip():
        return FeedError(f"{url}: the answer is empty", "empty")
    return FeedError(f"{url}: this is no RSS, Atom, RDF or JSON feed")


def _entries(items: Iterable[Mapping[str, Any]], base: str) -> Iterator[Entry]:
    for item in items:
        entry = _entry(item, base)
        if entry is not None:
            yield entry


def _entry(item: Mapping[str, Any], base: str) -> Entry | None:
    link = _link(item, base)
    if link is None:
        return None
    told = _moment(item)
    return Entry(
        link=link,
        title=one_line(item.get("title", "")),
        guid=one_line(item.get("id", "")) or None,
        published=told.at if told else None,
        day=told.day if told else None,
        body=_body(item),
    )


def _link(item: Mapping[str, Any], base: str) -> str | None:
    """The entry's page: its link, else the alternate links, else a guid that is one."""
    links = [
        link.get("href", "")
        for link in item.get("links", ())
        if link.get("rel", "alternate") == "alternate"
    ]
    candidates = [item.get("link", ""), *links]
    if item.get("guidislink", True):
        candidates.append(item.get("id", ""))
    usable = (web_url(link, base) for link in candidates if link)
    return next((link for link in usable if link), None)


def _body(item: Mapping[str, Any]) -> str:
    """The longest of the content elements and the summary."""
    contents = [part.get("value", "") or "" for part in item.get("content", ())]
    return str(max([*contents, item.get("summary", "") or ""], key=len))


def _moment(item: Mapping[str, Any]) -> Moment | None:
    """When the entry was published, else when it was updated.

    Asks with `in` first: feedparser answers a missing date with another one.
    """
    for name in ("published", "updated", "created"):
        written = item[name] if name in item else None  # noqa: SIM401 - see above
        told = read_moment(written) if isinstance(written, str) else None
        if told is None and f"{name}_parsed" in item:
            told = _from_struct(item[f"{name}_parsed"])
        if told is not None:
            return told
    return None


def _from_struct(parsed: Any) -> Moment | None:
    try:
        at = dt.datetime(*parsed[:6]).replace(tzinfo=dt.UTC)  # noqa: DTZ001 - feedparser gives UTC
    except (ValueError, TypeError, OverflowError):
        return None
    return Moment(at, at.date())


def _minutes(ttl: object) -> int | None:
    try:
        return min(max(int(str(ttl)), 0), 1440) or None
    except ValueError:
        return None


def _read_json_feed(data: bytes, url: str) -> Feed:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FeedError(f"{url}: the JSON feed cannot be read ({error})") from error
    if not isinstance(document, dict) or not _JSON_FEED.match(str(document.get("version", ""))):
        raise FeedError(f"{url}: this JSON is no JSON Feed of version 1 or 1.1")
    items = document.get("items")
    rows = items[:MAX_ENTRIES] if isinstance(items, list) else []
    entries = (_json_entry(item, url) for item in rows if isinstance(item, dict))
    return Feed(_text(document, "title"), tuple(entry for entry in entries if entry))


def _json_entry(item: Mapping[str, Any], base: str) -> Entry | None:
    """An item of JSON Feed 1.0 or 1.1; `id` may be a number in the wild."""
    guid = _text(item, "id")
    candidates = (_text(item, "url"), _text(item, "external_url"), guid if "://" in guid else "")
    link = next((usable for name in candidates if name and (usable := web_url(name, base))), None)
    if link is None:
        return None
    told = read_moment(_text(item, "date_published")) or read_moment(_text(item, "date_modified"))
    return Entry(
        link=link,
        title=_text(item, "title"),
        guid=guid or None,
        published=told.at if told else None,
        day=told.day if told else None,
        body=_json_body(item),
    )


def _json_body(item: Mapping[str, Any]) -> str:
    names = ("content_html", "content_text", "summary")
    bodies = (item.get(name) for name in names)
    return next((body for body in bodies if isinstance(body, str) and body.strip()), "")


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    usable = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return one_line(str(value)) if usable else ""
