"""The command show: one event with its evidence, history and story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from tracker.cli.events import CSV_FIELDS, DIRECTIONS, EVENT_COLUMNS, complete_event, day_of
from tracker.cli.output import (
    emit,
    format_option,
    print_json,
    print_json_line,
    terminal_width,
    uses_colour,
)
from tracker.cli.program import Command, Program, pass_program
from tracker.cli.table import styled
from tracker.cli.text import cells, clean, pad, wrap

Row = Mapping[str, Any]

_LABEL_CELLS = 14
_INDENT = 4
_WIDEST = 100


@click.command(cls=Command)
@click.argument("event", shell_complete=complete_event)
@format_option()
@pass_program
def show(program: Program, event: str, form: str) -> None:
    """Show one event: the sentences that tell of it, who says so, its history and story.

    EVENT is its id, the beginning of one, or an id that it once had. In a
    terminal the words that decided each field stand out.

    \b
    Examples:
      tracker show e7k2
      tracker show e7k2 --format json
    """
    from tracker.queries.event import read_event

    with program.reading() as db:
        found = read_event(db, event, program.today, program.names)
    if form == "table":
        for line in _lines(found, _Paper()):
            click.echo(line, color=True)
    elif form == "json":
        print_json(found)
    elif form == "ndjson":
        print_json_line(found)
    else:
        emit([found], EVENT_COLUMNS, form, CSV_FIELDS)


class _Paper:
    """How wide the lines are and whether they have colours."""

    def __init__(self) -> None:
        self.width = min(terminal_width() or _WIDEST, _WIDEST)
        self.colour = uses_colour()

    def paint(self, text: str, style: str) -> str:
        """Return the text in a colour, where there are colours."""
        return styled(text, style) if self.colour else text

    def wrapped(self, text: str, indent: int) -> Iterator[str]:
        """Yield the lines of a text, each with an indent."""
        for line in wrap(text, max(10, self.width - indent)):
            yield " " * indent + line


def _lines(row: Row, paper: _Paper) -> Iterator[str]:
    style = DIRECTIONS.get(row["direction"], "")
    for line in paper.wrapped(clean(row["headline"]), 0):
        yield paper.paint(line, style or "bold")
    yield paper.paint(row["id"], "dim") + (paper.paint("  hidden", "red") if row["hidden"] else "")
    yield ""
    for label, value in _facts(row):
        first, *rest = list(paper.wrapped(clean(value), _LABEL_CELLS))
        yield paper.paint(pad(label, _LABEL_CELLS), "dim") + first[_LABEL_CELLS:]
        yield from rest
    sections = (
        ("Evidence", _evidence(row["evidence"], paper)),
        ("History", _history(row["history"])),
        ("Corrections", _corrections(row["corrections"], paper)),
        ("Withdrawn, since the page was edited", _evidence(row["withdrawn"], paper)),
        (f"Story {row['story']}", _run(row, paper)),
    )
    for title, lines in sections:
        body = list(lines)
        if body:
            yield from ("", paper.paint(title, "bold"), *body)


def _facts(row: Row) -> Iterator[tuple[str, str]]:
    """Yield the fields of the event that tell something, each with its label."""
    effect = " to ".join(part for part in (row["effective_from"], row["effective_until"]) if part)
    level = " to ".join(part for part in (row["level_from"], row["level_to"]) if part)
    witnesses = f"{row['mentions']} mentions, {row['witnesses']} witnesses"
    facts = (
        ("Date", f"{day_of(row)}{'' if row['date'] else ' (its article)'}"),
        ("Status", row["status"]),
        ("Measure", f"{row['instrument']}, {row['action']} ({row['direction']})"),
        ("Goods", ", ".join(row["items"])),
        ("Who", ", ".join(row["actors"])),
        ("On", ", ".join(row["targets"])),
        ("In effect", effect),
        ("Level", level),
        ("Standing", f"{row['corroboration']}; {witnesses}; confidence {row['confidence']:.2f}"),
        ("Known", f"since {row['first_seen'][:10]}, last told {row['last_seen'][:10]}"),
        ("Was", ", ".join(row["was"])),
    )
    return ((label, value) for label, value in facts if value)


def _evidence(mentions: Sequence[Row], paper: _Paper) -> Iterator[str]:
    for mention in mentions:
        marks = ", official" if mention["official"] else ""
        marks += ", from the feed alone" if mention["origin"] == "feed" else ""
        head = f"  {mention['published']}  {clean(mention['outlet'])}{marks}"
        yield f"{head}  {paper.paint(mention['id'], 'dim')}"
        yield from _quote(mention, paper)
        says = f"according to {clean(mention['attribution'])}; " if mention["attribution"] else ""
        reading = f"{says}rule {mention['rule']}, confidence {mention['confidence']:.2f}"
        yield from paper.wrapped(reading, _INDENT)
        deciding = _deciding(mention)
        if deciding:
            yield from (paper.paint(line, "dim") for line in paper.wrapped(deciding, _INDENT))
        if mention["url"].startswith(("http://", "https://")):
            yield " " * _INDENT + paper.paint(clean(mention["url"]), "dim")


def _deciding(mention: Row) -> str:
    """Return the words that decided each field, field by field."""
    words: dict[str, dict[str, None]] = {}
    for cue in sorted(mention["cues"], key=lambda cue: cue["start"]):
        first, last = (cue[end] - mention["start"] for end in ("start", "end"))
        found = clean(mention["quote"][max(0, first) : max(0, last)])
        if found:
            words.setdefault(cue["decides"], {})[f'"{found}"'] = None
    return "; ".join(f"{field} {', '.join(found)}" for field, found in words.items())


def _quote(mention: Row, paper: _Paper) -> Iterator[str]:
    """Yield the lines of the sentence, the words that decided its fields in bold."""
    spans = [(cue["start"], cue["end"]) for cue in mention["cues"]]
    room = max(10, paper.width - _INDENT)
    line: list[str] = []
    used = 0
    for found in re.finditer(r"\S+", mention["quote"]):
        first, last = mention["start"] + found.start(), mention["start"] + found.end()
        bold = any(start < last and first < end for start, end in spans)
        for word in wrap(clean(found[0]), room):
            if line and used + 1 + cells(word) > room:
                yield " " * _INDENT + " ".join(line)
                line, used = [], 0
            used += cells(word) + (1 if line else 0)
            line.append(paper.paint(word, "bold") if bold else word)
    yield " " * _INDENT + " ".join(line)


def _history(changes: Sequence[Row]) -> Iterator[str]:
    for change in changes:
        teller = f"  {clean(change['outlet'])}" if change["outlet"] else ""
        by = f" by {change['event']}" if change["event"] else ""
        after = f" after {change['days']} days" if change["days"] is not None else ""
        yield f"  {change['day']}  {change['status']}{by}{after}{teller}"


def _corrections(corrections: Sequence[Row], paper: _Paper) -> Iterator[str]:
    for one in corrections:
        undone = f", undone {one['undone_at'][:10]}" if one["undone_at"] else ""
        text = f"{one['at'][:10]}  #{one['id']} {one['kind']}: {clean(one['reason'])}{undone}"
        yield from paper.wrapped(text, 2)


def _run(row: Row, paper: _Paper) -> Iterator[str]:
    """Yield the story's events, this one marked."""
    for event in row["run"]:
        mark = ">" if event["id"] == row["id"] else " "
        head = f"{pad(day_of(event), 11)}  {event['status']:<10}  "
        indent = len(f"{mark} {head}")
        first, *rest = list(paper.wrapped(clean(event["headline"]), indent))
        told = head + first[indent:]
        yield f"{mark} {paper.paint(told, 'bold') if mark == '>' else told}"
        yield from rest
