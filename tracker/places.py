"""Where events stand in the timeline: whole numbers in the order of their days."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

PLACE_BITS = 42
"""Bits of a place below its day: they tell apart the events of one day."""


def place_of(day: dt.date, event: str) -> int:
    """The place of an event in the timeline: by day, then by a hash of its id."""
    import hashlib

    mark = int.from_bytes(hashlib.sha256(event.encode()).digest()[:8], "big")
    return first_place(day) | mark >> (64 - PLACE_BITS)


def first_place(day: dt.date) -> int:
    """The smallest place that an event of `day` can have."""
    return day.toordinal() << PLACE_BITS
