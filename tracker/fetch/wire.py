"""Requests over the network: httpx through the checked backend."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import cast
from urllib.parse import urlsplit

import httpcore
import httpx

from pipelines.errors import FetchError
from tracker.config import FetchConfig
from tracker.fetch import robots
from tracker.fetch.addresses import is_allowed
from tracker.fetch.answer import Answer, Budget, Leave, is_redirect
from tracker.fetch.decoding import decoded
from tracker.fetch.network import CheckedBackend, resolve

_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, text/html, */*;q=0.5"


class Wire:
    """One HTTP client for all threads: no cookies, no proxies, no .netrc, TLS always verified."""

    def __init__(self, config: FetchConfig, budget: Budget) -> None:
        self._allowed = config.allow_private_hosts
        self._backend = CheckedBackend()
        self._client = httpx.Client(
            transport=_Transport(self._backend),
            headers={"User-Agent": user_agent(config), "Accept-Encoding": "gzip, deflate"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            trust_env=False,
            timeout=httpx.Timeout(budget.silence_seconds, connect=budget.connect_seconds),
        )

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def exchange(
        self, url: str, headers: Mapping[str, str], leave: Leave, budget: Budget
    ) -> Answer:
        """The answer from `url`; the body of a redirect is not read. Raises FetchError."""
        if leave.private is None:
            leave.private = self._private(leave.source, budget)
        self._backend.here.leave = leave
        try:
            return self._ask(url, headers, budget)
        except FetchError as error:
            raise FetchError(f"{url}: {error}", error.kind) from error
        except httpx.InvalidURL as error:
            raise FetchError(f"{url}: this is no usable address ({error})", "scheme") from error
        except (httpcore.ProtocolError, UnicodeError) as error:
            fault = f"{url}: the answer breaks the protocol ({error})"
            raise FetchError(fault, "protocol") from error
        except (httpcore.NetworkError, httpcore.TimeoutException) as error:
            raise FetchError(f"{url}: the connection broke ({error})", "connect") from error

    def _ask(self, url: str, headers: Mapping[str, str], budget: Budget) -> Answer:
        sent = {"Accept": _ACCEPT, **headers}
        with self._client.stream("GET", url, headers=sent) as response:
            leads_on = is_redirect(response.status_code) and "location" in response.headers
            coding = response.headers.get("content-encoding", "")
            body = b"" if leads_on else decoded(response.iter_raw(), coding, budget)
            return Answer(url, response.status_code, dict(response.headers), body)

    def _private(self, source: str, budget: Budget) -> frozenset[tuple[str, int]]:
        """The addresses and port of the operator's source, if private ones are allowed."""
        if not source or not self._allowed:
            return frozenset()
        parts = urlsplit(source)
        port = parts.port or {"https": 443}.get(parts.scheme, 80)
        found = resolve(parts.hostname or "", port, budget.connect_seconds)
        hosts = [str(address[0]) for _, address in found]
        return frozenset((host, port) for host in hosts if is_allowed(host, self._allowed))


class _Transport(httpx.BaseTransport):
    """httpcore's connections through the checked backend, with TLS always verified."""

    def __init__(self, backend: CheckedBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),  # trusts none: see backend.tls
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
