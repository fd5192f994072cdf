"""Tables of words in TOML files, an analyst's own laid over those that are shipped.

A shipped file holds the tables of one section ([tariff] in measures.toml); an
analyst's file holds them under the section's name ([measures.tariff]). Each table
keeps the file it stands in, so that a fault is told where it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.toml_file import Row, TomlFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from pipelines.errors import LexiconError

SECTIONS = (
    "measures", "verbs", "signs", "actions", "status", "reporting", "general", "echoes",
)  # fmt: skip
"""The files of words about acts."""

SHARED_TABLES = frozenset(
    {"item", "goods", "not_goods", "party", "names", "name_words", "any_state", "not_a_name"}
    | {"people", "companies", "outlets"}
)
"""What an analyst's file may hold besides: tables of goods and names."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of words; `key` is what its header says, `name` what it adds to."""

    file: TomlFile
    name: str
    key: str
    row: Row

    def check_keys(self, known: Collection[str]) -> None:
        """Raise LexiconError where the table has another key than the known ones."""
        for name in self.row:
            if name not in known:
                told = f"unknown key {name!r}; known are {', '.join(known)}"
                raise self.fault(told, name)

    def string(self, name: str) -> str:
        """The string under a key, "" where there is none."""
        value = self.row.get(name, "")
        if not isinstance(value, str):
            raise self.fault(f"{name} must be a string", name)
        return value

    def choice(self, name: str, values: Collection[str]) -> str:
        """The string under a key, which must be one of some values or missing."""
        value = self.string(name)
        if value and value not in values:
            told = f"unknown {name} {value!r}; known are {', '.join(values)}"
            raise self.fault(told, name)
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """The list of words under a key, () where there is none."""
        value = self.row.get(name, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.fault(f"{name} must be a list of words", name)
        if any(not re.search(r"[^\W_]", word) for word in value):
            raise self.fault(f"{name} holds a phrase without words", name)
        return tuple(value)

    def fault(self, message: str, key: str = "") -> LexiconError:
        """The error to raise about the table, or about one key of it."""
        return self.file.fault_at(self._line_of(key), f"[{self.key}]: {message}")

    def _line_of(self, key: str) -> int:
        """The line (from 1) of a key behind the table's header, else that of the header."""
        header = self.file.line_of(self.key)
        rows = self.file.text.splitlines()[header:]
        place = re.compile(rf'[ \t]*"?{re.escape(key)}"?[ \t]*=') if key else None
        for number, line in enumerate(rows, header + 1):
            if place is None or line.lstrip().startswith("["):
                break
            if place.match(line):
                return number
        return header


def read_own(paths: Sequence[Path]) -> list[TomlFile]:
    """Read an analyst's files; raise LexiconError for a table that nothing reads."""
    files = [TomlFile.read(path) for path in paths]
    known = {*SECTIONS, *SHARED_TABLES, "rule"}
    for file in files:
        for name in file.tables:
            if name not in known:
                told = f"no table of a lexicon; known are {', '.join(sorted(known))}"
                raise file.fault(name, told)
    return files


def tables_of(section: str, shipped: TomlFile, own: Sequence[TomlFile]) -> list[Table]:
    """The tables of a section in order, the shipped ones first."""
    tables = [Table(shipped, name, name, row) for name, row in _rows(shipped, "")]
    for file in own:
        rows = _rows(file, section)
        tables += [Table(file, name, f"{section}.{name}", row) for name, row in rows]
    return tables


def sole_tables(section: str, shipped: TomlFile, own: Sequence[TomlFile]) -> list[Table]:
    """A section that is one table by itself: the shipped file and what is laid over it."""
    tables = [Table(shipped, section, section, dict(shipped.tables))]
    return tables + [
        Table(file, section, section, file.table(section)) for file in own if section in file.tables
    ]


def _rows(file: TomlFile, section: str) -> Iterator[tuple[str, Row]]:
    tables = file.table(section) if section else file.tables
    for name, row in tables.items():
        if not isinstance(row, dict):
            raise file.fault(name, "must be a table of words")
        yield name, row
