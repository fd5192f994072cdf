"""The command digest: preview, send and list."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli.output import Column, emit, format_option, say
from tracker.cli.program import Command, Program, pass_program
from tracker.cli.table import Cell, Heading
from tracker.cli.text import clean, clean_lines
from tracker.config.checks import address

if TYPE_CHECKING:
    from tracker.jobs.digest import Order, Preview

_STATES = {"accepted": "green", "refused": "red", "expired": "red"}

LIST_COLUMNS = (
    Column("digest", Heading("Digest"), lambda row: row["digest"]),
    Column("period", Heading("Period"), lambda row: row["period"]),
    Column("recipient", Heading("To", least=12), lambda row: row["recipient"]),
    Column(
        "state", Heading("State"), lambda row: Cell(row["state"], _STATES.get(row["state"], ""))
    ),
    Column("attempts", Heading("Tries", right=True, drop=1), lambda row: str(row["attempts"])),
    Column("created_at", Heading("Composed", drop=2), lambda row: row["created_at"][:16]),
    Column("reply", Heading("Server's words", least=12, drop=3), lambda row: row["reply"]),
)


def _addresses(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...]:
    try:
        return tuple(str(address(one)) for one in value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command(cls=Command)
@click.option(
    "--preview", is_flag=True, help="Show it: this is what is done where nothing else is asked."
)
@click.option("--send", is_flag=True, help="Send it now; nobody gets one twice.")
@click.option("--list", is_flag=True, help="List the messages, sent and waiting.")
@click.option("--name", default="", help="Which [[digest]]; the first where none is given.")
@click.option(
    "--period",
    "--week",
    "period",
    default="",
    metavar="KEY",
    help="2025-W24, 2025-06-09 or 2025-06.",
)
@click.option(
    "--to",
    multiple=True,
    metavar="ADDRESS",
    callback=_addresses,
    help="Whom it is for, in place of those configured.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it to a file: .html, .txt or .eml.",
)
@click.option("--open", "browse", is_flag=True, help="Show it in the browser.")
@format_option()
@pass_program
def digest(
    program: Program,
    /,
    name: str,
    period: str,
    to: tuple[str, ...],
    output: Path | None,
    browse: bool,
    form: str,
    **asked: bool,
) -> None:
    """Preview, send or list digests: what happened, what is expected, where measures stand.

    Without --period it is the last whole one. A preview keeps nothing.

    \b
    Examples:
      tracker digest
      tracker digest --period 2025-W46 --output digest.html
      tracker digest --send --to desk@example.org
      tracker digest --list
    """
    what = _only(asked)
    if what == "list":
        _list(program, form)
        return
    from tracker.jobs.digest import Order
    from tracker.jobs.names import check_names

    check_names(program.config)
    order = Order(name, period, to)
    if what == "send":
        _send(program, order)
    else:
        _preview(program, order, output, browse=browse)


def _only(asked: Mapping[str, bool]) -> str:
    """Return which of --preview, --send and --list was asked for; a preview where none was."""
    given = [name for name, is_asked in asked.items() if is_asked]
    if len(given) > 1:
        raise click.UsageError(f"--{given[0]} and --{given[1]} are two tasks; give one of them")
    return given[0] if given else "preview"


def _preview(program: Program, order: Order, output: Path | None, *, browse: bool) -> None:
    from tracker.jobs.digest import preview

    if browse and output is None:
        output = _temporary()
    write = _writer(output) if output else None
    with program.reading() as db:
        shown = preview(program.config, db, program.now, order)
    if write is None or output is None:
        click.echo(f"Subject: {clean(shown.subject)}\n")
        click.echo(clean_lines(shown.text))
        return
    output.write_bytes(write(shown))
    click.echo(f"Wrote {output}: {clean(shown.subject)}")
    if browse:
        click.launch(output.resolve().as_uri())


def _temporary() -> Path:
    """Return a new file for a page that a browser shows after this program has ended."""
    import tempfile

    file, name = tempfile.mkstemp(prefix="tracker-digest-", suffix=".html")
    os.close(file)
    return Path(name)


def _writer(output: Path) -> Callable[[Preview], bytes]:
    """Return what makes the bytes of a file, chosen by its suffix."""
    writers: dict[str, Callable[[Preview], bytes]] = {
        ".html": lambda shown: shown.html.encode(),
        ".txt": lambda shown: shown.text.encode(),
        ".eml": lambda shown: shown.message,
    }
    if output.suffix not in writers:
        raise click.UsageError(f"{output}: the name must end in .html, .txt or .eml")
    return writers[output.suffix]


def _send(program: Program, order: Order) -> None:
    """Send what is asked for; fails where a message was not accepted."""
    from tracker.config import mail_password
    from tracker.jobs.digest import send

    password = mail_password(program.config, os.environ)
    with program.writing() as db:
        sent = send(program.config, db, lambda: dt.datetime.now(dt.UTC), password, order)
    if not sent:
        click.echo("Nothing was due: everyone has theirs, or it waits for its next try.")
    for one in sent:
        click.echo(clean(f"{one.recipient}: {one.state} {one.reply}"))
    if any(one.state != "accepted" for one in sent):
        raise click.exceptions.Exit(1)


def _list(program: Program, form: str) -> None:
    from tracker.queries.digests import messages

    with program.reading() as db:
        rows = [dataclasses.asdict(one) for one in messages(db)]
    if not rows and form == "table":
        say("No digest has been sent yet.")
        return
    emit(rows, LIST_COLUMNS, form)
