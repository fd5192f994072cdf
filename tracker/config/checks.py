"""Checks of single values of config.toml.

A check takes the value as TOML gives it and returns the value that Config
holds; it raises ValueError with what is allowed and what was found.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from pipelines.period import Rhythm

Check = Callable[[object], Any]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_SHOWN = 60


def fault(allowed: str, value: object) -> ValueError:
    """Return the error for a value that is not what is allowed."""
    shown = repr(value) if not isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return ValueError(f"must be {allowed}, not {shown[:_SHOWN]}")


def text(value: object) -> str:
    """Accept a string without control characters."""
    if not isinstance(value, str) or any(ord(char) < 32 or ord(char) == 127 for char in value):
        raise fault("text on one line in quotes", value)
    return value.strip()


def flag(value: object) -> bool:
    """Accept true or false."""
    if not isinstance(value, bool):
        raise fault("true or false", value)
    return value


def networks(value: object) -> bool | tuple[Network, ...]:
    """Accept true, false, or a list (or one) of networks and addresses."""
    if isinstance(value, bool):
        return value
    found: tuple[Network, ...] = texts(_network)(value)
    return found


def _network(value: object) -> Network:
    try:
        return ipaddress.ip_network(text(value))
    except ValueError:
        allowed = 'true, false or networks such as "127.0.0.1" and "192.168.7.0/24"'
        raise fault(allowed, value) from None


def number(low: float, high: float) -> Check:
    """Return a check for a number from `low` to `high`."""

    def check(value: object) -> float:
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not low <= value <= high
        ):
            raise fault(f"a number from {low:g} to {high:g}", value)
        return float(value)

    return check


def whole(low: int, high: int) -> Check:
    """Return a check for a whole number from `low` to `high`."""

    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise fault(f"a whole number from {low} to {high}", value)
        return value

    return check


def one_of(words: Sequence[str]) -> Check:
    """Return a check for one of `words`."""

    def check(value: object) -> str:
        if value not in words:
            raise fault("one of " + ", ".join(words), value)
        return str(value)

    return check


def texts(each: Check = text) -> Check:
    """Return a check for a list (or one) of what `each` accepts, as a tuple."""

    def check(value: object) -> tuple[Any, ...]:
        found = value if isinstance(value, list) else [value]
        return tuple(each(part) for part in found)

    return check


def name(value: object) -> str:
    """Accept a short name of lower-case letters, digits, - and _."""
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", value):
        raise fault("a short name of lower-case letters, digits, - and _", value)
    return value


def url(value: object) -> str:
    """Accept an absolute http or https address without a user name or password."""
    found = text(value)
    if not _is_web_address(found):
        raise fault("an address that starts with http:// or https://", value)
    if "@" in urlsplit(found).netloc:
        raise ValueError("must hold no user name or password")
    return found


def _is_web_address(found: str) -> bool:
    try:
        parts = urlsplit(found)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    clean = not re.search(r"[\s\\]", found)
    return clean and port_is_fine and parts.scheme in ("http", "https") and bool(parts.hostname)


def address(value: object) -> str:
    """Accept a plain e-mail address."""
    plain = r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+"
    if not isinstance(value, str) or not value.isascii() or not re.fullmatch(plain, value):
        raise fault("an e-mail address such as desk@example.org", value)
    return value


def link(value: object) -> str:
    """Accept what a mail client can open: a web address or "mailto:desk@example.org"."""
    found = text(value)
    mail = re.fullmatch(r"mailto:[^\s<>?]+@[^\s<>?]+(\?[^\s<>]*)?", found)
    if found and not (found.isascii() and (mail or _is_web_address(found))):
        raise fault("an address that starts with https:// or mailto:", value)
    return found


def reference(value: object) -> str:
    """Accept where an address that is a secret stands: "env:NAME" or "file:path"."""
    found = text(value)
    if not re.fullmatch(r"env:[A-Za-z_][A-Za-z0-9_]*|file:\S.*", found):
        raise fault('"env:NAME" or "file:path", where the service\'s address stands', value)
    return found


def list_id(value: object) -> str:
    """Accept the name of a mailing list, as RFC 2919 has it: "weekly.tracker.example.org"."""
    found = text(value)
    if not re.fullmatch(r"([A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+)?", found):
        raise fault('a dotted name such as "weekly.tracker.example.org"', value)
    return found


def listen(value: object) -> str:
    """Accept where health is told: loopback with a port, a Unix socket, or nothing."""
    found = text(value)
    loopback = re.fullmatch(r"(localhost|127(\.\d{1,3}){3}|\[::1\]):(\d{1,5})", found)
    if found and not (loopback and 0 < int(loopback[3]) < 65536) and not found.startswith("unix:/"):
        raise fault(
            'loopback such as "127.0.0.1:9399", "unix:/run/tracker/health.sock" or ""', value
        )
    return found


def timezone(value: object) -> str:
    """Accept the name of a time zone of the IANA database."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(text(value))
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise fault('the name of a time zone such as "Europe/London"', value) from None
    return text(value)


def when(value: object) -> Rhythm:
    """Accept a day and a time: "mon 07:30", "daily 07:30", "monthly 07:30" (on the first)."""
    from pipelines.period import WEEKDAYS, Rhythm

    pattern = rf"(daily|monthly|{'|'.join(WEEKDAYS)}) (\d\d):(\d\d)"
    found = re.fullmatch(pattern, value.strip().lower()) if isinstance(value, str) else None
    if found is None or int(found[2]) > 23 or int(found[3]) > 59:
        raise fault('a day and a time such as "mon 07:30", "daily 07:30", "monthly 07:30"', value)
    at = dt.time(int(found[2]), int(found[3]))
    if found[1] in WEEKDAYS:
        return Rhythm("week", WEEKDAYS.index(found[1]), at)
    return Rhythm("day" if found[1] == "daily" else "month", at=at)
