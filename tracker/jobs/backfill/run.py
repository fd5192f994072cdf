"""A backfill: blocks through an engine into the timeline, by one writer.

Readers and workers know nothing of the database; this alone writes. What a run has
recorded it never reads again, whatever ended it.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.archive import Counts, Shard, find_shards
from tracker.jobs.backfill.blocks import Block, End, cut
from tracker.jobs.backfill.drive import Drive, Finished, read_ahead
from tracker.jobs.backfill.work import Settings
from tracker.jobs.extract import merge_rules
from tracker.queries.backfill import counts_of, damages_of
from tracker.store.backfill import (
    KnownShard,
    finish_shard,
    record_block,
    record_shards,
    settle,
)
from tracker.store.timeline import merge_staged, refresh_regrouped

if TYPE_CHECKING:
    import sqlite3

    from pipelines.merge.rules import MergeRules
    from tracker.config import Config
    from tracker.jobs.backfill.engines import Engine


@dataclass(frozen=True, slots=True)
class Step:
    """How far a run is: bytes read of all, what was found so far, and what is being done."""

    done: int
    total: int
    counts: Counts
    what: str


@dataclass(frozen=True, slots=True)
class BackfillReport:
    """What a run did. `counts` is of this run, `total` of all runs over these shards;
    `seconds` of work by stage; `damages` are shards that could not be read whole, and why."""

    shards: int
    counts: Counts
    total: Counts
    merged: int
    seconds: Mapping[str, float]
    elapsed: float
    damages: Sequence[tuple[str, str]] = ()


OnStep = Callable[[Step], None]


def settings_of(config: Config, now: dt.datetime) -> Settings:
    """What the workers have to know of the configuration."""
    files = tuple(str(path.resolve()) for path in config.lexicon_files)
    last_day = now.date() + dt.timedelta(days=1)
    return Settings(config.extract.model, files, last_day.isoformat())


@dataclass
class Backfill:
    """One run over the shards that `paths` name, in their order.

    `db` is open for writing. Raises ConfigError for a path that is not there, TimelineError
    where the database cannot be written.
    """

    config: Config
    db: sqlite3.Connection
    engine: Engine
    now: dt.datetime
    on_step: OnStep | None = None
    seconds: Counter[str] = field(default_factory=Counter)
    counts: Counts = field(default_factory=Counts)

    def run(self, paths: Sequence[str]) -> BackfillReport:
        """Read what no earlier run has read, settle it, and merge."""
        began = time.perf_counter()
        shards = find_shards(paths)
        self._begin(shards)
        for finished in Drive(self.engine, self._blocks()).run():
            self._record(finished)
        self._settle()
        merged = self._merge()
        ids = [shard.id for shard in self._known]
        return BackfillReport(
            shards=len(shards),
            counts=self.counts,
            total=counts_of(self.db, ids),
            merged=merged,
            seconds=dict(self.seconds),
            elapsed=time.perf_counter() - began,
            damages=damages_of(self.db, ids),
        )

    def _begin(self, shards: Sequence[Shard]) -> None:
        self._rules: MergeRules = merge_rules(self.config)
        self._shards = shards
        self._known: list[KnownShard] = record_shards(self.db, shards, self.now)
        self._left = {
            number: 0 for number, known in enumerate(self._known) if not known.is_finished
        }
        self._ends: dict[int, End] = {}
        self._settled = 0
        self._bytes_before = [0]
        for shard in shards:
            self._bytes_before.append(self._bytes_before[-1] + shard.size)

    def _blocks(self) -> Iterator[Block]:
        """The blocks that are still to be read; counts them, and notes where shards end."""
        for step in read_ahead(self._read(), self.engine.slots + 1):
            if isinstance(step, End):
                self._ends[step.shard] = step
                continue
            self._left[step.shard] += 1
            yield step

    def _read(self) -> Iterator[Block | End]:
        for number in self._left:
            yield from self._timed_read(number)

    def _timed_read(self, number: int) -> Iterator[Block | End]:
        pieces = cut(self._shards[number], number, self._known[number].blocks)
        while True:
            began = time.thread_time()
            piece = next(pieces, None)
            self.seconds["read"] += time.thread_time() - began  # type: ignore[assignment]
            if piece is None:
                return
            yield piece

    def _record(self, finished: Finished) -> None:
        block, outcome = finished.block, finished.outcome
        began = time.perf_counter()
        record_block(self.db, self._known[block.shard].id, block.number, outcome)
        self._left[block.shard] -= 1
        self.counts += outcome.counts
        for stage, seconds in outcome.seconds.items():
            self.seconds[stage] += seconds  # type: ignore[assignment]
        self.seconds["write"] += time.perf_counter() - began  # type: ignore[assignment]
        self._tell(
            self._bytes_before[block.shard] + block.read, self._shards[block.shard].path.name
        )
        self._settle()

    def _settle(self) -> None:
        """Settle the shards that are done, in their order, as far as all before them are."""
        began = time.perf_counter()
        while self._settled < len(self._known) and self._is_done(self._settled):
            while settle(self.db, self._known[self._settled], self._rules):
                self._tell_again(f"settling {self._shards[self._settled].path.name}")
            self._settled += 1
        self.seconds["settle"] += time.perf_counter() - began  # type: ignore[assignment]

    def _is_done(self, number: int) -> bool:
        """Whether all of a shard is recorded; notes it where it was not known."""
        known, end = self._known[number], self._ends.get(number)
        if known.is_finished:
            return True
        if end is None or self._left[number]:
            return False
        finish_shard(self.db, known.id, end.damage, self.now)
        return True

    def _merge(self) -> int:
        began, merged = time.perf_counter(), 0
        started = min((shard.started for shard in self._known), default=self.now)
        while some := merge_staged(self.db, self._rules, started):
            merged += some
            self._tell_again(f"merging, {merged} mentions")
        while refresh_regrouped(self.db, self._rules, started):
            self._tell_again("counting witnesses")
        self.seconds["merge"] += time.perf_counter() - began  # type: ignore[assignment]
        return merged

    def _tell(self, done: int, what: str) -> None:
        if self.on_step is not None:
            self.on_step(Step(done, self._bytes_before[-1], self.counts, what))

    def _tell_again(self, what: str) -> None:
        self._tell(self._bytes_before[-1], what)
