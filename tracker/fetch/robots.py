"""robots.txt by RFC 9309: what a site asks of programs like this one."""

from __future__ import annotations

import datetime as dt
import math
from urllib.parse import urlsplit

from protego import Protego

from pipelines.markup import decode

AGENT = "policy-event-tracker"
"""The product token that robots.txt names us by."""

MAX_BYTES = 512_000
"""What is read of one robots.txt; RFC 9309 asks for 500 KiB."""

KEPT = dt.timedelta(days=1)
KEPT_UNREAD = dt.timedelta(minutes=10)
MAX_DELAY = 60.0
"""A longer crawl-delay is kept as this many seconds."""


def origin(url: str) -> str:
    """Scheme, host and port of an address: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def kept(text: str | None) -> dt.timedelta:
    """How long a robots.txt is kept; one that could not be read is asked for again soon."""
    return KEPT_UNREAD if text is None else KEPT


def meaning(status: int, body: bytes) -> str | None:
    """The robots.txt that an answer gives: "" allows all, None is none that could be read.

    By RFC 9309 a 4xx means that there are no rules, a 5xx that nothing may be asked.
    """
    if 200 <= status < 300:
        return decode(body[:MAX_BYTES])
    return "" if 300 <= status < 500 and status != 429 else None


def delay(rules: Protego) -> float:
    """The crawl-delay in seconds that the rules ask of us, 0 where they ask none."""
    asked = float(rules.crawl_delay(AGENT) or 0.0)
    return min(max(asked, 0.0), MAX_DELAY) if math.isfinite(asked) else 0.0
