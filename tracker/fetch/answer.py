"""What a request may do and cost, and what came back."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pipelines.errors import FetchError
from pipelines.url import web_url

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of one request, its redirects included.

    Seconds to connect, of silence, and for the whole; decoded bytes; how many
    times its own size a compressed body may grow to; redirects followed.
    """

    connect_seconds: float = 10.0
    silence_seconds: float = 20.0
    total_seconds: float = 60.0
    max_bytes: int = 10_000_000
    max_ratio: int = 200
    max_redirects: int = 5


@dataclass(slots=True)
class Leave:
    """What the request at hand may do: its deadline (monotonic seconds), and the
    private (address, port) pairs it may connect to: those of `source`, the
    operator's own, found out when the first connection is made."""

    deadline: float = 0.0
    source: str = ""
    private: frozenset[tuple[str, int]] | None = None

    def remaining(self, limit: float | None = None) -> float:
        """The seconds left, at most `limit`. Raises FetchError when none are."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise FetchError("the whole request took too long", "timeout")
        return left if limit is None else min(left, limit)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer over HTTP. `headers` have lower-case names; `url` is where the
    redirects ended; `moved_to` is where permanent ones alone led, if anywhere."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved_to: str | None = None

    @property
    def content_type(self) -> str:
        """The Content-Type header, or ""."""
        return self.headers.get("content-type", "")

    @property
    def is_permanent(self) -> bool:
        """Whether a redirect is for good."""
        return self.status in _PERMANENT

    def redirect(self) -> str | None:
        """Where a redirect leads; raises FetchError for an address that is not asked."""
        location = self.headers.get("location")
        if not location or not is_redirect(self.status):
            return None
        target = web_url(location, self.url)
        if target is None:
            shown = location[:100]
            raise FetchError(f"{self.url}: it redirects to {shown!r}, which is not asked", "scheme")
        return target


def is_redirect(status: int) -> bool:
    """Whether an answer of this status sends us elsewhere."""
    return status in _REDIRECTS


class Exchange(Protocol):
    """Whatever gives an answer to one request: the web, or a record of it."""

    def exchange(
        self, url: str, headers: Mapping[str, str], leave: Leave, budget: Budget
    ) -> Answer:
        """The answer from `url`, with no redirect followed; raises FetchError."""
        ...

    def close(self) -> None:
        """Let go of connections and files."""
        ...
