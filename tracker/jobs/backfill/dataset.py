"""A timeline as a Parquet dataset: mentions/ and events/, by instrument and year.

    mentions/instrument=tariff/year=2025/part-0.parquet

The names of the partitions are columns too (Hive's way), for DuckDB, Spark and
warehouses.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pipelines.errors import ConfigError
from tracker.queries.dataset import all_events, all_mentions

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

WORK = "_timeline.db"
"""The timeline that a dataset is made from, in its folder; readers of datasets pass over it."""

_ROWS = 5_000

KINDS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("items", "actors", "targets"), "texts")
    | dict.fromkeys(("published", "day", "first_published", "last_published"), "day")
    | dict.fromkeys(("seen", "first_seen", "last_seen"), "moment")
    | dict.fromkeys(("confidence",), "number")
    | dict.fromkeys(("mentions", "witnesses"), "count")
    | dict.fromkeys(("official",), "flag")
)
"""The kinds of columns that are not plain text."""


def write_dataset(db: sqlite3.Connection, folder: Path) -> dict[str, int]:
    """Write mentions and events below `folder`, in the place of what is there of them.

    Gives the number of rows of each. Raises ConfigError without pyarrow.
    """
    need_pyarrow()
    tables = {"mentions": all_mentions(db), "events": all_events(db)}
    return {name: _write(rows, folder / name) for name, rows in tables.items()}


def need_pyarrow() -> None:
    """Raise ConfigError where pyarrow is not installed."""
    try:
        import pyarrow  # noqa: F401
    except ModuleNotFoundError:
        raise ConfigError(
            'writing Parquet needs pyarrow: pip install "policy-event-tracker[parquet]"'
        ) from None


def _write(rows: Iterable[sqlite3.Row], folder: Path) -> int:
    """Write a table whole beside its place, then put it there."""
    part = folder.with_name(f"_{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    written = 0
    for (instrument, year), some in itertools.groupby(rows, lambda row: (row[0], row[1])):
        below = part / f"instrument={instrument}" / f"year={year}"
        below.mkdir(parents=True)
        written += _write_partition(some, below / "part-0.parquet")
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    return written


def _write_partition(rows: Iterator[sqlite3.Row], path: Path) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    first = next(rows)
    names = [name for name in first.keys() if name not in {"instrument", "year"}]  # noqa: SIM118 - rows of SQLite are no dicts
    schema = pa.schema([(name, _type(KINDS.get(name, "text"))) for name in names])
    whole, written = itertools.chain([first], rows), 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while some := list(itertools.islice(whole, _ROWS)):
            values = [{name: _value(name, row[name]) for name in names} for row in some]
            writer.write_table(pa.Table.from_pylist(values, schema=schema))
            written += len(some)
    return written


def _type(kind: str) -> Any:
    import pyarrow as pa

    return {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "day": pa.date32(),
        "moment": pa.timestamp("s", tz="UTC"),
        "number": pa.float64(),
        "count": pa.int64(),
        "flag": pa.bool_(),
    }[kind]


def _value(name: str, value: Any) -> Any:
    """A value of SQLite as the dataset has it."""
    kind = KINDS.get(name)
    if value is None or kind in {None, "number", "count"}:
        return value
    if kind == "texts":
        return json.loads(value)
    if kind == "flag":
        return bool(value)
    return dt.date.fromisoformat(value) if kind == "day" else dt.datetime.fromisoformat(value)
