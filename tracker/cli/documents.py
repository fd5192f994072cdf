"""The command extract: documents in, mentions out."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from pipelines.errors import DocumentError
from pipelines.model import Article
from tracker.cli.dates import parse_span
from tracker.cli.explained import explained, lines
from tracker.cli.output import Column, emit, format_option, print_json_line
from tracker.cli.program import Command, Program, pass_program
from tracker.cli.table import Heading

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue
    from pipelines.extract import Extractor

_LIMIT = 10_000_000

COLUMNS = (
    Column("field", Heading("Field", drop=1), lambda row: row["field"]),
    Column("date", Heading("Date"), lambda row: row["date"] or ""),
    Column("headline", Heading("Act", least=20), lambda row: row["headline"]),
    Column("status", Heading("Status"), lambda row: row["status"]),
    Column("attribution", Heading("Says", least=8, drop=2), lambda row: row["attribution"] or ""),
    Column("quote", Heading("Sentence", least=24, drop=3), lambda row: row["quote"]),
)


class Reader:
    """The extractor and the catalogue, loaded when the first document needs them."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def catalogue(self) -> Catalogue:
        """The names that headlines use."""
        from pipelines.catalogue import load_catalogue
        from tracker.resources import data_folder

        return load_catalogue(data_folder(), self._program.config_or_default.lexicon_files)

    @cached_property
    def extractor(self) -> Extractor:
        """The extractor with the configured model and lexicon."""
        from tracker.language import load_extractor

        return load_extractor(self._program.config_or_default)

    def rows(self, article: Article) -> list[dict[str, Any]]:
        """Return the mentions of an article as JSON objects."""
        from pipelines.documents import mention_row

        return [mention_row(one, self.catalogue) for one in self.extractor.mentions(article)]

    def events(self, article: Article) -> dict[str, Any]:
        """Return what a line of --jsonl tells of an article."""
        return {"events": self.rows(article)}

    def sorted_verdicts(self, article: Article) -> dict[str, Any]:
        """Return what a line of --jsonl --explain tells: the mentions, and the acts rejected."""
        rows = self.verdicts(article)
        return {
            "events": [row for row in rows if row["told"]],
            "rejected": [row for row in rows if not row["told"]],
        }

    def verdicts(self, article: Article) -> list[Mapping[str, Any]]:
        """Return every act proposed, told or not, with what decided it."""
        from pipelines.documents import mention_row

        return [
            explained(mention_row(mention, self.catalogue), mention, verdict, article)
            for mention, verdict in self.extractor.verdicts(article)
        ]


@click.command(cls=Command)
@click.argument("file", type=click.File("rb"), default="-")
@click.option(
    "--jsonl", is_flag=True, help="FILE holds a JSON document a line; so does the output."
)
@click.option("--published", metavar="DATE", help="The day it appeared, which dates count from.")
@click.option("--title", default="", help="The title, where FILE is plain text.")
@click.option(
    "--explain",
    is_flag=True,
    help="Show the rule and the words behind each field, and why other acts are not told.",
)
@format_option()
@pass_program
def extract(
    program: Program,
    file: BinaryIO,
    jsonl: bool,
    published: str | None,
    title: str,
    explain: bool,
    form: str,
) -> None:
    """Print the mentions of a document: plain text, HTML, or many as JSON lines.

    A document of --jsonl is {"id", "published", "title", "text", "source"}; its
    line of output is {"id", "events"}, or {"id", "error"} where it cannot be read;
    --explain adds the acts that were not told, as "rejected".

    \b
    Examples:
      tracker extract --published 2025-06-10 --format ndjson article.html
      tracker extract --jsonl documents.jsonl > mentions.jsonl
      echo "Canada lifted tariffs." | tracker extract --explain --published today -
    """
    reader = Reader(program)
    if jsonl:
        if form not in ("table", "ndjson"):
            raise click.UsageError(f"--jsonl prints JSON lines; leave out --format {form}")
        _extract_lines(reader, file, explain=explain)
        return
    article = _article(file, title, _day(published, program.today) if published else None)
    if not explain:
        emit(reader.rows(article), COLUMNS, form)
    elif form == "table":
        for line in lines(reader.verdicts(article)):
            click.echo(line)
    else:
        emit(reader.verdicts(article), COLUMNS, form)


def _extract_lines(reader: Reader, file: BinaryIO, *, explain: bool) -> None:
    """Answer each line; where none can be read the command has failed."""
    reader.extractor  # noqa: B018 - a fault of the lexicon or the model ends the run at once
    total = failed = 0
    for row in answers(reader.sorted_verdicts if explain else reader.events, file):
        total += 1
        failed += "error" in row
        print_json_line(row)
    if failed:
        click.echo(f"tracker: {failed} of {total} documents could not be read", err=True)
    if failed and failed == total:
        raise click.exceptions.Exit(1)


Answer = Callable[[Article], Mapping[str, Any]]


def answers(read: Answer, file: BinaryIO) -> Iterator[Mapping[str, Any]]:
    """Yield {"id", "events"} or {"id", "error"} for each line that is not blank."""
    for number, line in enumerate(file, start=1):
        if line.strip():
            yield _answer(read, number, line)


def _answer(read: Answer, number: int, line: bytes) -> Mapping[str, Any]:
    from pipelines.documents import parse_line, read_document

    name: Any = None
    try:
        found = parse_line(line.decode("utf-8-sig"))
        name = found.get("id")
        return {"id": name, **read(read_document(found))}
    except (DocumentError, UnicodeDecodeError) as error:
        return {"id": name, "error": f"line {number}: {error}"}
    except Exception as error:  # noqa: BLE001 - one document never stops the others
        return {"id": name, "error": f"line {number}: {type(error).__name__}: {error}"}


def _day(phrase: str, today: dt.date) -> dt.date:
    try:
        return parse_span(phrase, today).first
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--published") from None


def _article(file: BinaryIO, title: str, published: dt.date | None) -> Article:
    """Return the single document as an article; raises DocumentError."""
    data = file.read(_LIMIT + 1)
    name = "standard input" if file is sys.stdin.buffer else str(getattr(file, "name", "FILE"))
    if len(data) > _LIMIT:
        raise DocumentError(f"{name}: larger than {_LIMIT // 1_000_000} MB; cut it")
    if data.lstrip()[:1] == b"<":
        return _page(data, name, title, published)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise DocumentError(f"{name}: neither HTML nor UTF-8 text; convert it") from None
    if published is None:
        raise click.UsageError("plain text needs --published, the day it appeared")
    return Article("", title, text, published, Path(name).name)


def _page(data: bytes, name: str, title: str, published: dt.date | None) -> Article:
    """Return the article on an HTML page, read in a bounded child process."""
    from tracker.worker import open_workers, parse_page

    with open_workers(1) as workers:
        page = parse_page(workers, data, f"file:///{Path(name).name}", "")
    day = published or page.day
    if day is None:
        raise click.UsageError(f"{name} tells no date; give --published")
    return Article("", title or page.title, page.text, day, Path(name).name)
