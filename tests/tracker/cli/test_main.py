from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import ConfigError, FetchError
from tracker.cli import main as entry
from tracker.cli.main import COMMANDS, SECTIONS, cli

Run = Callable[..., Any]


def test_without_a_command_it_shows_what_there_is(tracker: Run) -> None:
    ran = tracker()
    assert ran.code == 0
    for title, commands in SECTIONS.items():
        assert title in ran.out
        assert all(f"  {name}" in ran.out for name in commands)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_with_an_example(tracker: Run, name: str) -> None:
    ran = tracker(name, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert f"Example{'s' if 'Examples' in ran.out else ''}:\n" in ran.out
    assert f"tracker {name}" in ran.out or "tracker --config" in ran.out
    assert "--config FILE" in ran.out


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_list_of_commands_agrees_with_their_own_help(name: str) -> None:
    command = cli.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None
    assert command.name == name


WRONG = [
    (["evnts"], "no command 'evnts'; did you mean 'events'?; see 'tracker --help'"),
    (["zzz"], "no command 'zzz'; see 'tracker --help'"),
    (["--colour"], "No such option '--colour'; see 'tracker --help'"),
    (["sources", "lst"], "no command 'lst'; did you mean 'list'?; see 'tracker sources --help'"),
    (["init", "--contact"], "Option '--contact' requires an argument"),
    (["completion", "tcsh"], "see 'tracker completion --help'"),
    (["sources", "list", "--format", "xml"], "see 'tracker sources list --help'"),
    (["sources", "add"], "Missing argument 'URL'; see 'tracker sources add --help'"),
    (["--config", "/none/config.toml", "sources"], "/none/config.toml: no such file"),
    (["sources", "--config", "/none/config.toml"], "/none/config.toml: no such file"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_wrong_usage_is_one_line_and_exit_code_2(
    tracker: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = tracker(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("tracker: ")
    assert said in ran.err


ERRORS = [
    (KeyboardInterrupt(), 130, "tracker: interrupted\n"),
    (FetchError("https://a.example/: no answer"), 1, "tracker: https://a.example/: no answer\n"),
    (ConfigError("a\nb"), 2, "tracker: a\ntracker: b\n"),
    (ConfigError("x\x1b[31m\u202ey"), 2, "tracker: xy\n"),
    (FileNotFoundError(2, "No such file", "f.txt"), 1, "tracker: f.txt: No such file\n"),
    (ValueError("odd"), 1, "tracker: a fault of the program: ValueError: odd; TRACKER_DEBUG=1"),
]


@pytest.mark.parametrize(("error", "code", "said"), ERRORS)
def test_no_traceback_reaches_a_user(
    tracker: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(entry, "_run", fail)
    ran = tracker("events")
    assert ran.code == code
    assert ran.err.startswith(said)


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m tracker --help | true"
    ran = subprocess.run(command, shell=True, capture_output=True, check=False, cwd=tmp_path)
    assert ran.stderr == b""


HEAVY = (
    *("spacy", "thinc", "numpy", "httpx", "httpcore", "feedparser", "trafilatura", "lxml", "bs4"),
    *("apscheduler", "dateparser", "datasketch", "jinja2", "rich", "sqlite_utils", "protego"),
    *("concurrent.futures", "asyncio", "multiprocessing", "email.message", "importlib.resources"),
)
WATCH = (
    "import sys; from tracker.cli.main import main; code = main(sys.argv[1:]);"
    f"loaded = sorted(set(sys.modules) & set({HEAVY!r}));"
    "sys.exit(f'{code}: {loaded}' if code or loaded else 0)"
)
LIGHT = [
    "--help",
    "events",
    "events --item rare_earths --actor china --since 7d --match chips --format json",
    "events --count",
    "events --group-by actor,month",
    "events --format atom",
    "show EVENT",
    "state --actor US",
    "story EVENT",
    "watch --once",
    "sources list",
    "digest --list",
    "correct list",
]


@pytest.mark.parametrize("command", LIGHT)
def test_queries_load_nothing_heavy(tracker: Run, desk: Path, command: str) -> None:
    event = json.loads(tracker("events", "--limit", 1, "--format", "ndjson").out)["id"]
    arguments = command.replace("EVENT", event).split()
    subprocess.run([sys.executable, "-c", WATCH, *arguments], check=True, capture_output=True)
