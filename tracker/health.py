"""The daemon's health over HTTP: /healthz for a look, /metrics for Prometheus.

It listens on loopback or on a Unix socket only, and believes no header.
Everything is read from the database when it is asked for.
"""

from __future__ import annotations

import json
import socket
import socketserver
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import ConfigError, TimelineError
from tracker.queries.work import counts
from tracker.schema import connect

if TYPE_CHECKING:
    from tracker.pulse import Pulse

UNIX = "unix:"
_SECONDS = 5.0
_HELP = {
    "tracker_sources": "Configured sources by state.",
    "tracker_articles": "Articles by state.",
    "tracker_events": "Events by corroboration.",
    "tracker_messages": "Messages of the outbox by state.",
    "tracker_polls_total": "Polls of sources by outcome.",
    "tracker_deliveries_total": "Attempts to hand a message over, by outcome.",
}

Answer = tuple[int, str, bytes]


@contextmanager
def serving(listen: str, database: Path, pulse: Pulse) -> Iterator[None]:
    """Answer requests in a thread, on "127.0.0.1:9399", "[::1]:9399" or "unix:/run/x.sock".

    Nothing is served where `listen` is empty. Raises ConfigError where the
    address cannot be had.
    """
    if not listen:
        yield
        return
    try:
        server = _server(listen, lambda path: _answer(path, database, pulse))
    except OSError as error:
        raise ConfigError(f"[health] listen: {listen} cannot be had: {error.strerror}") from error
    thread = threading.Thread(target=server.serve_forever, args=(0.5,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _server(listen: str, answer: Callable[[str], Answer]) -> socketserver.BaseServer:
    if listen.startswith(UNIX):
        path = Path(listen.removeprefix(UNIX))
        with suppress(FileNotFoundError):
            if stat.S_ISSOCK(path.stat().st_mode):
                path.unlink()
        server: socketserver.BaseServer = _UnixServer(str(path), _handler(answer))
        path.chmod(0o660)
        return server
    host, _, port = listen.rpartition(":")
    kind = _Server6 if host.startswith("[") else _Server
    return kind((host.strip("[]"), int(port)), _handler(answer))


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Server6(_Server):
    address_family = socket.AF_INET6


class _UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


def _handler(answer: Callable[[str], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _SECONDS

        def do_GET(self) -> None:
            status, kind, body = answer(self.path.partition("?")[0])
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: requests are no news."""

        def address_string(self) -> str:
            return "local"

    return Handler


def _answer(path: str, database: Path, pulse: Pulse) -> Answer:
    try:
        if path == "/healthz":
            return _health(database, pulse)
        if path == "/metrics":
            return _metrics(database, pulse)
    except (TimelineError, sqlite3.Error) as error:
        return 503, "text/plain; charset=utf-8", f"{error}\n".encode()
    return 404, "text/plain; charset=utf-8", b"there are /healthz and /metrics\n"


def _health(database: Path, pulse: Pulse) -> Answer:
    """Return 200 while all work goes on, 503 with what is stuck where it does not."""
    stuck = pulse.stuck()
    with closing(connect(database, write=False)) as db:
        told: dict[str, Any] = {name: dict(rows) for name, rows in counts(db).items()}
    told |= {
        "status": "stuck" if stuck else "ok",
        "stuck": stuck,
        "seconds_since": {work: round(age) for work, age in pulse.ages().items()},
    }
    return 503 if stuck else 200, "application/json", json.dumps(told).encode() + b"\n"


def _metrics(database: Path, pulse: Pulse) -> Answer:
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    class Collector:
        def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
            with closing(connect(database, write=False)) as db:
                found = counts(db)
            for name, text in _HELP.items():
                kind = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
                family = kind(name, text, labels=("state",))
                key = name.removeprefix("tracker_").removesuffix("_total")
                for state, number in found[key]:
                    family.add_metric((state,), number)
                yield family
            age = GaugeMetricFamily(
                "tracker_work_age_seconds", "Seconds since work last ended.", labels=("work",)
            )
            for work, seconds in pulse.ages().items():
                age.add_metric((work,), seconds)
            yield age

    registry = CollectorRegistry()
    registry.register(Collector())
    return 200, CONTENT_TYPE_LATEST, generate_latest(registry)
