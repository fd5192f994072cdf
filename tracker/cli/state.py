"""The commands of stories: state and story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.dates import parse_span
from tracker.cli.events import say_days
from tracker.cli.filters import filter_options
from tracker.cli.output import (
    Column,
    emit,
    format_option,
    limit_option,
    print_json,
    print_json_line,
    print_table,
    say,
)
from tracker.cli.program import Command, Program, pass_program
from tracker.cli.table import Cell, Heading

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue
    from tracker.queries.filters import Filters
    from tracker.queries.states import Moment

Row = Mapping[str, Any]

_STANDS = {
    "in_force": "red",
    "announced": "yellow",
    "suspended": "yellow",
    "eased": "green",
    "lifted": "green",
    "none": "dim",
}
_BECAME = {"fulfilled": "green", "contradicted": "red", "lapsed": "dim", "open": "cyan"}


def named(row: Row, names: Catalogue) -> Row:
    """Return a row of a state with "measure", its measure in words."""
    from pipelines.headline import measure_name
    from pipelines.model import Story

    parties = {role: tuple(filter(None, row[role].split(","))) for role in ("actor", "target")}
    told = Story(
        id=row["story"],
        actors=parties["actor"],
        instrument=row["instrument"],
        items=tuple(row["items"]),
        targets=parties["target"],
        events=(),
    )
    return {**row, "measure": measure_name(told, names)}


def _pending(row: Row) -> str:
    """Return what is still to come, the first by its headline."""
    headlines = row["pending_headlines"]
    more = f" (+{len(headlines) - 1})" if len(headlines) > 1 else ""
    return headlines[0] + more if headlines else ""


CSV_FIELDS = (
    *(
        "story",
        "measure",
        "actor",
        "target",
        "instrument",
        "items",
        "stands",
        "since",
        "until",
        "level",
    ),
    *("corroboration", "event", "headline", "pending"),
)

STATE_COLUMNS = (
    Column("measure", Heading("Measure", least=20), lambda row: row["measure"]),
    Column(
        "stands",
        Heading("Stands"),
        lambda row: Cell(row["stands"], _STANDS.get(row["stands"], "")),
    ),
    Column("since", Heading("Since"), lambda row: row["since"] or ""),
    Column("until", Heading("Until", drop=4), lambda row: row["until"] or ""),
    Column("level", Heading("Level", least=8, drop=1), lambda row: row["level"] or ""),
    Column("pending", Heading("Still to come", least=24, drop=3), _pending),
    Column("corroboration", Heading("Standing", drop=2), lambda row: row["corroboration"] or ""),
    Column("story", Heading("Story", drop=5), lambda row: Cell(row["story"], "dim")),
)


def moment_options(function: Any) -> Any:
    """Add --on and --as-of, which name the day that is asked about."""
    function = click.option(
        "--as-of", "as_of", metavar="DATE", help="Where it stood on a day, as is known now."
    )(function)
    return click.option(
        "--on", metavar="DATE", help="Where it stood on a day, as was known by then."
    )(function)


def read_moment(program: Program, on: str | None, as_of: str | None) -> Moment:
    """Return the day that is asked about, today where none is given."""
    from tracker.queries.states import Moment

    if on is not None and as_of is not None:
        raise click.UsageError("--on and --as-of name two days; give one of them")
    phrase = as_of if on is None else on
    if phrase is None:
        return Moment(program.today)
    try:
        day = parse_span(phrase, program.today).last
    except ValueError as error:
        raise click.BadParameter(
            str(error), param_hint="--as-of" if on is None else "--on"
        ) from None
    return Moment(day, hindsight=on is None)


@click.command(cls=Command)
@filter_options()
@moment_options
@click.option("--outcomes", is_flag=True, help="What was expected, and what became of it.")
@limit_option()
@format_option()
@pass_program
def state(
    program: Program,
    filters: Filters,
    on: str | None,
    as_of: str | None,
    outcomes: bool,
    limit: int,
    form: str,
) -> None:
    """Show where each measure stands: in force, announced, eased, suspended or lifted.

    A row is a story: who, on whom, with what, on which goods. The filters are
    those of events. The last moved comes first.

    \b
    Examples:
      tracker state --actor US --target CN
      tracker state --item rare_earths --on 2025-06-15
      tracker state --instrument tariff --format json
      tracker state --item rare_earths --outcomes
    """
    from tracker.queries.states import list_states

    moment = read_moment(program, on, as_of)
    say_days(filters)
    if on is not None or as_of is not None:
        known = "now" if moment.hindsight else "by then"
        say(f"As of {moment.on}, as known {known}")
    names = program.names
    if outcomes:
        from tracker.queries.expectations import list_expectations

        with program.reading() as db:
            found = list_expectations(db, filters, moment, names, limit + 1 if limit else None)
        _emit(found, limit, OUTCOME_COLUMNS, form)
        return
    with program.reading() as db:
        found = list_states(db, filters, moment, names, limit + 1 if limit else None)
    _emit([named(row, names) for row in found], limit, STATE_COLUMNS, form, CSV_FIELDS)


def _emit(
    found: Sequence[Row],
    limit: int,
    columns: Sequence[Column],
    form: str,
    fields: Sequence[str] = (),
) -> None:
    """Print at most `limit` rows, and tell of those that are left out."""
    rows = found[:limit] if limit else found
    if not rows and form == "table":
        say("No measure is like that.")
        return
    emit(rows, columns, form, fields)
    if len(rows) < len(found):
        say(f"The first {limit}; --limit 0 shows all.")


def _complete_story(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[str]:
    """Return the ids of stories that begin so."""
    from pipelines.errors import TrackerError
    from tracker.queries.states import begun_stories

    try:
        with context.ensure_object(Program).reading() as db:
            return begun_stories(db, incomplete)
    except TrackerError:
        return []


def _became(row: Row) -> Cell:
    """Return what became of an expectation, and after how many days."""
    if not row["became"]:
        return Cell("")
    after = f" after {row['days']} days" if row["days"] is not None else ""
    return Cell(f"{row['became']}{after}", _BECAME.get(row["became"], ""))


def _told_by(row: Row) -> str:
    return ", ".join(dict.fromkeys(source["outlet"] for source in row["sources"]))


RUN_COLUMNS = (
    Column("date", Heading("Date"), lambda row: row["date"] or f"~{row['day']}"),
    Column("headline", Heading("Event", least=24), lambda row: row["headline"]),
    Column("status", Heading("Status"), lambda row: row["status"]),
    Column("became", Heading("Became", least=12, drop=4), _became),
    Column("first_told", Heading("First told", drop=3), lambda row: row["first_told"]),
    Column("sources", Heading("Told by", least=12, drop=1), _told_by),
    Column("id", Heading("Id", drop=2), lambda row: Cell(row["id"], "dim")),
)


OUTCOME_COLUMNS = (
    Column("first_told", Heading("First told"), lambda row: row["first_told"]),
    Column("headline", Heading("Expected", least=20), lambda row: row["headline"]),
    Column("status", Heading("Status", drop=2), lambda row: row["status"]),
    Column("said_by", Heading("Said by", least=12, drop=4), lambda row: ", ".join(row["said_by"])),
    Column("outlets", Heading("Told by", least=12, drop=1), lambda row: ", ".join(row["outlets"])),
    Column("became", Heading("Became", least=12), _became),
    Column("act", Heading("By", least=20, drop=5), lambda row: row["event_headline"] or ""),
    Column("id", Heading("Id", drop=3), lambda row: Cell(row["id"], "dim")),
)


@click.command(cls=Command)
@click.argument("story", shell_complete=_complete_story)
@moment_options
@format_option()
@pass_program
def story(program: Program, story: str, on: str | None, as_of: str | None, form: str) -> None:
    """Show the run of events about one measure, and what became of each expectation.

    STORY is its id, the beginning of it, or the id of one of its events.

    \b
    Examples:
      tracker story s3f1
      tracker story e7k2 --on 2025-06-15 --format json
    """
    from tracker.queries.states import read_story

    moment, names = read_moment(program, on, as_of), program.names
    with program.reading() as db:
        found = named(read_story(db, story, moment, names), names)
    if form == "json":
        print_json(found)
    elif form == "ndjson":
        print_json_line(found)
    elif form == "table":
        _print_story(found, moment.on)
    else:
        emit(found["events"], RUN_COLUMNS, form)


def _print_story(found: Row, on: dt.date) -> None:
    """Print a story for a person: what it is, where it stands, and its run."""
    print_table([found], [column for column in STATE_COLUMNS if column.key != "pending"])
    click.echo(f"\nAs of {on}, {len(found['events'])} events:\n")
    events: Sequence[Row] = found["events"]
    print_table(events, RUN_COLUMNS)
