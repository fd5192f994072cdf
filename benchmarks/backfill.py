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
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

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
NO_PROFILE = {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}
"""As docs/scaling.md has it: Dask looks at what its workers do a hundred times a second."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Documents a second; the most memory of the writer and of a worker (megabytes).

    `own` and `whole` are milliseconds of the processor a document, of the command and of all
    processes; `stages` those of each stage by the clock.
    """

    documents: float
    writer: float
    worker: float
    own: float
    whole: float
    stages: dict[str, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment of a run: by the clock, documents, and seconds of the processor."""

    at: float
    documents: int
    own: float
    whole: float


class Watch:
    """Notes when documents were recorded, and what time and memory processes took.

    The first block of each of `workers` is not counted: it waits for the model. `others`
    are the processes of a cluster; what they and this process start is looked at too.
    """

    def __init__(self, workers: int, others: Sequence[int] = ()) -> None:
        self._workers = workers
        self._others = others
        self._marks: list[Mark] = []
        self._seconds: dict[int, float] = {}
        self.worker = 0.0

    def __call__(self, step: Step) -> None:
        """Take a step of the run."""
        for pid in (*self._others, *children(os.getpid()), *map_children(self._others)):
            self._seconds[pid] = max(self._seconds.get(pid, 0.0), processor(pid))
        if not self._marks or step.counts.documents > self._marks[-1].documents:
            self._marks.append(self._mark(step.counts.documents))
        workers = [*children(os.getpid()), *map_children(self._others)]
        self.worker = max([self.worker, *map(peak, workers)])

    def _mark(self, documents: int) -> Mark:
        own = time.process_time()
        return Mark(time.perf_counter(), documents, own, own + sum(self._seconds.values()))

    def speed(self, stages: dict[str, float]) -> Speed:
        """What was measured until now."""
        first, last = self._marks[self._workers - 1], self._mark(self._marks[-1].documents)
        documents = last.documents - first.documents
        return Speed(
            documents / (last.at - first.at),
            peak(os.getpid()),
            self.worker,
            (last.own - first.own) * 1000 / documents,
            (last.whole - first.whole) * 1000 / documents,
            stages,
        )


def map_children(parents: Sequence[int]) -> list[int]:
    """The processes that some processes have started."""
    return [pid for parent in parents for pid in children(parent)]


def processor(pid: int) -> float:
    """Seconds of the processor that a process has taken."""
    with contextlib.suppress(OSError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for path in Path(f"/proc/{parent}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(pid) for pid in path.read_text().split()]
    return found


def peak(pid: int) -> float:
    """The most memory that a process has had, in MB."""
    with contextlib.suppress(OSError, IndexError):
        status = Path(f"/proc/{pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    return 0.0


def measure_here(kind: str, folder: Path, paths: list[str], others: Sequence[int]) -> Speed:
    """Run the archive through an engine: "process", a number of workers, or a scheduler."""
    config = Config(folder=folder)
    watch = Watch(int(kind) if kind.isdigit() else 1, others)
    settings = settings_of(config, NOW)
    engine: Engine
    if kind.startswith("tcp:"):
        engine = DaskCluster(kind, settings)
    else:
        engine = InProcess(settings) if kind == "process" else LocalWorkers(int(kind), settings)
    with closing(connect(config.database, write=True)) as db, closing(engine):
        report = Backfill(config, db, engine, NOW, watch).run(paths)
        documents = report.counts.documents
        stages = {name: report.seconds[name] * 1000 / documents for name in STAGES}
        return watch.speed(stages)


def measure(kind: str, paths: list[Path], others: Sequence[int] = ()) -> Speed:
    """Measure in a process of its own; `others` are the processes of a cluster."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.backfill", "--measure", kind, "--into", folder]
        command += [word for pid in others for word in ("--beside", str(pid))]
        done = subprocess.run(  # noqa: S603 - our own interpreter
            [*command, *map(str, paths)],
            check=True,
            capture_output=True,
            env=os.environ | ONE_THREAD,
        )
    return Speed(**json.loads(done.stdout.splitlines()[-1]))


@contextlib.contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[int]]]:
    """A Dask cluster on loopback: its address and its processes."""
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
                env=os.environ | ONE_THREAD | NO_PROFILE | {"PYTHONPATH": str(Path.cwd())},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            started.append(process)
            stack.callback(process.wait)
            stack.callback(process.terminate)
        yield address, [process.pid for process in started]


def compare(documents: int, rounds: int) -> bool:
    """Measure the engines side by side, the best of some rounds; whether all bounds are kept."""
    paths = write_archive(FOLDER / "archive", documents, A_SHARD)
    best: dict[str, Speed] = {}
    for _ in range(rounds):
        for kind in ("process", "1", "2", "dask"):
            speed = _measured(kind, paths)
            known = best.get(kind, speed)
            best[kind] = replace(
                speed,
                documents=max(speed.documents, known.documents),
                whole=min(speed.whole, known.whole),
                own=min(speed.own, known.own),
                worker=max(speed.worker, known.worker),
            )
    click.echo(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for kind, speed in best.items():
        _show(kind, speed)
    gain = best["2"].documents / best["1"].documents
    overhead = best["dask"].whole / best["process"].whole
    most = 2 * (best["1"].whole - best["1"].own) / best["2"].whole
    click.echo(f"  by the processor's time, two idle cores could give {most:.2f} times one worker")
    writer = max(best[kind].writer for kind in ("1", "2", "dask"))
    worker = max(best[kind].worker for kind in ("1", "2", "dask"))
    kept = [
        _bound("two workers beside one", gain, least=LEAST_GAIN),
        _bound("the processor's time, Dask beside in-process", overhead, most=MOST_OVERHEAD),
        _bound("MB of the writer", writer, most=MOST_WRITER),
        _bound("MB of a worker", worker, most=MOST_WORKER),
    ]
    return all(kept)


def _measured(kind: str, paths: list[Path]) -> Speed:
    if kind != "dask":
        return measure(kind, paths)
    with cluster(1) as (address, processes):
        return measure(address, paths, processes)


def _show(kind: str, speed: Speed) -> None:
    name = {"process": "in-process", "dask": "Dask, 1 worker"}.get(kind, f"workers: {kind}")
    stages = "  ".join(f"{stage} {ms:.1f}" for stage, ms in speed.stages.items())
    click.echo(
        f"{name:16}{speed.documents:7.1f} documents/s; {speed.writer:.0f} MB the writer,"
        f" {speed.worker:.0f} MB a worker; {speed.whole:.1f} ms of the processor a document,"
        f" {speed.own:.1f} of them the command's"
    )
    click.echo(f"{'':16}ms a document by the clock: {stages}")


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
        f"the writer alone: {first:.2f} ms of the processor a document at the"
        f" {told['shard'] * 3:,}th, {last:.2f} ms at the {documents:,}th; then"
        f" {told['mentions']:,} mentions are merged, {told['merging'] / told['mentions']:.2f} ms"
        f" each, {told['merging'] / documents:.2f} ms a document; the timeline takes"
        f" {told['bytes'] / documents:.0f} bytes a document"
    )
    kept = [
        _bound("a document at the end beside one at the start", slowing, most=MOST_SLOWING),
        _bound("MB of the writer", told["megabytes"], most=MOST_WRITER),
    ]
    return all(kept)


def write_here(documents: int, sample: list[Outcome]) -> dict[str, Any]:
    """Record and settle so many documents, shard by shard, and merge their mentions."""
    a_shard = min(10_000, documents // 10)
    shards = documents // a_shard
    with tempfile.TemporaryDirectory() as folder:
        config = Config(folder=Path(folder))
        with closing(connect(config.database, write=True)) as db:
            costs = [
                _write_shard(db, merge_rules(config), sample, Part(number, shards, a_shard))
                for number in range(shards)
            ]
            began, merged = time.process_time(), 0
            while some := merge_staged(db, merge_rules(config), NOW):
                merged += some
            merging = (time.process_time() - began) * 1000
        size = config.database.stat().st_size
    work = sum(sum(one.seconds.values()) for one in sample) * 1000 / len(sample) / DOCUMENTS
    told = {"costs": costs, "bytes": size, "megabytes": peak(os.getpid())}
    told |= {"merging": merging, "mentions": merged}
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
    """Milliseconds of the processor a document of one shard."""
    began = time.process_time()
    shard = Shard(Path(f"/{part.number}"), "warc", 1, str(part.number))
    (known,) = record_shards(db, [shard], NOW)
    for block in range(-(-part.documents // DOCUMENTS)):
        record_block(db, known.id, block, _retold(sample[block % len(sample)], part, block))
    finish_shard(db, known.id, "", NOW)
    while settle(db, known, rules):
        pass
    return (time.process_time() - began) * 1000 / part.documents


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
@click.option("--documents", default=4000, show_default=True, help="In the archive; 0 for no runs.")
@click.option(
    "--many", default=1_000_000, show_default=True, help="That the writer is given; or 0."
)
@click.option("--rounds", default=2, show_default=True, help="Of which the best counts.")
@click.option("--measure", "kind", hidden=True)
@click.option("--into", type=click.Path(path_type=Path), hidden=True)
@click.option("--beside", type=int, multiple=True, hidden=True)
@click.option("--write", type=int, hidden=True)
def main(  # noqa: PLR0913, PLR0917 - a command takes its options as arguments
    paths: tuple[str, ...],
    documents: int,
    many: int,
    rounds: int,
    kind: str | None,
    into: Path | None,
    beside: tuple[int, ...],
    write: int | None,
) -> None:
    """Measure what a backfill promises about speed and memory."""
    if kind and into:
        click.echo(json.dumps(asdict(measure_here(kind, into, list(paths), beside))))
        return
    if write:
        rows = json.load(sys.stdin)
        sample = [Outcome(**row | {"counts": Counts(**row["counts"])}) for row in rows]
        click.echo(json.dumps(write_here(write, sample)))
        return
    kept = [not documents or compare(documents, rounds), not many or write_many(many)]
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
