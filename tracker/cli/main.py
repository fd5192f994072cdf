"""The entry point: finds the command, runs it, and tells every error in one line.

Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sqlite3
import sys
from collections.abc import Sequence
from importlib import import_module
from types import MappingProxyType

import click

from pipelines.errors import TrackerError
from tracker.cli.program import Group, Program
from tracker.cli.text import clean

DEBUG_VARIABLE = "TRACKER_DEBUG"

_INTERRUPTED = 130
_OBJECTS = 20_000
"""Garbage is looked for each time so many more objects are there; Python's own number is 700."""

SECTIONS = MappingProxyType(
    {
        "Start": {
            "init": ("setup", "Write config.toml and the database's folder here."),
            "demo": (
                "demo",
                "Collect a small sample newsroom and show what the tracker makes of it.",
            ),
            "doctor": ("setup", "Check configuration, database, model and sources."),
        },
        "News": {
            "collect": ("collecting", "Poll the sources that are due, extract, merge."),
            "run": ("collecting", "Run as a daemon: collect and send digests when due."),
            "backfill": ("backfill", "Read an archive: WARC, JSON lines, Parquet, HTML."),
            "extract": ("documents", "Print the mentions of a document."),
            "sources": ("sources", "List, add, check, import and export sources."),
        },
        "Timeline": {
            "events": ("events", "What has been done: the timeline."),
            "show": ("show", "One event with its evidence."),
            "state": ("state", "Where each measure stands."),
            "story": ("state", "The run of events about one measure."),
            "watch": ("watch", "Print new events as they come."),
            "digest": ("digests", "Preview, send or list digests."),
        },
        "Care": {
            "correct": ("correct", "Hide, merge, split and correct events; undo."),
            "service": ("service", "Run the daemon under systemd."),
            "rebuild": ("database", "Make all events anew from mentions and corrections."),
            "reprocess": ("database", "Extract the stored articles anew."),
            "backup": ("database", "Copy the timeline while it is in use."),
            "restore": ("database", "Put a backup in the timeline's place."),
            "lexicon": (
                "lexicon",
                "Ids that filters take; your own words; what words lack.",
            ),
            "completion": ("setup", "Print the script that completes words in your shell."),
        },
    }
)
"""The commands by section: the module of each, and its line in the list."""

COMMANDS = MappingProxyType(
    {name: entry for commands in SECTIONS.values() for name, entry in commands.items()}
)


class LazyGroup(Group):
    """The root command, which loads a command's module only when it is used."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the names of all commands, in the order of their sections."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """Load one command."""
        if name not in COMMANDS:
            return None
        module = import_module(f"tracker.cli.{COMMANDS[name][0]}")
        command = getattr(module, name)
        if not isinstance(command, click.Command):
            raise TypeError(f"tracker.cli.{COMMANDS[name][0]}.{name} is no command")
        return command

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading any."""
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, line) for name, (_, line) in commands.items()])


def _show_version(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        from importlib.metadata import version

        click.echo(f"tracker {version('policy-event-tracker')}")
        context.exit()


@click.group(cls=LazyGroup, invoke_without_command=True)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and leave.",
)
@click.pass_context
def cli(context: click.Context) -> None:
    """Read trade-policy news and keep one timeline.

    What was done, by whom, to which goods, since when, who says so, and where
    does it stand now?

    \b
    Examples:
      tracker demo
      tracker events --item rare_earths --since "3 months ago"
      tracker state --actor US --target CN
    """
    context.ensure_object(Program)
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def start() -> int:
    """Be the process: run the command of its arguments and return its exit code.

    Most commands end within a tenth of a second, of which looking for garbage,
    and taking all apart at the end, would be another tenth.
    """
    gc.set_threshold(_OBJECTS)
    code = main()
    gc.freeze()
    return code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no traceback ever reaches the user."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(arguments)
    except (KeyboardInterrupt, click.Abort):
        return _complain("interrupted", _INTERRUPTED)
    except BrokenPipeError:
        return _close_pipe()
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        return _complain(*_fault(error))


def _fault(error: Exception) -> tuple[str, int]:
    """Return what is said of an error, and the exit code."""
    if isinstance(error, click.ClickException):
        return _usage(error), error.exit_code
    if isinstance(error, TrackerError):
        return str(error), error.exit_code
    if isinstance(error, OSError | sqlite3.Error):
        return _system_fault(error), 1
    kind = type(error).__name__
    return f"a fault of the program: {kind}: {error}; {DEBUG_VARIABLE}=1 tells more", 1


def _run(arguments: Sequence[str] | None) -> int:
    """Run click without its own way of ending; flush, so that a broken pipe is met here."""
    code = cli.main(args=arguments, prog_name="tracker", standalone_mode=False)
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _complain(text: str, code: int) -> int:
    """Print each fault on a line of its own and return the exit code."""
    for line in text.splitlines() or [""]:
        click.echo(f"tracker: {clean(line)}", err=True)
    return code


def _usage(error: click.ClickException) -> str:
    """Return click's message on one line, with the help to ask for."""
    text = " ".join(error.format_message().split()).rstrip(".")
    context = getattr(error, "ctx", None)
    return f"{text}; see '{context.command_path} --help'" if context is not None else text


def _system_fault(error: OSError | sqlite3.Error) -> str:
    """Return what the system or the database says, with the file it is about."""
    if isinstance(error, sqlite3.Error):
        return f"the timeline cannot be used: {error}; 'tracker doctor' looks into it"
    what = f"{error.filename}: " if error.filename else ""
    return f"{what}{error.strerror or error}"


def _close_pipe() -> int:
    """Let Python end quietly where the reader of a pipe has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
