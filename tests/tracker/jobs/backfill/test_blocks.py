from __future__ import annotations

import pytest

from pipelines.archive import Record, find_shards
from tracker.jobs.backfill import blocks
from tracker.jobs.backfill.blocks import Block, End, cut, pack, unpack

RECORDS = (
    Record("html", "ünï\n\x00code".encode(), "1", "https://a.example/1", "2025-06-10", "text/html"),
    Record("json", b"", "line 2", fault="larger than 12 MB"),
    Record("json", b'{"a": "b"}\n', "line 3"),
)


def test_records_survive_packing() -> None:
    assert unpack(pack(RECORDS)) == list(RECORDS)
    assert unpack(pack(())) == []


def test_parts_hold_every_record_once_and_know_their_place() -> None:
    records = tuple(Record("json", str(n).encode(), str(n)) for n in range(61))
    parts = Block(0, 7, records).parts()
    assert len(parts) == blocks.PARTS
    assert tuple(record for part in parts for record in part.records) == records
    assert all(part.records[0].where == str(part.first) for part in parts)


def test_a_shard_is_cut_in_the_same_way_whatever_is_done(write_lines) -> None:
    (shard,) = find_shards([str(write_lines("a.jsonl", range(200)))])
    whole = list(cut(shard, 3))
    assert [len(block.records) for block in whole[:-1]] == [64, 64, 64, 8]
    assert whole[-1] == End(3, 4, "")
    assert list(cut(shard, 3, {0, 2})) == [whole[1], whole[3], whole[4]]


def test_large_documents_make_small_blocks(write_lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MOST_BYTES", 2000)
    (shard,) = find_shards([str(write_lines("a.jsonl", range(20)))])
    assert max(len(one.records) for one in cut(shard, 0) if isinstance(one, Block)) <= 4


def test_thousands_of_damages_are_told_in_a_few_words(tmp_path) -> None:
    broken = b"WARC/1.0\r\nWARC-Type\x00\xff response\r\nContent-Length: many\r\n\r\n\r\n"
    (tmp_path / "a.warc").write_bytes(broken * 10_000)
    (shard,) = find_shards([str(tmp_path / "a.warc")])
    (end,) = cut(shard, 0)
    assert isinstance(end, End)
    assert len(end.damage) < 1500
    assert end.damage.endswith("more places")
