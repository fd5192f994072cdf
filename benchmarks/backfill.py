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

from benchmarks.archive import DAYS, ONE_IN, Archive, write_archive
from pipelines.archive import Counts, Outcome, Record, Shard
from pipelines.merge.rules import MergeRules
from tracker.config import Config
from tracker.jobs.backfill.blocks import DOCUMENTS, pack
from tracker.jobs.backfill.cluster import DaskCluster
from tracker.jobs.backfill.engines import Engine, InProcess, LocalWorkers
from tracker.jobs.backfill.run import Backfill, Step, settings_of
from tracker.jobs.backfill.work import outcome_of, read_block
from tracker.jobs.extract import merge_rules
from tracker.schema import connect
from tracker.store.backfill import finish_shard, record_block, record_shards, settle
from tracker.store.timeline import merge_staged, refresh_regrouped

FOLDER = Path("build") / "bench"
NOW = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
A_SHARD = 1000
A_PART = 10_000
"""Documents that the writer is given at once: a shard."""

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
LEAN = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__WORKER__MEMORY__MONITOR_INTERVAL": "1s",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": "134217728",
}
"""As docs/scaling.md has it: Dask looks at itself less often, and its workers keep memory that
they need again at once. Dask reads in a thread beside the main one, whose memory the C library
would give back to the system after each page, the more so with Dask's own threshold of 64 kB."""


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
                env=os.environ | ONE_THREAD | LEAN | {"PYTHONPATH": str(Path.cwd())},
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
    """What a run of so many documents takes the writer, beside one of ten thousand.

    The relevant pages of the archive's first ten thousand are really read, and told again
    on later days for each ten thousand after them; of the others only their number counts. No
    worker knows how many documents were read before it, so its work is measured once.
    """
    pages = A_PART // ONE_IN
    command = [sys.executable, "-m", "benchmarks.backfill", "--write"]
    sample = json.dumps(_sample(Archive(documents), range(0, A_PART, ONE_IN)))
    work = _work(Archive(documents))
    few, many = (
        json.loads(_run([*command, str(count), "--many", str(documents)], sample))
        for count in (A_PART, documents)
    )
    click.echo(f"ms of the processor a document; {work:.2f} of a worker, {pages} pages told again")
    _show_writing(A_PART, few)
    _show_writing(documents, many)
    slowing, writer = (
        (base + many["last"] + many["merging"]) / (base + few["last"] + few["merging"])
        for base in (work, 0.0)
    )
    click.echo(f"  the writer alone, a document of the long run beside the short: {writer:.2f}")
    kept = [
        _bound("a document of the long run beside the short", slowing, most=MOST_SLOWING),
        _bound("MB of the writer", many["megabytes"], most=MOST_WRITER),
    ]
    return all(kept)


def _run(command: list[str], given: str) -> bytes:
    done = subprocess.run(command, check=True, capture_output=True, input=given.encode())  # noqa: S603 - our own interpreter
    return done.stdout


def _show_writing(documents: int, told: dict[str, float]) -> None:
    click.echo(
        f"{documents:>10,}: recording and settling {told['first']:.3f} at the start,"
        f" {told['last']:.3f} at the end; merging {told['merging']:.3f},"
        f" {told['a_mention']:.2f} a mention of {told['mentions']:,};"
        f" {told['megabytes']:.0f} MB, {told['bytes']:.0f} bytes a document"
    )


def write_here(documents: int, total: int, rows: list[dict[str, Any]]) -> dict[str, float]:
    """Record and settle so many documents of an archive of `total`, and merge their mentions."""
    parts = documents // A_PART
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        config = Config(folder=Path(folder))
        rules = merge_rules(config)
        with closing(connect(config.database, write=True)) as db:
            costs = [_write_part(db, rules, rows, Part(at, total)) for at in range(parts)]
            began, mentions = time.process_time(), 0
            while some := merge_staged(db, rules, NOW):
                mentions += some
            while refresh_regrouped(db, rules, NOW):
                pass
            merging = (time.process_time() - began) * 1000
        size = config.database.stat().st_size
    return {
        "first": min(costs[:3]),
        "last": min(costs[-3:]),
        "merging": merging / documents,
        "a_mention": merging / mentions,
        "mentions": mentions,
        "megabytes": peak(os.getpid()),
        "bytes": size / documents,
    }


@dataclass(frozen=True, slots=True)
class Part:
    """Ten thousand documents of an archive of `total`; `number` counts those before."""

    number: int
    total: int

    @property
    def later(self) -> dt.timedelta:
        """How much later than the first part it was published."""
        return dt.timedelta(days=self.number * A_PART * DAYS // self.total)


def _write_part(
    db: sqlite3.Connection, rules: MergeRules, rows: list[dict[str, Any]], part: Part
) -> float:
    """Milliseconds of the processor a document of one part, which is a shard."""
    retold = [_retold(row, part) for row in rows]
    began = time.process_time()
    shard = Shard(Path(f"/{part.number}"), "warc", 1, str(part.number))
    (known,) = record_shards(db, [shard], NOW)
    for block, first in enumerate(range(0, A_PART, DOCUMENTS)):
        some = retold[-(-first // ONE_IN) : -(-min(first + DOCUMENTS, A_PART) // ONE_IN)]
        counts = Counts(documents=DOCUMENTS, relevant=len(some), articles=len(some))
        record_block(db, known.id, block, Outcome(counts, [row for row in some if row["mentions"]]))
    finish_shard(db, known.id, "", NOW)
    while settle(db, known, rules):
        pass
    return (time.process_time() - began) * 1000 / A_PART


def _retold(row: dict[str, Any], part: Part) -> dict[str, Any]:
    """The article at another address, and all its days so much later."""
    dates = ("date", "effective_from", "effective_until")
    return row | {
        "url": f"{row['url']}-{part.number}",
        "text": f"{row['text']} Part {part.number}.",
        "published": _later(row["published"], part),
        "mentions": [
            mention | {name: _later(mention[name], part) for name in dates}
            for mention in row["mentions"]
        ],
    }


def _later(date: str | None, part: Part) -> str | None:
    """A date of the same precision, so many days later."""
    if not date:
        return date
    first = dt.date.fromisoformat(f"{date}-01-01"[:10])
    return f"{first + part.later}"[: len(date)]


def _sample(archive: Archive, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """What a worker tells of relevant pages of an archive, a row of an article each."""
    told: list[dict[str, Any]] = []
    for at in range(0, len(numbers), DOCUMENTS):
        rows = _read(archive, numbers[at : at + DOCUMENTS]).articles
        told += [dict(row) | {"position": row["position"] % DOCUMENTS} for row in rows]
    return told


def _work(archive: Archive) -> float:
    """Milliseconds of the processor that a worker takes a document."""
    numbers = range(DOCUMENTS * 5)
    began = time.process_time()
    _read(archive, numbers)
    return (time.process_time() - began) * 1000 / len(numbers)


def _read(archive: Archive, numbers: Sequence[int]) -> Outcome:
    """What a worker tells of some pages."""
    pages = ((number, *archive.page(number)) for number in numbers)
    kind = "text/html; charset=utf-8"
    records = tuple(
        Record("html", page, str(number), url, "2026-01-01T00:00:00Z", kind)
        for number, url, page in pages
    )
    settings = asdict(settings_of(Config(folder=Path.cwd()), NOW))
    return outcome_of(read_block(pack(records), settings))


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
        click.echo(json.dumps(write_here(write, many, json.load(sys.stdin))))
        return
    kept = [not documents or compare(documents, rounds), not many or write_many(many)]
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
