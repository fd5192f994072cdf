from __future__ import annotations

import pytest

from pipelines.discover import Named, named_feeds
from pipelines.errors import ListingError

PAGE = b"""<html><head><title>x</title>
<link rel="Alternate" type="application/rss+xml; charset=utf-8" href="/f.xml" title="A &amp; B">
<link rel="alternate" type="application/atom+xml" href="https://other.example/a">
<link rel="alternate" type="application/rss+xml" href="/f.xml">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" href="/s.css">
</head><body><p>hi"""


def test_names_each_feed_once_with_its_whole_address() -> None:
    assert named_feeds(PAGE, "https://a.example/news/") == (
        Named("https://a.example/f.xml", "A & B"),
        Named("https://other.example/a", ""),
    )


def test_a_page_without_feeds_names_none() -> None:
    assert named_feeds(b"<p>nothing", "https://a.example/") == ()


def test_an_empty_page_cannot_be_read() -> None:
    with pytest.raises(ListingError, match=r"https://a\.example/"):
        named_feeds(b"", "https://a.example/")
