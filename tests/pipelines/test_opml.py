from __future__ import annotations

import pytest

from pipelines.errors import DocumentError
from pipelines.opml import Subscription, read_opml, write_opml

NESTED = b"""<?xml version="1.0"?><opml version="1.0"><body>
<outline text="News"><outline title=" A
 b" xmlUrl="https://a.example/f"/><outline text="again" xmlUrl="https://a.example/f"/></outline>
<outline text="B &amp; co" xmlUrl="https://b.example/"/></body></opml>"""


def test_reads_nested_feeds_once_each() -> None:
    assert read_opml(NESTED) == (
        Subscription("A b", "https://a.example/f"),
        Subscription("B & co", "https://b.example/"),
    )


def test_what_is_written_is_read_again() -> None:
    feeds = (Subscription("<\"&'>", "https://a.example/?a=1&b=2"),)
    assert read_opml(write_opml(feeds, "T & t").encode()) == feeds


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><opml><outline xmlUrl="&a;"/></opml>'
OUTSIDE = b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><opml><outline xmlUrl="x"/></opml>'


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (BOMB, "document type"),
        (OUTSIDE, "document type"),
        (BOMB.decode().encode("utf-16"), "document type"),
        (b"", "not well-formed"),
        (b"<opml>", "not well-formed"),
        (b"<opml/>", "no outline"),
        (b" " * 5_000_001, "larger than 5 MB"),
        (b"<a>" * 200_000, "not well-formed"),
    ],
)
def test_refuses(document: bytes, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        read_opml(document)
