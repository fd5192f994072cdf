"""The command service: run the daemon under systemd."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from tracker.cli.program import Command, Group, Program, pass_program

FOLDER = Path("/etc/systemd/system")


@click.group(cls=Group)
def service() -> None:
    """Run the daemon under systemd.

    \b
    Examples:
      tracker service install --print
      sudo tracker --config /srv/tracker/config.toml service install --user tracker
    """


@service.command(cls=Command)
@click.option("--user", default="", help="Who runs it; the owner of config.toml otherwise.")
@click.option("--print", "shown", is_flag=True, help="Print the unit and write nothing.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    show_default=True,
    help="Where units lie.",
)
@pass_program
def install(program: Program, user: str, shown: bool, folder: Path) -> None:
    """Write a unit for this configuration that may do little else; say how to start it.

    \b
    Examples:
      tracker service install --print
      sudo tracker --config /srv/tracker/config.toml service install --user tracker
    """
    from tracker.config.password import CREDENTIAL
    from tracker.service import Service, unit, write_unit

    config = program.config
    assert config.file is not None
    wanted = Service(
        user or _owner(config.file),
        config.file.absolute(),
        config.database.absolute(),
        CREDENTIAL,
    )
    if shown:
        click.echo(unit(wanted), nl=False)
        return
    target = folder / "tracker.service"
    write_unit(wanted, target)
    click.echo(f"Wrote {target}. Start it, and see what it does, with:")
    click.echo("  systemctl daemon-reload")
    click.echo("  systemctl enable --now tracker")
    click.echo("  journalctl --unit tracker --follow")


def _owner(file: Path) -> str:
    """Return who owns the configuration; whoever runs this where the system knows no name."""
    try:
        return file.owner()
    except (KeyError, OSError):
        return getpass.getuser()
