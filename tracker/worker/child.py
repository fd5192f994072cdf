"""The child's side: does the tasks that come in over a pipe, within its limits.

It may open no socket, start no program and write no file.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from typing import IO, Any

from pipelines.errors import DocumentError

_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.spawn",
    "os.posix_spawn",
    "os.system",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def main(module: str, memory_bytes: int, requests: IO[bytes], answers: IO[bytes]) -> None:
    """Do the tasks that come in, until none come any more: the life of a child.

    `module` has the tasks by name in its TASKS, and may have a `prepare` that loads
    what cannot be loaded without writing a file.
    """
    named = importlib.import_module(module)
    tasks: Mapping[str, Callable[..., Any]] = named.TASKS
    getattr(named, "prepare", lambda: None)()
    _limit(memory_bytes)
    sys.addaudithook(_forbid)
    for line in requests:
        head = json.loads(line)
        data = requests.read(head["size"])
        _allow_cpu(head["cpu_seconds"])
        answer = _answer(tasks[head["task"]], data, head["options"])
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _answer(task: Callable[..., Any], data: bytes, options: Mapping[str, Any]) -> dict[str, Any]:
    where = options.get("url", "the document")
    try:
        return {"result": task(data, **options)}
    except DocumentError as error:
        return {"class": type(error).__name__, "kind": error.kind, "error": str(error)}
    except MemoryError:
        return {"kind": "overrun", "error": f"{where}: reading it took more memory than it may"}
    except Exception as error:  # noqa: BLE001 - whatever a library throws is this document's error
        return {"error": f"{where}: its reader failed ({type(error).__name__}: {error})"[:500]}


def _limit(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _allow_cpu(seconds: int) -> None:
    """Let the process use so many more seconds of CPU; the system ends it after that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN) or (event == "open" and arguments[2] & _WRITING):
        raise PermissionError(event)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.stdin.buffer, sys.stdout.buffer)
