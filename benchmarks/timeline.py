"""Queries of a generated timeline: time and memory of whole processes, beside the bare SQL.

Each command is timed against `python -c pass`; its statements are run again in
the sqlite3 shell, where there is one, as the yardstick. Then the cost of one
more article is measured on a small and on the large timeline.
"""

from __future__ import annotations

import datetime as dt
import shlex
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import click

from benchmarks.generated import LAST_DAY, Generator, build, fingerprint, insert, url_of
from pipelines.catalogue import load_catalogue
from pipelines.merge import MergeRules
from tracker.queries.event import read_event
from tracker.queries.events import list_events
from tracker.queries.filters import Choice, Filters, Page
from tracker.queries.states import Moment, list_states
from tracker.resources import data_folder
from tracker.schema import connect
from tracker.store.timeline import record_mentions

FOLDER = Path("build") / "bench"
SMALL = 10_000
ROUNDS = 9
MOST_MILLISECONDS = 150
MOST_MEGABYTES = 120
MOST_GROWTH = 2.0
ARTICLES = 60
FIRST_NEW = 10**9

SINCE = LAST_DAY - dt.timedelta(days=30)
QUERIES = (
    f"events --since {SINCE}",
    "events --item rare_earths --actor CN",
    'events --match "export control"',
    "show {event}",
    "state --actor US",
)

_LAUNCHER = """
import os, sys, time
null = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
began = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=null)
_, status, usage = os.wait4(child, 0)
took = time.perf_counter() - began
cpu = usage.ru_utime + usage.ru_stime
print(os.waitstatus_to_exitcode(status), took * 1000, cpu * 1000, usage.ru_maxrss / 1024)
"""

Query = Callable[[sqlite3.Connection], object]


@dataclass(frozen=True, slots=True)
class Measured:
    """The time, the processor's time and the most memory of a process (milliseconds, megabytes)."""

    milliseconds: float
    cpu: float
    megabytes: float


def main(events: int) -> bool:
    """Measure a timeline of so many events; gives whether all kept what is promised."""
    large, small = timeline(events), timeline(min(SMALL, events))
    size = large.stat().st_size
    click.echo(f"{events:,} events: {size / 2**30:.1f} GB, {size / events / 1024:.1f} kB an event")
    is_quick = measure_queries(large)
    return measure_recording(small, large) and is_quick


def timeline(events: int) -> Path:
    """The generated timeline of so many events, made where it is not there yet."""
    path = FOLDER / f"timeline-{events}-{fingerprint()}.db"
    if not path.exists():
        click.echo(f"Making a timeline of {events:,} events; this takes a while ...")
        part = path.with_suffix(".part")
        for left in FOLDER.glob(f"timeline-{events}-*"):
            left.unlink()
        build(part, events)
        part.replace(path)
    return path


def measure_queries(database: Path) -> bool:
    """Time each command as a whole process, and its SQL in the sqlite3 shell."""
    config = FOLDER / "config.toml"
    config.write_text(
        f'[timeline]\npath = "{database.resolve()}"\n[fetch]\ncontact = "a@example.org"\n'
    )
    bare = best([sys.executable, "-c", "pass"])
    click.echo(f"{'python -c pass':42}{bare.milliseconds:7.0f} ms{bare.megabytes:7.0f} MB")
    kept = [_is_kept(database, config, query, bare) for query in QUERIES]
    return all(kept)


def _is_kept(database: Path, config: Path, query: str, bare: Measured) -> bool:
    event = _an_event(database)
    words = shlex.split(query.format(event=event))
    tracker = str(Path(sys.executable).with_name("tracker"))
    found = best([tracker, *words, "--config", str(config)])
    more = found.milliseconds - bare.milliseconds
    kept = more <= MOST_MILLISECONDS and found.megabytes <= MOST_MEGABYTES
    click.echo(
        f"{query.format(event='EVENT'):42}{found.milliseconds:7.0f} ms"
        f" (processor {found.cpu:.0f} ms){found.megabytes:7.0f} MB"
        f"  {more:+.0f} ms {'ok' if kept else 'TOO MUCH'}  {_beside_shell(database, words, event)}"
    )
    return kept


def best(command: Sequence[str]) -> Measured:
    """The quickest of some runs: what else the machine does only ever adds."""
    runs = [_run(command) for _ in range(ROUNDS)]
    return Measured(
        min(run.milliseconds for run in runs),
        min(run.cpu for run in runs),
        max(run.megabytes for run in runs),
    )


def _run(command: Sequence[str]) -> Measured:
    """Measure a process that a small one starts, for a child's memory begins as its parent's."""
    launched = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-S", "-c", _LAUNCHER, *command], stdout=subprocess.PIPE, check=True
    )
    code, milliseconds, cpu, megabytes = map(float, launched.stdout.split())
    if code:
        raise RuntimeError(f"{shlex.join(command)} gave {code:.0f}")
    return Measured(milliseconds, cpu, megabytes)


def _beside_shell(database: Path, words: Sequence[str], event: str) -> str:
    """How the statements' time in this process compares with theirs in the sqlite3 shell."""
    shell = shutil.which("sqlite3")
    query = _as_function(words, event)
    with closing(connect(database, write=False)) as db:
        statements: list[str] = []
        db.set_trace_callback(statements.append)
        query(db)
        db.set_trace_callback(None)
        ours = min(_timed(query, db) for _ in range(ROUNDS))
    if shell is None:
        return f"SQL {ours:.0f} ms (no sqlite3 shell to compare with)"
    script = ";\n".join(statements) + ";\n"
    theirs = min(_in_shell(shell, database, script) for _ in range(ROUNDS))
    return f"SQL {ours:.0f} ms, in the sqlite3 shell {theirs:.0f} ms: {ours / theirs:.1f} times"


def _as_function(words: Sequence[str], event: str) -> Query:
    """The query that a command makes, without its process."""
    catalogue = load_catalogue(data_folder())
    filters = {
        "--since": Filters(since=SINCE),
        "--item": Filters(item=Choice(("rare_earths",)), actor=Choice(("CN",))),
        "--match": Filters(match="export control"),
        "--actor": Filters(actor=Choice(("US",))),
    }
    if words[0] == "show":
        return lambda db: read_event(db, event, LAST_DAY, catalogue)
    if words[0] == "state":
        moment = Moment(dt.datetime.now(dt.UTC).date())
        return lambda db: list_states(db, filters["--actor"], moment, catalogue, 50)
    return lambda db: list_events(db, filters[words[1]], Page(50))


def _timed(query: Query, db: sqlite3.Connection) -> float:
    began = time.perf_counter()
    query(db)
    return (time.perf_counter() - began) * 1000


def _in_shell(shell: str, database: Path, script: str) -> float:
    """Milliseconds of the statements in a shell, less those of an empty script."""
    command = [shell, "-readonly", str(database)]

    def run(text: str) -> float:
        began = time.perf_counter()
        subprocess.run(command, input=text, text=True, stdout=subprocess.DEVNULL, check=True)  # noqa: S603
        return (time.perf_counter() - began) * 1000

    return max(0.1, run(script) - run("SELECT 1;\n"))


def _an_event(database: Path) -> str:
    with closing(connect(database, write=False)) as db:
        row = db.execute("SELECT id FROM events WHERE mentions = 8 ORDER BY place DESC").fetchone()
    return str(row[0])


def measure_recording(small: Path, large: Path) -> bool:
    """Time recording one more article on copies of a small and of the large timeline."""
    costs = []
    for path in (small, large):
        list(_recording(path))  # reads what the disk holds, so that both are measured alike
        costs.append(statistics.median(_recording(path)))
    growth = costs[1] / costs[0]
    kept = growth <= MOST_GROWTH
    click.echo(
        f"one more article: {costs[0]:.1f} ms beside {SMALL:,} events, {costs[1]:.1f} ms in the"
        f" large timeline: {growth:.1f} times {'ok' if kept else 'TOO MUCH'}"
    )
    return kept


def _recording(path: Path) -> Iterator[float]:
    """Milliseconds of each of some articles, recorded and taken back."""
    catalogue = load_catalogue(data_folder())
    rules, now = MergeRules(catalogue), dt.datetime.now(dt.UTC)
    generator = Generator(catalogue, seed=2)
    with closing(connect(path, write=True)) as db:
        db.execute("DELETE FROM articles WHERE id >= ?", (FIRST_NEW,))
        for number, made in enumerate(generator.events(ARTICLES), FIRST_NEW):
            day = LAST_DAY - dt.timedelta(days=number % 30)
            mentions = [
                replace(mention, date=day.isoformat()) for _, mention, _ in made.mentions[:2]
            ]
            _add_article(db, number, day)
            began = time.perf_counter()
            record_mentions(db, number, number, mentions, rules, now)
            yield (time.perf_counter() - began) * 1000
            record_mentions(db, number, number, [], rules, now)
            db.execute("DELETE FROM articles WHERE id = ?", (number,))


def _add_article(db: sqlite3.Connection, number: int, day: dt.date) -> None:
    about = {"id": number, "url": url_of(number), "link": "", "outlet": "Outlet new"}
    days = {
        "published": day.isoformat(),
        "day_origin": "entry",
        "first_seen": f"{day}T00:00:00+00:00",
    }
    insert(db, "articles", [about | days])
    head = {"id": number, "article": number, "number": 1, "title": "", "text": "", "hash": ""}
    insert(db, "revisions", [head | {"origin": "page", "seen": day.isoformat()}])
