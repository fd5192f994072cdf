"""Commands that bring news in: collect and run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.filters import complete_source
from tracker.cli.program import Command, Program, pass_program
from tracker.cli.text import clean, shorten

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3

    from tracker.jobs.collect import CollectReport
    from tracker.jobs.extract import ExtractReport

FOLDER = click.Path(file_okay=False, path_type=Path)
_NAME_CELLS = 40


@click.command(cls=Command)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=complete_source)
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--record", type=FOLDER, metavar="DIR", help="Keep every answer in DIR (WARC).")
@click.option(
    "--replay", type=FOLDER, metavar="DIR", help="Ask nobody: make the runs recorded in DIR again."
)
@pass_program
def collect(
    program: Program,
    sources: tuple[str, ...],
    quiet: bool,
    record: Path | None,
    replay: Path | None,
) -> None:
    """Poll the sources that are due, or those named; extract and merge what is new.

    It may be stopped at any time and goes on where it was. It fails only where
    every source that was polled failed; the others are told of.

    \b
    Examples:
      tracker collect
      tracker collect ustr scmp
      tracker collect --record answers
    """
    from tracker.jobs.extract import extract_pending

    if replay and (record or sources):
        raise click.UsageError("--replay takes neither sources nor --record")
    with program.writing() as db:
        for now, collected in _runs(program, db, sources, record, replay, quiet):
            with progress("Extracting", shown=not quiet) as tell:
                extracted = extract_pending(program.config, db, now, on_progress=tell)
            _report(collected, extracted, quiet)
    if collected.polled and len(collected.problems) >= collected.polled:
        raise click.exceptions.Exit(1)


def _runs(
    program: Program,
    db: sqlite3.Connection,
    sources: tuple[str, ...],
    record: Path | None,
    replay: Path | None,
    quiet: bool,
) -> Iterator[tuple[dt.datetime, CollectReport]]:
    """Yield each run with its moment: one over the network, or those of a record."""
    from tracker.fetch import Run, open_fetcher, open_recorder
    from tracker.jobs.collect import Collector
    from tracker.jobs.replay import replay as run_again

    with progress("Collecting", shown=not quiet) as tell:
        if replay:
            for run, collected in run_again(program.config, db, replay, tell):
                yield run.now, collected
            return
        run = Run(record or Path(), program.now, sources)
        open_web = partial(open_recorder, run=run) if record else open_fetcher
        collector = Collector(program.config, db, tell, open_web)
        yield program.now, collector.run(program.now, sources)


def _report(collected: CollectReport, extracted: ExtractReport, quiet: bool) -> None:
    for problem in collected.problems:
        click.echo(f"tracker: {clean(problem)}", err=True)
    if not quiet:
        click.echo(summary(collected, extracted))


def summary(collected: CollectReport, extracted: ExtractReport) -> str:
    """Return what a run did, in one line."""
    parts = [
        f"{collected.polled} sources polled",
        f"{collected.new} new articles",
        f"{collected.fetched + collected.revised} read",
    ]
    parts += [f"{collected.failed} not to be had"] if collected.failed else []
    parts += [f"{extracted.mentions} mentions", f"{extracted.events} events changed"]
    return ", ".join(parts) + "."


@contextmanager
def progress(title: str, *, shown: bool = True) -> Iterator[Callable[[Any], None] | None]:
    """Show a bar on standard error while something is done, if that is a terminal.

    Gives what is to be called with each `Progress` (done, total, what).
    """
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[what]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None, what="")

        def tell(step: Any) -> None:
            name = shorten(clean(step.what), _NAME_CELLS)
            bar.update(task, completed=step.done, total=step.total, what=name)

        yield tell


@click.command(cls=Command)
@click.option("--once", is_flag=True, help="Do what is due now and leave.")
@pass_program
def run(program: Program, once: bool) -> None:
    """Run as a daemon: collect what is due, send the digests that are due.

    SIGTERM and Ctrl-C end it cleanly. One runs for each timeline.

    \b
    Examples:
      tracker run
      tracker --config /etc/tracker/config.toml run
    """
    from tracker.daemon import run as run_daemon

    run_daemon(program.config, once=once)
