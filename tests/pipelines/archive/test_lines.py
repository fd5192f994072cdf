from __future__ import annotations

import gzip
import io
import json
import sys

import pytest

from pipelines.archive import Damage, Record
from pipelines.archive.lines import read_lines
from pipelines.archive.record import MOST_BYTES

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACK = {"": lambda data: data, "gz": gzip.compress, "zst": zstd.compress}
LINES = [json.dumps({"url": f"https://a.example/{n}", "text": f"{n} " * 50}) for n in range(500)]
WHOLE = "\n".join([*LINES[:250], "", *LINES[250:]]).encode() + b"\n"


def read(data: bytes, packing: str) -> tuple[list[bytes], list[str]]:
    found = list(read_lines(io.BytesIO(data), packing))
    lines = [one.data.strip() for one in found if isinstance(one, Record)]
    return lines, [one.reason for one in found if isinstance(one, Damage)]


@pytest.mark.parametrize("packing", PACK)
def test_every_line_is_a_record(packing) -> None:
    assert read(PACK[packing](WHOLE), packing) == ([line.encode() for line in LINES], [])


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_a_truncated_file_gives_what_can_be_read_and_says_so(packing) -> None:
    halves = [PACK[packing](half) for half in (WHOLE[: len(WHOLE) // 2], WHOLE[len(WHOLE) // 2 :])]
    lines, damages = read(halves[0] + halves[1][:-20], packing)
    assert len(lines) > 200
    assert lines == [line.encode() for line in LINES[: len(lines)]]
    assert len(damages) == 1
    assert damages[0].startswith("after line ")


def test_what_is_not_packed_as_its_name_says_is_damage() -> None:
    assert read(WHOLE, "gz")[0] == []
    assert len(read(WHOLE, "gz")[1]) == 1


def test_a_document_of_fifty_megabytes_is_named_and_not_read() -> None:
    data = b'{"text": "' + b"x" * 50_000_000 + b'"}\n' + LINES[0].encode()
    large, small = read_lines(io.BytesIO(data))
    assert isinstance(large, Record)
    assert isinstance(small, Record)
    assert (large.fault, large.where) == (f"larger than {MOST_BYTES // 1_000_000} MB", "line 1")
    assert (small.data, small.where) == (LINES[0].encode(), "line 2")
