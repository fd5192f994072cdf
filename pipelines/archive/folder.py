"""A folder of saved pages, a file each, with all folders below it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive.record import MOST_BYTES, Record, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIXES = (".html", ".htm", ".xhtml")


def read_folder(folder: Path) -> Iterator[Record]:
    """The pages below a folder, by their path; one without a day of its own has its file's."""
    for path in pages(folder):
        where, url = str(path.relative_to(folder)), path.absolute().as_uri()
        try:
            about = path.stat()
            if about.st_size > MOST_BYTES:
                yield too_large("html", where, url)
                continue
            seen = dt.datetime.fromtimestamp(about.st_mtime, dt.UTC).isoformat()
            yield Record("html", path.read_bytes(), where, url, seen)
        except OSError as error:
            yield Record("html", b"", where, url, fault=f"it cannot be read ({error.strerror})")


def pages(folder: Path) -> Iterator[Path]:
    """The files of pages below a folder, always in the same order."""
    for root, below, files in os.walk(folder):
        below.sort()
        yield from (Path(root, name) for name in sorted(files) if name.lower().endswith(SUFFIXES))
