"""What makes two entries one article, and two articles one text."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.copies import signature
from pipelines.model import Entry
from tracker.config import SourceConfig
from tracker.schema import transaction
from tracker.store.articles import Text, record_entries, record_failure, record_text
from tracker.store.sources import sync_sources

DAY = dt.date(2025, 6, 10)
STORY = (
    "The ministry of commerce said on Monday that it will lift its ban on exports of gallium and "
    "germanium to the United States for a year. The ban was put in place in December after the "
    "latest American list of chip firms. Officials told reporters that the decision follows the "
    "truce agreed by the two leaders in October. Exporters will still need a licence for each one."
)
OTHER = "Entirely different words about vans and duties in Europe, said again and again. " * 6


@pytest.fixture
def source(db, now) -> int:
    sources = [
        SourceConfig(name, "feed", f"https://{name}.example.com/feed", outlet=name.title())
        for name in ("wire", "daily", "times")
    ]
    sync_sources(db, sources, now)
    return 1


@pytest.fixture
def add(db, now):
    def poll(*entries: Entry, source: int = 1, later: int = 0) -> int:
        with transaction(db):
            return record_entries(db, source, entries, now + dt.timedelta(hours=later))

    return poll


@pytest.fixture
def read(db, now):
    def record(article: int, text: str, title: str = "Title", **more) -> str:
        found = Text(title, text, "page", DAY, signature=signature(text), **more)
        return record_text(db, article, found, now, None)

    return record


def entry(link: str, guid: str | None = None, title: str = "Title", **more) -> Entry:
    return Entry(link, title, guid, day=DAY, **more)


A, B = "https://example.com/a", "https://example.com/b"

SAME = [
    ([entry(A, "1")], [entry(A, "2")]),
    ([entry(A, "1")], [entry(A + "?utm_source=x#top", "1")]),
    ([entry(A)], [entry("http://m.example.com/a/")]),
    ([entry(A)], [entry("https://amp.example.com/a?amp=1")]),
    ([entry(A, "1")], [entry(B, "1")]),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_an_entry_is_known_by_its_address_or_by_its_guid(source, add, first, second) -> None:
    assert add(*first) == 1
    assert add(*second) == 0


def test_one_guid_for_different_links_makes_different_articles(source, add) -> None:
    shared = [entry(A, "all"), entry(B, "all")]
    assert add(*shared) == 2
    assert add(*shared) == 0
    assert add(entry("https://example.com/c", "all"), *shared) == 1


def test_one_guid_for_every_new_item_loses_none(source, add) -> None:
    assert add(entry(A, "latest", "Ban lifted")) == 1
    assert add(entry(B, "latest", "Duties raised")) == 1
    assert add(entry(B, "latest", "Duties raised")) == 0


def test_a_link_that_is_another_every_time_doubles_nothing(source, add) -> None:
    polls = [add(entry(f"{A}?session={number}", "1", f"Title {number}")) for number in range(3)]
    assert polls == [1, 0, 0]


def test_a_guid_is_the_sources_own(source, add) -> None:
    assert add(entry(A, "1"), source=1) == 1
    assert add(entry(B, "1"), source=2) == 1


def test_a_guid_that_changes_every_time_doubles_nothing(source, add) -> None:
    assert [add(entry(A, str(number))) for number in range(3)] == [1, 0, 0]


def test_a_day_in_the_future_is_not_believed(db, source, add) -> None:
    add(Entry(A, "Title", day=dt.date(2035, 1, 1)))
    row = db.execute("SELECT published, day_origin FROM articles").fetchone()
    assert tuple(row) == ("2025-06-11", "seen")


def test_the_pages_day_is_taken_where_the_entry_told_none(db, source, add, read) -> None:
    add(Entry(A, "Title"), entry(B))
    read(1, STORY)
    read(2, OTHER)
    rows = db.execute("SELECT published, day_origin FROM articles ORDER BY id")
    assert [tuple(row) for row in rows] == [("2025-06-10", "page"), ("2025-06-10", "entry")]


def test_what_was_read_as_of_another_day_than_the_pages_is_due(db, source, add, read, now) -> None:
    add(Entry(A, "Title"), Entry(B, "Title"))
    for article in (1, 2):
        record_text(db, article, Text("Title", STORY + str(article), "feed"), now, None)
    db.execute("UPDATE articles SET state = 'extracted'")
    assert read(1, STORY + "1") == "unchanged"
    states = [row[0] for row in db.execute("SELECT state FROM articles ORDER BY id")]
    assert states == ["fetched", "extracted"]


def test_a_page_with_the_canonical_address_of_another_is_that_article(
    db, source, add, read
) -> None:
    add(entry(A), entry(B))
    assert read(1, STORY, canonical=A) == "fetched"
    assert read(2, STORY + " Read more.", canonical=A) == "duplicate"
    assert db.execute("SELECT state FROM articles WHERE id = 2").fetchone()[0] == "gone"
    assert add(entry(B)) == 0


def test_a_canonical_address_that_every_page_gives_is_not_believed(source, add, read) -> None:
    add(entry(A), entry(B))
    assert read(1, STORY, canonical="https://example.com/news") == "fetched"
    assert read(2, OTHER, canonical="https://example.com/news") == "fetched"


def test_an_article_that_has_a_text_is_folded_into_no_other(source, add, read) -> None:
    add(entry(A), entry(B))
    read(1, STORY)
    read(2, OTHER)
    assert read(2, STORY, canonical=A) == "revised"


def test_an_article_takes_its_canonical_address(db, source, add, read) -> None:
    add(entry("https://rss.example.com/x/1"))
    read(1, STORY, canonical=A)
    assert db.execute("SELECT url FROM articles").fetchone()[0] == A
    assert add(entry(A)) == 0


def test_an_article_that_was_read_keeps_the_address_that_its_mentions_are_named_by(
    db, source, add, read
) -> None:
    add(entry("https://rss.example.com/x/1"))
    read(1, STORY)
    assert read(1, OTHER, canonical=A) == "revised"
    assert db.execute("SELECT url FROM articles").fetchone()[0] == "https://rss.example.com/x/1"
    assert add(entry(A)) == 0


def test_the_same_text_of_one_outlet_at_a_new_address_is_one_article(source, add, read) -> None:
    add(entry(A), entry(B), entry("https://example.com/c"))
    assert read(1, STORY) == "fetched"
    assert read(2, STORY) == "duplicate"
    assert read(3, STORY, "Another title") == "fetched"


def groups(db) -> list:
    return [row[0] for row in db.execute("SELECT text_group FROM articles ORDER BY id")]


def test_a_text_that_several_outlets_carry_is_one_group(db, source, add, read) -> None:
    for number, outlet in enumerate((1, 2, 3)):
        add(entry(f"https://x{number}.example.com/"), source=outlet)
    read(1, STORY)
    read(2, OTHER)
    assert groups(db) == [None, None, None]
    read(3, "(Wire) -- " + STORY)
    assert groups(db) == ["1", None, "1"]


def test_an_edit_can_take_an_article_out_of_its_group(db, source, add, read) -> None:
    add(entry(A), source=1)
    add(entry(B), source=2)
    read(1, STORY)
    read(2, STORY)
    assert groups(db) == ["1", "1"]
    assert read(2, OTHER) == "revised"
    assert groups(db) == ["1", None]


def test_texts_of_different_months_are_no_copies(db, source, add, read) -> None:
    add(Entry(A, "T", day=dt.date(2025, 3, 1)), entry(B))
    read(1, STORY, "March")
    read(2, STORY, "June")
    assert groups(db) == [None, None]


def test_an_article_that_fails_for_ever_is_gone_and_one_with_a_text_stays(
    db, source, add, read, now
) -> None:
    add(entry(A), entry(B))
    read(2, STORY)
    for article in (1, 2):
        record_failure(db, article, "404", None)
    states = [row[0] for row in db.execute("SELECT state FROM articles ORDER BY id")]
    assert states == ["gone", "fetched"]


def test_revisions_are_numbered_and_keep_the_history(db, source, add, read) -> None:
    add(entry(A))
    outcomes = [read(1, text) for text in (STORY, STORY.upper(), OTHER, STORY)]
    assert outcomes == ["fetched", "unchanged", "revised", "revised"]
    rows = db.execute("SELECT number, text FROM revisions ORDER BY number")
    assert [tuple(row) for row in rows] == [(1, STORY), (2, OTHER), (3, STORY)]


def due(db) -> list:
    return [row[0] for row in db.execute("SELECT id FROM articles WHERE next_try IS NOT NULL")]


def test_an_entry_that_tells_something_else_has_its_page_read_again(db, source, add, read) -> None:
    add(entry(A, "1", body="One."))
    read(1, STORY)
    add(entry(A, "1", body="One."))
    assert due(db) == []
    add(entry(A, "1", "Another title", body="One."))
    assert due(db) == [1]


def test_two_feeds_that_tell_of_one_article_differently_do_not_take_turns(
    db, source, add, read
) -> None:
    add(entry(A, body="One."), source=1)
    read(1, STORY)
    for _ in range(3):
        add(entry(A, body="Other words."), source=2)
        add(entry(A, body="One."), source=1)
    assert due(db) == []
    assert db.execute("SELECT feed_body FROM articles").fetchone()[0] == "One."


def test_two_entries_of_one_page_do_not_take_turns(db, source, add, read) -> None:
    pair = (entry(A, body="One."), entry(B, body="Two."))
    add(*pair)
    read(1, STORY, canonical=A)
    read(2, STORY, canonical=A)
    add(*pair)
    assert due(db) == []
