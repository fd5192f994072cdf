"""What runs the work: a running Dask cluster (https://docs.dask.org, distributed).

The blocks go to its workers through its scheduler; nothing is asked of a shared disk.
A worker that ends is replaced by the cluster and its block read again; a scheduler that
is started anew is waited for.
"""

from __future__ import annotations

import contextlib
import logging
import time
from concurrent.futures import CancelledError
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pipelines.errors import ConfigError, TrackerError
from tracker.jobs.backfill.blocks import Block, pack
from tracker.jobs.backfill.engines import Done
from tracker.jobs.backfill.work import Settings, outcome_of, read_block

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from distributed import Client, Future

PATIENCE = 120.0
"""Seconds that a scheduler is waited for after it went away."""

AT_FIRST = 30.0
"""Seconds that it is waited for at the start."""

_LOOK = 2.0
"""Seconds after which the connection is looked at while nothing is done."""


class DaskCluster:
    """Gives the work to the workers of the scheduler at `address`.

    Raises ConfigError where distributed is not installed or nothing answers there.
    """

    def __init__(
        self,
        address: str,
        settings: Settings,
        patience: float = PATIENCE,
        work: Callable[[bytes, Mapping[str, Any]], dict[str, Any]] = read_block,
    ) -> None:
        self._address = address
        self._work = work
        self._settings = asdict(settings)
        self._patience = patience
        self._running: dict[Future, Block] = {}
        self._client = self._connected(min(patience, AT_FIRST))

    @property
    def slots(self) -> int:
        """As many as the workers have threads now; one while there are none yet."""
        with contextlib.suppress(OSError, ValueError):
            return max(1, sum(map(int, self._client.ncores().values())))
        return 1

    @property
    def dashboard(self) -> str:
        """The address of the dashboard, "" where the scheduler has none."""
        services = self._client.scheduler_info().get("services", {})
        return str(self._client.dashboard_link) if "dashboard" in services else ""

    def submit(self, block: Block) -> None:
        """Give a block to the cluster."""
        future = self._client.submit(
            self._work,
            pack(block.records),
            self._settings,
            key=f"{block.name}-{id(block)}-{time.monotonic_ns()}",
            pure=False,
        )
        self._running[future] = block

    def finished(self) -> list[Done]:
        """Wait for the next blocks that are done; begins again with what a scheduler forgot."""
        from distributed import wait

        while True:
            if self._is_lost():
                self._begin_again()
            with contextlib.suppress(TimeoutError, CancelledError), self._client.as_current():
                wait(list(self._running), timeout=_LOOK, return_when="FIRST_COMPLETED")
            done = [self._done(future) for future in list(self._running) if future.done()]
            found = [one for one in done if one is not None]
            if found:
                return found

    def _is_lost(self) -> bool:
        """Whether the connection went away, or the scheduler knows nothing of our blocks."""
        is_away = self._client.status != "running" or self._client.scheduler is None
        return is_away or any(one.status in {"cancelled", "lost"} for one in self._running)

    def _begin_again(self) -> None:
        """Connect anew and submit what had not been taken."""
        blocks = list(self._running.values())
        self._running.clear()
        with contextlib.suppress(Exception):
            self._client.close(timeout=1)
        self._client = self._connected(self._patience)
        for block in blocks:
            self.submit(block)

    def _done(self, future: Future) -> Done | None:
        """What became of a block; None where its scheduler went away."""
        from distributed import KilledWorker

        if future.status in {"cancelled", "lost"}:
            return None
        block = self._running.pop(future)
        try:
            told: dict[str, Any] = future.result()
        except KilledWorker as error:
            return Done(block, None, "it ended its workers", deaths=error.allowed_failures + 1)
        except Exception as error:  # noqa: BLE001 - whatever a worker threw; the block is tried again in parts
            return Done(block, None, f"{type(error).__name__}: {error}"[:300])
        finally:
            future.release()
        return Done(block, outcome_of(told, block.first))

    def _connected(self, patience: float) -> Client:
        """A client of the scheduler, which is waited for so many seconds."""
        try:
            from distributed import Client
        except ModuleNotFoundError:
            raise ConfigError(
                'a cluster needs Dask: pip install "policy-event-tracker[cluster]"'
            ) from None
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        began = time.monotonic()
        while True:
            try:
                return Client(
                    self._address, timeout=5, set_as_default=False, heartbeat_interval=500
                )
            except (OSError, ValueError) as error:
                if time.monotonic() - began > patience or isinstance(error, ValueError):
                    raise TrackerError(
                        f"{self._address}: no Dask scheduler answers there; start it, and run this"
                        " again: what was read so far is kept"
                    ) from error
            time.sleep(0.5)

    def close(self) -> None:
        """Leave the cluster; its workers stay."""
        for future in list(self._running):
            with contextlib.suppress(Exception):
                future.cancel()
        with contextlib.suppress(Exception):
            self._client.close(timeout=2)
