"""The command lexicon gaps: what the words of the tracker lack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.dates import parse_span
from tracker.cli.output import Column, emit, format_option, limit_option
from tracker.cli.program import Command, Program, pass_program
from tracker.cli.table import Cell, Heading

if TYPE_CHECKING:
    from pipelines.extract.gaps import Gap, GapFinder

KINDS = ("verb", "goods", "name")

COLUMNS = (
    Column("kind", Heading("Kind"), lambda row: row["kind"]),
    Column("word", Heading("Word", least=12), lambda row: Cell(row["word"], "bold")),
    Column("articles", Heading("Articles", right=True), lambda row: str(row["articles"])),
    Column("count", Heading("Times", right=True, drop=1), lambda row: str(row["count"])),
    Column(
        "example",
        Heading("Example", least=30, drop=2),
        lambda row: row["examples"][0]["quote"] if row["examples"] else "",
    ),
)


@click.command(cls=Command)
@click.option("--kind", type=click.Choice(KINDS), help="Only words of this kind.")
@click.option("--since", metavar="DATE", help="Only articles of this day and later.")
@click.option(
    "--articles",
    type=click.IntRange(min=1),
    default=1000,
    show_default=True,
    metavar="N",
    help="Look at so many articles, the newest first.",
)
@click.option(
    "--fewest",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    metavar="N",
    help="Only words of so many articles.",
)
@limit_option()
@format_option()
@pass_program
def gaps(
    program: Program,
    kind: str | None,
    since: str | None,
    articles: int,
    fewest: int,
    limit: int,
    form: str,
) -> None:
    """List words of the stored articles that stand near known measures and are unknown.

    Verbs beside a measure, goods that it is on, and capitalised names, the most
    frequent first. Put those that matter into a TOML file of your own and name
    it under [extract] lexicon.

    \b
    Examples:
      tracker lexicon gaps
      tracker lexicon gaps --kind name --fewest 5 --format json
    """
    from tracker.queries.texts import latest_texts

    first = _first_day(since, program.today) if since else None
    with program.reading() as db:
        found = _finder(program).find(latest_texts(db, articles, first), fewest)
    wanted = [gap for gap in found if kind in (None, gap.kind)]
    emit([_row(gap) for gap in (wanted[:limit] if limit else wanted)], COLUMNS, form)


def _finder(program: Program) -> GapFinder:
    from pipelines.extract.gaps import GapFinder
    from pipelines.lexicon import load_lexicon
    from tracker.language import load_model
    from tracker.resources import data_folder

    config = program.config
    words = load_lexicon(data_folder(), config.lexicon_files)
    return GapFinder(words, load_model(config.extract.model))


def _first_day(phrase: str, today: dt.date) -> dt.date:
    try:
        return parse_span(phrase, today).first
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--since") from None


def _row(gap: Gap) -> Mapping[str, Any]:
    examples = [{"url": one.url, "quote": one.quote} for one in gap.examples]
    return {
        "kind": gap.kind,
        "word": gap.word,
        "articles": gap.articles,
        "count": gap.count,
        "examples": examples,
    }
