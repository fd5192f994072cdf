"""The commands of corrections: hide, merge, split, set, confirm, undo and list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.events import complete_event
from tracker.cli.filters import read_values
from tracker.cli.output import MOST, Column, emit, format_option, say
from tracker.cli.program import Group, Program, pass_program
from tracker.cli.table import Cell, Heading
from tracker.cli.text import clean

if TYPE_CHECKING:
    import sqlite3

    from tracker.store.corrections import Corrected

_FIELDS = MappingProxyType(
    {
        "items": "item",
        "actors": "actor",
        "targets": "target",
        "action": "action",
        "status": "status",
    }
)
"""Fields of an event whose values are checked as those of a filter are."""

_LISTS = ("items", "actors", "targets")


@click.group(cls=Group)
def correct() -> None:
    """Correct the timeline: every correction has a reason, is kept, and can be undone.

    \b
    Examples:
      tracker correct hide e7k2 --reason "an opinion piece"
      tracker correct set e7k2 status announced --reason "effect is still to come"
      tracker correct undo 3
    """


def _with_reason(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--reason", required=True, callback=_told, help="Why; it is kept with the correction."
    )(function)


def _told(_context: click.Context, _option: click.Parameter, reason: str) -> str:
    """Return the reason; raises BadParameter where it has no words."""
    if not clean(reason).strip():
        raise click.BadParameter("it has no words")
    return reason


def _event_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.argument("event", shell_complete=complete_event)(function)


@correct.command()
@_event_argument
@_with_reason
@pass_program
def hide(program: Program, event: str, reason: str) -> None:
    """Leave an event out of every answer.

    \b
    Example:
      tracker correct hide e7k2 --reason "an opinion piece"
    """
    _record(program, event, reason, "hide")


@correct.command()
@_event_argument
@_with_reason
@pass_program
def confirm(program: Program, event: str, reason: str) -> None:
    """Say that an event was looked at and is right.

    \b
    Example:
      tracker correct confirm e7k2 --reason "read in the Federal Register"
    """
    _record(program, event, reason, "confirm")


@correct.command()
@_event_argument
@click.argument("others", nargs=-1, required=True, metavar="OTHER...")
@_with_reason
@pass_program
def merge(program: Program, event: str, others: tuple[str, ...], reason: str) -> None:
    """Make one event of several.

    \b
    Example:
      tracker correct merge e7k2 e9x4 --reason "the same letters"
    """
    from tracker.queries.events import resolve_event

    with program.reading() as db:
        resolved = tuple(resolve_event(db, other) for other in others)
    _record(program, event, reason, "merge", others=resolved)


@correct.command()
@_event_argument
@click.argument("mentions", nargs=-1, required=True, metavar="MENTION...")
@_with_reason
@pass_program
def split(program: Program, event: str, mentions: tuple[str, ...], reason: str) -> None:
    """Make an event of its own of some mentions; 'tracker show' tells their ids.

    \b
    Example:
      tracker correct split e7k2 m3f1 m8a0 --reason "another ministry's list"
    """
    _record(program, event, reason, "split", others=mentions)


@correct.command("set")
@_event_argument
@click.argument("field")
@click.argument("value")
@_with_reason
@pass_program
def set_field(program: Program, event: str, field: str, value: str, reason: str) -> None:
    """Set a field of an event; several values with commas, "none" for none.

    \b
    Examples:
      tracker correct set e7k2 status announced --reason "effect is still to come"
      tracker correct set e7k2 targets CN,HK --reason "the annex names both"
    """
    _record(program, event, reason, "set", name=field, value=_value(program, field, value))


def _value(program: Program, field: str, text: str) -> str | tuple[str, ...] | None:
    """Return the value of a field, its words made ids and codes."""
    none = text.lower() == "none"
    if field in _LISTS:
        return () if none else read_values(program, _FIELDS[field], text)
    if none:
        return None
    return read_values(program, _FIELDS[field], text)[0] if field in _FIELDS else text


def _record(program: Program, event: str, reason: str, kind: str, **more: Any) -> None:
    """Record one correction and tell what it changed."""
    from tracker.jobs.extract import merge_rules
    from tracker.queries.events import resolve_event
    from tracker.store.corrections import Change, record_correction

    with program.reading() as db:
        change = Change(kind, resolve_event(db, event), **more)
    rules = merge_rules(program.config)
    with program.writing() as db:
        done = record_correction(db, change, reason, rules, program.now)
        click.echo(f"Correction {done.id} made; 'tracker correct undo {done.id}' takes it back.")
        _tell(db, done)


def _tell(db: sqlite3.Connection, done: Corrected) -> None:
    """Print a line for each event that is new, different or no more."""
    from tracker.queries.corrections import headlines

    found = headlines(db, done.events)
    for id_ in done.events:
        click.echo(f"  {id_}  {clean(found[id_]) if id_ in found else 'no more'}")


@correct.command()
@click.argument("number", type=click.IntRange(1, MOST))
@pass_program
def undo(program: Program, number: int) -> None:
    """Take a correction back; it stays in the list, marked as undone.

    \b
    Example:
      tracker correct undo 3
    """
    from tracker.jobs.extract import merge_rules
    from tracker.store.corrections import undo_correction

    rules = merge_rules(program.config)
    with program.writing() as db:
        done = undo_correction(db, number, rules, program.now)
        click.echo(f"Correction {number} undone.")
        _tell(db, done)


def _what(row: Mapping[str, Any]) -> str:
    """Return what a correction says, in a word or two."""
    payload = row["payload"]
    if row["kind"] == "set":
        value = payload.get("value")
        values = value if isinstance(value, list) else [value]
        return f"{payload['name']} = {','.join(filter(None, values)) or 'none'}"
    return f"{len(payload.get('others', ()))} mentions" if payload.get("others") else ""


LIST_COLUMNS = (
    Column("id", Heading("No.", right=True), lambda row: str(row["id"])),
    Column("at", Heading("When", drop=2), lambda row: row["at"][:16].replace("T", " ")),
    Column(
        "kind",
        Heading("Kind"),
        lambda row: Cell(
            f"{row['kind']}{' (undone)' if row['undone_at'] else ''}",
            "dim" if row["undone_at"] else "",
        ),
    ),
    Column("what", Heading("What", least=10), _what),
    Column("event", Heading("Event", drop=3), lambda row: row["event"] or ""),
    Column("headline", Heading("Headline", least=20, drop=1), lambda row: row["headline"] or ""),
    Column("reason", Heading("Reason", least=16), lambda row: row["reason"]),
)


@correct.command("list")
@format_option()
@pass_program
def list_(program: Program, form: str) -> None:
    """List the corrections, the latest first.

    \b
    Example:
      tracker correct list --format csv
    """
    from tracker.queries.corrections import list_corrections

    with program.reading() as db:
        rows = list_corrections(db)
    if not rows and form == "table":
        say("No correction has been made.")
        return
    emit(rows, LIST_COLUMNS, form)
