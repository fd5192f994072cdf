"""Commands that care for the timeline: rebuild, reprocess, backup and restore."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from tracker.cli.collecting import progress
from tracker.cli.output import Column, emit, format_option
from tracker.cli.program import Command, Program, pass_program
from tracker.cli.table import Cell, Heading

CHANGE_COLUMNS = (
    Column("id", Heading("Event", drop=1), lambda row: row["id"]),
    Column("before", Heading("Before", least=20), lambda row: Cell(row["before"] or "-", "red")),
    Column("after", Heading("After", least=20), lambda row: Cell(row["after"] or "-", "green")),
)


@click.command(cls=Command)
@pass_program
def rebuild(program: Program) -> None:
    """Make all events anew from the mentions and the corrections; ids stay as they are.

    \b
    Example:
      tracker rebuild
    """
    from tracker.jobs.extract import merge_rules
    from tracker.store.timeline import rebuild as make_anew

    rules = merge_rules(program.config)
    with program.writing() as db:
        changed = make_anew(db, rules, program.now)
    click.echo(f"{len(changed)} events came out different." if changed else "Nothing changed.")


@click.command(cls=Command)
@click.option("--all", "every", is_flag=True, help="Also those that the present rules have read.")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@format_option()
@pass_program
def reprocess(program: Program, every: bool, dry_run: bool, form: str) -> None:
    """Extract stored articles anew, after the lexicon or the model has changed.

    Events that come out different are listed. Corrections stay.

    \b
    Examples:
      tracker reprocess --dry-run
      tracker reprocess --all
    """
    from tracker.jobs.reprocess import rehearse
    from tracker.jobs.reprocess import reprocess as make_anew

    with progress("Extracting") as tell:
        if dry_run:
            report = rehearse(program.config, program.now, every=every, on_progress=tell)
        else:
            with program.writing() as db:
                report = make_anew(program.config, db, program.now, every=every, on_progress=tell)
    rows = [dataclasses.asdict(change) for change in report.changes]
    if rows or form != "table":
        emit(rows, CHANGE_COLUMNS, form)
    if form == "table":
        done = "would be" if dry_run else "were"
        articles = report.extracted.articles
        click.echo(f"{articles} articles {done} read anew; {len(report.changes)} events differ.")


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@pass_program
def backup(program: Program, file: Path | None) -> None:
    """Copy the timeline to FILE, as of one moment, while it is in use.

    Without FILE the copy lies beside the timeline, named by the time. A folder
    takes the copy under that name.

    \b
    Examples:
      tracker backup
      tracker backup /var/backups/timeline.db
    """
    from tracker.store.backup import backup as copy

    database = program.config.database
    name = f"{database.stem}-{program.now:%Y%m%dT%H%M%S}{database.suffix}"
    target = file or database.with_name(name)
    target = target / name if target.is_dir() else target
    size = copy(database, target)
    click.echo(f"Wrote {target}, {size / 1e6:.1f} MB.")


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_program
def restore(program: Program, file: Path) -> None:
    """Put a copy in the timeline's place; what was there is kept beside it.

    Stop 'tracker run' first.

    \b
    Example:
      tracker restore /var/backups/timeline.db
    """
    from tracker.instance import only_instance
    from tracker.store.backup import restore as put_back

    database = program.config.database
    with only_instance(database):
        kept = put_back(file, database, program.now)
    click.echo(f"Restored {database} from {file}.")
    if kept:
        click.echo(f"What was there is kept as {kept}.")
