"""What a request may cost, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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
