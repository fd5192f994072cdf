"""Thirty sources of which ten misbehave in ten ways: the other twenty do not notice."""

from __future__ import annotations

import gzip

from tracker.config import SourceConfig
from tracker.jobs.collect import collect
from tracker.jobs.progress import Progress

WORDS = "The ministry raised the quota for exports of gallium on Monday, officials said. " * 3
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
RSS = '<rss version="2.0"><channel><title>x</title>{}</channel></rss>'
ATTRIBUTES = " ".join(f"a{n}='x'" for n in range(50_000))

HABITS = {
    "says nothing": {"raw": HEAD, "pause": 60},
    "drips its header": {"raw": HEAD * 50, "pause": 0.1, "pieces": 3000},
    "drips its body": {"raw": HEAD + b"\r\n" + b"x" * 9000, "pause": 0.1, "pieces": 9000},
    "never ends": {"raw": HEAD + b"\r\n" + b"x" * 20_000_000},
    "is a bomb": {
        "body": gzip.compress(b" " * 80_000_000),
        "headers": {"Content-Encoding": "gzip"},
    },
    "is a trap": {"body": RSS.format(f"<item><title {ATTRIBUTES}>x</title></item>")},
    "goes in circles": {"status": 301, "headers": {"Location": "/feed.xml"}},
    "leads inside": {"status": 302, "headers": {"Location": "http://127.0.0.1:1/admin"}},
    "has a fault": {"status": 503, "headers": {"Retry-After": "99999999"}},
    "wants a human": {"status": 403, "body": "<html><title>Just a moment...</title></html>"},
}
KINDS = {
    "protocol", "too_large", "overrun", "redirects", "address", "server", "challenge",
}  # fmt: skip


def serve_good(web, reply) -> None:
    items = "".join(
        f"<item><title>Good {n}</title><link>/a/{n}</link><guid>{n}</guid></item>" for n in range(4)
    )
    web.replies["/feed.xml"] = reply(RSS.format(items))
    for number in range(4):
        text = f"<p>{WORDS}</p><p>Notice {number} at {web.url} tells more of it.</p>"
        web.replies[f"/a/{number}"] = reply(f"<html><body><article>{text}</article></body></html>")


def source(web, name: str) -> SourceConfig:
    return SourceConfig(name, "feed", web.url + "/feed.xml", outlet=name)


HANGING = ("bad0", "bad1", "bad2")
"""Sources that hang until they are let go: here once all good news are recorded."""

NEWS = 80


def test_twenty_good_sources_beside_ten_bad_ones(new_web, reply, db, make_config, now) -> None:
    good = [new_web() for _ in range(20)]
    bad = [new_web() for _ in HABITS]
    for web in good:
        serve_good(web, reply)
    for web, habit in zip(bad, HABITS.values(), strict=True):
        web.replies["/feed.xml"] = reply(**habit)
    sources = [source(web, f"good{number}") for number, web in enumerate(good)]
    faulty = [source(web, f"bad{number}") for number, web in enumerate(bad)]
    order: list[str] = []

    def let_go(progress: Progress) -> None:
        order.append(progress.what)
        if sum(what.startswith("Good") for what in order) == NEWS:
            for web in bad[: len(HANGING)]:
                web.stopping.set()

    config = make_config(*sources, *faulty, timeout_seconds=60.0)
    collect(config, db, now, [one.name for one in config.sources], on_progress=let_go)
    last_good = max(n for n, what in enumerate(order) if what.startswith("Good"))
    assert last_good < min(order.index(name) for name in HANGING)
    query = "SELECT count(*) FROM articles WHERE outlet LIKE 'good%' AND body_origin = 'page'"
    assert db.execute(query).fetchone()[0] == NEWS
    states = dict(db.execute("SELECT name, state FROM sources"))
    assert {name for name, state in states.items() if state == "ok"} == {s.name for s in sources}
    kinds = {row[0] for row in db.execute("SELECT kind FROM polls WHERE kind IS NOT NULL")}
    assert kinds == KINDS
