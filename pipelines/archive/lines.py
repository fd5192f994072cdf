"""JSON lines of articles, plain, gzip or Zstandard: {"url", "published", "title", "text"
or "html", "outlet"}."""

from __future__ import annotations

import gzip
import sys
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from pipelines.archive.record import MOST_BYTES, Damage, Record, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 1 << 20


def read_lines(file: BinaryIO, packing: str = "") -> Iterator[Record | Damage]:
    """The articles of a file, a line each; `packing` is "", "gz" or "zst"."""
    opened, number = _opened(file, packing), 0
    try:
        while line := opened.readline(MOST_BYTES + 1):
            number += 1
            if line.strip():
                yield _record(opened, line, f"line {number}")
    except (EOFError, OSError, zlib.error, _zstd_error()) as error:
        yield Damage(f"after line {number}: {error}")


def _record(file: BinaryIO, line: bytes, where: str) -> Record:
    if len(line) <= MOST_BYTES:
        return Record("json", line, where)
    while not line.endswith(b"\n") and (line := file.readline(_PIECE)):
        pass
    return too_large("json", where)


def _opened(file: BinaryIO, packing: str) -> BinaryIO:
    if packing == "gz":
        return cast("BinaryIO", gzip.GzipFile(fileobj=file))
    if packing == "zst":
        return cast("BinaryIO", _zstd().ZstdFile(file))
    return file


def _zstd() -> Any:
    """The module for Zstandard: Python's own, or its copy for older ones."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd


def _zstd_error() -> type[Exception]:
    error: type[Exception] = _zstd().ZstdError
    return error
