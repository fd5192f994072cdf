"""One daemon for each timeline: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import TimelineError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def only_instance(database: Path) -> Iterator[None]:
    """Hold the lock of a timeline, a file beside it with the holder's process id.

    Raises TimelineError where another daemon holds it, or it cannot be written.
    """
    path = database.with_name(database.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise TimelineError(f"{path}: the lock cannot be made: {error.strerror}") from error
    try:
        _take(file, path, database)
        yield
    finally:
        os.close(file)


def _take(file: int, path: Path, database: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.pread(file, 32, 0).decode("ascii", "replace").strip() or "unknown"
        raise TimelineError(
            f"{database}: a daemon runs on this timeline already (process {holder});"
            " stop it first, or give this one a timeline of its own"
        ) from error
    os.ftruncate(file, 0)
    os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
