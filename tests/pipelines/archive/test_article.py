from __future__ import annotations

import datetime as dt
import json

import pytest

from pipelines.archive import Record, read_archived
from pipelines.errors import DocumentError

TEXT = "Canada lifted its tariffs on steel on Monday, the government said in Ottawa. " * 3
ROW = {"url": "https://a.example/1?utm_source=x", "published": "2025-06-10T23:30:00-05:00",
       "title": "Tariffs <b>lifted</b>", "text": TEXT, "outlet": "The Wire"}  # fmt: skip


def of_row(**changed: object):
    return read_archived(Record("json", json.dumps(ROW | changed).encode(), "line 1"))


def page(head: str = "") -> bytes:
    body = f"<article><h1>A title</h1><p>{TEXT}</p></article>"
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def test_a_line_gives_a_clean_article_with_the_outlets_day() -> None:
    found = of_row()
    assert (found.url, found.title) == ("https://a.example/1", "Tariffs lifted")
    assert (found.day, found.day_origin, found.outlet) == (
        dt.date(2025, 6, 10),
        "entry",
        "The Wire",
    )
    assert found.text == TEXT.strip()


def test_a_line_may_hold_html() -> None:
    found = of_row(text=None, title=None, html=page().decode())
    assert (found.title, found.text) == ("A title", TEXT.strip())


@pytest.mark.parametrize(
    "changed",
    [
        {"url": None},
        {"url": "javascript:alert(1)"},
        {"published": "soon"},
        {"published": None},
        {"published": 20250610},
        {"title": "", "text": ""},
    ],
)
def test_a_line_without_what_is_needed_is_refused(changed) -> None:
    with pytest.raises(DocumentError):
        of_row(**changed)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"[1]", b"{", b'{"url": '])
def test_a_line_that_is_no_json_object_is_refused(data) -> None:
    with pytest.raises(DocumentError):
        read_archived(Record("json", data, "line 1"))


def test_a_page_tells_its_day_or_has_that_of_its_crawl() -> None:
    told = page('<meta property="article:published_time" content="2025-06-09T08:00:00Z">')
    seen = "2025-06-11T08:00:00Z"
    for data, day, origin in ((told, 9, "page"), (page(), 11, "seen")):
        found = read_archived(Record("html", data, "1", "https://a.example/x", seen))
        assert (found.day, found.day_origin) == (dt.date(2025, 6, day), origin)


def test_a_day_after_the_crawl_is_not_believed() -> None:
    told = page('<meta property="article:published_time" content="2026-06-09T08:00:00Z">')
    found = read_archived(Record("html", told, "1", "https://a.example/x", "2025-06-11T08:00:00Z"))
    assert (found.day, found.day_origin) == (dt.date(2025, 6, 11), "seen")


def test_a_saved_page_has_the_address_that_it_gives_itself() -> None:
    data = page('<link rel="canonical" href="https://a.example/news/1">')
    seen = "2025-06-11T08:00:00Z"
    assert (
        read_archived(Record("html", data, "1", "file:///tmp/1.html", seen)).url
        == "https://a.example/news/1"
    )
    assert (
        read_archived(Record("html", page(), "1", "file:///tmp/1.html", seen)).url
        == "file:///tmp/1.html"
    )


def test_a_record_with_a_fault_tells_it() -> None:
    with pytest.raises(DocumentError, match="larger than"):
        read_archived(Record("html", b"", "1", fault="larger than 12 MB"))
