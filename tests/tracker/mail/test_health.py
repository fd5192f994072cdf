"""Health is told on loopback and on Unix sockets, and what is stuck is not called well."""

from __future__ import annotations

import json
import socket
import sqlite3
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from pipelines.errors import ConfigError
from tracker.config.checks import listen
from tracker.health import serving
from tracker.pulse import Pulse, notify, watchdog_seconds


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def pulse(seconds: Seconds) -> Pulse:
    return Pulse({"gather": 100.0, "digest": 10.0}, seconds)


def ask(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_healthz_and_metrics(
    db: sqlite3.Connection, tmp_path: Path, pulse: Pulse, seconds: Seconds, closed_port: int
) -> None:
    with serving(f"127.0.0.1:{closed_port}", tmp_path / "timeline.db", pulse):
        status, body = ask(closed_port, "/healthz")
        assert (status, json.loads(body)["status"]) == (200, "ok")
        status, body = ask(closed_port, "/metrics")
        assert status == 200
        assert 'tracker_work_age_seconds{work="digest"} 0.0' in body
        assert "# TYPE tracker_sources gauge" in body
        seconds.now = 50.0
        pulse.mark("gather")
        status, body = ask(closed_port, "/healthz")
        assert (status, json.loads(body)["stuck"]) == (503, ["digest"])
        assert ask(closed_port, "/etc/passwd")[0] == 404


def test_a_unix_socket(db: sqlite3.Connection, tmp_path: Path, pulse: Pulse) -> None:
    path = tmp_path / "health.sock"
    for _ in range(2):  # the socket of a daemon that was killed is in nobody's way
        with (
            serving(f"unix:{path}", tmp_path / "timeline.db", pulse),
            socket.socket(socket.AF_UNIX) as peer,
        ):
            peer.connect(str(path))
            peer.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            assert peer.makefile("rb").readline().startswith(b"HTTP/1.0 200")
        path.touch()


def test_a_port_that_is_taken(tmp_path: Path, pulse: Pulse) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with (
            pytest.raises(ConfigError, match="cannot be had"),
            serving(address, tmp_path / "t.db", pulse),
        ):
            pass


@pytest.mark.parametrize("good", ["", "127.0.0.1:9399", "[::1]:1", "localhost:80", "unix:/run/x"])
def test_loopback_and_sockets_are_allowed(good: str) -> None:
    assert listen(good) == good


@pytest.mark.parametrize("bad", ["0.0.0.0:80", ":80", "example.org:80", "127.0.0.1", "[::]:80"])
def test_the_world_is_not(bad: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        listen(bad)


def test_the_service_manager_is_told(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        notify({"NOTIFY_SOCKET": str(tmp_path / "notify")}, READY=1, STATUS="well")
        assert manager.recv(100) == b"READY=1\nSTATUS=well"
    notify({"NOTIFY_SOCKET": str(tmp_path / "gone")}, READY=1)
    notify({}, READY=1)


@pytest.mark.parametrize(
    ("environ", "seconds_"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "x"}, None),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
    ],
)
def test_the_watchdog_is_asked_for(environ: dict[str, str], seconds_: float | None) -> None:
    assert watchdog_seconds(environ) == seconds_
