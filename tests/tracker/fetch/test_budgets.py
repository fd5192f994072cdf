"""What a server can cost us: every request ends within its time, bytes and hops."""

from __future__ import annotations

import gzip
import itertools
import time
import zlib

import pytest

from pipelines.errors import FetchError
from tracker.config import FetchConfig
from tracker.fetch import Budget, open_fetcher
from tracker.fetch.decoding import decoded
from tracker.fetch.fetcher import budget_of

SMALL = Budget(max_bytes=2_000_000)


@pytest.fixture
def fetch():
    def get(url: str, **settings):
        known = {
            "timeout_seconds": 1.0,
            "per_host_seconds": 0.0,
            "respect_robots": False,
            "allow_private_hosts": True,
        }
        with open_fetcher(FetchConfig(**{**known, **settings})) as fetcher:
            return fetcher.get(url, source=url)

    return get


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
SLOW = {
    "nothing at all": {"raw": b"HTTP", "pause": 30},
    "a byte of the header a moment": {"raw": HEAD * 50, "pause": 0.2, "pieces": 2000},
    "a byte of the body a moment": {
        "raw": HEAD + b"Content-Length: 1000\r\n\r\n" + b"x" * 1000,
        "pause": 0.2,
        "pieces": 1000,
    },
    "a chunk a moment": {
        "raw": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 500,
        "pause": 0.2,
        "pieces": 500,
    },
}


@pytest.mark.parametrize("habit", SLOW)
def test_a_slow_server_is_left_at_the_deadline(web, reply, fetch, habit) -> None:
    web.replies["/"] = reply(**SLOW[habit])
    began = time.monotonic()
    with pytest.raises(FetchError) as left:
        fetch(web.url + "/")
    assert left.value.kind == "timeout"
    assert web.url in str(left.value)
    assert time.monotonic() - began < 2


ENDLESS = {
    "body": HEAD + b"\r\n" + b"x" * 3_000_000,
    "header": HEAD + b"X-Long: " + b"x" * 3_000_000,
    "headers": HEAD + b"X-Many: x\r\n" * 300_000,
}


@pytest.mark.parametrize("part", ENDLESS)
def test_what_does_not_end_is_cut_off(web, reply, fetch, part) -> None:
    web.replies["/"] = reply(raw=ENDLESS[part])
    with pytest.raises(FetchError) as left:
        fetch(web.url + "/", max_megabytes=1)
    assert left.value.kind in {"too_large", "protocol"}


BROKEN = {
    "no HTTP": b"SSH-2.0-OpenSSH_9\r\n\r\n",
    "empty answer": b"",
    "short body": HEAD + b"Content-Length: 50\r\n\r\nshort",
    "two lengths": HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nshort",
    "nonsense status": b"HTTP/1.1 999999 No\r\n\r\n",
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_server_that_breaks_the_protocol_is_an_error(web, reply, fetch, fault) -> None:
    web.replies["/"] = reply(raw=BROKEN[fault])
    with pytest.raises(FetchError) as left:
        fetch(web.url + "/")
    assert left.value.kind in {"protocol", "connect"}


def test_a_server_that_is_not_there_is_an_error(closed_port, fetch) -> None:
    with pytest.raises(FetchError, match="no connection") as left:
        fetch(f"http://127.0.0.1:{closed_port}/")
    assert left.value.kind == "connect"


def test_redirects_in_a_circle_end(web, reply, fetch) -> None:
    web.replies["/"] = reply(status=301, headers={"Location": "/"})
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetch(web.url + "/")
    assert web.count("/") == 6


def test_the_body_of_a_redirect_is_not_read(web, reply, fetch) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    headers = {"Location": "/b", "Content-Encoding": "gzip"}
    web.replies["/"] = reply(bomb, 302, headers)
    web.replies["/b"] = reply("b")
    assert fetch(web.url + "/").body == b"b"


def test_only_a_chain_of_permanent_redirects_moves_an_address(web, reply, fetch) -> None:
    web.replies["/a"] = reply(status=301, headers={"Location": "/b"})
    web.replies["/b"] = reply(status=302, headers={"Location": "/c"})
    web.replies["/c"] = reply("c")
    answer = fetch(web.url + "/a")
    assert (answer.url, answer.moved_to) == (web.url + "/c", web.url + "/b")
    assert fetch(web.url + "/b").moved_to is None


def chunks(data: bytes, size: int = 4096) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


TEXT = b"".join(b"line %d\n" % number for number in range(5000))


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZIP", gzip.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
    ],
)
def test_the_codings_we_ask_for_are_undone(coding: str, body: bytes) -> None:
    assert decoded(chunks(body), coding, SMALL) == TEXT


BOMB = b"\0" * 30_000_000


@pytest.mark.parametrize(
    ("coding", "body", "kind"),
    [
        ("gzip", gzip.compress(BOMB), "too_large"),
        ("deflate", raw_deflate(BOMB), "too_large"),
        ("", BOMB, "too_large"),
        ("br", b"x", "coding"),
        ("zstd", b"x", "coding"),
        ("gzip, gzip", gzip.compress(gzip.compress(BOMB)), "coding"),
        ("gzip", b"no gzip at all", "coding"),
        ("gzip", gzip.compress(TEXT)[:-20], "coding"),
    ],
)
def test_bombs_and_other_codings_are_refused(coding: str, body: bytes, kind: str) -> None:
    with pytest.raises(FetchError) as refused:
        decoded(chunks(body), coding, SMALL)
    assert refused.value.kind == kind


def test_a_bomb_is_noticed_before_it_has_gone_off() -> None:
    read = itertools.count()
    body = chunks(gzip.compress(b"\0" * 200_000_000), 1024)

    def counted():
        for chunk in body:
            next(read)
            yield chunk

    with pytest.raises(FetchError):
        decoded(counted(), "gzip", Budget(max_bytes=100_000_000))
    assert next(read) < len(body) / 10


def test_the_budget_follows_the_configuration() -> None:
    budget = budget_of(FetchConfig(timeout_seconds=7, max_megabytes=0.5))
    assert (budget.total_seconds, budget.max_bytes) == (7, 500_000)
