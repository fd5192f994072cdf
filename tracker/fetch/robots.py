"""robots.txt by RFC 9309: what a site asks of us, kept for a day."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from pipelines.markup import decode

AGENT = "policy-event-tracker"
"""The product token that robots.txt names us by."""

MAX_BYTES = 512_000
"""What is read of one robots.txt; RFC 9309 asks for 500 KiB."""

KEPT_SECONDS = 86_400
MAX_DELAY = 60.0
"""A longer crawl-delay is kept as this many seconds."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one origin. `text` is its robots.txt; None allows nothing."""

    text: str | None
    read_at: float

    def rules(self) -> Protego:
        """The rules as an object that answers questions."""
        return Protego.parse("User-agent: *\nDisallow: /" if self.text is None else self.text)


def origin(url: str) -> str:
    """Scheme, host and port of an address: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def robots_of(status: int, body: bytes, read_at: float) -> Robots:
    """What an answer to robots.txt means: 4xx allows all, 5xx nothing."""
    if 200 <= status < 300:
        return Robots(decode(body[:MAX_BYTES]), read_at)
    return Robots("" if 300 <= status < 500 and status != 429 else None, read_at)


def delay(rules: Protego) -> float:
    """The crawl-delay in seconds that the rules ask of us, 0 where they ask none."""
    asked = rules.crawl_delay(AGENT)
    return min(max(float(asked or 0.0), 0.0), MAX_DELAY)
