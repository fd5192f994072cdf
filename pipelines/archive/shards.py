"""The files of an archive: which there are, and what is in one."""

from __future__ import annotations

import glob
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive.folder import pages, read_folder
from pipelines.archive.lines import read_lines
from pipelines.archive.record import Damage, Record
from pipelines.archive.table import read_table
from pipelines.archive.warc import read_warc
from pipelines.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_KINDS = (
    ((".warc", ".warc.gz"), "warc"),
    ((".jsonl.gz", ".ndjson.gz", ".json.gz"), "lines.gz"),
    ((".jsonl.zst", ".ndjson.zst", ".json.zst"), "lines.zst"),
    ((".jsonl", ".ndjson", ".json"), "lines"),
    ((".parquet",), "table"),
)
_SAMPLE = 1 << 20


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of an archive, or one folder of pages. `size` is in bytes on disk.

    `mark` tells this content from another one under the same path.
    """

    path: Path
    kind: str
    size: int
    mark: str


@dataclass(frozen=True, slots=True)
class At:
    """A record or a damaged place, and how many bytes of the shard were read by then."""

    found: Record | Damage
    bytes: int


def find_shards(paths: Iterable[str]) -> list[Shard]:
    """The shards that paths name, each once, in order; a path is a file, a folder or a pattern.

    A folder stands for the archives in it, and for its pages. Raises ConfigError for
    a path that is not there or of no known kind.
    """
    found: dict[Path, Shard] = {}
    for path in paths:
        for file in _matching(path):
            for shard in _shards_at(file):
                found.setdefault(shard.path, shard)
    return list(found.values())


def _matching(path: str) -> list[Path]:
    if Path(path).exists():
        return [Path(path)]
    files = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - of an absolute pattern too
    if not files:
        raise ConfigError(f"{path}: there is no such file or folder; check the path")
    return [Path(file) for file in files]


def _shards_at(path: Path) -> Iterator[Shard]:
    if not path.is_dir():
        kind = _kind_of(path)
        if not kind:
            raise ConfigError(
                f"{path}: neither WARC, JSON lines (.jsonl), Parquet nor a folder of HTML"
            )
        yield _shard(path, kind)
        return
    files = sorted(file for file in path.rglob("*") if file.is_file() and _kind_of(file))
    yield from (_shard(file, _kind_of(file)) for file in files)
    saved = list(pages(path))
    if saved:
        size = sum(file.stat().st_size for file in saved)
        names = "\n".join(str(file.relative_to(path)) for file in saved)
        yield Shard(path.resolve(), "folder", size, _hash(f"{size}\n{names}".encode()))
    elif not files:
        raise ConfigError(f"{path}: the folder holds no archive and no HTML")


def _kind_of(path: Path) -> str:
    name = path.name.lower()
    return next((kind for suffixes, kind in _KINDS if name.endswith(suffixes)), "")


def _shard(path: Path, kind: str) -> Shard:
    """A file as a shard, marked by its size, its first and its last bytes."""
    size = path.stat().st_size
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
        file.seek(max(0, size - _SAMPLE))
        sample += file.read(_SAMPLE)
    return Shard(path.resolve(), kind, size, _hash(str(size).encode() + sample))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def read_shard(shard: Shard) -> Iterator[At]:
    """What is in a shard, always in the same order. Raises DocumentError, OSError."""
    if shard.kind == "folder":
        read = 0
        for record in read_folder(shard.path):
            read += len(record.data)
            yield At(record, read)
        return
    with shard.path.open("rb") as file:
        kind, _, packing = shard.kind.partition(".")
        if kind == "warc":
            found: Iterator[Record | Damage] = read_warc(file)
        else:
            found = read_table(file) if kind == "table" else read_lines(file, packing)
        for each in found:
            yield At(each, file.tell())
