"""A small bar chart of weeks as a PNG, and the same in characters.

Mail clients show inline PNG and block SVG; the picture holds bars only, so
that it needs no font: restricting acts above the line, liberalising ones
below. Its background is transparent and its colours stand out on white and on
black alike.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

RESTRICT = (0xD9, 0x5F, 0x2B)
LIBERALISE = (0x1B, 0x9A, 0x8A)
LINE = (0x8A, 0x93, 0xA0)
_TRANSPARENT, _UP, _DOWN, _AXIS = range(4)

_BAR, _GAP, _HALF, _MIDDLE = 72, 32, 110, 4
_LEAST = 8
_TEXT_WIDTH = 16


@dataclass(frozen=True, slots=True)
class Week:
    """How many acts of a week restrict and how many liberalise; `name` is such as "W24"."""

    name: str
    restrict: int
    liberalise: int


def bars(weeks: Sequence[Week]) -> bytes:
    """Return the chart as a PNG, 104 pixels a week wide and 224 high, drawn for half that size."""
    most = max([1, *(max(week.restrict, week.liberalise) for week in weeks)])
    above = [_height(week.restrict, most) for week in weeks]
    below = [_height(week.liberalise, most) for week in weeks]
    rows = [_row(above, _HALF - y, _UP) for y in range(_HALF)]
    rows += [bytes([_AXIS]) * (len(weeks) * (_BAR + _GAP))] * _MIDDLE
    rows += [_row(below, y + 1, _DOWN) for y in range(_HALF)]
    return _png(rows)


def bars_text(weeks: Sequence[Week]) -> str:
    """Return the chart in characters, a line a week."""
    most = max([1, *(max(week.restrict, week.liberalise) for week in weeks)])
    head = f"{'':5}{'restricting':<{_TEXT_WIDTH + 5}}liberalising"
    return "\n".join([head, *(_line(week, most) for week in weeks)])


def _line(week: Week, most: int) -> str:
    up, down = _marks("#", week.restrict, most), _marks("=", week.liberalise, most)
    return f"{week.name:<5}{up:<{_TEXT_WIDTH + 5}}{down}".rstrip()


def _marks(mark: str, count: int, most: int) -> str:
    length = -(-count * _TEXT_WIDTH // most)
    return f"{mark * length} {count}".strip()


def _height(count: int, most: int) -> int:
    """Return a bar's height in pixels; what is not zero can be seen."""
    return max(_LEAST, round(count * _HALF / most)) if count else 0


def _row(heights: Sequence[int], level: int, colour: int) -> bytes:
    """Return the palette indices of one row, `level` pixels away from the line."""
    return b"".join(
        bytes(_GAP // 2)
        + bytes([colour if height >= level else _TRANSPARENT]) * _BAR
        + bytes(_GAP // 2)
        for height in heights
    )


def _png(rows: Sequence[bytes]) -> bytes:
    """Return rows of palette indices as a PNG of 8 bits a pixel (ISO 15948)."""
    width, height = len(rows[0]), len(rows)
    palette = bytes((0, 0, 0, *RESTRICT, *LIBERALISE, *LINE))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"tRNS", b"\0"),
        (b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
