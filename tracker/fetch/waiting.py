"""How long an answer asks us to wait: Retry-After, Cache-Control and Expires."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime

_NONE = dt.timedelta()
_HEADERS = ("retry-after", "cache-control", "expires")


def asked_pause(
    headers: Mapping[str, str], now: dt.datetime, names: Sequence[str] = _HEADERS
) -> dt.timedelta:
    """The pause that the first of the headers `names` asks for that is there; zero for none.

    Dates are read against the answer's own Date header where it has one, so
    that a clock set wrong here or there does not matter. Absurd, negative and
    past values ask for nothing.
    """
    present = next((name for name in names if headers.get(name)), "")
    value = headers.get(present, "")
    if present == "cache-control":
        return _max_age(value)
    return _seconds(value) or _until(value, _moment(headers.get("date", "")) or now)


def _max_age(value: str) -> dt.timedelta:
    for part in value.split(","):
        name, _, seconds = part.strip().partition("=")
        if name.lower() == "max-age":
            return _seconds(seconds)
    return _NONE


def _seconds(text: str) -> dt.timedelta:
    digits = text.strip().strip('"')
    usable = digits.isascii() and digits.isdigit() and len(digits) < 9
    return dt.timedelta(seconds=int(digits)) if usable else _NONE


def _until(text: str, now: dt.datetime) -> dt.timedelta:
    moment = _moment(text)
    return max(moment - now, _NONE) if moment else _NONE


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
