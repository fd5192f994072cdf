"""What README.md shows of the program's output, made anew from the demo.

    python -m tools.transcripts README.md

A line "    $ tracker ..." is a command, and the indented lines below it are
what it prints on the timeline of the sample newsroom.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

COLUMNS = 96
_BLOCK = re.compile(r"^    \$ (tracker .*)\n(?:    .*\n|\n(?=    (?!\$)))*", re.MULTILINE)


def main(page: Path) -> None:
    """Write the page with every transcript made anew."""
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "d"
        _run(f"tracker demo --keep {kept}", {})
        environ = {"TRACKER_CONFIG": str(kept / "config.toml"), "COLUMNS": str(COLUMNS)}
        text = _BLOCK.sub(lambda found: _transcript(found[1], environ), text)
    page.write_text(text, encoding="utf-8")


def _transcript(command: str, environ: dict[str, str]) -> str:
    lines = _run(command, environ).rstrip().splitlines()
    return "".join(f"    {line}".rstrip() + "\n" for line in (f"$ {command}", *lines))


def _run(command: str, environ: dict[str, str]) -> str:
    arguments = [sys.executable, "-m", *shlex.split(command)]
    ran = subprocess.run(  # noqa: S603 - the commands of our own page
        arguments, env=os.environ | environ, capture_output=True, text=True, check=True
    )
    return ran.stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]))
