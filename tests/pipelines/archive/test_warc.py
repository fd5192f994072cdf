"""The pages of WARC files, whole and damaged."""

from __future__ import annotations

import gzip
import io
import resource

import pytest

from pipelines.archive import Damage, Record
from pipelines.archive.record import MOST_BYTES
from pipelines.archive.warc import read_warc

PAGE = b"<html><body><p>A page.</p></body></html>"


def read(data: bytes) -> tuple[list[str], list[str]]:
    """The addresses of the pages, and the reasons of the damages."""
    found = list(read_warc(io.BytesIO(data)))
    urls = [one.url for one in found if isinstance(one, Record)]
    return urls, [one.reason for one in found if isinstance(one, Damage)]


def urls(*numbers: int) -> list[str]:
    return [f"https://a.example/{number}" for number in numbers]


@pytest.fixture
def records(record) -> list[bytes]:
    return [
        record(url, PAGE + b"<!-- %d -->" % number) for number, url in enumerate(urls(*range(9)))
    ]


@pytest.mark.parametrize("packed", [True, False])
def test_pages_are_read_with_their_address_and_day(record, pack, packed) -> None:
    one = record("https://a.example/1", PAGE)
    (page,) = read_warc(io.BytesIO(pack([one]) if packed else one))
    assert isinstance(page, Record)
    assert (page.kind, page.data, page.url) == ("html", PAGE, "https://a.example/1")
    assert (page.seen, page.content_type) == ("2025-06-10T08:00:00Z", "text/html; charset=utf-8")


@pytest.mark.parametrize("packed", [True, False])
def test_what_is_no_page_is_passed_over(record, pack, packed) -> None:
    records = [
        record("https://a.example/i", b"x: y", rec_type="warcinfo"),
        record("https://a.example/m", b"fetchTimeMs: 9", rec_type="metadata"),
        record("https://a.example/404", PAGE, status="404 Not Found"),
        record("https://a.example/pdf", b"%PDF", kind="application/pdf"),
        record("https://a.example/301", b"", status="301 Moved"),
        record("https://a.example/1", PAGE),
    ]
    data = pack(records) if packed else b"".join(records)
    assert read(data) == (urls(1), [])


def test_an_empty_file_has_no_pages() -> None:
    assert read(b"") == ([], [])


def test_a_truncated_gzip_gives_what_can_be_read_and_says_so(records, pack) -> None:
    whole = pack(records)
    found, damages = read(whole[: len(whole) - 30])
    assert found == urls(*range(8))
    assert len(damages) == 1
    assert "ends in the middle" in damages[0]


def test_a_truncated_plain_file_gives_what_can_be_read_and_says_so(records) -> None:
    found, damages = read(b"".join(records)[:-40])
    assert found[:8] == urls(*range(8))
    assert len(damages) == 1


def test_reading_goes_on_after_a_damaged_member(records, pack) -> None:
    members = [gzip.compress(one) for one in records]
    members[3] = members[3][:40] + b"\xff" * 20 + members[3][60:]
    found, damages = read(b"".join(members))
    assert found == urls(0, 1, 2, 4, 5, 6, 7, 8)
    assert len(damages) == 1


def test_reading_goes_on_after_bytes_that_are_no_record(records) -> None:
    data = b"".join(records[:3]) + b"rubbish\r\n" * 5 + b"".join(records[3:])
    found, damages = read(data)
    assert found == urls(*range(9))
    assert damages == ["45 bytes that are no record"]


def test_a_record_that_declares_two_gigabytes_costs_no_memory(record) -> None:
    huge = record("https://a.example/0", PAGE * 1000, length=2_000_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found, damages = read(huge + record("https://a.example/1", PAGE))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert len(damages) == 1
    assert "ends in the middle" in damages[0]
    assert found == urls(0)  # as much of it as there is
    assert grown < 100_000


def test_a_document_of_fifty_megabytes_is_named_and_not_read(record, pack) -> None:
    records = [
        record("https://a.example/0", b"x" * 50_000_000),
        record("https://a.example/1", PAGE),
    ]
    large, small = read_warc(io.BytesIO(pack(records)))
    assert isinstance(large, Record)
    assert isinstance(small, Record)
    assert (large.data, large.fault) == (b"", f"larger than {MOST_BYTES // 1_000_000} MB")
    assert small.url == "https://a.example/1"


@pytest.mark.parametrize("packed", [True, False])
def test_ten_thousand_broken_records_in_a_row_hide_nothing_behind_them(
    record, pack, packed
) -> None:
    broken = b"WARC/1.0\r\nWARC-Type\x00\xff response\r\nContent-Length: many\r\n\r\n\r\n"
    records = [
        record("https://a.example/0", PAGE),
        *[broken] * 10_000,
        record("https://a.example/1", PAGE),
    ]
    found, damages = read(pack(records) if packed else b"".join(records))
    assert found == urls(0, 1)
    assert len(damages) == 10_000


def test_a_body_in_an_encoding_of_the_web_is_decoded(record) -> None:
    body = gzip.compress(PAGE)
    one = record("https://a.example/0", body, kind="text/html\r\nContent-Encoding: gzip")
    (page,) = read_warc(io.BytesIO(one))
    assert isinstance(page, Record)
    assert page.data == PAGE
