"""What the daemon costs while nothing is due: memory, and time of a processor.

Two minutes on a large generated timeline with a weekly digest whose period is not over.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from benchmarks.timeline import timeline

SECONDS = 120
EVENTS = 100_000
MOST_MEGABYTES, MOST_PERCENT = 150.0, 1.0

_CONFIG = """\
[timeline]
path = "{timeline}"
[[source]]
name = "none"
kind = "feed"
url = "http://127.0.0.1:1/feed.xml"
enabled = false
"""


def main() -> None:
    """Print the memory and the share of a core; fail where the promise is broken."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.toml"
        config.write_text(_CONFIG.format(timeline=timeline(EVENTS)), encoding="utf-8")
        command = [sys.executable, "-m", "tracker", "--config", str(config), "run"]
        daemon = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
        try:
            time.sleep(10)
            before = seconds_of(daemon.pid)
            time.sleep(SECONDS)
            percent = 100 * (seconds_of(daemon.pid) - before) / SECONDS
            megabytes = memory_of(daemon.pid)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait()
    click.echo(
        f"An idle daemon: {megabytes:.0f} MB (at most {MOST_MEGABYTES:.0f}),"
        f" {percent:.2f} percent of a core (at most {MOST_PERCENT:.0f})"
    )
    if megabytes > MOST_MEGABYTES or percent > MOST_PERCENT:
        raise SystemExit(1)


def seconds_of(process: int) -> float:
    """The processor time of a process and of its children that have ended (proc(5))."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def memory_of(process: int) -> float:
    """The memory of a process now, in MB."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    main()
