"""What is recorded of sources that fail, wait, move or are gone."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from tracker.config import SourceConfig
from tracker.jobs.collect import collect

RSS = (
    '<rss version="2.0"><channel><title>x</title>{more}'
    "<item><title>a</title><guid>1</guid><description>words</description></item></channel></rss>"
)
DAY = dt.timedelta(days=1)


def wire(web, path: str = "/feed.xml", name: str = "wire", **more) -> SourceConfig:
    return SourceConfig(name, "feed", web.url + path, outlet="Wire", **more)


def row(db, name: str = "wire") -> dict:
    return dict(db.execute("SELECT * FROM sources WHERE name = ?", (name,)).fetchone())


def kinds(db) -> list:
    return [row[0] for row in db.execute("SELECT kind FROM polls ORDER BY id")]


FAULTS = [
    ({"status": 403}, "refused"),
    ({"status": 401}, "wall"),
    ({"status": 404}, "missing"),
    ({"status": 500}, "server"),
    ({"status": 418}, "status"),
    ({"status": 403, "headers": {"cf-mitigated": "challenge"}}, "challenge"),
    ({"status": 503, "body": "<html><title>Just a moment...</title></html>"}, "challenge"),
    ({"body": "<html><title>Just a moment...</title></html>"}, "challenge"),
    ({"body": "<html><input type='password'></html>"}, "wall"),
    ({"body": "<html><p>Welcome</p></html>"}, "html"),
    ({"body": ""}, "empty"),
    ({"body": "words"}, "document"),
    ({"raw": b"nonsense\r\n\r\n"}, "protocol"),
    ({"body": "x", "headers": {"Content-Encoding": "br"}}, "coding"),
    ({"status": 302, "headers": {"Location": "http://169.254.169.254/"}}, "address"),
]


@pytest.mark.parametrize(("fault", "kind"), FAULTS)
def test_every_failure_has_its_class_and_its_words(web, reply, db, make_config, now, fault, kind):
    web.replies["/feed.xml"] = reply(**fault)
    report = collect(make_config(wire(web)), db, now)
    found = row(db)
    assert kinds(db) == [kind]
    assert (found["state"], found["failures"], found["since"]) == ("degraded", 1, now.isoformat())
    assert web.url in found["reason"]
    assert report.problems == (f"wire: {found['reason']}",)


def test_a_source_that_is_gone_is_asked_no_more_until_it_is_named(
    web, reply, db, make_config, now
) -> None:
    web.replies["/feed.xml"] = reply(status=410)
    config = make_config(wire(web))
    collect(config, db, now)
    collect(config, db, now + 30 * DAY)
    assert (row(db)["state"], web.count("/feed.xml")) == ("gone", 1)
    web.replies["/feed.xml"] = reply(RSS.format(more=""))
    collect(config, db, now + 31 * DAY, ["wire"])
    assert row(db)["state"] == "ok"


def test_since_and_last_good_tell_how_long_it_has_failed(web, reply, db, make_config, now) -> None:
    config = make_config(wire(web))
    web.replies["/feed.xml"] = reply(RSS.format(more=""))
    collect(config, db, now)
    web.replies["/feed.xml"] = reply(status=500)
    for day in range(1, 6):
        collect(config, db, now + day * DAY)
    found = row(db)
    assert (found["state"], found["failures"]) == ("failing", 5)
    assert found["last_good"] == now.isoformat()
    assert found["since"] == (now + 3 * DAY).isoformat()


def test_a_host_that_asks_us_to_wait_is_waited_for_across_runs(
    web, reply, db, make_config, now
) -> None:
    web.replies["/a.xml"] = reply(status=429, headers={"Retry-After": "7200"})
    web.replies["/b.xml"] = reply(RSS.format(more=""))
    config = make_config(wire(web, "/a.xml", "a"), wire(web, "/b.xml", "b"))
    collect(config, db, now)
    collect(config, db, now, ["b"])
    assert web.count("/b.xml") == 0
    assert (row(db, "b")["state"], row(db, "b")["failures"]) == ("new", 0)
    assert row(db, "a")["next_poll"] >= (now + dt.timedelta(hours=1, minutes=59)).isoformat()


PAUSES = [
    ({"headers": {"Cache-Control": "max-age=3600"}}, 60),
    ({"headers": {"Cache-Control": "max-age=60"}}, 15),
    ({"more": "<ttl>90</ttl>"}, 90),
    ({"more": "<ttl>-5</ttl>"}, 15),
    ({"more": "<ttl>999999999999</ttl>"}, 1440),
]


@pytest.mark.parametrize(("hint", "minutes"), PAUSES)
def test_freshness_is_a_lower_bound(web, reply, db, make_config, now, hint, minutes) -> None:
    body = RSS.format(more=hint.get("more", ""))
    web.replies["/feed.xml"] = reply(body, headers=hint.get("headers", {}))
    collect(make_config(wire(web)), db, now)
    assert row(db)["next_poll"] == (now + dt.timedelta(minutes=minutes)).isoformat()


def test_validators_go_with_the_body_they_came_from(web, reply, db, make_config, now) -> None:
    config = make_config(wire(web))
    web.replies["/feed.xml"] = reply(RSS.format(more=""), headers={"ETag": '"1"'})
    collect(config, db, now)
    web.replies["/feed.xml"] = reply("broken", headers={"ETag": '"2"'})
    collect(config, db, now + DAY)
    assert row(db)["etag"] == '"1"'


def test_validators_are_dropped_when_the_address_changes(web, reply, db, make_config, now) -> None:
    web.replies["/feed.xml"] = reply(RSS.format(more=""), headers={"ETag": '"1"'})
    collect(make_config(wire(web)), db, now)
    web.replies["/new.xml"] = reply(RSS.format(more=""))
    collect(make_config(wire(web, "/new.xml")), db, now)
    asked = next(asked for asked in web.asked if asked.path == "/new.xml")
    assert "if-none-match" not in asked.headers


def test_a_feed_is_read_whole_now_and_then(web, reply, db, make_config, now) -> None:
    config = make_config(wire(web))
    web.replies["/feed.xml"] = reply(RSS.format(more=""), headers={"ETag": '"1"'})
    for days in (0, 1, 8):
        collect(config, db, now + days * DAY)
    conditional = ["if-none-match" in a.headers for a in web.asked if a.path == "/feed.xml"]
    assert conditional == [False, True, False]


def test_the_same_body_again_is_not_read_again(web, reply, db, make_config, now) -> None:
    config = make_config(wire(web))
    web.replies["/feed.xml"] = reply(RSS.format(more=""))
    assert collect(config, db, now).unchanged == 0
    assert collect(config, db, now + DAY).unchanged == 1


def test_a_moved_source_keeps_its_history_and_is_asked_at_its_new_place(
    web, reply, db, make_config, now
) -> None:
    config = make_config(wire(web))
    web.replies["/feed.xml"] = reply(status=301, headers={"Location": "/moved.xml"})
    web.replies["/moved.xml"] = reply(RSS.format(more=""), headers={"ETag": '"1"'})
    for day in range(3):
        collect(config, db, now + day * DAY)
    asked = web.count("/feed.xml")
    collect(config, db, now + 3 * DAY)
    assert (asked, web.count("/feed.xml")) == (3, 3)
    assert row(db)["url"] == web.url + "/feed.xml"
    move = dict(db.execute("SELECT * FROM source_moves").fetchone())
    assert (move["from_url"], move["to_url"]) == (web.url + "/feed.xml", web.url + "/moved.xml")


def test_a_clock_set_back_does_not_silence_a_source(web, reply, db, make_config, now) -> None:
    config = make_config(wire(web))
    web.replies["/feed.xml"] = reply(RSS.format(more=""))
    collect(config, db, now + 300 * DAY)
    collect(config, db, now)
    assert web.count("/feed.xml") == 2


def test_sources_of_a_silent_host_cost_little(new_web, reply, db, make_config, now) -> None:
    web = new_web()
    for number in range(12):
        web.replies[f"/{number}.xml"] = reply("x", pause=30)
    sources = [wire(web, f"/{number}.xml", f"s{number}") for number in range(12)]
    config = make_config(*sources, timeout_seconds=1.0, respect_robots=False)
    began = time.monotonic()
    report = collect(config, db, now)
    assert time.monotonic() - began < 4
    assert len(report.problems) == 12
