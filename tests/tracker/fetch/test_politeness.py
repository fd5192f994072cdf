"""The same promises over real connections."""

from __future__ import annotations

import itertools
import threading
import time

import pytest

from pipelines.errors import FetchError
from tracker.config import FetchConfig
from tracker.fetch import MustWaitError, open_fetcher


@pytest.fixture
def fetcher(web):
    with open_fetcher(settings()) as opened:
        yield opened


def settings(**more) -> FetchConfig:
    known = {
        "contact": "desk@example.org",
        "timeout_seconds": 2.0,
        "per_host_seconds": 0.0,
        "allow_private_hosts": True,
    }
    return FetchConfig(**{**known, **more})


def test_we_say_who_asks(web, reply, fetcher) -> None:
    web.replies["/"] = reply("x")
    fetcher.get(web.url + "/", source=web.url)
    agents = {asked.headers["user-agent"] for asked in web.asked}
    assert agents == {"policy-event-tracker/0.1 (+desk@example.org)"}


def test_what_robots_txt_forbids_is_not_asked(web, reply, fetcher) -> None:
    web.replies["/robots.txt"] = reply("User-agent: *\nDisallow: /private")
    web.replies["/public"] = reply("x")
    assert fetcher.get(web.url + "/public", source=web.url).status == 200
    with pytest.raises(FetchError, match=r"robots\.txt of the site forbids") as refused:
        fetcher.get(web.url + "/private/1", source=web.url)
    assert refused.value.kind == "robots"
    assert [asked.path for asked in web.asked] == ["/robots.txt", "/public"]


def test_a_redirect_into_what_is_forbidden_is_not_followed(web, reply, fetcher) -> None:
    web.replies["/robots.txt"] = reply("User-agent: *\nDisallow: /private")
    web.replies["/"] = reply(status=302, headers={"Location": "/private"})
    with pytest.raises(FetchError, match="forbids"):
        fetcher.get(web.url + "/", source=web.url)
    assert web.count("/private") == 0


def test_the_operator_may_ignore_robots_txt(web, reply) -> None:
    web.replies["/robots.txt"] = reply("User-agent: *\nDisallow: /")
    web.replies["/"] = reply("x")
    with open_fetcher(settings(respect_robots=False)) as fetcher:
        assert fetcher.get(web.url + "/", source=web.url).status == 200
    assert web.count("/robots.txt") == 0


def test_robots_txt_behind_a_redirect_to_a_private_place_is_refused(web, reply, fetcher) -> None:
    web.replies["/robots.txt"] = reply(status=302, headers={"Location": "http://127.0.0.2:1/"})
    with pytest.raises(FetchError, match="private address"):
        fetcher.get(web.url + "/", source=web.url)


def test_a_host_that_asks_us_to_wait_is_not_asked_again(web, reply, fetcher) -> None:
    web.replies["/"] = reply(status=429, headers={"Retry-After": "3600"})
    assert fetcher.get(web.url + "/", source=web.url).status == 429
    with pytest.raises(MustWaitError):
        fetcher.get(web.url + "/other", source=web.url)
    assert web.count("/other") == 0


def test_one_request_at_a_time_and_a_pause_between_them(web, reply) -> None:
    web.replies["/"] = reply("x", pause=0.02)
    with open_fetcher(settings(per_host_seconds=0.1, respect_robots=False)) as fetcher:
        threads = [
            threading.Thread(target=fetcher.get, args=(web.url + "/",), kwargs={"source": web.url})
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    times = [asked.at for asked in web.asked]
    assert web.most_open == 1
    assert all(later - earlier > 0.1 for earlier, later in itertools.pairwise(times))


def test_waiting_for_a_turn_is_not_time_of_the_request(web, reply) -> None:
    web.replies["/"] = reply("x")
    with open_fetcher(settings(per_host_seconds=1.2, timeout_seconds=1.0)) as fetcher:
        began = time.monotonic()
        assert fetcher.get(web.url + "/", source=web.url).status == 200
    assert time.monotonic() - began > 1.1
