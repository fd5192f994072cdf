from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pipelines.archive import Record, find_shards, read_shard
from pipelines.errors import ConfigError

LINE = b'{"url": "https://a.example/1"}\n'


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "2024").mkdir()
    (tmp_path / "2025" / "pages").mkdir(parents=True)
    (tmp_path / "2024" / "b.jsonl").write_bytes(LINE * 2)
    (tmp_path / "2024" / "a.jsonl").write_bytes(LINE)
    (tmp_path / "2025" / "pages" / "one.html").write_text("<p>one</p>")
    (tmp_path / "2025" / "two.HTM").write_text("<p>two</p>")
    (tmp_path / "2025" / "notes.txt").write_text("no page")
    return tmp_path


def names(shards) -> list[str]:
    return [shard.path.name for shard in shards]


def test_patterns_files_and_folders_name_shards_each_once(archive: Path) -> None:
    paths = [
        str(archive / "2024" / "b.jsonl"),
        str(archive / "**" / "*.jsonl"),
        str(archive / "2025"),
    ]
    assert names(find_shards(paths)) == ["b.jsonl", "a.jsonl", "2025"]


def test_a_folder_stands_for_its_archives_and_its_pages(archive: Path) -> None:
    assert [shard.kind for shard in find_shards([str(archive)])] == ["lines", "lines", "folder"]


def test_the_pages_of_a_folder_come_by_their_path(archive: Path) -> None:
    moment = 1_749_513_600
    for page in archive.rglob("*.[hH]*"):
        os.utime(page, (moment, moment))
    (shard,) = find_shards([str(archive / "2025")])
    records = [at.found for at in read_shard(shard)]
    assert [one.where for one in records if isinstance(one, Record)] == [
        "two.HTM",
        "pages/one.html",
    ]
    assert {one.seen for one in records if isinstance(one, Record)} == {"2025-06-10T00:00:00+00:00"}


@pytest.mark.parametrize("path", ["nowhere.jsonl", "no*.warc", "2025/notes.txt", "empty"])
def test_what_is_not_there_or_no_archive_is_refused(archive: Path, path: str) -> None:
    (archive / "empty").mkdir()
    with pytest.raises(ConfigError):
        find_shards([str(archive / path)])


def test_a_file_with_other_content_has_another_mark(archive: Path) -> None:
    path = archive / "2024" / "a.jsonl"
    (before,) = find_shards([str(path)])
    path.write_bytes(LINE.replace(b"1", b"2"))
    (after,) = find_shards([str(path)])
    assert before.mark != after.mark
    assert before.size == after.size


def test_parquet_rows_are_articles(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    rows = [
        {"url": f"https://a.example/{n}", "published": "2025-06-10", "text": "t", "more": n}
        for n in range(100)
    ]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    (shard,) = find_shards([str(tmp_path / "a.parquet")])
    found = [at.found for at in read_shard(shard)]
    assert [json.loads(one.data)["url"] for one in found if isinstance(one, Record)] == [
        row["url"] for row in rows
    ]
    assert "more" not in json.loads(found[0].data)


def test_a_damaged_parquet_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and nothing else")
    (shard,) = find_shards([str(tmp_path / "a.parquet")])
    (at,) = read_shard(shard)
    assert at.found.reason.startswith("after row 0")
