"""What every command shares: its configuration, its clock and its timeline."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.errors import ConfigError
from tracker.config import CONFIG_VARIABLE, Config, default_config, find_config, load_config

if TYPE_CHECKING:
    import sqlite3

    from pipelines.catalogue import Catalogue


class Program:
    """One run of the command line; `option` is the path given with --config."""

    def __init__(self) -> None:
        self.option: Path | None = None

    @cached_property
    def config(self) -> Config:
        """The configuration; raises ConfigError where there is none or it has faults."""
        return load_config(find_config(self.option, os.environ, Path.cwd()))

    @cached_property
    def config_or_default(self) -> Config:
        """The configuration, or the defaults where no file is named and none is found."""
        try:
            path = find_config(self.option, os.environ, Path.cwd())
        except ConfigError:
            if self.option or os.environ.get(CONFIG_VARIABLE):
                raise
            return default_config(Path.cwd())
        return load_config(path)

    @cached_property
    def now(self) -> dt.datetime:
        """The moment at which the command began, in UTC."""
        return dt.datetime.now(dt.UTC)

    @cached_property
    def names(self) -> Catalogue:
        """The names of items and parties, the user's own laid over them; raises LexiconError."""
        from pipelines.catalogue import load_catalogue
        from tracker.resources import data_folder

        return load_catalogue(data_folder(), self.config_or_default.lexicon_files)

    @property
    def today(self) -> dt.date:
        """The day by the clock of the person who asks, which date phrases count from."""
        return self.now.astimezone().date()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the timeline for queries; raises TimelineError where there is none yet."""
        from tracker.schema import connect

        with closing(connect(self.config.database, write=False)) as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the timeline for changes, made where it is not there yet."""
        from tracker.schema import connect

        with closing(connect(self.config.database, write=True)) as db:
            yield db


pass_program = click.make_pass_decorator(Program, ensure=True)


def _remember_config(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.ensure_object(Program).option = value


def config_option() -> click.Option:
    """Return --config, which stands before a command or after it."""
    return click.Option(
        ["--config"],
        type=click.Path(path_type=Path),
        metavar="FILE",
        expose_value=False,
        is_eager=True,
        callback=_remember_config,
        help="The configuration to use, in place of $TRACKER_CONFIG or ./config.toml.",
    )


class Command(click.Command):
    """A command that takes --config and shows its help as it was written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(config_option())


class Group(click.Group):
    """A group whose commands take --config."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(config_option())

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the nearest one there is."""
        if arguments and self.get_command(context, arguments[0]) is None:
            raise click.UsageError(self._no_such(context, arguments[0]), context)
        return super().resolve_command(context, arguments)

    def _no_such(self, context: click.Context, name: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(name, self.list_commands(context), n=1)
        return f"no command '{name}'" + (f"; did you mean '{near[0]}'?" if near else "")
