"""Blocks: some documents of a shard, which are read together.

A shard is always cut in the same way, so that a block's number stands for the same
documents in every run.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from pipelines.archive import Damage, Record, Shard, read_shard
from pipelines.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

DOCUMENTS = 64
"""The most documents of a block."""

MOST_BYTES = 8_000_000
"""The bytes from which on a block takes no more documents."""

PARTS = 8
"""A block that ended its worker is read again in so many parts."""

_MOST_DAMAGES = 5
"""Damaged places that are told one by one."""


@dataclass(frozen=True, slots=True)
class Block:
    """Documents of a shard that are read together; `shard` is its number in the run.

    `first` is the place of the first one in the whole block, of which this may be a part;
    `deaths` how many workers a block of one document has ended; `read` how many bytes of the
    shard were read by its end.
    """

    shard: int
    number: int
    records: tuple[Record, ...]
    first: int = 0
    deaths: int = 0
    read: int = 0

    @property
    def name(self) -> str:
        """A name for errors and for the cluster's dashboard."""
        return f"shard-{self.shard}-block-{self.number}-at-{self.first}"

    def parts(self) -> list[Block]:
        """The block in a few parts."""
        step = -(-len(self.records) // PARTS)
        starts = range(0, len(self.records), step)
        return [
            replace(self, records=self.records[at : at + step], first=self.first + at)
            for at in starts
        ]


@dataclass(frozen=True, slots=True)
class End:
    """The end of a shard: how many blocks it has, and what of it could not be read."""

    shard: int
    blocks: int
    damage: str


def cut(shard: Shard, number: int, done: Collection[int] = ()) -> Iterator[Block | End]:
    """The blocks of a shard but for those that are `done`, then its end."""
    pending: list[Record] = []
    damages = _Damages()
    size = blocks = read = 0
    try:
        for at in read_shard(shard):
            if isinstance(at.found, Damage):
                damages.add(at.found.reason)
                continue
            pending.append(at.found)
            size, read = size + len(at.found.data), at.bytes
            if len(pending) >= DOCUMENTS or size >= MOST_BYTES:
                if blocks not in done:
                    yield Block(number, blocks, tuple(pending), read=read)
                pending, size, blocks = [], 0, blocks + 1
    except (DocumentError, OSError) as error:
        damages.add(str(error))
    if pending:
        if blocks not in done:
            yield Block(number, blocks, tuple(pending), read=shard.size)
        blocks += 1
    yield End(number, blocks, str(damages))


class _Damages:
    """Damaged places: a few reasons, and how many more there are."""

    def __init__(self) -> None:
        self._reasons: list[str] = []
        self._more = 0

    def add(self, reason: str) -> None:
        if len(self._reasons) < _MOST_DAMAGES:
            self._reasons.append(" ".join(reason.split()))
        else:
            self._more += 1

    def __str__(self) -> str:
        more = [f"and {self._more} more places"] if self._more else []
        return "; ".join([*self._reasons, *more])


def pack(records: tuple[Record, ...]) -> bytes:
    """Records as bytes: a line of JSON that tells of all, then their data."""
    heads = [asdict(replace(one, data=b"")) | {"data": len(one.data)} for one in records]
    return json.dumps(heads).encode() + b"\n" + b"".join(one.data for one in records)


def unpack(packed: bytes) -> list[Record]:
    """The records that `pack` made bytes of."""
    at = packed.index(b"\n") + 1
    records = []
    for head in json.loads(packed[:at]):
        size = head["data"]
        records.append(Record(**head | {"data": packed[at : at + size]}))
        at += size
    return records
