"""Each trap that was measured in the readers ends within its budget, as that document's error."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipelines.errors import ArticleError, DocumentError, FeedError, ListingError
from pipelines.listing import Selectors
from tracker.worker import Limits, Workers, open_workers, parse_feed, parse_listing, parse_page

ROOT = Path(__file__).parents[3]
URL = "https://example.com/x"
TIGHT = Limits(cpu_seconds=1, wall_seconds=5)
ITEM = b"<item><title>a</title><link>/1</link></item>"
RSS = b'<rss version="2.0"><channel><title>T</title>' + ITEM + b"</channel></rss>"


@pytest.fixture
def workers():
    with open_workers(1, TIGHT) as opened:
        yield opened


@pytest.fixture
def bad_workers(monkeypatch):
    """Makes workers whose tasks go wrong."""
    monkeypatch.syspath_prepend(Path(__file__).parent)
    opened = []

    def make(count=1, limits=Limits()):  # noqa: B008 - frozen
        opened.append(Workers(count, limits, "misbehaving_tasks"))
        return opened[-1]

    yield make
    for workers in opened:
        workers.close()


def rss(title: bytes = b"", items: bytes = b"") -> bytes:
    return (
        b'<rss version="2.0"><channel><title>x</title><item><title>'
        + title
        + b"</title><link>/1</link></item>"
        + items
        + b"</channel></rss>"
    )


def tried(read):
    """What was read, or None and what the error says."""
    try:
        return read(), ""
    except DocumentError as error:
        return None, str(error)


FEED_TRAPS = {
    "50,000 attributes": rss().replace(
        b"<title></title>", b"<title " + b" ".join(b"a%d='x'" % n for n in range(50_000)) + b"/>"
    ),
    "80,000 escaped comment openers": rss(b"&lt;!--" * 80_000),
    "50,000 items": rss(items=ITEM * 50_000),
    "deep nesting": b"<rss version='2.0'><channel><item><title>" + b"<a>" * 100_000,
    "entity expansion": b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + RSS,
    "an outer entity": b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + rss(b"&a;"),
    "an outer document type": b'<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd">' + RSS,
    "deep JSON": b'{"version":' + b"[" * 100_000,
}


@pytest.mark.parametrize("trap", FEED_TRAPS)
def test_a_feed_that_is_a_trap_ends_in_time_and_leaks_nothing(workers, trap) -> None:
    began = time.monotonic()
    feed, error = tried(lambda: parse_feed(workers, FEED_TRAPS[trap], URL, ""))
    assert feed is not None or URL in error
    assert feed is None or len(feed.entries) <= 1000
    assert "root:" not in repr(feed)
    assert time.monotonic() - began < 6
    assert parse_feed(workers, RSS, URL, "").title == "T"


PAGE_TRAPS = {
    "2 MB of paragraphs": b"<p>" * 700_000,
    "60 KB of open links": b"<a " * 20_000,
    "deep nesting": b"<div>" * 40_000 + b"x" * 200,
    "attributes": b"<p " + b" ".join(b"a%d='x'" % n for n in range(100_000)) + b">x",
    "a comment without end": b"<!--" * 100_000,
    "entities": b"&amp;" * 500_000,
}


@pytest.mark.parametrize("trap", PAGE_TRAPS)
def test_a_page_that_is_a_trap_ends_in_time(workers, trap) -> None:
    began = time.monotonic()
    for read in (
        lambda: parse_page(workers, PAGE_TRAPS[trap], URL, ""),
        lambda: parse_listing(workers, PAGE_TRAPS[trap], URL, "", Selectors("div.row")),
    ):
        found, error = tried(read)
        assert found is not None or URL in error
    assert time.monotonic() - began < 12
    assert parse_feed(workers, RSS, URL, "").title == "T"


def test_the_errors_of_the_readers_come_through_as_they_are(workers) -> None:
    with pytest.raises(FeedError, match="empty"):
        parse_feed(workers, b"", URL, "")
    with pytest.raises(ArticleError):
        parse_page(workers, b"<html></html>", URL, "")
    with pytest.raises(ListingError, match=r"li\.x"):
        parse_listing(workers, b"<html></html>", URL, "", Selectors("li.x"))


def test_a_child_that_sleeps_is_left_at_the_deadline(bad_workers) -> None:
    with pytest.raises(DocumentError, match=r"took more than 0\.3 s"):
        bad_workers(1, Limits(wall_seconds=0.3)).run("sleep", b"", {"url": URL, "seconds": 30})


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        ("hoard", "more memory than it may"),
        ("spin", "more CPU time than it may"),
        ("crash", "broke the reader"),
        ("exit", "ended without a result"),
        ("raise", "its reader failed (ZeroDivisionError"),
        ("connect", "its reader failed (PermissionError: socket"),
        ("start", "its reader failed (PermissionError: subprocess.Popen"),
        ("write", "its reader failed (PermissionError: open"),
    ],
)
def test_whatever_a_child_does_is_the_documents_error(bad_workers, task, reason) -> None:
    workers = bad_workers(1, Limits(cpu_seconds=1, wall_seconds=10, memory_bytes=300_000_000))
    with pytest.raises(DocumentError) as error:
        workers.run(task, b"", {"url": URL})
    assert reason in str(error.value)
    assert workers.run("ok", b"", {"url": URL}) == "ok"


def test_a_child_is_replaced_after_its_share_of_tasks(bad_workers) -> None:
    workers = bad_workers(1, Limits(tasks=2))
    assert len({workers.run("pid", b"", {"url": URL}) for _ in range(5)}) == 3


def test_many_threads_share_few_children(bad_workers) -> None:
    workers, pids = bad_workers(2), []
    threads = [
        threading.Thread(target=lambda: pids.append(workers.run("pid", b"", {"url": URL})))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pids) == 20
    assert len(set(pids)) <= 2


def test_a_child_is_told_no_secret(bad_workers, monkeypatch) -> None:
    monkeypatch.setenv("TRACKER_MAIL_PASSWORD", "hunter2")
    assert "TRACKER_MAIL_PASSWORD" not in bad_workers().run("environment", b"", {"url": URL})


def test_children_end_with_their_parent() -> None:
    parent = (
        "import os, sys\n"
        "from tracker.worker import Workers, parse_feed\n"
        "workers = Workers(1)\n"
        f"parse_feed(workers, {RSS!r}, 'http://x.example/', '')\n"
        "child = workers._idle.get()\n"
        "print(child._process.pid, flush=True)\n"
        "os._exit(0)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", parent], capture_output=True, text=True, cwd=ROOT, check=True
    )
    stat = Path(f"/proc/{run.stdout.strip()}/stat")
    deadline = time.monotonic() + 5
    while stat.exists() and stat.read_text().split()[2] != "Z" and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not stat.exists() or stat.read_text().split()[2] == "Z"
