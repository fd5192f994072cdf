"""The daemon starts once, tells what it does, and ends when it is told to."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import PostOffice, Web

Start = Callable[..., "Running"]
CONFIG = """
[timeline]
path = "t.db"
[mail]
host = "localhost"
port = {port}
sender = "tracker@example.org"
timeout_seconds = 30
[[digest]]
name = "weekly"
to = ["desk@example.org"]
when = "mon 07:30"
"""


class Running:
    """A daemon in a process of its own, whose log is read line by line."""

    def __init__(self, folder: Path, *options: str, form: str = "json", password: str = "") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tracker", "run", *options],
            cwd=folder,
            stderr=subprocess.PIPE,
            text=True,
            env={
                "PYTHONPATH": str(Path.cwd()),
                "PATH": os.environ["PATH"],
                "TRACKER_LOG_FORMAT": form,
                "TRACKER_MAIL_PASSWORD": password,
            },
        )

    def line(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.readline()

    def until(self, event: str) -> dict[str, object]:
        """Read the log up to the line that tells of an event."""
        while line := self.line():
            told: dict[str, object] = json.loads(line)
            if told["event"] == event:
                return told
        raise AssertionError(f"the daemon ended before {event}")

    def stop(self) -> tuple[int, float]:
        """Send SIGTERM; return the exit code and the seconds it took."""
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(10)
        return code, time.monotonic() - start


@pytest.fixture
def start(tmp_path: Path, office: PostOffice) -> Iterator[Start]:
    (tmp_path / "config.toml").write_text(CONFIG.format(port=office.port))
    running: list[Running] = []

    def run(*options: str, **how: str) -> Running:
        running.append(Running(tmp_path, *options, **how))
        return running[-1]

    yield run
    for one in running:
        one.process.kill()
        one.process.wait()
        assert one.process.stderr is not None
        one.process.stderr.close()


def test_it_sends_what_is_due_and_ends_on_sigterm(office: PostOffice, start: Start) -> None:
    daemon = start()
    assert daemon.until("started")["level"] == "info"
    sent = daemon.until("delivery")
    assert (sent["recipient"], sent["state"], sent["attempt"]) == (
        "desk@example.org",
        "accepted",
        1,
    )
    assert len(office.taken) == 1
    code, seconds = daemon.stop()
    assert code == 0
    assert seconds < 5
    assert daemon.until("stopped")


def test_a_second_one_says_that_the_first_runs(start: Start) -> None:
    first = start()
    first.until("started")
    second = start()
    assert second.process.wait(20) == 1
    line = second.line()
    assert f"process {first.process.pid}" in line
    assert "stop it first" in line
    assert line.startswith("tracker: ")


def test_a_killed_one_leaves_no_lock(start: Start) -> None:
    first = start()
    first.until("started")
    first.process.kill()
    first.process.wait()
    assert start().until("started")


def test_it_ends_in_time_though_the_mail_server_hangs(office: PostOffice, start: Start) -> None:
    office.faults = ["slow"]
    daemon = start()
    daemon.until("composed")
    assert office.waiting.wait(20)
    code, seconds = daemon.stop()
    assert code == 0
    assert seconds < 5
    assert daemon.until("stopped in the middle; the next start goes on")


def test_a_reload_takes_a_good_configuration_and_refuses_another(
    start: Start, tmp_path: Path
) -> None:
    daemon = start()
    daemon.until("delivery")
    file = tmp_path / "config.toml"
    text = file.read_text()
    file.write_text(text.replace("mon 07:30", "mon 7h30"))
    daemon.process.send_signal(signal.SIGHUP)
    assert "[[digest]] when" in str(daemon.until("reload refused")["error"])
    file.write_text(text.replace("t.db", "other.db"))
    daemon.process.send_signal(signal.SIGHUP)
    assert "restart" in str(daemon.until("reload refused")["error"])
    file.write_text(text.replace("mon 07:30", "tue 07:30"))
    daemon.process.send_signal(signal.SIGHUP)
    assert daemon.until("reloaded")
    assert daemon.stop()[0] == 0


def test_it_stays_small(start: Start) -> None:
    daemon = start()
    daemon.until("delivery")
    status = Path(f"/proc/{daemon.process.pid}/status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    assert int(kilobytes) < 150_000


def test_no_password_reaches_the_log(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(file.read_text().replace("[mail]", '[mail]\nusername = "desk"'))
    daemon = start("--once", password="open-sesame")
    assert daemon.process.wait(30) == 0
    assert daemon.process.stderr is not None
    log = daemon.process.stderr.read()
    assert "delivery" in log
    assert "open-sesame" not in log


def test_it_gathers_in_a_process_of_its_own(
    office: PostOffice, start: Start, tmp_path: Path, web: Web, reply: Callable[..., object]
) -> None:
    """From a feed to a digest in the mail, with nothing between them made up.

    The news are of the week whose digest is due since Monday at half past seven.
    """
    then = dt.datetime.now(dt.UTC) - dt.timedelta(days=7, hours=7, minutes=30)
    web.replies["/feed.xml"] = reply(
        "<rss version='2.0'><channel><title>News</title><item>"
        "<title>US lifts export controls on chip design software to China</title>"
        f"<link>{web.url}/1</link><pubDate>{format_datetime(then)}</pubDate>"
        "</item></channel></rss>"
    )
    words = (
        "The United States lifted its export controls on EDA software to China, officials said.",
        "Three makers of the programs had been told in May to ask for licences before each sale.",
        "They said that they would serve their customers there again from the start of the week.",
    )
    page = "".join(f"<p>{one}</p>" for one in words)
    web.replies["/1"] = reply(f"<html><body><article><h1>News</h1>{page}</article></body></html>")
    with (tmp_path / "config.toml").open("a") as file:
        file.write(
            "[fetch]\nallow_private_hosts = true\nper_host_seconds = 0\n"
            f'[[source]]\nname = "wire"\nkind = "feed"\nurl = "{web.url}/feed.xml"\n'
        )
    daemon = start()
    poll = daemon.until("poll")
    assert (poll["source"], poll["attempt"], poll["new"]) == ("wire", 1, 1)
    assert daemon.until("gathered")["read"] == 1
    assert daemon.until("composed")["events"] != 0
    daemon.until("delivery")
    assert b"EDA software" in office.taken[0][1]


def test_once_does_what_is_due_and_leaves(office: PostOffice, start: Start) -> None:
    daemon = start("--once")
    assert daemon.process.wait(30) == 0
    assert len(office.taken) == 1
    assert start("--once").process.wait(30) == 0
    assert len(office.taken) == 1


@pytest.mark.parametrize(
    ("form", "begin"), [("text", "20"), ("json", '{"time": "20'), ("journal", "<6>started ")]
)
def test_the_log_has_three_forms(start: Start, form: str, begin: str) -> None:
    line = start("--once", form=form).line()
    assert line.startswith(begin)
    assert "started" in line
