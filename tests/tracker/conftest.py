"""A scripted web server on loopback, a database, and a configuration that asks it."""

from __future__ import annotations

import datetime as dt
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.merge import MergeRules
from pipelines.model import Evidence, Mention
from tracker.config import Config, FetchConfig, SourceConfig
from tracker.resources import data_folder
from tracker.schema import connect
from tracker.store.timeline import record_mentions

NOW = dt.datetime(2025, 6, 11, 8, 0, tzinfo=dt.UTC)


@dataclass
class Reply:
    """What the server says: `raw` instead of everything, or piece by piece with a pause."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    pause: float = 0.0
    pieces: int = 1


@dataclass
class Asked:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    at: float


class Web:
    """Replies by path; a list is given out one by one, its last reply for ever."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.replies: dict[str, Reply | list[Reply] | Callable[[Asked], Reply]] = {}
        self.asked: list[Asked] = []
        self.open = 0
        self.most_open = 0
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer((host, 0), self._handler())
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.port = self._server.server_address[1]
        self.url = f"http://{host}:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def count(self, path: str) -> int:
        return sum(asked.path == path for asked in self.asked)

    def close(self) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def reply(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            found = self.replies.get(asked.path, Reply("nothing here", 404))
            if isinstance(found, list):
                found = found.pop(0) if len(found) > 1 else found[0]
        return found(asked) if callable(found) else found

    def _handler(web) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler's own self is another
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                with web._lock:
                    web.open += 1
                    web.most_open = max(web.most_open, web.open)
                try:
                    headers = {name.lower(): value for name, value in self.headers.items()}
                    self._send(web.reply(Asked(self.path, headers, time.monotonic())))
                except OSError:
                    self.close_connection = True
                finally:
                    with web._lock:
                        web.open -= 1

            def _send(self, reply: Reply) -> None:
                data = reply.raw if reply.raw is not None else self._message(reply)
                step = max(len(data) // reply.pieces, 1)
                for at in range(0, len(data), step):
                    if reply.pause and web.stopping.wait(reply.pause):
                        break
                    self.wfile.write(data[at : at + step])
                if reply.raw is not None:
                    self.close_connection = True

            def _message(self, reply: Reply) -> bytes:
                body = reply.body.encode() if isinstance(reply.body, str) else reply.body
                headers = {"Content-Length": str(len(body)), **reply.headers}
                if reply.status == 304:
                    del headers["Content-Length"]
                lines = [f"HTTP/1.1 {reply.status} X", *(f"{k}: {v}" for k, v in headers.items())]
                return "\r\n".join([*lines, "", ""]).encode() + body

        return Handler


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web()
    yield server
    server.close()


@pytest.fixture
def reply() -> type[Reply]:
    return Reply


@pytest.fixture
def new_web() -> Iterator[Callable[..., Web]]:
    servers: list[Web] = []

    def start(host: str = "127.0.0.1") -> Web:
        servers.append(Web(host))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = connect(tmp_path / "timeline.db", write=True)
    yield opened
    opened.close()


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture
def make_config(tmp_path: Path) -> Callable[..., Config]:
    """A configuration of these sources that may ask loopback, at once and briefly."""

    def make(*sources: SourceConfig, **fetch: object) -> Config:
        settings = {
            "contact": "desk@example.org",
            "timeout_seconds": 2.0,
            "per_host_seconds": 0.0,
            "allow_private_hosts": True,
            **fetch,
        }
        return Config(folder=tmp_path, fetch=FetchConfig(**settings), sources=sources)

    return make


@pytest.fixture(scope="session")
def rules() -> MergeRules:
    return MergeRules(load_catalogue(data_folder()))


@dataclass
class Recorder:
    """Records mentions that are told in one line each, an article a call."""

    db: sqlite3.Connection
    rules: MergeRules
    tell: Callable[..., Evidence]

    def __call__(self, *lines: str, title: str = "A title", now: dt.datetime = NOW) -> list[str]:
        """Record an article whose mentions are the lines, or a new revision of it."""
        told = [self.tell(line) for line in lines]
        article = self._article(told[0], title)
        return self.revise(article, *(each.mention for each in told), now=now)

    def revise(self, article: int, *mentions: Mention, now: dt.datetime = NOW) -> list[str]:
        number = (
            1
            + self.db.execute(
                "SELECT count(*) FROM revisions WHERE article = ?", (article,)
            ).fetchone()[0]
        )
        revision = self.db.execute(
            "INSERT INTO revisions (article, number, title, text, hash, origin, seen)"
            " VALUES (?, ?, '', '', ?, 'page', ?)",
            (article, number, str(number), now.isoformat()),
        ).lastrowid
        return list(
            record_mentions(self.db, article, int(revision or 0), mentions, self.rules, now)
        )

    def _article(self, told: Evidence, title: str) -> int:
        row = self.db.execute("SELECT id FROM articles WHERE url = ?", (told.url,)).fetchone()
        if row:
            return int(row[0])
        added = self.db.execute(
            "INSERT INTO articles (url, link, outlet, official, title, published, day_origin,"
            " first_seen, state) VALUES (?, ?, ?, ?, ?, ?, 'entry', ?, 'fetched')",
            (
                told.url,
                told.url,
                told.outlet,
                int(told.official),
                title,
                told.published.isoformat(),
                NOW.isoformat(),
            ),
        )
        return int(added.lastrowid or 0)

    def events(self) -> dict[str, tuple[str, ...]]:
        """The sentences of each event, by its id."""
        rows = self.db.execute(
            "SELECT e.id, m.quote FROM events e JOIN mentions m ON m.event = e.id"
            " WHERE m.withdrawn IS NULL ORDER BY m.quote"
        )
        found: dict[str, tuple[str, ...]] = {}
        for event, quote in rows:
            found[event] = (*found.get(event, ()), quote)
        return found


@pytest.fixture
def record(db: sqlite3.Connection, rules: MergeRules, tell: Callable[..., Evidence]) -> Recorder:
    return Recorder(db, rules, tell)
