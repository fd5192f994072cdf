"""Commands that care for the timeline's database: rebuild, backup and restore."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.program import Command, Program, pass_program


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
