"""Commands that bring news in: collect and run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.program import Command, Program, pass_program
from tracker.cli.text import clean, shorten

if TYPE_CHECKING:
    from tracker.jobs.collect import CollectReport
    from tracker.jobs.extract import ExtractReport

_NAME_CELLS = 40


@click.command(cls=Command)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@pass_program
def collect(program: Program, sources: tuple[str, ...], quiet: bool) -> None:
    """Poll the sources that are due, or those named; extract and merge what is new.

    It may be stopped at any time and goes on where it was. It fails only where
    every source that was polled failed; the others are told of.

    \b
    Examples:
      tracker collect
      tracker collect ustr scmp
    """
    from tracker.jobs.collect import collect as run_collect
    from tracker.jobs.extract import extract_pending

    with program.writing() as db:
        with progress("Collecting", shown=not quiet) as tell:
            collected = run_collect(program.config, db, program.now, sources, on_progress=tell)
        with progress("Extracting", shown=not quiet) as tell:
            extracted = extract_pending(program.config, db, program.now, on_progress=tell)
    for problem in collected.problems:
        click.echo(f"tracker: {clean(problem)}", err=True)
    if not quiet:
        click.echo(summary(collected, extracted))
    if collected.polled and len(collected.problems) >= collected.polled:
        raise click.exceptions.Exit(1)


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
