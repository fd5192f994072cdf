"""On which line of a TOML file a table or a key stands, for pointing at faults."""

from __future__ import annotations

import re

_TABLE = re.compile(r"\s*(\[\[?)\s*\"?([A-Za-z0-9_-]+)\"?\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*=")

Place = tuple[str, int, str]
"""A table's name, which of its kind it is (from 0), and a key in it ("" for the table itself)."""


def find_lines(source: str) -> dict[Place, int]:
    """Return the line numbers (from 1) of the tables and keys of a TOML text.

    Keys above the first table belong to the table "". Only the plain layout
    is understood; a place that is written in another way is not found.
    """
    lines: dict[Place, int] = {}
    table, index, seen = "", 0, dict[str, int]()
    for number, line in enumerate(source.splitlines(), start=1):
        if head := _TABLE.match(line):
            table = head[2]
            index = seen.get(table, -1) + 1
            seen[table] = index
            lines.setdefault((table, index, ""), number)
        elif key := _KEY.match(line):
            lines.setdefault((table, index, key[1]), number)
    return lines
