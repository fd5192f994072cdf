"""The sample newsroom: what it holds, and how it serves it."""

import datetime as dt
import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from pipelines.article import read_page
from pipelines.errors import DocumentError
from pipelines.feed import read_feed
from pipelines.listing import Selectors, read_listing
from tracker.newsroom import Newsroom, read_stock
from tracker.newsroom.render import environment

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
LAST = dt.datetime(2025, 11, 17, 8, tzinfo=dt.UTC)
STOCK = read_stock(SAMPLE)


def get(url, **headers):
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


@pytest.fixture
def newsroom():
    with Newsroom(SAMPLE, LAST) as running:
        yield running


def outlet(name):
    return next(outlet for outlet in STOCK.outlets if outlet.id == name)


def piece(slug):
    return next(piece for piece in STOCK.pieces if piece.slug == slug)


def test_holds_what_a_demo_needs():
    assert len(STOCK.pieces) >= 40
    assert len(STOCK.outlets) >= 5
    assert {o.offer for o in STOCK.outlets} >= {"rss", "atom", "json", "listing"}
    assert min(p.published.date() for p in STOCK.pieces) >= dt.date(2025, 5, 1)
    assert max(p.published.date() for p in STOCK.pieces) <= dt.date(2025, 11, 30)
    assert sum(len(p.editions) > 1 for p in STOCK.pieces) == 1
    assert sum(p.syndicated for p in STOCK.pieces) == 1


def test_every_article_has_a_file_name_of_its_day_and_a_path_of_its_own():
    files = [f for f in (SAMPLE / "articles").rglob("*.md") if not f.name.endswith(".edit.md")]
    assert len(files) == len(STOCK.pieces) == len({p.path for p in STOCK.pieces})
    days = {(p.outlet.id, p.slug): p.published.date().isoformat() for p in STOCK.pieces}
    assert {(f.parent.name, f.stem[11:]): f.stem[:10] for f in files} == days


@pytest.mark.parametrize("offered", STOCK.outlets, ids=lambda o: o.id)
def test_offers_every_article_with_its_day(newsroom, offered):
    url = newsroom.source_url(offered)
    status, headers, body = get(url)
    if offered.kind == "listing":
        entries = read_listing(body, url, Selectors(**dict(offered.selectors)))
    else:
        entries = read_feed(body, url, headers["Content-Type"]).entries
    told = {(entry.title, entry.day) for entry in entries}
    assert status == 200
    assert told == {(p.editions[-1].title, p.published.date()) for p in STOCK.of(offered, LAST)}


@pytest.mark.parametrize("told", STOCK.pieces, ids=lambda p: f"{p.outlet.id}-{p.slug}")
def test_page_gives_back_the_article_and_nothing_else(newsroom, told):
    url = newsroom.url + told.path
    status, headers, body = get(url)
    assert status == told.page_status
    if status == 200:
        page = read_page(body, url, headers["Content-Type"])
        expected = [part.removeprefix("## ") for part in told.editions[-1].paragraphs]
        found = page.text.split("\n\n")
        before = found[: -len(expected)]
        assert before in ([], [told.editions[-1].summary])  # a standfirst is part of the text
        assert found[len(before)].endswith(expected[0])
        assert found[len(before) + 1 :] == expected[1:]
        assert page.title == told.editions[-1].title
        assert page.day == told.published.date()
        assert page.canonical == url


def test_gold_of_the_newsroom_is_what_its_pages_say(newsroom):
    gold = (SAMPLE.parents[1] / "tests" / "gold" / "newsroom.jsonl").read_text("utf-8")
    documents = {row["id"]: row for row in map(json.loads, gold.splitlines())}
    assert set(documents) == {f"{p.outlet.id}-{p.slug}" for p in STOCK.pieces}
    for told in (p for p in STOCK.pieces if p.page_status == 200):
        document = documents[f"{told.outlet.id}-{told.slug}"]
        url = newsroom.url + told.path
        assert document["text"] == read_page(get(url)[2], url).text
        assert document["title"] == told.editions[-1].title
        assert document["published"] == told.published.date().isoformat()


def test_shows_only_what_had_appeared():
    with Newsroom(SAMPLE, dt.datetime(2025, 5, 20, tzinfo=dt.UTC)) as early:
        feed = read_feed(get(early.source_url(outlet("meridian")))[2], early.url)
        assert [entry.title for entry in feed.entries] == [piece("geneva-truce").editions[0].title]
        assert get(early.url + piece("eda-lifted").path)[0] == 404


def test_edited_page_says_something_else_later(newsroom):
    edited = piece("busan")
    newsroom.now = edited.editions[0].at
    _, first_headers, first = get(newsroom.url + edited.path)
    newsroom.now = edited.editions[1].at
    _, second_headers, second = get(newsroom.url + edited.path)
    assert b"has lifted its port fees" in first
    assert b"has lifted its port fees" not in second
    assert first_headers["ETag"] != second_headers["ETag"]
    assert first_headers["Last-Modified"] != second_headers["Last-Modified"]


def test_conditional_get_is_answered_with_304(newsroom):
    url = newsroom.source_url(outlet("cornhill"))
    _, headers, _ = get(url)
    assert get(url, **{"If-None-Match": headers["ETag"]})[0] == 304
    assert get(url, **{"If-None-Match": '"other"'})[0] == 200
    assert get(url, **{"If-Modified-Since": headers["Last-Modified"]})[0] == 304
    assert newsroom.requests[-1] == ("/cornhill/feeds/all.atom", 304)


def test_front_page_names_the_feed_of_each_outlet(newsroom):
    for offered in STOCK.outlets:
        _, _, body = get(f"{newsroom.url}/{offered.id}/")
        assert (newsroom.source_url(offered).encode() in body) == (offered.kind == "feed")
    assert b"/straits/" in get(newsroom.url + "/")[2]


def test_robots_and_unknown_paths(newsroom):
    assert b"Disallow: /account/" in get(newsroom.url + "/robots.txt")[2]
    assert get(newsroom.url + "/nowhere")[0] == 404


def test_wall_stands_in_place_of_one_article_whose_feed_has_all_of_it(newsroom):
    walled = piece("h20-lines-stop")
    assert get(newsroom.url + walled.path)[0] == 403
    url = newsroom.source_url(walled.outlet)
    entries = read_feed(get(url)[2], url).entries
    (entry,) = [entry for entry in entries if entry.link.endswith(walled.path)]
    assert "Foxconn was asked to hold back-end work too." in entry.body


def test_json_feed_is_json(newsroom):
    feed = json.loads(get(newsroom.source_url(outlet("hangang")))[2])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"


def test_wrong_article_is_named(tmp_path):
    (tmp_path / "articles" / "x").mkdir(parents=True)
    (tmp_path / "newsroom.toml").write_text(
        '[[outlet]]\nid="x"\nname="X"\ntagline=""\noffer="rss"\npath="f"\npage="{slug}"\n'
    )
    (tmp_path / "articles" / "x" / "2025-01-01-a.md").write_text("no front matter")
    with pytest.raises(DocumentError, match=r"2025-01-01-a\.md: an article begins"):
        read_stock(tmp_path)


def test_templates_are_strict():
    templates = environment(SAMPLE / "templates")
    with pytest.raises(Exception, match="undefined"):
        templates.get_template("meridian.html").render()
