import datetime as dt
import json

import pytest

from pipelines.errors import ConfigError
from tracker.config import SourceConfig
from tracker.jobs.collect import collect

WORDS = (
    "The ministry raised the quota for rare earth exports on Monday, officials said in a notice. "
    "Exporters must apply for the new licences before the end of the month, the notice says."
)


def page(title: str, text: str = WORDS) -> str:
    article = f"<article><h1>{title}</h1><p>{text}</p></article>"
    return f"<html><head><title>{title}</title></head><body>{article}</body></html>"


def item(number: int, body: str = "", guid: str = "") -> str:
    return (
        f"<item><title>Title {number}</title><link>/a/{number}?utm_source=rss</link>"
        f"<guid isPermaLink='false'>{guid or f'id-{number}'}</guid>"
        f"<pubDate>Tue, 10 Jun 2025 0{number % 10}:30:00 -0400</pubDate>"
        f"<description>{body}</description></item>"
    )


def rss(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>Feed</title>{"".join(items)}</channel></rss>'


def feed(web, name="wire", path="/feed.xml", **more):
    return SourceConfig(name=name, kind="feed", url=web.url + path, outlet="Wire", **more)


def articles(db):
    return [dict(row) for row in db.execute("SELECT * FROM articles ORDER BY id")]


@pytest.fixture
def wire(web, reply):
    web.replies["/feed.xml"] = reply(
        rss(item(1, "Feed text one."), item(2)), headers={"ETag": '"v1"'}
    )
    web.replies["/a/1?utm_source=rss"] = reply(page("Title 1"))
    web.replies["/a/2?utm_source=rss"] = reply(page("Title 2", WORDS + " More."))
    return web


def test_a_feed_becomes_articles_with_the_text_of_their_pages(wire, db, make_config, now) -> None:
    report = collect(make_config(feed(wire)), db, now)
    assert (report.polled, report.new, report.fetched, report.problems) == (1, 2, 2, ())
    first, second = articles(db)
    assert (first["state"], first["body_origin"], first["published"]) == (
        "fetched",
        "page",
        "2025-06-10",
    )
    assert first["url"] == wire.url + "/a/1"
    assert first["published_at"] == "2025-06-10T05:30:00+00:00"
    texts = [row["text"] for row in db.execute("SELECT text FROM revisions ORDER BY article")]
    assert texts == [WORDS, WORDS + " More."]
    assert second["outlet"] == "Wire"


def test_a_second_run_asks_conditionally_and_finds_nothing_new(
    wire, reply, db, make_config, now
) -> None:
    config = make_config(feed(wire))
    collect(config, db, now)
    wire.replies["/feed.xml"] = reply(status=304)
    report = collect(config, db, now + dt.timedelta(hours=1))
    assert (report.polled, report.unchanged, report.new) == (1, 1, 0)
    assert wire.asked[-1].headers["if-none-match"] == '"v1"'
    assert "desk@example.org" in wire.asked[-1].headers["user-agent"]
    assert len(articles(db)) == 2


def test_a_source_that_is_not_due_is_not_asked_unless_named(wire, db, make_config, now) -> None:
    config = make_config(feed(wire))
    collect(config, db, now)
    asked = wire.count("/feed.xml")
    collect(config, db, now + dt.timedelta(minutes=1))
    assert wire.count("/feed.xml") == asked
    collect(config, db, now + dt.timedelta(minutes=1), ["wire"])
    assert wire.count("/feed.xml") == asked + 1


def test_an_unknown_name_is_a_wrong_usage(wire, db, make_config, now) -> None:
    with pytest.raises(ConfigError, match='"wires"'):
        collect(make_config(feed(wire)), db, now, ["wires"])


def test_the_feeds_own_text_stands_in_for_a_page_that_cannot_be_had(
    wire, reply, db, make_config, now
) -> None:
    wire.replies["/a/1?utm_source=rss"] = reply(status=403)
    wire.replies["/a/2?utm_source=rss"] = reply(status=404)
    report = collect(make_config(feed(wire)), db, now)
    assert (report.fetched, report.from_feed) == (2, 2)
    first, second = articles(db)
    assert (first["state"], first["body_origin"]) == ("fetched", "feed")
    assert "403" in first["error"]
    assert second["state"] == "fetched"
    texts = [row["text"] for row in db.execute("SELECT text FROM revisions ORDER BY article")]
    assert texts == ["Feed text one.", ""]


def test_a_page_that_failed_for_a_while_replaces_the_feeds_text_later(
    wire, reply, db, make_config, now
) -> None:
    config = make_config(feed(wire))
    wire.replies["/a/1?utm_source=rss"] = [reply(status=503), reply(page("Title 1"))]
    wire.replies["/a/2?utm_source=rss"] = [reply(status=503), reply(page("Title 2"))]
    collect(config, db, now)
    first, second = articles(db)
    assert (first["state"], first["body_origin"]) == ("fetched", "feed")
    assert (second["state"], second["body_origin"]) == ("failed", None)
    report = collect(config, db, now + dt.timedelta(hours=1))
    assert (report.fetched, report.revised) == (1, 1)
    assert [row["body_origin"] for row in articles(db)] == ["page", "page"]


def test_a_listing_page_is_collected_by_its_selectors(web, reply, db, make_config, now) -> None:
    web.replies["/news"] = reply(
        '<div class="row"><a href="/n/1">Ban lifted</a><time>9 June 2025</time></div>'
    )
    web.replies["/n/1"] = reply(page("Ban lifted"))
    source = SourceConfig(
        name="ministry",
        kind="listing",
        url=web.url + "/news",
        outlet="Ministry",
        official=True,
        entry="div.row",
        link="a",
        date="time",
    )
    report = collect(make_config(source), db, now)
    row = articles(db)[0]
    assert report.fetched == 1
    assert (row["title"], row["published"], row["official"]) == ("Ban lifted", "2025-06-09", 1)


def test_a_bad_source_does_not_stop_a_good_one(wire, reply, db, make_config, now) -> None:
    wire.replies["/bad.xml"] = reply("<html><body>Welcome</body></html>")
    report = collect(make_config(feed(wire, "bad", "/bad.xml"), feed(wire)), db, now)
    assert report.fetched == 2
    assert len(report.problems) == 1
    assert "bad: " in report.problems[0]
    assert "HTML page" in report.problems[0]
    row = db.execute("SELECT * FROM sources WHERE name = 'bad'").fetchone()
    assert (row["state"], row["failures"]) == ("degraded", 1)
    assert row["next_poll"] > now.isoformat()


def test_an_edited_page_becomes_a_revision(wire, reply, db, make_config, now) -> None:
    config = make_config(feed(wire))
    collect(config, db, now)
    db.execute("UPDATE articles SET state = 'extracted'")
    wire.replies["/a/1?utm_source=rss"] = reply(page("Title 1", WORDS.replace("raised", "cut")))
    report = collect(config, db, now + dt.timedelta(hours=7))
    assert report.revised == 1
    assert [row["state"] for row in articles(db)] == ["fetched", "extracted"]
    assert db.execute("SELECT max(number) FROM revisions WHERE article = 1").fetchone()[0] == 2


def test_a_changed_entry_has_its_page_read_again_at_once(wire, reply, db, make_config, now) -> None:
    config = make_config(feed(wire))
    collect(config, db, now)
    wire.replies["/feed.xml"] = reply(rss(item(1, "Corrected text."), item(2)))
    wire.replies["/a/1?utm_source=rss"] = reply(page("Title 1", WORDS.replace("raised", "cut")))
    report = collect(config, db, now + dt.timedelta(minutes=20))
    assert (report.new, report.revised) == (0, 1)


def test_trivial_churn_is_no_edit(wire, reply, db, make_config, now) -> None:
    config = make_config(feed(wire))
    collect(config, db, now)
    churned = page("Title 1").replace(
        WORDS, f"{WORDS}</p><p>Updated 11 June 2025, 09:00</p><p>12 comments"
    )
    wire.replies["/a/1?utm_source=rss"] = reply(churned)
    assert collect(config, db, now + dt.timedelta(hours=7)).revised == 0


def test_progress_is_told_for_every_poll_and_page(wire, db, make_config, now) -> None:
    told = []
    collect(make_config(feed(wire)), db, now, on_progress=told.append)
    assert (told[-1].done, told[-1].total) == (3, 3)


def test_a_news_sitemap_is_collected(web, reply, db, make_config, now) -> None:
    web.replies["/news.xml"] = reply(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/n/1</loc>'
        "<lastmod>2025-06-10T23:00:00+08:00</lastmod></url></urlset>"
    )
    web.replies["/n/1"] = reply(page("Ban lifted"))
    source = SourceConfig("daily", "sitemap", web.url + "/news.xml", outlet="Daily")
    assert collect(make_config(source), db, now).fetched == 1
    row = articles(db)[0]
    assert (row["title"], row["published"]) == ("Ban lifted", "2025-06-10")


def test_the_federal_register_gives_official_articles_with_their_numbers(
    web, reply, db, make_config, now
) -> None:
    document = {
        "title": "Controls on Sample Items",
        "type": "Rule",
        "abstract": "The bureau revises controls on sample items.",
        "document_number": "2025-01234",
        "html_url": web.url + "/documents/2025-01234",
        "publication_date": "2025-06-10",
    }
    web.replies["/documents.json"] = reply(json.dumps({"count": 1, "results": [document]}))
    web.replies["/documents/2025-01234"] = reply("<html>unusual traffic from your network</html>")
    source = SourceConfig("fr", "federal_register", web.url + "/documents.json", outlet="BIS")
    assert collect(make_config(source), db, now).from_feed == 1
    row = articles(db)[0]
    assert (row["guid"], row["official"], row["published"]) == ("2025-01234", 1, "2025-06-10")
    text = db.execute("SELECT text FROM revisions").fetchone()[0]
    assert text.startswith("Rule.\n\nThe bureau revises controls")


def test_what_is_no_page_is_not_read_as_one(wire, reply, db, make_config, now) -> None:
    pdf = {"Content-Type": "application/pdf"}
    wire.replies["/a/1?utm_source=rss"] = reply(b"%PDF-1.7", headers=pdf)
    collect(make_config(feed(wire)), db, now)
    first = articles(db)[0]
    assert (first["body_origin"], first["next_try"]) == ("feed", None)
    assert "this is application/pdf, no page" in first["error"]


def test_a_challenge_in_the_articles_place_is_tried_again(
    wire, reply, db, make_config, now
) -> None:
    challenge = reply("<html><title>Just a moment...</title></html>")
    wire.replies["/a/1?utm_source=rss"] = [challenge, reply(page("Title 1"))]
    config = make_config(feed(wire))
    collect(config, db, now)
    assert articles(db)[0]["body_origin"] == "feed"
    collect(config, db, now + dt.timedelta(hours=1))
    assert articles(db)[0]["body_origin"] == "page"


def test_an_edited_headline_is_an_edit(wire, reply, db, make_config, now) -> None:
    config = make_config(feed(wire))
    collect(config, db, now)
    edited = item(1, "Feed text one.").replace("Title 1", "Title 1, corrected")
    wire.replies["/feed.xml"] = reply(rss(edited, item(2)))
    assert collect(config, db, now + dt.timedelta(hours=1)).revised == 1
    assert articles(db)[0]["title"] == "Title 1, corrected"


def test_a_removed_article_that_leads_to_the_front_page_is_not_its_text(
    wire, reply, db, make_config, now
) -> None:
    wire.replies["/a/1?utm_source=rss"] = reply(status=302, headers={"Location": "/"})
    wire.replies["/"] = reply(page("All the news"))
    collect(make_config(feed(wire)), db, now)
    first = articles(db)[0]
    assert (first["body_origin"], first["url"]) == ("feed", wire.url + "/a/1")
    assert "front page" in first["error"]


def test_what_nobody_foresaw_is_one_sources_error_alone(
    wire, reply, db, make_config, now, monkeypatch
) -> None:
    from tracker.jobs import collect as module

    def broken(source, *rest):
        if source.name == "bad":
            raise ZeroDivisionError("of all things")
        return module_poll(source, *rest)

    def unreadable(article, *rest):
        if article.title == "Title 2":
            raise ZeroDivisionError("of all things")
        return module_read(article, *rest)

    module_poll, module_read = module.poll_source, module.read_article
    monkeypatch.setattr(module, "poll_source", broken)
    monkeypatch.setattr(module, "read_article", unreadable)
    report = collect(make_config(feed(wire, "bad"), feed(wire)), db, now)
    assert (report.polled, report.fetched, report.failed) == (2, 1, 1)
    assert "ZeroDivisionError: of all things" in report.problems[0]
    assert [row["state"] for row in articles(db)] == ["fetched", "failed"]
