"""Commands that set the tracker up: init, doctor and completion."""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path

import click

from pipelines.errors import ConfigError
from tracker.cli.output import Column, emit, format_option
from tracker.cli.program import Command, Program, pass_program
from tracker.cli.table import Cell, Heading
from tracker.config.checks import address
from tracker.resources import config_template

_SHELLS = ("bash", "zsh", "fish")


def _contact(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    try:
        return value if value is None else str(address(value))
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option(
    "--contact", metavar="ADDRESS", callback=_contact, help="Your e-mail address, told to outlets."
)
@click.option("--force", is_flag=True, help="Replace a config.toml that is there.")
def init(folder: Path, contact: str | None, force: bool) -> None:
    """Write config.toml, with the public sources in it, and the database's folder.

    \b
    Examples:
      tracker init
      tracker init ~/policy --contact desk@example.org
    """
    target = folder / "config.toml"
    if target.exists() and not force:
        raise ConfigError(f"{target}: already here; --force replaces it")
    text = config_template().read_text(encoding="utf-8")
    if contact:
        text = re.sub(r'^contact = ""', f'contact = "{contact}"', text, count=1, flags=re.MULTILINE)
    (folder / "data").mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {target}. Next: 'tracker sources check', then 'tracker collect'.")


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(shell: str) -> None:
    """Print the script that completes commands, options, ids, items and countries.

    \b
    Examples:
      eval "$(tracker completion bash)"        # in ~/.bashrc
      tracker completion fish > ~/.config/fish/completions/tracker.fish
    """
    from click.shell_completion import get_completion_class

    from tracker.cli.main import cli

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(kind(cli, {}, "tracker", "_TRACKER_COMPLETE").source())


_STATES = {"ok": "green", "note": "yellow", "fault": "red"}

DOCTOR_COLUMNS = (
    Column("what", Heading("Part"), lambda row: row["what"]),
    Column("state", Heading("State"), lambda row: Cell(row["state"], _STATES[row["state"]])),
    Column("text", Heading("Finding", least=24), lambda row: row["text"]),
)


@click.command(cls=Command)
@format_option()
@pass_program
def doctor(program: Program, form: str) -> None:
    """Check configuration, database, lexicon, model, sources and mail.

    Nothing is changed and no source is asked. Fails where a fault is found.

    \b
    Examples:
      tracker doctor
      tracker doctor --format json
    """
    from tracker.jobs.doctor import examine

    found = [dataclasses.asdict(one) for one in examine(program.config, os.environ)]
    emit(found, DOCTOR_COLUMNS, form)
    if any(row["state"] == "fault" for row in found):
        raise click.exceptions.Exit(1)
