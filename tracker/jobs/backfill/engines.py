"""What runs the work on this machine: this very process, or several others.

An engine is given blocks, at most `slots` at a time, and gives back what became of each:
an outcome, or the reason why its worker ended, which is the block's fault or nobody's.
"""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pipelines.errors import DocumentError
from tracker.jobs.backfill.blocks import Block, pack
from tracker.jobs.backfill.work import Settings, outcome_of, read_block
from tracker.worker import Limits, Workers

if TYPE_CHECKING:
    from pipelines.archive import Outcome

LIMITS = Limits(
    cpu_seconds=120,
    wall_seconds=600.0,
    memory_bytes=1_500_000_000,
    result_bytes=256_000_000,
    tasks=2_000,
)
"""What a worker may use for one block; a block takes two seconds as a rule."""

_TASKS = "tracker.jobs.backfill.work"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a block: its outcome, or why there is none and how many workers it ended."""

    block: Block
    outcome: Outcome | None
    reason: str = ""
    deaths: int = 1


class Engine(Protocol):
    """Runs the work."""

    @property
    def slots(self) -> int:
        """How many blocks it can read at once."""

    @property
    def dashboard(self) -> str:
        """Where to watch it, "" for nowhere."""

    def submit(self, block: Block) -> None:
        """Begin with a block."""

    def finished(self) -> list[Done]:
        """What is done by now, at least one block; waits for it."""

    def close(self) -> None:
        """End all workers."""


class InProcess:
    """Does the work right here, when it is asked for what is done."""

    slots = 1
    dashboard = ""

    def __init__(self, settings: Settings) -> None:
        self._settings = asdict(settings)
        self._given: list[Block] = []

    def submit(self, block: Block) -> None:
        """Keep a block for later."""
        self._given.append(block)

    def finished(self) -> list[Done]:
        """Read the block."""
        block = self._given.pop(0)
        told = read_block(pack(block.records), self._settings)
        return [Done(block, outcome_of(told, block.first))]

    def close(self) -> None:
        """There are no workers."""


class LocalWorkers:
    """Processes of this machine, each with limits of its own, see tracker.worker.

    One that dies or overruns its limits is replaced.
    """

    dashboard = ""

    def __init__(
        self, count: int, settings: Settings, limits: Limits = LIMITS, tasks: str = _TASKS
    ) -> None:
        self.slots = count
        self._options = asdict(settings)
        self._workers = Workers(count, limits, tasks)
        self._threads = ThreadPoolExecutor(count)
        self._running: set[Future[Done]] = set()

    def submit(self, block: Block) -> None:
        """Give a block to a worker."""
        self._running.add(self._threads.submit(self._run, block))

    def _run(self, block: Block) -> Done:
        options: dict[str, Any] = {"url": block.name} | self._options
        try:
            told = self._workers.run("block", pack(block.records), options)
        except DocumentError as error:
            return Done(block, None, str(error).removeprefix(f"{block.name}: "))
        return Done(block, outcome_of(told, block.first))

    def finished(self) -> list[Done]:
        """Wait for the next blocks that are done."""
        done, self._running = wait(self._running, return_when=FIRST_COMPLETED)
        return [future.result() for future in done]

    def close(self) -> None:
        """End all workers, also in the middle of their work."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._workers.close()
