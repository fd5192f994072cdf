"""Parquet files with an article a row, in the columns that JSON lines have as keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO

from pipelines.archive.record import Damage, Record
from pipelines.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = ("url", "published", "title", "text", "html", "outlet")
_ROWS = 64


def read_table(file: BinaryIO) -> Iterator[Record | Damage]:
    """The articles of a file, row group by row group. Raises DocumentError without pyarrow."""
    try:
        from pyarrow import ArrowException, parquet
    except ModuleNotFoundError:
        raise DocumentError(
            'reading Parquet needs pyarrow: pip install "policy-event-tracker[parquet]"'
        ) from None
    number = 0
    try:
        table = parquet.ParquetFile(file)
        columns = [name for name in COLUMNS if name in table.schema_arrow.names]
        for batch in table.iter_batches(_ROWS, columns=columns):
            for row in batch.to_pylist():
                number += 1
                yield Record("json", _as_json(row), f"row {number}")
    except (ArrowException, OSError) as error:
        yield Damage(f"after row {number}: {' '.join(str(error).split())}"[:300])


def _as_json(row: dict[str, object]) -> bytes:
    return json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "replace")
