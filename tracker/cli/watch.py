"""The command watch: events as they come."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.events import DIRECTIONS, STATUSES, day_of, outlets
from tracker.cli.filters import filter_options
from tracker.cli.output import print_json_line, say, uses_colour
from tracker.cli.program import Command, Program, pass_program
from tracker.cli.table import styled
from tracker.cli.text import clean, pad

if TYPE_CHECKING:
    import sqlite3

    from tracker.queries.filters import Filters

Row = Mapping[str, Any]


@click.command(cls=Command)
@filter_options(dates=False)
@click.option(
    "--every",
    type=click.FloatRange(min=0.1),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="How often to look.",
)
@click.option("--once", is_flag=True, help="Print the events of the last change and leave.")
@click.option("--format", "form", type=click.Choice(["table", "ndjson"]), default="table")
@pass_program
def watch(program: Program, filters: Filters, every: float, once: bool, form: str) -> None:
    """Print new events as they come, and known ones whose status has changed.

    It reads the timeline; 'tracker run' or 'tracker collect' must fill it. Ctrl-C ends it.

    \b
    Examples:
      tracker watch --actor US,CN
      tracker watch --item rare_earths --format ndjson
    """
    from tracker.queries.arrivals import last_change

    with program.reading() as db:
        since = last_change(db)
        watcher = Watcher(db, filters, since)
        if once:
            _print(watcher.news(), form)
            return
        watcher.news()
        say("Watching; Ctrl-C ends it.")
        while True:
            time.sleep(every)
            _print(watcher.news(), form)


class Watcher:
    """Remembers what was told of the events that changed last, so that nothing is told twice."""

    def __init__(self, db: sqlite3.Connection, filters: Filters, since: str) -> None:
        self._db = db
        self._filters = filters
        self._since = since
        self._told: dict[str, str] = {}

    def news(self) -> Sequence[Row]:
        """Return the events that are new, or have another status, since the last call."""
        from tracker.queries.arrivals import changed_events, last_change

        newest = last_change(self._db)
        rows = changed_events(self._db, self._filters, self._since)
        new = [row for row in rows if self._told.get(row["id"]) != row["status"]]
        self._told |= {row["id"]: row["status"] for row in rows}
        self._since = newest
        return new


def _print(rows: Sequence[Row], form: str) -> None:
    """Print each event on a line of its own, at once."""
    colour = uses_colour()
    for row in rows:
        if form == "ndjson":
            print_json_line(row)
            continue
        headline, status = clean(row["headline"]), pad(row["status"], 10)
        if colour:
            headline = styled(headline, DIRECTIONS.get(row["direction"], ""))
            status = styled(status, STATUSES.get(row["status"], "cyan"))
        told = clean(outlets(row))
        click.echo(f"{pad(day_of(row), 11)}  {status}  {headline} ({told}) {row['id']}", color=True)
