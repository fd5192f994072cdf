"""A Dask cluster on loopback: its scheduler and two workers are processes of their own."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.errors import TrackerError
from tracker.jobs.backfill.cluster import DaskCluster
from tracker.queries.backfill import set_aside

HERE = Path(__file__).parent
ROOT = HERE.parents[3]


class Cluster:
    """A scheduler and two workers with a thread each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{one.getsockname()[1]}"
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        port = self.address.rpartition(":")[2]
        common = ("--host", "127.0.0.1", "--no-dashboard")
        self._start("dask_scheduler", *common, "--port", port)
        self._start(
            "dask_worker", self.address, *common, "--nworkers", "2", "--nthreads", "1",
            "--local-directory", str(self.folder),
        )  # fmt: skip

    def _start(self, module: str, *arguments: str) -> None:
        environ = os.environ | {"PYTHONPATH": f"{ROOT}:{HERE}", "OMP_NUM_THREADS": "1"}
        log = (self.folder / f"{module}.log").open("ab")
        command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
        with log:
            self.processes.append(subprocess.Popen(command, env=environ, stdout=log, stderr=log))

    def workers(self) -> list[int]:
        """The processes that do the work: the children of the nanny's."""
        nanny = self.processes[1].pid
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(nanny)],
            capture_output=True,
            text=True,
            check=False,
        )
        return [int(line.split()[0]) for line in listed.stdout.splitlines() if "spawn_main" in line]

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "dask"
    folder.mkdir()
    one = Cluster(folder)
    one.start()
    yield one
    one.stop()


@pytest.fixture
def engine(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Callable[..., DaskCluster]:
    monkeypatch.syspath_prepend(str(HERE))
    import mortal_work

    return lambda desk: DaskCluster(cluster.address, desk.settings, 60, mortal_work.read_block)


def test_two_workers_of_a_cluster_give_the_timeline_of_none(
    new_desk, write_lines, make_row, read_timeline, engine
) -> None:
    archives = [write_lines("b.jsonl", range(300)), write_lines("a.jsonl", range(200, 500))]
    plain, other = new_desk("plain"), new_desk("other")
    plain.run(*archives)
    report = other.run(*archives, engine=engine(other))
    assert report.counts.documents == 600
    assert read_timeline(other.config.database) == read_timeline(plain.config.database)

    killer = json.dumps(make_row(4) | {"url": "https://evil.example/", "text": "MORTAL"})
    desk = new_desk("desk")
    report = desk.run(write_lines("c.jsonl", range(5), killer), engine=engine(desk))
    assert (report.counts.documents, report.counts.failed) == (6, 1)
    (found,) = set_aside(desk.db)
    assert found.place == "line 6"


def blocks_of(desk) -> int:
    """How many blocks are recorded, asked by another thread than the writer's."""
    with closing(sqlite3.connect(desk.config.database)) as db:
        return int(db.execute("SELECT count(*) FROM backfill_blocks").fetchone()[0])


def waiting_row(make_row, go: Path) -> str:
    return json.dumps(make_row(4) | {"text": make_row(4)["text"] + f"WAITS FOR {go} !"})


def test_a_worker_killed_mid_block_loses_and_doubles_nothing(
    new_desk, write_lines, make_row, read_timeline, cluster, engine, tmp_path
) -> None:
    go = tmp_path / "go"
    archive = write_lines("a.jsonl", range(100, 300), waiting_row(make_row, go))
    plain, other = new_desk("plain"), new_desk("other")

    def kill() -> None:
        while blocks_of(other) < 3:
            time.sleep(0.05)
        for worker in cluster.workers():
            os.kill(worker, signal.SIGKILL)
        go.touch()

    report = run_beside(kill, lambda: other.run(archive, engine=engine(other)))
    plain.run(archive)
    assert (report.counts.documents, report.counts.failed) == (201, 0)
    assert read_timeline(other.config.database) == read_timeline(plain.config.database)


def test_a_scheduler_started_anew_is_waited_for_and_nothing_is_lost(
    new_desk, write_lines, make_row, read_timeline, cluster, engine, tmp_path
) -> None:
    go = tmp_path / "go"
    archive = write_lines("a.jsonl", range(100, 300), waiting_row(make_row, go))
    plain, other = new_desk("plain"), new_desk("other")

    def restart() -> None:
        while blocks_of(other) < 3:
            time.sleep(0.05)
        cluster.processes[0].kill()
        cluster.stop()
        go.touch()
        cluster.start()

    report = run_beside(restart, lambda: other.run(archive, engine=engine(other)))
    plain.run(archive)
    assert (report.counts.documents, report.counts.failed) == (201, 0)
    assert read_timeline(other.config.database) == read_timeline(plain.config.database)


def run_beside(act: Callable[[], None], run):
    """Run while a thread acts."""
    beside = threading.Thread(target=act)
    beside.start()
    try:
        return run()
    finally:
        beside.join()


def test_no_scheduler_is_a_clear_error(desk, closed_port) -> None:
    with pytest.raises(TrackerError, match="no Dask scheduler answers there"):
        DaskCluster(f"tcp://127.0.0.1:{closed_port}", desk.settings, 0)


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:8786", "tcp://127.0.0.1"])
def test_what_is_no_address_of_a_scheduler_is_a_clear_error(desk, address) -> None:
    with pytest.raises(TrackerError):
        DaskCluster(address, desk.settings, 0)
