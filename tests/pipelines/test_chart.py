"""The chart is a whole PNG, and its text form tells the same numbers."""

from __future__ import annotations

import struct
import zlib

from pipelines.chart import Week, bars, bars_text

WEEKS = [Week("W22", 8, 0), Week("W23", 0, 2), Week("W24", 1, 4)]


def pixels(png: bytes) -> list[bytes]:
    """Decode an 8-bit palette PNG whose rows are unfiltered, checking every checksum."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(png):
        size = struct.unpack(">I", png[at : at + 4])[0]
        name, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0] == zlib.crc32(
            name + data
        )
        chunks[name] = data
        at += 12 + size
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    raw = zlib.decompress(chunks[b"IDAT"])
    rows = [raw[y * (width + 1) : (y + 1) * (width + 1)] for y in range(height)]
    assert all(row[0] == 0 for row in rows)
    return [row[1:] for row in rows]


def test_bars_are_as_high_as_their_counts() -> None:
    rows = pixels(bars(WEEKS))
    assert (len(rows[0]), len(rows)) == (3 * 104, 224)
    columns = [bytes(row[x] for row in rows) for x in (52, 156, 260)]
    assert [(column.count(1), column.count(2)) for column in columns] == [
        (110, 0),
        (0, 28),
        (14, 55),
    ]


def test_weeks_without_acts_make_a_line() -> None:
    rows = pixels(bars([Week("W01", 0, 0)]))
    assert {bytes(set(row)) for row in rows} == {b"\0", b"\3"}


def test_the_text_form_tells_the_counts() -> None:
    assert bars_text(WEEKS).splitlines() == [
        "     restricting          liberalising",
        "W22  ################ 8   0",
        "W23  0                    ==== 2",
        "W24  ## 1                 ======== 4",
    ]


def test_the_picture_is_small() -> None:
    assert len(bars([Week(f"W{n}", n, 12 - n) for n in range(12)])) < 4000
