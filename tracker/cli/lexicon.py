"""The command lexicon: the ids that filters take, a check of one's own words, and its gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from pipelines.vocabulary import ACTIONS_OF, DIRECTION_OF, STATUS_CLASS_OF
from tracker.cli.gaps import gaps
from tracker.cli.output import Column, emit, format_option
from tracker.cli.program import Group, Program, pass_program
from tracker.cli.table import Heading

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue

ITEM_COLUMNS = (
    Column("id", Heading("Item"), lambda row: "· " * row["depth"] + row["id"]),
    Column("name", Heading("Name", least=16), lambda row: row["name"]),
    Column("covers", Heading("Covers", least=24, drop=1), lambda row: row["covers"]),
)
ITEM_FIELDS = ("id", "parent", "name", "covers")

PARTY_COLUMNS = (
    Column("code", Heading("Code"), lambda row: row["code"]),
    Column("name", Heading("Name", least=16), lambda row: row["name"]),
    Column("also", Heading("Also called", least=24, drop=1), lambda row: ", ".join(row["also"])),
)


def _word_column(name: str) -> Column:
    return Column(name, Heading(name.capitalize(), least=12), lambda row: row[name])


@click.group(cls=Group)
def lexicon() -> None:
    """Show the ids that filters take, check words of your own, and see what words lack.

    \b
    Examples:
      tracker lexicon items
      tracker lexicon check
      tracker lexicon gaps --kind goods --since "a month ago"
    """


lexicon.add_command(gaps)


@lexicon.command()
@format_option()
@pass_program
def items(program: Program, form: str) -> None:
    """List the items: each takes in those that stand below it.

    \b
    Example:
      tracker lexicon items --format csv
    """
    emit(_items(program.names), ITEM_COLUMNS, form, ITEM_FIELDS)


def _items(names: Catalogue) -> list[Mapping[str, Any]]:
    """Return the items as a tree laid flat, each after its parent."""
    paths = {id_: tuple(reversed(names.lineage(id_))) for id_ in names.items}
    return [
        {
            "id": id_,
            "parent": names.items[id_].parent,
            "name": names.items[id_].name,
            "covers": names.items[id_].covers,
            "depth": len(paths[id_]) - 1,
        }
        for id_ in sorted(names.items, key=lambda one: paths[one])
    ]


@lexicon.command()
@format_option()
@pass_program
def parties(program: Program, form: str) -> None:
    """List countries and blocs: --actor and --target take codes and names.

    \b
    Example:
      tracker lexicon parties
    """
    rows = [
        {
            "code": party.code,
            "name": party.full,
            "also": [
                name for name in dict.fromkeys((party.name, *party.also)) if name != party.full
            ],
        }
        for party in program.names.parties.values()
    ]
    emit(rows, PARTY_COLUMNS, form, ("code", "name", "also"))


@lexicon.command()
@format_option()
def words(form: str) -> None:
    """List instruments with their actions, and the statuses.

    \b
    Example:
      tracker lexicon words
    """
    rows = [
        {"field": "instrument", "id": name, "meaning": f"takes {', '.join(actions)}"}
        for name, actions in ACTIONS_OF.items()
    ]
    rows += [
        {"field": "action", "id": name, "meaning": f"direction {direction}"}
        for name, direction in DIRECTION_OF.items()
    ]
    rows += [
        {"field": "status", "id": name, "meaning": kind} for name, kind in STATUS_CLASS_OF.items()
    ]
    emit(rows, [_word_column(name) for name in ("field", "id", "meaning")], form)


@lexicon.command()
@pass_program
def check(program: Program) -> None:
    """Check the program's words and those of your own files ([extract] lexicon).

    A fault is told with its file and line.

    \b
    Example:
      tracker lexicon check
    """
    from pipelines.lexicon import load_lexicon
    from tracker.resources import data_folder

    own = program.config_or_default.lexicon_files
    loaded = load_lexicon(data_folder(), own)
    click.echo(f"No fault in the program's words and {len(own)} files of your own.")
    click.echo(
        f"Version {loaded.version}; the daemon or 'tracker reprocess' reads old articles with it."
    )
