import datetime as dt
import gzip

import pytest

from pipelines.errors import FeedError
from pipelines.sitemap import MAX_ENTRIES, MAX_PARTS, read_sitemap

URL = "https://example.com/news.xml"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
)
NEWS = (
    HEAD
    + """
<url><loc>https://example.com/old</loc><lastmod>2025-06-01</lastmod></url>
<url><loc> https://example.com/a?x=1&amp;y=2 </loc><news:news><news:publication><news:name>E
</news:name></news:publication><news:publication_date>2025-06-10T23:00:00-04:00
</news:publication_date><news:title>Quota &amp;amp; tariff</news:title></news:news></url>
<url><loc>file:///etc/passwd</loc></url><url></url></urlset>"""
)


@pytest.mark.parametrize("data", [NEWS.encode(), gzip.compress(NEWS.encode())])
def test_the_newest_news_come_first_with_title_and_day(data: bytes) -> None:
    first, second = read_sitemap(data, URL).entries
    assert (first.link, first.title) == ("https://example.com/a?x=1&y=2", "Quota & tariff")
    assert first.published == dt.datetime(2025, 6, 11, 3, tzinfo=dt.UTC)
    assert first.day == dt.date(2025, 6, 10)
    assert (second.link, second.title, second.day) == (
        "https://example.com/old",
        "",
        dt.date(2025, 6, 1),
    )


def test_what_was_read_before_the_fault_is_kept() -> None:
    assert len(read_sitemap(NEWS.encode()[: NEWS.index("<url></url>") + 7], URL).entries) == 2


def test_of_a_long_sitemap_the_newest_are_taken() -> None:
    days = [dt.date(2020, 1, 1) + dt.timedelta(days=number) for number in range(2000)]
    rows = (f"<url><loc>/{day}</loc><lastmod>{day}</lastmod></url>" for day in days)
    entries = read_sitemap((HEAD + "".join(rows) + "</urlset>").encode(), URL).entries
    assert len(entries) == MAX_ENTRIES
    assert entries[0].day == days[-1]


INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'


def index(*dates: str) -> bytes:
    rows = (
        f"<sitemap><loc>/{n}.xml</loc><lastmod>{date}</lastmod></sitemap>"
        for n, date in enumerate(dates)
    )
    return INDEX.format("".join(rows)).encode()


INDEXES = [
    (("2025-01-01T00:00:00Z", "2025-06-01T08:00:00Z", "2025-06-01T07:00:00Z"), (1, 2, 0), True),
    (("2025-06-01T08:00:00Z", "2025-06-01"), (1, 0), False),
    (("2025-06-02T08:00:00Z", "2025-06-01", ""), (0, 1, 2), False),
    (("",) * 9, (8, 7, 6), False),
]


@pytest.mark.parametrize(("dates", "order", "dated"), INDEXES)
def test_of_an_index_the_parts_that_changed_last_are_taken(dates, order, dated) -> None:
    found = read_sitemap(index(*dates), URL)
    assert found.parts == tuple(f"https://example.com/{n}.xml" for n in order)
    assert (found.entries, found.dated) == ((), dated)
    assert len(found.parts) <= MAX_PARTS


NOT_SITEMAPS = {
    "no sitemap with an address in": INDEX.format("").encode(),
    "an HTML page stands": b"<!doctype html><html><body>Hello</body></html>",
    "no sitemap with an address": b"words",
    "declares entities": b'<!DOCTYPE a [<!ENTITY b "c">]><urlset></urlset>',
    "is broken": gzip.compress(NEWS.encode())[:-20],
    "holds more than": gzip.compress(b" " * 60_000_000),
}


@pytest.mark.parametrize("reason", NOT_SITEMAPS)
def test_what_is_no_sitemap_says_why_and_where(reason: str) -> None:
    with pytest.raises(FeedError, match=reason) as fault:
        read_sitemap(NOT_SITEMAPS[reason], URL)
    assert URL in str(fault.value)
