import datetime as dt
import gzip
import json
from pathlib import Path

import pytest

from pipelines.errors import FeedError
from pipelines.feed import read_feed

URL = "https://example.com/feeds/trade.xml"

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Trade &amp;amp; more</title>
<ttl>45</ttl><item><title>US &amp;lt;b&amp;gt;lifts&amp;lt;/b&amp;gt; curbs</title><link>/a/1</link>
<guid isPermaLink="false">id-1</guid><pubDate>Tue, 10 Jun 2025 23:30:00 -0400</pubDate>
<description>&lt;p&gt;Letters were sent.&lt;/p&gt;</description></item></channel></rss>"""

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>tag:x,1</id>
<title type="html">Talks &amp;mdash; day two</title><link rel="self" href="/self"/>
<link rel="alternate" href="https://example.com/talks"/><updated>2025-06-10T09:00:00+08:00</updated>
<content type="html">Body</content></entry></feed>"""

RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://example.com/"><title>R</title></channel>
<item rdf:about="https://example.com/r/1"><title>Quota set</title><link>https://example.com/r/1</link>
<dc:date>2025-05-01T00:00:00Z</dc:date></item></rdf:RDF>"""


def test_rss_gives_plain_titles_absolute_links_and_both_dates() -> None:
    feed = read_feed(RSS, URL, "application/rss+xml")
    entry = feed.entries[0]
    assert (feed.title, feed.ttl_minutes) == ("Trade & more", 45)
    assert (entry.title, entry.link, entry.guid) == (
        "US lifts curbs",
        "https://example.com/a/1",
        "id-1",
    )
    assert entry.published == dt.datetime(2025, 6, 11, 3, 30, tzinfo=dt.UTC)
    assert entry.day == dt.date(2025, 6, 10)
    assert "Letters were sent." in entry.body


def test_atom_takes_the_alternate_link_and_the_outlets_day() -> None:
    entry = read_feed(ATOM, URL).entries[0]
    assert (entry.link, entry.title) == ("https://example.com/talks", "Talks — day two")
    assert (entry.published, entry.day) == (
        dt.datetime(2025, 6, 10, 1, tzinfo=dt.UTC),
        dt.date(2025, 6, 10),
    )


def test_a_gzip_file_is_read_as_what_is_in_it() -> None:
    assert read_feed(gzip.compress(RSS), URL) == read_feed(RSS, URL)


def test_rdf_is_read() -> None:
    entry = read_feed(RDF, URL).entries[0]
    assert (entry.title, entry.link, entry.day) == (
        "Quota set",
        "https://example.com/r/1",
        dt.date(2025, 5, 1),
    )


@pytest.mark.parametrize(
    "version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"]
)
def test_json_feed_of_both_versions(version: str) -> None:
    items = [
        {
            "id": 7,
            "url": "/j/7",
            "title": "A &amp; B",
            "content_text": "T",
            "date_published": "2025-06-09T10:00:00Z",
        },
        {"id": "https://example.com/j/8", "content_html": "<p>x</p>"},
        {"id": "no link"},
        "no object",
    ]
    feed = read_feed(json.dumps({"version": version, "title": "J", "items": items}).encode(), URL)
    assert [entry.link for entry in feed.entries] == [
        "https://example.com/j/7",
        "https://example.com/j/8",
    ]
    assert (feed.entries[0].guid, feed.entries[0].title, feed.entries[0].body) == (
        "7",
        "A & B",
        "T",
    )


NOT_FEEDS = {
    "cut off": b'<rss version="2.0"><channel><title>Trade</title><ite',
    "an HTML page": b"<!doctype html><html><body>Welcome</body></html>",
    "no RSS": b"only words",
    "is empty": b"  ",
    "no JSON Feed": b'{"version": "2", "items": []}',
    "cannot be read": b'{"version":',
    "declares entities": b'<!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"><channel/></rss>',
}


@pytest.mark.parametrize("reason", NOT_FEEDS)
def test_what_is_no_feed_says_why_and_where(reason: str) -> None:
    with pytest.raises(FeedError, match=reason) as fault:
        read_feed(NOT_FEEDS[reason], URL)
    assert URL in str(fault.value)


def test_entities_hidden_in_wide_characters_are_refused() -> None:
    wide = '<!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"/>'.encode("utf-16")
    with pytest.raises(FeedError, match="declares entities"):
        read_feed(wide, URL)


def test_bytes_that_name_a_file_never_open_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes(RSS)
    with pytest.raises(FeedError):
        read_feed(str(secret).encode(), URL)


def test_a_link_of_another_scheme_makes_no_entry() -> None:
    assert read_feed(RSS.replace(b"/a/1", b"javascript:alert(1)"), URL).entries == ()
