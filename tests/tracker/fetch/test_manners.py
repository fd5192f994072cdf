"""What hosts ask of us is remembered, and kept within reason."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.errors import FetchError
from tracker.fetch import Answer, HostMemory, Manners, MustWaitError, asked_pause
from tracker.fetch.pace import Pace

NOW = dt.datetime(2025, 6, 11, 8, 0, tzinfo=dt.UTC)
URL = "https://example.com/news/a?id=1"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def manners(clock) -> Manners:
    return Manners({}, clock)


def allowed(manners: Manners, robots: bytes, url: str = URL, status: int = 200) -> bool | None:
    rules = manners.rules(url, lambda _: (status, robots))
    return None if rules is None else rules.can_fetch(url, "policy-event-tracker")


RULES = [
    (b"User-agent: *\nDisallow: /", False),
    (b"\xef\xbb\xbfUser-agent: *\nDisallow: /", False),
    (b"User-agent: *\nDisallow:", True),
    (b"", True),
    (b"<html>not found</html>", True),
    (b"User-agent: other\nDisallow: /", True),
    (b"User-agent: Policy-Event-Tracker\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
    (b"User-agent: *\nDisallow: /news/\nAllow: /news/a", True),
    (b"User-agent: *\nAllow: /\nDisallow: /news/", False),
    (b"User-agent: *\nDisallow: /*?id=", False),
    (b"User-agent: *\nDisallow: /*.pdf$", True),
    (b"User-agent: *\r\nDisallow: /news\r\n", False),
    ("User-agent: *\nDisallow: /".encode("utf-16"), False),
]


@pytest.mark.parametrize(("text", "may"), RULES)
def test_robots_txt_is_read_as_the_standard_says(manners, text, may) -> None:
    assert allowed(manners, text) is may


@pytest.mark.parametrize(
    ("status", "may"),
    [(404, True), (401, True), (403, True), (410, True), (429, None), (500, None), (503, None)],
)
def test_without_rules_all_is_allowed_and_with_a_fault_nothing(manners, status, may) -> None:
    assert allowed(manners, b"User-agent: *\nDisallow: /x", status=status) is may


def test_robots_txt_is_asked_for_once_a_day(manners, clock) -> None:
    asked = []

    def read(url):
        asked.append(url)
        return 200, b""

    for _ in range(3):
        manners.rules(URL, read)
        clock.pass_(hours=11)
    assert asked == ["https://example.com/robots.txt"]
    clock.pass_(hours=2)
    manners.rules(URL, read)
    assert len(asked) == 2


def test_an_older_robots_txt_serves_while_the_server_has_a_fault(manners, clock) -> None:
    assert allowed(manners, b"User-agent: *\nDisallow: /x") is True
    clock.pass_(hours=25)
    assert allowed(manners, b"", status=503) is True


def test_one_that_could_not_be_read_is_asked_for_again_soon(manners, clock) -> None:
    assert allowed(manners, b"", status=503) is None
    assert allowed(manners, b"") is None
    clock.pass_(minutes=11)
    assert allowed(manners, b"") is True


def test_the_memory_of_an_earlier_run_is_used(clock) -> None:
    known = {"https://example.com": HostMemory("User-agent: *\nDisallow: /", NOW)}
    assert allowed(Manners(known, clock), b"") is False


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_us_to_wait_is_left_alone_and_no_other(manners, clock, status) -> None:
    manners.heard(URL, Answer(URL, status, {"retry-after": "120"}, b""))
    with pytest.raises(MustWaitError, match="08:02") as wait:
        manners.check("https://example.com/other")
    assert wait.value.until == NOW + dt.timedelta(minutes=2)
    manners.check("https://other.example.com/")
    clock.pass_(minutes=3)
    manners.check(URL)


WAITS = [
    ("", 300),
    ("0", 300),
    ("-5", 300),
    ("1e9", 300),
    ("99999999", 86400),
    ("999999999999999999", 300),
    ("Wed, 11 Jun 2025 09:00:00 GMT", 3600),
    ("Wed, 11 Jun 2035 09:00:00 GMT", 86400),
    ("Wed, 11 Jun 2015 09:00:00 GMT", 300),
    ("soon", 300),
]


@pytest.mark.parametrize(("value", "seconds"), WAITS)
def test_an_absurd_retry_after_is_kept_within_a_day(manners, value, seconds) -> None:
    manners.heard(URL, Answer(URL, 429, {"retry-after": value}, b""))
    with pytest.raises(MustWaitError) as wait:
        manners.check(URL)
    assert wait.value.until == NOW + dt.timedelta(seconds=seconds)


def test_a_host_that_does_not_answer_twice_is_left_alone_for_a_while(manners, clock) -> None:
    silence = FetchError("the server fell silent", "timeout")
    manners.not_heard(URL, silence)
    manners.check(URL)
    manners.not_heard(URL, silence)
    with pytest.raises(FetchError, match="has not answered before") as left:
        manners.check(URL)
    assert left.value.kind == "timeout"
    clock.pass_(minutes=11)
    manners.check(URL)


def test_an_answer_ends_the_silence(manners) -> None:
    silence = FetchError("the server fell silent", "timeout")
    for _ in range(5):
        manners.not_heard(URL, silence)
        manners.heard(URL, Answer(URL, 200, {}, b""))
        manners.check(URL)


PAUSES = [
    ({}, 0),
    ({"cache-control": "public, max-age=600"}, 600),
    ({"cache-control": "no-cache"}, 0),
    ({"cache-control": "max-age=x"}, 0),
    ({"expires": "Wed, 11 Jun 2025 08:10:00 GMT"}, 600),
    ({"expires": "0"}, 0),
    (
        {
            "expires": "Wed, 11 Jun 2031 08:10:00 GMT",
            "date": "Wed, 11 Jun 2031 08:00:00 GMT",
        },
        600,
    ),
    ({"cache-control": "max-age=60", "expires": "Wed, 11 Jun 2025 09:00:00 GMT"}, 60),
]


@pytest.mark.parametrize(("headers", "seconds"), PAUSES)
def test_freshness_headers_ask_for_a_pause(headers, seconds) -> None:
    assert asked_pause(headers, NOW) == dt.timedelta(seconds=seconds)


def test_a_pause_lies_between_two_requests_to_one_host_only() -> None:
    time, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        time[0] += seconds

    pace = Pace(2.0, clock=lambda: time[0], sleep=sleep)
    for host in ("a", "b", "a", "a"):
        with pace.turn(host):
            time[0] += 0.5
    assert slept == [1.5, 2.0]


def test_a_crawl_delay_lengthens_the_pause_and_never_shortens_it() -> None:
    time, slept = [0.0], []
    pace = Pace(2.0, clock=lambda: time[0], sleep=slept.append)
    pace.slow_down("a", 10.0)
    pace.slow_down("b", 1.0)
    for host in ("a", "a", "b", "b"):
        with pace.turn(host):
            pass
    assert slept == [10.0, 2.0]


def test_whoever_waits_for_a_turn_gives_up_when_the_run_is_stopped() -> None:
    pace = Pace(60.0)
    with pace.turn("a"):
        pass
    pace.stop()
    with pytest.raises(FetchError, match="was stopped"), pace.turn("a"):
        raise AssertionError
