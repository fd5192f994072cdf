"""The commands of sources: list, add, check, import and export."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from pipelines.errors import ConfigError, DocumentError
from tracker.cli.filters import complete_source
from tracker.cli.output import Column, emit, format_option
from tracker.cli.program import Group, Program, pass_program
from tracker.cli.table import Cell, Heading
from tracker.config import SourceConfig, add_sources, free_name
from tracker.config.checks import url as check_url

if TYPE_CHECKING:
    from tracker.jobs.sources import Checked, Discovered
    from tracker.queries.sources import Source

_STYLES = {"ok": "green", "failing": "red", "gone": "red", "degraded": "yellow", "stale": "yellow"}


def _moment(text: str | None) -> str:
    """Return a time without its seconds and zone, which is UTC."""
    return (text or "")[:16].replace("T", " ")


LIST_COLUMNS = (
    Column("name", Heading("Name"), lambda row: row["name"]),
    Column("outlet", Heading("Outlet", least=12, drop=2), lambda row: row["outlet"]),
    Column("kind", Heading("Kind", drop=4), lambda row: row["kind"]),
    Column("official", Heading("Official", drop=3), lambda row: "yes" if row["official"] else ""),
    Column(
        "state", Heading("State"), lambda row: Cell(row["state"], _STYLES.get(row["state"], "dim"))
    ),
    Column("since", Heading("Since", drop=6), lambda row: _moment(row["since"])[:10]),
    Column("last_good", Heading("Last good", drop=5), lambda row: _moment(row["last_good"])),
    Column("next_poll", Heading("Next poll", drop=1), lambda row: _moment(row["next_poll"])),
    Column("reason", Heading("Reason", least=16), lambda row: row["reason"]),
)


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def sources(context: click.Context) -> None:
    """List, add, check, import and export sources; alone, it lists them.

    \b
    Examples:
      tracker sources
      tracker sources add https://example.org/news
      tracker sources check ustr
    """
    if context.invoked_subcommand is None:
        context.invoke(list_sources, form="table")


@sources.command("list")
@format_option()
@pass_program
def list_sources(program: Program, form: str) -> None:
    """List the sources and how each does.

    \b
    Example:
      tracker sources list --format csv
    """
    emit(list(_rows(program)), LIST_COLUMNS, form)


def _rows(program: Program) -> Iterable[Mapping[str, Any]]:
    """Yield a row for each configured source, with its health where it was polled."""
    health = _health(program)
    for source in program.config.sources:
        known = health.get(source.name)
        state = "disabled" if not source.enabled else known.state if known else "new"
        yield {
            "name": source.name,
            "outlet": source.outlet,
            "kind": source.kind,
            "url": source.url,
            "official": source.official,
            "enabled": source.enabled,
            "state": state,
            "reason": (known.reason or "") if known and source.enabled else "",
            "since": known.since if known and source.enabled else None,
            "failures": known.failures if known else 0,
            "last_good": known.last_good if known else None,
            "last_new": known.last_new if known else None,
            "next_poll": known.next_poll if known and source.enabled else None,
        }


def _health(program: Program) -> Mapping[str, Source]:
    """Return what the timeline knows of the sources, nothing where there is none yet."""
    from tracker.queries.sources import list_sources as query

    if not program.config.database.exists():
        return {}
    with program.reading() as db:
        return {source.name: source for source in query(db)}


@sources.command()
@click.argument("address", metavar="URL")
@click.option("--name", help="A short name; made of the feed's title where none is given.")
@click.option("--outlet", help="Whose it is; the host where none is given.")
@click.option("--official", is_flag=True, help="A government's own words.")
@pass_program
def add(
    program: Program, address: str, name: str | None, outlet: str | None, official: bool
) -> None:
    """Add the feed at an address, or the one that the page there names, to config.toml.

    \b
    Examples:
      tracker sources add https://example.org/feed.xml --name example
      tracker sources add https://example.org/
    """
    from tracker.jobs.sources import discover

    found = discover(program.config, _address(address))
    known = {source.url: source.name for source in program.config.sources}
    feed = found[0]
    if feed.url in known:
        raise ConfigError(f"{feed.url}: already there, as {known[feed.url]}")
    source = _new_source(program, feed, name, outlet)
    source = dataclasses.replace(source, official=official)
    add_sources(_config_file(program), [source])
    click.echo(f"Added {source.name}: {source.url}")
    for other in found[1:]:
        click.echo(f"The page names another feed too: {other.url} ({other.title})")


def _address(text: str) -> str:
    """Return the address, https:// put before a bare host."""
    try:
        return str(check_url(text if "://" in text else f"https://{text}"))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="URL") from None


def _new_source(
    program: Program, feed: Discovered, name: str | None, outlet: str | None
) -> SourceConfig:
    taken = {source.name for source in program.config.sources}
    free = name or free_name(feed.title, taken)
    return SourceConfig(free, "feed", feed.url, outlet=outlet or feed.outlet)


def _config_file(program: Program) -> Path:
    """Return the file that the configuration was read from."""
    path = program.config.file
    if path is None:
        raise ConfigError("there is no config.toml to write to; 'tracker init' makes one")
    return path


CHECK_COLUMNS = (
    Column("name", Heading("Name"), lambda row: row["name"]),
    Column(
        "answer",
        Heading("Answer"),
        lambda row: Cell("failed", "red") if row["error"] else Cell("ok", "green"),
    ),
    Column("entries", Heading("Entries", right=True), lambda row: str(row["entries"] or "")),
    Column("newest", Heading("Newest"), lambda row: row["newest"] or ""),
    Column("error", Heading("What is wrong", least=20), lambda row: row["error"]),
)


@sources.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...", shell_complete=complete_source)
@format_option()
@pass_program
def check(program: Program, names: tuple[str, ...], form: str) -> None:
    """Ask sources once and tell which of them answer; nothing is recorded.

    Without a name, all that are enabled are asked. Fails where one does not answer.

    \b
    Examples:
      tracker sources check
      tracker sources check mofcom meti
    """
    from tracker.cli.collecting import progress
    from tracker.jobs.progress import Progress
    from tracker.jobs.sources import check_sources

    chosen = _chosen(program, names)
    rows = []
    with progress("Asking") as tell:
        for checked in check_sources(program.config, chosen):
            rows.append(_checked_row(checked))
            if tell:
                tell(Progress(len(rows), len(chosen), checked.source.name))
    emit(rows, CHECK_COLUMNS, form)
    if any(row["error"] for row in rows):
        raise click.exceptions.Exit(1)


def _chosen(program: Program, names: tuple[str, ...]) -> tuple[SourceConfig, ...]:
    """Return the sources named, enabled or not, or all that are enabled."""
    if not names:
        return program.config.enabled_sources
    known = {source.name: source for source in program.config.sources}
    for name in names:
        if name not in known:
            raise ConfigError(f"no source is called '{name}'; 'tracker sources list' shows all")
    return tuple(known[name] for name in dict.fromkeys(names))


def _checked_row(checked: Checked) -> dict[str, Any]:
    return {
        "name": checked.source.name,
        "url": checked.source.url,
        "entries": checked.entries,
        "newest": checked.newest.isoformat() if checked.newest else None,
        "error": checked.error,
    }


@sources.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--disabled", is_flag=True, help="Write them with enabled = false.")
@pass_program
def import_opml(program: Program, file: BinaryIO, disabled: bool) -> None:
    """Add the feeds of an OPML file to config.toml; those already there are skipped.

    \b
    Example:
      tracker sources import subscriptions.opml
    """
    from pipelines.opml import read_opml

    try:
        found = read_opml(file.read())
    except DocumentError as error:
        raise DocumentError(f"{file.name}: {error}") from None
    known = {source.url for source in program.config.sources}
    taken = {source.name for source in program.config.sources}
    new: list[SourceConfig] = []
    for one in found:
        if one.url in known or not _is_web(one.url):
            continue
        name = free_name(one.title or one.url.split("/")[2], taken)
        taken.add(name)
        new.append(SourceConfig(name, "feed", one.url, outlet=one.title, enabled=not disabled))
    if new:
        add_sources(_config_file(program), new)
    click.echo(f"{len(new)} sources added, {len(found) - len(new)} skipped.")


def _is_web(address: str) -> bool:
    try:
        check_url(address)
    except ValueError:
        return False
    return True


@sources.command("export")
@pass_program
def export_opml(program: Program) -> None:
    """Print the sources that are feeds as OPML.

    \b
    Example:
      tracker sources export > sources.opml
    """
    from pipelines.opml import Subscription, write_opml

    feeds = [source for source in program.config.sources if source.kind == "feed"]
    subscriptions = [Subscription(source.outlet, source.url) for source in feeds]
    click.echo(write_opml(subscriptions, "Policy event tracker"), nl=False)
