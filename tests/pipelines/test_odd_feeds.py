"""Feeds as the wild writes them: every base document with every fault, over 400 in all.

None may raise anything but FeedError, and what comes out is clean: absolute
web links, titles on one line without control characters, dates in UTC, and the
same entries when the same bytes are read again.

With FEEDPARSER_TESTS set to the tests folder of feedparser's source
distribution (`make soak` fetches it), its feeds are read as well.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipelines.article import plain_body
from pipelines.errors import FeedError
from pipelines.feed import Feed, read_feed

URL = "https://example.com/feeds/trade.xml"
RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Trade</title>'
    "<item><title>{title}</title><link>{link}</link><guid>{guid}</guid><pubDate>{date}</pubDate>"
    "<description>{body}</description></item></channel></rss>"
)
ATOM = (
    '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
    "<title>Trade</title><entry><id>{guid}</id><title type='html'>{title}</title>"
    "<link href='{link}'/><updated>{date}</updated><content type='html'>{body}</content>"
    "</entry></feed>"
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    '<channel rdf:about="https://example.com/"><title>Trade</title></channel>'
    '<item rdf:about="{guid}"><title>{title}</title><link>{link}</link>'
    "<description>{body}</description><dc:date>{date}</dc:date></item></rdf:RDF>"
)
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Trade",
        "items": [
            {
                "id": "{guid}",
                "url": "{link}",
                "title": "{title}",
                "date_published": "{date}",
                "content_html": "{body}",
            }
        ],
    }
)
KINDS = {"rss": RSS, "atom": ATOM, "rdf": RDF, "json": JSON}
PLAIN = {
    "title": "Quota raised",
    "link": "https://example.com/1",
    "guid": "id-1",
    "date": "2025-06-10T08:00:00Z",
    "body": "Words.",
}

FIELDS = {
    "title": [
        "", " ", "&amp;lt;b&amp;gt;x", "<![CDATA[<b>x</b>]]>", "a & b", "&nbsp;&hellip;", "&#0;",
        "&#xD800;", "&#x202E;x", "\x00\x07x", "x\x1b[2J", "&#8232;line", "<title>x</title>",
        "&amp;amp;amp;amp;", "\N{PILE OF POO}" * 300, "x" * 100_000, "{{ 7*7 }}", "\ufeffx",
        "<script>alert(1)</script>", "&lt;img src=x onerror=alert(1)&gt;", "=cmd|' /C calc'!A0",
    ],
    "link": [
        "", "/relative", "//example.org/x", "javascript:alert(1)", "file:///etc/passwd", "x y z",
        "http://", "http://[::1", "https://user:pw@example.com/", "https://example.com\\@evil/",
        "https://example.com/\u00e4", "https://\u4f8b\u5b50.example/", "mailto:a@example.com",
        "https://example.com/?a=1&b=2", "https://example.com/#frag", "http://0x7f.1/", "#",
        "https://example.com/" + "a" * 5000, "data:text/html,x", "HTTPS://EXAMPLE.COM/UP",
    ],
    "guid": [
        "", "https://example.com/by-guid", "urn:uuid:1", " \n ", "\x01", "id" * 3000, "<a>", "0",
    ],
    "date": [
        "", "soon", "Tue, 10 Jun 2025 23:30:00 -0400", "Tue, 10 Jun 2025 25:61:00 GMT",
        "10 Jun 25 08:00 EST", "2025-06-10", "2025-06-10T24:00:00Z", "2025-13-45T00:00:00Z",
        "2025\u5e746\u670810\u65e5 09:00", "10/06/2025", "06/10/2025 09:00:00 PM", "1749542400",
        "0000-00-00T00:00:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00",
        "Tue, 10 Jun 2025 08:00:00 +9999", "Mi, 10 Juni 2025 08:00", "-1", "\u0661\u0660",
        "2025-06-10T08:00:00.123456789Z", "20250610T080000Z", "2025-06-10T08:00:00 Europe/Berlin",
    ],
    "body": [
        "", "<p>one<p>two", "&lt;p&gt;x&lt;/p&gt;", "<![CDATA[<div><script>x</script></div>]]>",
        "<a " * 50, "&" * 500, "]]>", "<!-- ", "<table><tr><td>", "\x0b\x0c", "<svg onload=x>",
    ],
}  # fmt: skip

FAULTS: dict[str, Callable[[bytes], bytes]] = {
    "cut in half": lambda data: data[: len(data) // 2],
    "cut at the end": lambda data: data[:-7],
    "blank lines before": lambda data: b"\n\n  " + data,
    "words before": lambda data: b"Warning: mysql_connect()\n" + data,
    "words after": lambda data: data + b"<!-- served in 3 ms --><html>",
    "twice": lambda data: data + data,
    "a mark of bytes": lambda data: b"\xef\xbb\xbf" + data,
    "two marks of bytes": lambda data: b"\xef\xbb\xbf" * 2 + data,
    "broken bytes": lambda data: data.replace(b"Quota", b"Qu\xff\xfe\x80ta"),
    "zeros": lambda data: data.replace(b"Quota", b"Qu\0ta"),
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "UTF-16 as declared": lambda data: data.decode().replace("utf-8", "utf-16").encode("utf-16"),
    "another charset declared": lambda data: data.replace(b"utf-8", b"koi8-r"),
    "no charset declared": lambda data: data.replace(b' encoding="utf-8"', b""),
    "an unknown charset": lambda data: data.replace(b"utf-8", b"klingon-8"),
    "capitals": lambda data: data.replace(b"item>", b"ITEM>").replace(b"entry>", b"ENTRY>"),
    "no version": lambda data: data.replace(b' version="2.0"', b""),
    "an unbound prefix": lambda data: data.replace(b"<title>", b"<media:x>1</media:x><title>"),
    "unquoted attributes": lambda data: data.replace(b'"', b""),
    "a bare document type": lambda data: data.replace(b"<rss", b"<!DOCTYPE rss><rss"),
    "a stylesheet": lambda data: data.replace(b"<rss", b"<?xml-stylesheet href='x'?><rss"),
    "crossed tags": lambda data: data.replace(b"</title>", b"</titel>", 1),
    "nothing": lambda _: b"",
    "a page": lambda _: b"<!doctype html><html><head><title>x</title></head></html>",
}


def filled(kind: str, **fields: str) -> bytes:
    text = KINDS[kind]
    for name, value in (PLAIN | fields).items():
        shown = json.dumps(value)[1:-1] if kind == "json" else value
        text = text.replace("{" + name + "}", shown)
    return text.encode("utf-8", "surrogatepass")


def odd_feeds() -> Iterator[tuple[str, bytes]]:
    for kind in KINDS:
        for name, values in FIELDS.items():
            for number, value in enumerate(values):
                yield f"{kind} {name} {number}", filled(kind, **{name: value})
        for fault, spoil in FAULTS.items():
            yield f"{kind} {fault}", spoil(filled(kind))


ODD = dict(odd_feeds())


def tried(data: bytes) -> Feed | str:
    try:
        return read_feed(data, URL)
    except FeedError as error:
        return str(error)


def check(data: bytes) -> None:
    feed = tried(data)
    assert feed == tried(data)
    if isinstance(feed, str):
        assert URL in feed
        return
    for entry in feed.entries:
        assert entry.link.startswith(("http://", "https://"))
        assert entry.title == " ".join(entry.title.split())
        assert not {unicodedata.category(char) for char in entry.title} & {"Cc", "Cs", "Co"}
        assert entry.published is None or entry.published.tzinfo is dt.UTC
        assert entry.published is None or entry.day is not None
        body = plain_body(entry.body)
        assert not {unicodedata.category(char) for char in body.replace("\n", "")} & {"Cc", "Cs"}


def test_the_corpus_is_large_enough() -> None:
    assert len(ODD) >= 300


@pytest.mark.parametrize("name", ODD)
def test_an_odd_feed_gives_clean_entries_or_an_error_that_says_where(name: str) -> None:
    check(ODD[name])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["blank lines before", "a mark of bytes", "words after"])
def test_small_faults_lose_no_entry(kind: str, fault: str) -> None:
    if kind == "json" and fault == "words after":
        return
    feed = tried(FAULTS[fault](filled(kind)))
    assert isinstance(feed, Feed)
    assert [entry.title for entry in feed.entries] == ["Quota raised"]


CORPUS = Path(os.environ.get("FEEDPARSER_TESTS", "no such folder"))


@pytest.mark.soak
@pytest.mark.skipif(not CORPUS.is_dir(), reason="FEEDPARSER_TESTS names no folder")
def test_the_feeds_of_feedparsers_own_tests() -> None:
    files = [path for path in sorted(CORPUS.rglob("*")) if path.suffix in {".xml", ".json", ".gz"}]
    assert len(files) > 2000
    for path in files:
        check(path.read_bytes())
