"""One request and its redirects, within its budget and by the rules of the host."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import cast
from urllib.parse import urlsplit

import httpcore
import httpx

from pipelines.errors import FetchError
from pipelines.url import web_url
from tracker.config import FetchConfig
from tracker.fetch import robots
from tracker.fetch.answer import Answer, Budget
from tracker.fetch.decoding import decoded
from tracker.fetch.manners import HostMemory, Manners
from tracker.fetch.network import CheckedBackend, Leave, resolve
from tracker.fetch.pace import Pace

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, text/html, */*;q=0.5"


@contextlib.contextmanager
def open_fetcher(
    config: FetchConfig, memory: Mapping[str, HostMemory] | None = None
) -> Iterator[Fetcher]:
    """A Fetcher for [fetch] of config.toml; its connections are closed at the end.

    `memory` is what hosts asked of us in earlier runs, by their origin.
    """
    with contextlib.closing(Fetcher(config, Manners(memory or {}, _now))) as fetcher:
        yield fetcher


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Fetcher:
    """Asks the web. May be used by many threads at once; `budget` is a request's."""

    def __init__(self, config: FetchConfig, manners: Manners, pace: Pace | None = None) -> None:
        self._config = config
        self.budget = budget_of(config)
        self.manners = manners
        self._pace = pace or Pace(config.per_host_seconds)
        self._backend = CheckedBackend()
        self._client = httpx.Client(
            transport=_Transport(self._backend),
            headers={"User-Agent": user_agent(config), "Accept-Encoding": "gzip, deflate"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            trust_env=False,
            timeout=_timeout(self.budget),
        )

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None, source: str = "") -> Answer:
        """Ask for `url`, following redirects.

        `headers` make the request conditional; they are not sent on to another
        address. `source` is the address of the operator's own source on whose
        behalf this is asked: its own host may be a private one, where the
        configuration allows that. An answer of any status is returned; raises
        FetchError where none could be had, or robots.txt forbids to ask.
        """
        deadline = time.monotonic() + self.budget.total_seconds
        try:
            return self._follow(url, headers or {}, Leave(deadline, self._private(source)))
        except FetchError as error:
            if url in str(error):
                raise
            raise FetchError(f"{url}: {error}", error.kind) from error

    def _follow(self, url: str, headers: Mapping[str, str], leave: Leave) -> Answer:
        at, moved_to, permanent = url, None, True
        for _ in range(self.budget.max_redirects + 1):
            self._ask_leave(at, leave)
            answer, target = self._once(at, headers if at == url else {}, leave, self.budget)
            if target is None:
                return dataclasses.replace(answer, moved_to=moved_to)
            permanent = permanent and answer.status in _PERMANENT
            moved_to = target if permanent else moved_to
            at = target
        raise FetchError(f"{url}: more than {self.budget.max_redirects} redirects", "redirects")

    def _ask_leave(self, url: str, leave: Leave) -> None:
        """Raise FetchError where the host wants to be left alone, or its robots.txt forbids."""
        self.manners.check(url)
        if not self._config.respect_robots:
            return
        rules = self.manners.rules(url, partial(self._read_robots, leave))
        if rules is None:
            raise FetchError(f"{url}: the robots.txt of the site cannot be read", "robots_unread")
        self._pace.slow_down(_host(url), robots.delay(rules))
        if not rules.can_fetch(url, robots.AGENT):
            raise FetchError(f"{url}: the robots.txt of the site forbids it", "robots")

    def _read_robots(self, leave: Leave, url: str) -> tuple[int, bytes]:
        """Status and body; too many redirects are as good as no robots.txt."""
        budget = dataclasses.replace(self.budget, max_bytes=robots.MAX_BYTES)
        at = url
        for _ in range(self.budget.max_redirects + 1):
            answer, target = self._once(at, {}, leave, budget)
            if target is None:
                return answer.status, answer.body
            at = target
        return 404, b""

    def _once(
        self, url: str, headers: Mapping[str, str], leave: Leave, budget: Budget
    ) -> tuple[Answer, str | None]:
        """One answer, and where it redirects to; the body of a redirect is not read."""
        usable = web_url(url)
        if usable is None:
            raise FetchError(
                f"{url[:200]}: only plain http and https addresses are asked", "scheme"
            )
        with self._pace.turn(_host(usable)) as waited:
            leave.deadline += waited
            self.manners.check(usable)
            try:
                answer, target = self._exchange(usable, headers, leave, budget)
            except FetchError as error:
                self.manners.not_heard(usable, error)
                raise
            self.manners.heard(usable, answer)
            return answer, target

    def _exchange(
        self, url: str, headers: Mapping[str, str], leave: Leave, budget: Budget
    ) -> tuple[Answer, str | None]:
        self._backend.here.leave = leave
        try:
            with self._client.stream(
                "GET", url, headers={"Accept": _ACCEPT, **headers}
            ) as response:
                target = _target(response, url)
                coding = response.headers.get("content-encoding", "")
                body = b"" if target else decoded(response.iter_raw(), coding, budget)
                return Answer(url, response.status_code, dict(response.headers), body), target
        except FetchError as error:
            raise FetchError(f"{url}: {error}", error.kind) from error
        except httpx.InvalidURL as error:
            raise FetchError(f"{url}: this is no usable address ({error})", "scheme") from error
        except (httpcore.ProtocolError, UnicodeError) as error:
            raise FetchError(
                f"{url}: the answer breaks the protocol ({error})", "protocol"
            ) from error
        except (httpcore.NetworkError, httpcore.TimeoutException) as error:
            raise FetchError(f"{url}: the connection broke ({error})", "connect") from error

    def _private(self, source: str) -> frozenset[tuple[str, int]]:
        """The addresses and port of the operator's source, if private ones are allowed."""
        if not source or not self._config.allow_private_hosts:
            return frozenset()
        parts = urlsplit(source)
        port = parts.port or {"https": 443}.get(parts.scheme, 80)
        found = resolve(parts.hostname or "", port, self.budget.connect_seconds)
        return frozenset((str(address[0]), port) for _, address in found)


class _Transport(httpx.BaseTransport):
    """httpcore's connections through the checked backend, with TLS always verified."""

    def __init__(self, backend: CheckedBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=100,
            max_keepalive_connections=50,
            keepalive_expiry=15.0,
            network_backend=backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the errors of httpcore and FetchError pass through."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        stream = _Body(cast("Iterable[bytes]", answer.stream))
        return httpx.Response(
            answer.status, headers=answer.headers, stream=stream, extensions=answer.extensions
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks

    def close(self) -> None:
        """Give the connection back."""
        close = getattr(self._chunks, "close", None)
        if close is not None:
            close()


def user_agent(config: FetchConfig) -> str:
    """Who asks, with the operator's contact."""
    contact = "".join(char for char in config.contact if char.isascii() and char.isprintable())
    return f"{robots.AGENT}/0.1" + (f" (+{contact})" if contact else "")


def budget_of(config: FetchConfig) -> Budget:
    """The limits that [fetch] of config.toml sets."""
    seconds = config.timeout_seconds
    return Budget(
        connect_seconds=min(seconds, 10.0),
        silence_seconds=seconds,
        total_seconds=seconds,
        max_bytes=int(config.max_megabytes * 1_000_000),
    )


def _timeout(budget: Budget) -> httpx.Timeout:
    silence = budget.silence_seconds
    return httpx.Timeout(silence, connect=budget.connect_seconds)


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _target(response: httpx.Response, url: str) -> str | None:
    """Where a redirect leads; raises FetchError for an address that is not asked."""
    location = response.headers.get("location")
    if response.status_code not in _REDIRECTS or not location:
        return None
    target = web_url(location, url)
    if target is None:
        raise FetchError(f"it redirects to {location[:100]!r}, which is not asked", "scheme")
    return target
