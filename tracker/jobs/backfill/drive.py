"""Keeps an engine busy with blocks, and finds the document that ends workers.

No more blocks are with the engine, or done and not yet taken, than it has slots: a slow
writer slows the readers, and a run that is killed repeats at most a block a worker.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from pipelines.archive import Counts, Failure, Outcome
from tracker.jobs.backfill.blocks import Block
from tracker.jobs.backfill.engines import Done, Engine

DEATHS = 3
"""A document that has ended so many workers is set aside."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Finished:
    """A whole block with its outcome."""

    block: Block
    outcome: Outcome


@dataclass
class _Whole:
    """A block of which parts may still be read."""

    block: Block
    left: int
    outcome: Outcome


class Drive:
    """One run of blocks through an engine."""

    def __init__(self, engine: Engine, blocks: Iterable[Block]) -> None:
        self._engine = engine
        self._blocks = iter(blocks)
        self._again: deque[Block] = deque()
        self._wholes: dict[tuple[int, int], _Whole] = {}
        self._busy = 0

    def run(self) -> Iterator[Finished]:
        """Each block as it is done. A block counts as taken when the next one is asked for."""
        self._fill()
        while self._busy:
            for done in self._engine.finished():
                yield from self._settled(done)
                self._busy -= 1
                self._fill()

    def _fill(self) -> None:
        while self._busy < self._engine.slots and (block := self._next()) is not None:
            self._engine.submit(block)
            self._busy += 1

    def _next(self) -> Block | None:
        if self._again:
            return self._again.popleft()
        block = next(self._blocks, None)
        if block is not None:
            self._wholes[block.shard, block.number] = _Whole(block, 1, Outcome())
        return block

    def _settled(self, done: Done) -> Iterator[Finished]:
        whole = self._wholes[done.block.shard, done.block.number]
        outcome = done.outcome or self._tried_again(done, whole)
        if outcome is None:
            return
        whole.outcome = _joined(whole.outcome, outcome)
        whole.left -= 1
        if not whole.left:
            del self._wholes[done.block.shard, done.block.number]
            yield Finished(whole.block, whole.outcome)

    def _tried_again(self, done: Done, whole: _Whole) -> Outcome | None:
        """Queue what ended its worker again, in parts; a single document only a few times."""
        block = done.block
        if len(block.records) > 1:
            parts = block.parts()
            whole.left += len(parts) - 1
            self._again.extend(parts)
            return None
        deaths = block.deaths + done.deaths
        if deaths < DEATHS:
            self._again.append(replace(block, deaths=deaths))
            return None
        return set_aside(block, f"{done.reason}; set aside after {deaths} workers")


def set_aside(block: Block, reason: str) -> Outcome:
    """The outcome of a block of one document that cannot be read."""
    (record,) = block.records
    failure = Failure(block.first, f"{record.where} {record.url}".strip(), reason)
    return Outcome(Counts(documents=1, failed=1), failures=[failure])


def _joined(one: Outcome, other: Outcome) -> Outcome:
    names = {*one.seconds, *other.seconds}
    seconds = {name: one.seconds.get(name, 0.0) + other.seconds.get(name, 0.0) for name in names}
    return Outcome(
        one.counts + other.counts,
        [*one.articles, *other.articles],
        [*one.failures, *other.failures],
        seconds,
    )


def read_ahead(values: Iterable[_T], most: int) -> Iterator[_T]:
    """The same values, of which a thread reads up to `most` ahead; its errors are raised here."""
    ready: queue.Queue[tuple[_T | None, BaseException | None, bool]] = queue.Queue(most)
    is_over = threading.Event()

    def put(value: _T | None, error: BaseException | None, is_last: bool) -> None:
        while not is_over.is_set():
            try:
                ready.put((value, error, is_last), timeout=0.2)
            except queue.Full:
                continue
            return

    def read() -> None:
        error = None
        try:
            for value in values:
                put(value, None, False)
                if is_over.is_set():
                    return
        except BaseException as fault:  # noqa: BLE001 - it is raised where the values are used
            error = fault
        put(None, error, True)

    threading.Thread(target=read, daemon=True).start()
    try:
        while True:
            value, error, is_last = ready.get()
            if error is not None:
                raise error
            if is_last:
                return
            yield value  # type: ignore[misc]
    finally:
        is_over.set()
