"""An index of sitemaps is followed to the newest ones that it names."""

from __future__ import annotations

import datetime as dt

import pytest

from tracker.config import SourceConfig
from tracker.jobs.collect import collect
from tracker.jobs.sources import check_sources

HOUR = dt.timedelta(hours=1)
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def pages(*paths: str) -> str:
    rows = "".join(f"<url><loc>{path}</loc><lastmod>2025-06-10</lastmod></url>" for path in paths)
    return f"<urlset {SPACE}>{rows}</urlset>"


def index(**changed: str) -> str:
    rows = "".join(
        f"<sitemap><loc>/{name}.xml</loc><lastmod>{when}</lastmod></sitemap>"
        for name, when in changed.items()
    )
    return f"<sitemapindex {SPACE}>{rows}</sitemapindex>"


DATED = index(a="2025-06-10T08:00:00Z", b="2025-06-10T09:00:00Z")


@pytest.fixture
def source(web, reply) -> SourceConfig:
    web.replies["/a.xml"] = reply(pages("/1", "/2"))
    web.replies["/b.xml"] = reply(pages("/3"))
    web.replies["/index.xml"] = reply(DATED, headers={"ETag": '"1"'})
    return SourceConfig("daily", "sitemap", web.url + "/index.xml", outlet="Daily")


@pytest.fixture
def known(db, web):
    return lambda: {row[0].removeprefix(web.url) for row in db.execute("SELECT url FROM articles")}


def test_the_pages_of_its_sitemaps_are_its_entries(source, db, make_config, now, known) -> None:
    assert collect(make_config(source), db, now).problems == ()
    assert known() == {"/1", "/2", "/3"}


def test_an_index_that_dates_its_sitemaps_is_asked_for_conditionally(
    source, web, db, make_config, now
) -> None:
    config = make_config(source)
    collect(config, db, now)
    assert collect(config, db, now + HOUR).unchanged == 1
    assert web.count("/a.xml") == 1
    assert web.asked[-1].headers["if-none-match"] == '"1"'


def test_the_sitemaps_of_another_index_are_read_at_each_poll(
    source, web, reply, db, make_config, now, known
) -> None:
    web.replies["/index.xml"] = reply(index(a="2025-06-10", b=""), headers={"ETag": '"1"'})
    config = make_config(source)
    collect(config, db, now)
    web.replies["/b.xml"] = reply(pages("/3", "/4"))
    assert collect(config, db, now + HOUR).new == 1
    assert known() == {"/1", "/2", "/3", "/4"}


def test_a_sitemap_that_fails_is_told_and_hides_no_other(
    source, web, reply, db, make_config, now, known
) -> None:
    web.replies["/b.xml"] = reply(status=500)
    config = make_config(source)
    (problem,) = collect(config, db, now).problems
    assert f"daily: {web.url}/index.xml: a sitemap that it names fails: {web.url}/b.xml" in problem
    assert known() == {"/1", "/2"}
    assert [checked.error for checked in check_sources(config, [source])] == [problem[7:]]
    web.replies["/b.xml"] = reply(pages("/3"))
    assert collect(config, db, now + HOUR).problems == ()
    assert known() == {"/1", "/2", "/3"}


FAULTS = {
    "within an index": {"body": DATED},
    "an HTML page stands": {"body": "<!doctype html><html><body>Hello</body></html>"},
    "it redirects to": {"status": 301, "headers": {"Location": "file:///etc/passwd"}},
}


@pytest.mark.parametrize("words", FAULTS)
def test_an_index_of_nothing_fails(source, web, reply, db, make_config, now, words) -> None:
    web.replies["/a.xml"] = web.replies["/b.xml"] = reply(**FAULTS[words])
    (problem,) = collect(make_config(source), db, now).problems
    assert words in problem
    assert db.execute("SELECT kind FROM polls").fetchone()[0] == "part"


def test_a_sitemap_within_is_asked_with_the_same_care(
    source, web, new_web, reply, db, make_config, now
) -> None:
    other = new_web()
    rows = f"<sitemap><loc>{other.url}/x.xml</loc></sitemap>"
    web.replies["/index.xml"] = reply(f"<sitemapindex {SPACE}>{rows}</sitemapindex>")
    (problem,) = collect(make_config(source), db, now).problems
    assert "is a private address" in problem
    assert other.asked == []
