"""The command events: the timeline, and the columns of its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from pipelines.errors import TrackerError
from tracker.cli.filters import filter_options
from tracker.cli.output import (
    Column,
    emit,
    format_option,
    limit_option,
    say,
    terminal_width,
)
from tracker.cli.program import Command, Program, pass_program
from tracker.cli.table import Cell, Heading
from tracker.cli.text import clean
from tracker.queries.filters import ORDERS, Page

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from tracker.queries.filters import Filters

Row = Mapping[str, Any]

DIRECTIONS = {"restrict": "red", "liberalise": "green", "maintain": "yellow"}
STATUSES = {"in_force": "", "announced": "", "denied": "magenta"}
_STANDING = {"official": "green", "confirmed": "green", "disputed": "magenta"}


def day_of(row: Row) -> str:
    """Return the day of an event as tables show it: "~" where only its article tells one."""
    return row["date"] or f"~{row['day']}"


def outlets(row: Row) -> str:
    """Return who tells of an event: an official source or the first one, and how many more."""
    ranked = sorted(row["sources"], key=lambda source: not source["official"])
    names = list(dict.fromkeys(source["outlet"] for source in ranked))
    return f"{names[0]} +{len(names) - 1}" if len(names) > 1 else "".join(names)


CSV_FIELDS = (
    *("id", "date", "day", "headline", "label", "instrument", "action", "direction", "items"),
    *("actors", "targets", "status", "effective_from", "effective_until", "level_from"),
    *("level_to", "story", "corroboration", "confidence", "mentions", "witnesses"),
    *("first_seen", "last_seen", "sources"),
)

EVENT_COLUMNS = (
    Column("date", Heading("Date"), day_of),
    Column(
        "headline",
        Heading("Event", least=24),
        lambda row: Cell(row["headline"], DIRECTIONS.get(row["direction"], "")),
    ),
    Column(
        "status",
        Heading("Status", drop=4),
        lambda row: Cell(row["status"], STATUSES.get(row["status"], "cyan")),
    ),
    Column(
        "corroboration",
        Heading("Standing", drop=2),
        lambda row: Cell(row["corroboration"], _STANDING.get(row["corroboration"], "")),
    ),
    Column("sources", Heading("Told by", least=12, drop=1), outlets),
    Column("id", Heading("Id", drop=3), lambda row: Cell(row["id"], "dim")),
)


def complete_event(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the ids of events that begin so, with their headlines."""
    from click.shell_completion import CompletionItem

    from tracker.queries.events import begun_ids

    try:
        with context.ensure_object(Program).reading() as db:
            found = begun_ids(db, incomplete)
    except TrackerError:
        return []
    return [CompletionItem(id_, help=clean(headline)) for id_, headline in found]


def _complete_group(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return what events can be counted by, after what is named already."""
    from tracker.queries.events import GROUPS

    done, comma, word = incomplete.rpartition(",")
    return [done + comma + name for name in GROUPS if name.startswith(word)]


@click.command(cls=Command)
@filter_options()
@limit_option()
@click.option("--order", type=click.Choice(ORDERS), default="newest", show_default=True)
@click.option(
    "--after",
    metavar="ID",
    shell_complete=complete_event,
    help="Those that follow this one: the next page.",
)
@click.option("--count", is_flag=True, help="Only how many there are.")
@click.option(
    "--group-by",
    metavar="X,...",
    shell_complete=_complete_group,
    help="Count by actor, target, item, month, outlet ...",
)
@format_option("ics", "atom")
@pass_program
def events(
    program: Program,
    filters: Filters,
    limit: int,
    order: str,
    after: str | None,
    count: bool,
    group_by: str | None,
    form: str,
) -> None:
    """Show the timeline: what has been done, by whom, to which goods, and who says so.

    A filter takes several values, with commas or again; with --not- before its
    name (--not-item steel) it leaves them out. A date with ~ is its article's.

    \b
    Examples:
      tracker events --item rare_earths --since "3 months ago"
      tracker events --actor US,EU --instrument tariff --status in_force
      tracker events --match "chip design" --format json
      tracker events --since 2025 --group-by actor,month
    """
    from tracker.queries.events import count_events, group_events, list_events

    _check_counting(count=count, group_by=group_by, form=form)
    say_days(filters)
    with program.reading() as db:
        if count:
            click.echo(count_events(db, filters))
            return
        if group_by is not None:
            names = list(dict.fromkeys(name.strip() for name in group_by.split(",")))
            most = limit if _is_given("limit") else 0
            print_groups(group_events(db, filters, names)[: most or None], names, form)
            return
        rows = list_events(db, filters, Page(limit + 1 if limit else None, order, after))
    more = bool(limit) and len(rows) > limit
    rows = rows[:limit] if more else rows
    print_events(rows, form, program)
    if more:
        say(f"The first {limit}; --limit 0 shows all, --after {rows[-1]['id']} the next.")


def _check_counting(*, count: bool, group_by: str | None, form: str) -> None:
    """Raise UsageError for ways of counting that exclude each other."""
    if count and group_by is not None:
        raise click.UsageError("--count and --group-by both count; give one of them")
    if (count or group_by is not None) and form in ("ics", "atom"):
        raise click.UsageError(f"--format {form} lists events; counts have no such form")


def _is_given(option: str) -> bool:
    """Whether an option of the present command was given, and is not its default."""
    source = click.get_current_context().get_parameter_source(option)
    return source is not None and source.name == "COMMANDLINE"


def say_days(filters: Filters) -> None:
    """Tell a person at a terminal which days were understood."""
    if filters.since or filters.until:
        first = f"from {filters.since}" if filters.since else ""
        last = f"to {filters.until}" if filters.until else ""
        say(" ".join(part for part in ("Events", first, last) if part))


def print_events(rows: Sequence[Row], form: str, program: Program) -> None:
    """Print events in a format, also for calendars and feed readers."""
    if form == "ics":
        from tracker.cli.feeds import calendar

        click.echo(calendar(rows, program.now), nl=False)
    elif form == "atom":
        from tracker.cli.feeds import atom

        click.echo(atom(rows, program.now), nl=False)
    elif not rows and form == "table":
        say("No event is like that.")
    else:
        emit(rows, EVENT_COLUMNS, form, CSV_FIELDS)


def print_groups(rows: Sequence[Row], names: Sequence[str], form: str) -> None:
    """Print counts, in a terminal each with its bar."""
    most = max((row["events"] for row in rows), default=1)
    room = max(10, min(40, (terminal_width() or 80) - 40))

    def bar(row: Row) -> Cell:
        return Cell("█" * max(1, round(row["events"] * room / most)), "blue")

    def column(name: str) -> Column:
        return Column(name, Heading(name.capitalize(), least=8), lambda row: str(row[name] or "-"))

    columns = [column(name) for name in names]
    columns.append(Column("events", Heading("Events", right=True), lambda row: str(row["events"])))
    if form == "table":
        columns.append(Column("bar", Heading("", drop=1), bar))
    emit(rows, columns, form, (*names, "events"))
