"""make bench: the timeline's queries and recording, then the polls."""

from __future__ import annotations

import sys

import click

from benchmarks import collecting, timeline


@click.command()
@click.option("--events", default=1_000_000, show_default=True, help="In the generated timeline.")
def main(events: int) -> None:
    """Measure what the program promises about time and memory."""
    timeline.FOLDER.mkdir(parents=True, exist_ok=True)
    is_kept = timeline.main(events)
    collecting.main()
    sys.exit(0 if is_kept else 1)


if __name__ == "__main__":
    main()
