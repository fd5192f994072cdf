"""Tasks of a child that has gone wrong, each in its own way."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path


def spin(data, url):
    while True:
        pass


def hoard(data, url):
    return len([bytearray(50_000_000) for _ in range(100)])


TASKS = {
    "sleep": lambda data, url, seconds: time.sleep(seconds),
    "spin": spin,
    "hoard": hoard,
    "crash": lambda data, url: os.abort(),
    "exit": lambda data, url: os._exit(0),
    "raise": lambda data, url: 1 / 0,
    "connect": lambda data, url: socket.create_connection(("127.0.0.1", 1)),
    "start": lambda data, url: subprocess.run([sys.executable, "-V"], check=True),
    "write": lambda data, url: Path("/tmp/never").write_text("x"),
    "pid": lambda data, url: os.getpid(),
    "environment": lambda data, url: sorted(os.environ),
    "ok": lambda data, url: "ok",
}
