"""Documents per second of a backfill, by engine; and what a million documents cost the writer.

Each measurement is a process of its own over the same generated archive. Rates are
counted from the first block recorded to the end, so that loading the model counts in none.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click

from benchmarks.archive import DAYS, FIRST_DAY, URL, write_archive
from pipelines.archive import Counts, Outcome, Shard, find_shards
from pipelines.merge.rules import MergeRules
from tracker.config import Config
from tracker.jobs.backfill.blocks import DOCUMENTS, Block, cut, pack
from tracker.jobs.backfill.cluster import DaskCluster
from tracker.jobs.backfill.engines import Engine, InProcess, LocalWorkers
from tracker.jobs.backfill.run import Backfill, Step, settings_of
from tracker.jobs.backfill.work import outcome_of, read_block
from tracker.jobs.extract import merge_rules
from tracker.schema import connect
from tracker.store.backfill import finish_shard, record_block, record_shards, settle
from tracker.store.timeline import merge_staged

FOLDER = Path("build") / "bench"
NOW = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
A_SHARD = 1000
LEAST_GAIN = 1.8
MOST_OVERHEAD = 1.10
MOST_WRITER = 300
MOST_WORKER = 700
MOST_SLOWING = 1.10
STAGES = (
    "read",
    "article",
    "language",
    "relevance",
    "mentions",
    "copies",
    "write",
    "settle",
    "merge",
)

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Speed:
    """Documents a second, the most memory of the writer and of a worker (megabytes), and
    milliseconds a document: of the command itself (processor), and of each stage."""

    documents: float
    writer: float
    worker: float
    own: float
    stages: dict[str, float]


class Watch:
    """Notes when documents were recorded, and the most memory that workers had.

    The first block of each of `workers` is not counted: it waits for the model.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self.steps: list[tuple[float, int, float]] = []
        self.worker = 0.0

    def __call__(self, step: Step) -> None:
        """Take a step of the run."""
        if not self.steps or step.counts.documents > self.steps[-1][1]:
            now = (time.perf_counter(), step.counts.documents, time.process_time())
            self.steps.append(now)
        self.worker = max([self.worker, *(peak(pid) for pid in children(os.getpid()))])

    def rate(self) -> float:
        """Documents a second from the first block recorded until now."""
        (first, before, _), (_, after, _) = self.steps[self._workers - 1], self.steps[-1]
        return (after - before) / (time.perf_counter() - first)

    def own(self) -> float:
        """Milliseconds of the processor that the command itself took a document."""
        (_, before, first), (_, after, _) = self.steps[self._workers - 1], self.steps[-1]
        return (time.process_time() - first) * 1000 / (after - before)


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    listed = (path.read_text() for path in Path(f"/proc/{parent}/task").glob("*/children"))
    return [int(pid) for text in listed for pid in text.split()]


def peak(pid: int) -> float:
    """The most memory that a process has had, in MB."""
    with contextlib.suppress(OSError, IndexError):
        status = Path(f"/proc/{pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    return 0.0


def measure_here(kind: str, folder: Path, paths: list[str]) -> Speed:
    """Run the archive through an engine: "process", a number of workers, or a scheduler."""
    config = Config(folder=folder)
    watch = Watch(int(kind) if kind.isdigit() else 1)
    settings = settings_of(config, NOW)
    engine: Engine
    if kind.startswith("tcp:"):
        engine = DaskCluster(kind, settings)
    else:
        engine = InProcess(settings) if kind == "process" else LocalWorkers(int(kind), settings)
    with closing(connect(config.database, write=True)) as db, closing(engine):
        report = Backfill(config, db, engine, NOW, watch).run(paths)
        rate, own = watch.rate(), watch.own()
    stages = {name: report.seconds[name] * 1000 / report.counts.documents for name in STAGES}
    return Speed(rate, peak(os.getpid()), watch.worker, own, stages)


def measure(kind: str, paths: list[Path]) -> Speed:
    """Measure in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.backfill", "--measure", kind, "--into", folder]
        done = subprocess.run(  # noqa: S603 - our own interpreter
            [*command, *map(str, paths)],
            check=True,
            capture_output=True,
            env=os.environ | ONE_THREAD,
        )
    return Speed(**json.loads(done.stdout.splitlines()[-1]))


@contextlib.contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[float]]]:
    """A Dask cluster on loopback: its address, and its workers' most memory as it is looked at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = str(one.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    common = ["--host", "127.0.0.1", "--no-dashboard"]
    commands = [
        ["dask_scheduler", *common, "--port", port],
        ["dask_worker", address, *common, "--nworkers", str(workers), "--nthreads", "1"],
    ]
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        started = []
        for module, *arguments in commands:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter
                [sys.executable, "-m", f"distributed.cli.{module}", *arguments],
                cwd=folder,
                env=os.environ | ONE_THREAD | {"PYTHONPATH": str(Path.cwd())},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            started.append(process)
            stack.callback(process.wait)
            stack.callback(process.terminate)
        peaks: list[float] = []
        is_over = threading.Event()

        def look() -> None:
            while not is_over.wait(0.5):
                peaks.extend(peak(pid) for pid in children(started[1].pid))

        threading.Thread(target=look, daemon=True).start()
        stack.callback(is_over.set)
        yield address, peaks


def compare(documents: int, rounds: int) -> bool:
    """Measure the engines side by side, the best of some rounds; whether all bounds are kept."""
    paths = write_archive(FOLDER / "archive", documents, A_SHARD)
    best: dict[str, Speed] = {}
    for _ in range(rounds):
        for kind in ("process", "1", "2", "dask"):
            speed = _measured(kind, paths)
            if kind not in best or speed.documents > best[kind].documents:
                best[kind] = speed
    for kind, speed in best.items():
        _show(kind, speed)
    gain = best["2"].documents / best["1"].documents
    overhead = best["process"].documents / best["dask"].documents
    writer = max(best[kind].writer for kind in ("1", "2", "dask"))
    worker = max(best[kind].worker for kind in ("1", "2", "dask"))
    kept = [
        _bound("two workers beside one", gain, least=LEAST_GAIN),
        _bound("in-process beside a Dask worker", overhead, most=MOST_OVERHEAD),
        _bound("MB of the writer", writer, most=MOST_WRITER),
        _bound("MB of a worker", worker, most=MOST_WORKER),
    ]
    return all(kept)


def _measured(kind: str, paths: list[Path]) -> Speed:
    if kind != "dask":
        return measure(kind, paths)
    with cluster(1) as (address, peaks):
        speed = measure(address, paths)
        return replace(speed, worker=max(peaks, default=0.0))


def _show(kind: str, speed: Speed) -> None:
    name = {"process": "in-process", "dask": "Dask, 1 worker"}.get(kind, f"workers: {kind}")
    stages = "  ".join(f"{stage} {ms:.1f}" for stage, ms in speed.stages.items())
    click.echo(
        f"{name:16}{speed.documents:7.1f} documents/s  writer {speed.writer:.0f} MB,"
        f" worker {speed.worker:.0f} MB  ms a document: {stages}  (the command: {speed.own:.1f})"
    )


def _bound(what: str, found: float, least: float = 0.0, most: float = float("inf")) -> bool:
    """Print a figure with its bound; whether it is kept."""
    is_kept = least <= found <= most
    bound = f"at least {least}" if least else f"at most {most}"
    click.echo(f"  {what}: {found:.2f} ({bound}) {'ok' if is_kept else 'MISSED'}")
    return is_kept


def write_many(documents: int) -> bool:
    """What the writer takes a document, at the ten-thousandth and at the last one.

    The workers' outcomes are those of the archive, read once and told again at other
    addresses and days: no worker knows how many documents were read before.
    """
    command = [sys.executable, "-m", "benchmarks.backfill", "--write", str(documents)]
    sample = json.dumps([asdict(outcome) for outcome in _sample()])
    done = subprocess.run(command, check=True, capture_output=True, input=sample.encode())  # noqa: S603 - our own
    told = json.loads(done.stdout)
    costs, work = told["costs"], told["work"]
    first, last = min(costs[:3]), min(costs[-3:])
    slowing = (work + last) / (work + first)
    click.echo(
        f"the writer alone: {first:.2f} ms a document at the {told['shard'] * 3:,}th,"
        f" {last:.2f} ms at the {documents:,}th; {told['bytes'] / documents:.0f} bytes a document"
    )
    kept = [
        _bound("a document at the end beside one at the start", slowing, most=MOST_SLOWING),
        _bound("MB of the writer", told["megabytes"], most=MOST_WRITER),
    ]
    return all(kept)


def write_here(documents: int, sample: list[Outcome]) -> dict[str, object]:
    """Record, settle and merge so many documents, shard by shard."""
    a_shard = min(10_000, documents // 10)
    shards = documents // a_shard
    with tempfile.TemporaryDirectory() as folder:
        config = Config(folder=Path(folder))
        with closing(connect(config.database, write=True)) as db:
            costs = [
                _write_shard(db, merge_rules(config), sample, Part(number, shards, a_shard))
                for number in range(shards)
            ]
        size = config.database.stat().st_size
    work = sum(sum(one.seconds.values()) for one in sample) * 1000 / len(sample) / DOCUMENTS
    told = {"costs": costs, "bytes": size, "megabytes": peak(os.getpid())}
    return told | {"work": work, "shard": a_shard}


@dataclass(frozen=True, slots=True)
class Part:
    """One shard of `of`, with so many documents."""

    number: int
    of: int
    documents: int


def _write_shard(
    db: sqlite3.Connection, rules: MergeRules, sample: list[Outcome], part: Part
) -> float:
    """Milliseconds a document of one shard."""
    began = time.perf_counter()
    shard = Shard(Path(f"/{part.number}"), "warc", 1, str(part.number))
    (known,) = record_shards(db, [shard], NOW)
    for block in range(-(-part.documents // DOCUMENTS)):
        record_block(db, known.id, block, _retold(sample[block % len(sample)], part, block))
    finish_shard(db, known.id, "", NOW)
    while settle(db, known, rules):
        pass
    while merge_staged(db, rules, NOW):
        pass
    return (time.perf_counter() - began) * 1000 / part.documents


def _retold(outcome: Outcome, part: Part, block: int) -> Outcome:
    """The outcome with its articles at other addresses and on another day."""
    day = FIRST_DAY + dt.timedelta(
        days=part.number * DAYS // part.of + block % (DAYS // part.of + 1)
    )
    articles = [
        dict(row)
        | {
            "url": f"{URL}/{part.number}/{block}/{row['position']}",
            "published": f"{day:%Y-%m-%d}",
        }
        for row in outcome.articles
    ]
    return replace(outcome, articles=articles)


def _sample() -> list[Outcome]:
    """The outcomes of some blocks of the archive."""
    (path, *_) = write_archive(FOLDER / "archive", 4000, A_SHARD)
    settings = asdict(settings_of(Config(folder=Path.cwd()), NOW))
    (shard,) = find_shards([str(path)])
    blocks = [block for block in cut(shard, 0) if isinstance(block, Block)]
    return [outcome_of(read_block(pack(block.records), settings)) for block in blocks]


@click.command()
@click.argument("paths", nargs=-1)
@click.option("--documents", default=4000, show_default=True, help="In the generated archive.")
@click.option("--many", default=1_000_000, show_default=True, help="That the writer is given.")
@click.option("--rounds", default=2, show_default=True, help="Of which the best counts.")
@click.option("--measure", "kind", hidden=True)
@click.option("--into", type=click.Path(path_type=Path), hidden=True)
@click.option("--write", type=int, hidden=True)
def main(  # noqa: PLR0913, PLR0917 - a command takes its options as arguments
    paths: tuple[str, ...],
    documents: int,
    many: int,
    rounds: int,
    kind: str | None,
    into: Path | None,
    write: int | None,
) -> None:
    """Measure what a backfill promises about speed and memory."""
    if kind and into:
        click.echo(json.dumps(asdict(measure_here(kind, into, list(paths)))))
        return
    if write:
        rows = json.load(sys.stdin)
        sample = [Outcome(**row | {"counts": Counts(**row["counts"])}) for row in rows]
        click.echo(json.dumps(write_here(write, sample)))
        return
    kept = [compare(documents, rounds), write_many(many)]
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
