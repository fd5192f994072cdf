"""The formats of the commands' output: table, json, ndjson, csv and markdown."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from tracker.cli.table import Cell, Heading, lay_out
from tracker.cli.text import clean, escape_hidden

MOST = 10**9
"""More rows than this are never asked for."""

FORMATS = ("table", "json", "ndjson", "csv", "markdown")

_FORMULA = re.compile(r"[=+\-@\t\r|%\uff1d\uff0b\uff0d\uff20]")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in csv and markdown, its heading, and how a row fills it."""

    key: str
    heading: Heading
    cell: Callable[[Row], Cell | str]

    def of(self, row: Row) -> Cell:
        """Return the row's cell."""
        found = self.cell(row)
        return found if isinstance(found, Cell) else Cell(found)


def format_option(
    *more: str,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option --format; `more` are formats that this command adds."""
    return click.option(
        "--format",
        "form",
        type=click.Choice([*FORMATS, *more]),
        default="table",
        show_default=True,
        help="How to print it.",
    )


def limit_option() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option --limit; 0 is all, and no more than the database can count is asked."""
    return click.option(
        "--limit",
        type=click.IntRange(min=0),
        default=50,
        show_default=True,
        metavar="N",
        callback=lambda _context, _option, value: min(value, MOST),
        help="At most so many; 0 is all.",
    )


def uses_colour() -> bool:
    """Whether standard output is a terminal that shows colours, and NO_COLOR is not set."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def terminal_width() -> int | None:
    """Return the width to keep to: the terminal's, $COLUMNS, or None for a pipe."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit():
        import shutil

        return max(20, shutil.get_terminal_size().columns)
    return None


def say(text: str) -> None:
    """Tell a person something beside the output: on standard error, if that is a terminal."""
    if sys.stderr.isatty():
        click.echo(text, err=True)


def emit(
    rows: Iterable[Row], columns: Sequence[Column], form: str, fields: Sequence[str] = ()
) -> None:
    """Print rows in one of FORMATS; json and ndjson give them whole.

    csv has the columns, or those `fields` of the rows where some are named.
    """
    if form == "json":
        print_json(list(rows))
    elif form == "ndjson":
        for row in rows:
            print_json_line(row)
    elif form == "csv":
        _print_csv(rows, [_field(name) for name in fields] or columns)
    elif form == "markdown":
        _print_markdown(rows, columns)
    else:
        print_table(list(rows), columns)


def _field(name: str) -> Column:
    """Return a column that holds a field as it is."""
    return Column(name, Heading(name), lambda row: _flat(row[name]))


def _flat(value: object) -> str:
    """Return a value of JSON as one cell: lists with semicolons, articles by their address."""
    if isinstance(value, list):
        return ";".join(_flat(part) for part in value)
    if isinstance(value, dict):
        return str(value.get("url", ""))
    return "" if value is None else str(value)


def print_json(value: object) -> None:
    """Print a value as JSON, indented."""
    click.echo(escape_hidden(json.dumps(value, ensure_ascii=False, indent=2)))


def print_json_line(value: object) -> None:
    """Print a value as JSON on one line."""
    click.echo(escape_hidden(json.dumps(value, ensure_ascii=False)))


def print_table(rows: Sequence[Row], columns: Sequence[Column]) -> None:
    """Print a table that fits the terminal, or one row a line into a pipe.

    Columns in which no row has anything are left out.
    """
    filled = [column for column in columns if any(column.of(row).text for row in rows)] or columns
    lines = lay_out(
        [column.heading for column in filled],
        [[column.of(row) for column in filled] for row in rows],
        terminal_width(),
        colour=uses_colour(),
    )
    for line in lines:
        click.echo(line, color=True)


def _print_csv(rows: Iterable[Row], columns: Sequence[Column]) -> None:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.key for column in columns])
    writer.writerows([guard(column.of(row).text) for column in columns] for row in rows)
    click.echo(text.getvalue(), nl=False)


def guard(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    cleaned = clean(text)
    return f"'{cleaned}" if _FORMULA.match(cleaned) else cleaned


def _print_markdown(rows: Iterable[Row], columns: Sequence[Column]) -> None:
    click.echo("| " + " | ".join(column.key for column in columns) + " |")
    click.echo("| " + " | ".join("---" for _ in columns) + " |")
    for row in rows:
        click.echo("| " + " | ".join(escape(column.of(row).text) for column in columns) + " |")


def escape(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return re.sub(r"([\\`*_\[\]<>|#&~!])", r"\\\1", clean(text))
