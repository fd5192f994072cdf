"""The driver, with an engine of this test's own whose documents end workers at will."""

from __future__ import annotations

import threading

import pytest

from pipelines.archive import Counts, Outcome, Record
from tracker.jobs.backfill.blocks import Block
from tracker.jobs.backfill.drive import DEATHS, Drive, read_ahead
from tracker.jobs.backfill.engines import Done


class Engine:
    """Reads each block by counting its documents; `deadly` ones end the worker always,
    `weak` ones once."""

    dashboard = ""

    def __init__(
        self, slots: int = 3, deadly: set[str] = frozenset(), weak: set[str] = frozenset()
    ):
        self.slots, self.deadly, self.weak = slots, set(deadly), set(weak)
        self.given: list[Block] = []
        self.deaths = 0

    def submit(self, block: Block) -> None:
        self.given.append(block)
        assert len(self.given) <= self.slots

    def finished(self) -> list[Done]:
        block = self.given.pop()
        names = {record.where for record in block.records}
        if names & (self.deadly | self.weak):
            self.weak -= names
            self.deaths += 1
            return [Done(block, None, "it died")]
        return [Done(block, Outcome(Counts(documents=len(names)), [{"position": block.first}]))]

    def close(self) -> None:
        pass


def blocks(count: int, size: int = 64) -> list[Block]:
    return [
        Block(0, number, tuple(Record("json", b"", f"{number}/{at}") for at in range(size)))
        for number in range(count)
    ]


def run(engine: Engine, given: list[Block]) -> dict[int, Outcome]:
    found = {one.block.number: one.outcome for one in Drive(engine, given).run()}
    assert sum(one.counts.documents for one in found.values()) == sum(len(b.records) for b in given)
    return found


def test_every_block_comes_once() -> None:
    assert sorted(run(Engine(), blocks(20))) == list(range(20))


def test_a_worker_that_ends_once_costs_nothing_but_time() -> None:
    found = run(Engine(weak={"3/17"}), blocks(5))
    assert [one.failures for one in found.values()] == [[]] * 5
    assert {one.block.number for one in Drive(Engine(), blocks(5)).run()} == set(range(5))


def test_a_document_that_ends_three_workers_is_set_aside_alone() -> None:
    engine = Engine(deadly={"2/40"})
    found = run(engine, blocks(4))
    (failure,) = found[2].failures
    assert (failure.position, failure.place) == (40, "2/40")
    assert failure.reason == f"it died; set aside after {DEATHS} workers"
    assert found[2].counts == Counts(documents=64, failed=1)
    assert engine.deaths == 2 + DEATHS


def test_several_deadly_documents_in_one_block_are_all_found() -> None:
    deadly = {"0/0", "0/1", "0/33", "0/63"}
    found = run(Engine(deadly=deadly), blocks(1))
    assert {failure.place for failure in found[0].failures} == deadly


def test_no_more_is_read_than_is_taken() -> None:
    read: list[int] = []
    given = (read.append(block.number) or block for block in blocks(50))
    for taken, _ in enumerate(Drive(Engine(slots=2), given).run()):
        assert len(read) <= taken + 2


def test_reading_ahead_gives_the_same_values_in_order() -> None:
    assert list(read_ahead(iter(range(1000)), 3)) == list(range(1000))


def test_reading_ahead_stops_when_nobody_takes() -> None:
    read: list[int] = []
    enough = threading.Event()

    def values():
        for number in range(1000):
            read.append(number)
            if number == 4:
                enough.set()
            yield number

    ahead = read_ahead(values(), 3)
    assert next(ahead) == 0
    assert enough.wait(10)
    assert len(read) <= 6
    ahead.close()


def test_reading_ahead_raises_where_the_values_are_used() -> None:
    def values():
        yield 1
        raise OSError("gone")

    ahead = read_ahead(values(), 3)
    assert next(ahead) == 1
    with pytest.raises(OSError, match="gone"):
        next(ahead)
