"""The command that reads archives of articles."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.output import Column, emit, format_option, print_table, say
from tracker.cli.program import Command, Program, pass_program
from tracker.cli.table import Heading
from tracker.cli.text import clean, shorten

if TYPE_CHECKING:
    from tracker.jobs.backfill.engines import Engine
    from tracker.jobs.backfill.estimate import Estimate
    from tracker.jobs.backfill.run import BackfillReport, Step

FOLDER = click.Path(file_okay=False, path_type=Path)
_NAME_CELLS = 30

FAILED_COLUMNS = (
    Column("shard", Heading("File", least=20), lambda row: row["shard"]),
    Column("place", Heading("Document", least=20), lambda row: row["place"]),
    Column("reason", Heading("Why", least=20), lambda row: row["reason"]),
)

_LINES = (
    Column("what", Heading("Backfill"), lambda row: row["what"]),
    Column("number", Heading("Number", right=True), lambda row: row["number"]),
)

_COUNTS = {
    "documents": "Documents",
    "empty": "  without an article",
    "other_language": "  in other languages",
    "irrelevant": "  without a word of policy",
    "relevant": "  relevant",
    "articles": "  with mentions",
    "failed": "  set aside",
    "mentions": "Mentions",
}

_STAGES = {
    "read": "reading the archive",
    "article": "finding the articles",
    "language": "telling the language",
    "relevance": "looking for words of policy",
    "mentions": "extracting mentions",
    "copies": "signing texts",
    "write": "recording",
    "settle": "settling articles",
    "merge": "merging",
}


@click.command(cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--workers",
    type=click.IntRange(0, 1024),
    metavar="N",
    help="Processes of this machine; as many as it has cores where not given, 0 for none.",
)
@click.option("--scheduler", metavar="URL", help="Have a Dask cluster do it: tcp://host:8786.")
@click.option(
    "--to",
    type=(click.Choice(["parquet"]), FOLDER),
    metavar="parquet DIR",
    help="Write mentions and events as a Parquet dataset, and not into the timeline.",
)
@click.option("--dry-run", is_flag=True, help="Only read a sample, and tell what all would take.")
@click.option("--failed", is_flag=True, help="List the documents that were set aside, and why.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@format_option()
@pass_program
def backfill(
    program: Program,
    paths: tuple[str, ...],
    workers: int | None,
    scheduler: str | None,
    to: tuple[str, Path] | None,
    dry_run: bool,
    failed: bool,
    quiet: bool,
    form: str,
) -> None:
    """Read archives of articles into the timeline.

    A PATH is a WARC file, JSON lines (plain, .gz or .zst), a Parquet file, a folder of
    HTML or of archives, or a pattern; - reads paths from standard input. A run that was
    stopped goes on where it was when it is started again. --format is for --failed.

    \b
    Examples:
      tracker backfill articles.jsonl
      tracker backfill "news/*.warc.gz" --workers 8
      tracker backfill pages --dry-run
      tracker backfill "news/*.warc.gz" --to parquet dataset
      tracker backfill --failed
    """
    if failed:
        _list_failed(program, form)
        return
    wanted = _listed(paths)
    if not wanted:
        raise click.UsageError("name an archive, or - to read paths from standard input")
    if scheduler and workers is not None:
        raise click.UsageError("give --workers or --scheduler, not both")
    count = (os.cpu_count() or 1) if workers is None else workers
    if dry_run:
        _estimate(program, wanted, count)
        return
    with _engine(program, scheduler, count) as engine:
        if engine.dashboard and not quiet:
            click.echo(f"Dashboard: {engine.dashboard}", err=True)
        report = _run(program, wanted, engine, to[1] if to else None, quiet)
    _tell(report, quiet)


def _listed(paths: tuple[str, ...]) -> list[str]:
    """Return the paths, with those of standard input in the place of "-"."""
    found: list[str] = []
    for path in paths:
        lines = (line.strip() for line in sys.stdin) if path == "-" else [path]
        found += [line for line in lines if line]
    return found


@contextmanager
def _engine(program: Program, scheduler: str | None, workers: int) -> Iterator[Engine]:
    from tracker.jobs.backfill.engines import InProcess, LocalWorkers
    from tracker.jobs.backfill.run import settings_of

    settings = settings_of(program.config, program.now)
    engine: Engine
    if scheduler:
        from tracker.jobs.backfill.cluster import DaskCluster

        engine = DaskCluster(scheduler, settings)
    else:
        engine = LocalWorkers(workers, settings) if workers else InProcess(settings)
    with closing(engine):
        yield engine


def _run(
    program: Program, paths: list[str], engine: Engine, dataset: Path | None, quiet: bool
) -> BackfillReport:
    """Run into the timeline, or into one of a dataset's own that the dataset is made from."""
    from tracker.jobs.backfill.dataset import WORK, need_pyarrow, write_dataset
    from tracker.jobs.backfill.run import Backfill
    from tracker.schema import connect

    if dataset:
        need_pyarrow()
    path = dataset.absolute() / WORK if dataset else program.config.database
    with closing(connect(path, write=True)) as db:
        with _bar(shown=not quiet) as tell:
            report = Backfill(program.config, db, engine, program.now, tell).run(paths)
        if dataset:
            written = write_dataset(db, dataset)
            if not quiet:
                click.echo(
                    f"Wrote {written['mentions']:,} mentions and {written['events']:,} events."
                )
    return report


@contextmanager
def _bar(*, shown: bool) -> Iterator[Callable[[Step], None] | None]:
    """Show how far a run is, on standard error, if that is a terminal."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.percentage:>3.0f}%"),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[found]}", markup=False),
        TimeRemainingColumn(),
        TextColumn("{task.fields[what]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, found="", what="")

        def tell(step: Step) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            what = shorten(clean(step.what), _NAME_CELLS)
            found = _found(step, elapsed)
            bar.update(task, completed=step.done, total=step.total, found=found, what=what)

        yield tell


def _found(step: Step, elapsed: float) -> str:
    counts = step.counts
    rate = counts.documents / elapsed if elapsed else 0.0
    return (
        f"{counts.documents:,} documents ({rate:,.0f}/s), {counts.relevant:,} relevant,"
        f" {counts.mentions:,} mentions"
    )


def _tell(report: BackfillReport, quiet: bool) -> None:
    for path, damage in report.damages:
        click.echo(f"tracker: {clean(path)}: damaged, {clean(damage)}", err=True)
    if report.total.failed:
        say("Documents were set aside; see tracker backfill --failed")
    if not quiet:
        print_table(summary(report), _LINES)


def summary(report: BackfillReport) -> list[dict[str, str]]:
    """Return the lines of the table that ends a run."""
    counts = report.counts
    rows = {"Shards": f"{report.shards:,}"}
    rows |= {words: f"{getattr(counts, name):,}" for name, words in _COUNTS.items()}
    if report.total != counts:
        rows["Documents of earlier runs"] = f"{report.total.documents - counts.documents:,}"
    rate = counts.documents / report.elapsed if report.elapsed else 0.0
    rows |= {"Seconds": f"{report.elapsed:,.1f}", "Documents a second": f"{rate:,.1f}"}
    return _lines(rows | _stages(report.seconds))


def _stages(seconds: Mapping[str, float]) -> dict[str, str]:
    """Return what each stage took, in the order of the work."""
    told = {words: seconds[stage] for stage, words in _STAGES.items() if stage in seconds}
    return {f"  {words}": f"{value:,.1f}" for words, value in told.items()}


def _lines(rows: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"what": what, "number": number} for what, number in rows.items()]


def _estimate(program: Program, paths: list[str], workers: int) -> None:
    from tracker.jobs.backfill.estimate import estimate
    from tracker.jobs.backfill.run import settings_of

    found = estimate(paths, settings_of(program.config, program.now))
    print_table(_expected(found, max(workers, 1)), _LINES)


def _expected(found: Estimate, workers: int) -> list[dict[str, str]]:
    hours = found.core_seconds / 3600
    rows = {
        "Shards": f"{found.shards:,}",
        "Megabytes": f"{found.bytes / 1e6:,.1f}",
        "Documents in the sample": f"{found.sampled.documents:,}",
        "Documents, about": f"{found.documents:,}",
        "  relevant, about": f"{found.relevant:,}",
        "Mentions, about": f"{found.mentions:,}",
        "Core hours, about": f"{hours:,.2f}",
        f"Hours with {workers} workers": f"{hours / workers:,.2f}",
        "Megabytes in the timeline": f"{found.bytes_stored / 1e6:,.1f}",
    }
    return _lines(rows | {"Seconds of the sample": ""} | _stages(found.seconds))


def _list_failed(program: Program, form: str) -> None:
    import dataclasses

    from tracker.queries.backfill import set_aside

    with program.reading() as db:
        rows: list[dict[str, Any]] = [dataclasses.asdict(one) for one in set_aside(db)]
    if rows or form != "table":
        emit(rows, FAILED_COLUMNS, form)
    else:
        click.echo("No document was set aside.")
