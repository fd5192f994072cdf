"""The command that shows the whole tracker at work on the sample newsroom."""

from __future__ import annotations

import shlex
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli.collecting import progress
from tracker.cli.program import Command
from tracker.resources import data_folder

if TYPE_CHECKING:
    import sqlite3

    from tracker.config import Config
    from tracker.jobs.demo import Step

SHOWN = (
    ("events", "--item", "eda_software", "--order", "oldest"),
    ("events", "--since", "2025-11-01", "--until", "2025-11-17"),
    ("state", "--on", "2025-06-15", "--item", "eda_software,rare_earths"),
    ("state", "--on", "2025-11-17", "--limit", "20"),
)
"""What is asked of the timeline once it is there."""

HINTS = (
    ("events", "--item", "rare_earths", "--order", "oldest"),
    ("state", "--as-of", "2025-11-17", "--actor", "US", "--target", "CN"),
    ("digest", "--period", "2025-W24"),
)
"""What a reader may ask next."""


@click.command(cls=Command)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep configuration, timeline and digest in DIR, in place of a temporary folder.",
)
def demo(keep: Path | None) -> None:
    """Collect a small sample newsroom and show what the tracker makes of it.

    The newsroom's outlets are invented, what they report is not. They are
    served on this machine and collected as their months go by; nothing is
    asked of the network.

    \b
    Examples:
      tracker demo
      tracker demo --keep d && tracker events --item nuclear_materials --config d/config.toml
    """
    folder = keep or Path(tempfile.mkdtemp(prefix="tracker-demo-"))
    began = time.monotonic()
    file = _collect(folder)
    for arguments in SHOWN:
        _ask(file, arguments)
    click.echo(f"\nDone in {time.monotonic() - began:.0f} seconds. It all lies in {folder}:")
    for name, what in _WRITTEN:
        click.echo(f"  {folder / name}  {what}")
    click.echo("Ask more of it:")
    for hint in HINTS:
        click.echo(f"  tracker {shlex.join(hint)} --config {shlex.quote(str(file))}")


_WRITTEN = (
    ("digest.html", "the weekly digest, to be opened in a browser"),
    ("digest.txt", "the same as text"),
    ("config.toml", "the configuration"),
    ("data/timeline.db", "the timeline"),
)


def _collect(folder: Path) -> Path:
    """Serve the newsroom, collect it and compose its digest; return the configuration's file."""
    from tracker.jobs.demo import MOMENTS, prepare, visit
    from tracker.newsroom import Newsroom
    from tracker.schema import connect

    sample = data_folder() / "sample"
    with Newsroom(sample, MOMENTS[0]) as newsroom:
        config = prepare(folder, newsroom, sample / "config.toml")
        click.echo(
            f"{len(newsroom.stock.pieces)} articles of {len(newsroom.stock.outlets)} outlets"
            f" are served at {newsroom.url}."
        )
        with closing(connect(config.database, write=True)) as db:
            for moment in MOMENTS:
                with progress(f"{moment:%d %B %Y}") as tell:
                    step = visit(config, db, newsroom, moment, tell)
                click.echo(_line(step))
            _write_digest(config, db, folder)
    return folder / "config.toml"


def _line(step: Step) -> str:
    collected, extracted = step.collected, step.extracted
    edited = f", {collected.revised} edited page" if collected.revised else ""
    return (
        f"  {step.at:%d %B %Y}: {collected.new} new articles{edited},"
        f" {extracted.mentions} mentions, {extracted.events} events changed"
    )


def _write_digest(config: Config, db: sqlite3.Connection, folder: Path) -> None:
    from tracker.jobs.demo import MOMENTS
    from tracker.jobs.digest import preview

    shown = preview(config, db, MOMENTS[-1])
    (folder / "digest.html").write_text(shown.html, encoding="utf-8")
    (folder / "digest.txt").write_text(shown.text, encoding="utf-8")


def _ask(file: Path, arguments: tuple[str, ...]) -> None:
    """Run a command of the tracker on the demo's timeline, with the line that does so."""
    from tracker.cli.main import cli

    name, *rest = arguments
    click.echo(f"\n$ tracker {shlex.join(arguments)}")
    cli.main([name, "--config", str(file), *rest], prog_name="tracker", standalone_mode=False)
