"""A TOML file whose faults can be told by file and line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.errors import LexiconError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

Row = dict[str, Any]


@dataclass(frozen=True)
class TomlFile:
    """The tables of one file, with its text to find the line of a fault."""

    path: Path
    text: str
    tables: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> TomlFile:
        """Read and parse `path`; raise LexiconError where it cannot be."""
        try:
            text = path.read_text(encoding="utf-8")
            return cls(path, text, tomllib.loads(text))
        except OSError as error:
            raise LexiconError(
                f"{path}: cannot be read: {error.strerror}; check the path"
            ) from error
        except UnicodeDecodeError as error:
            raise LexiconError(f"{path}: is not UTF-8 at byte {error.start}; save it so") from error
        except tomllib.TOMLDecodeError as error:
            raise LexiconError(f"{path}: {error}; correct the TOML there") from error

    def table(self, name: str) -> Row:
        """The table [name], empty where the file has none."""
        table = self.tables.get(name, {})
        if not isinstance(table, dict):
            raise self.fault(name, "must be a table")
        return table

    def rows(self, name: str) -> dict[str, Row]:
        """The tables under [name], each checked to be one."""
        table = self.table(name)
        for key, row in table.items():
            if not isinstance(row, dict):
                raise self.fault(key, "must be a table {...}")
        return table

    def known(self, key: str, row: Row, keys: Collection[str]) -> None:
        """Raise LexiconError where `row`, which stands under `key`, has other keys than `keys`."""
        for name in row:
            if name not in keys:
                raise self.fault(key, f"has the unknown key {name!r}; known are {', '.join(keys)}")

    def string(self, key: str, row: Row, name: str, default: str = "") -> str:
        """The string row[name]; raise LexiconError where it is something else."""
        value = row.get(name, default)
        if not isinstance(value, str):
            raise self.fault(key, f"{name} must be a string")
        return value

    def strings(self, key: str, row: Row, name: str) -> tuple[str, ...]:
        """The list of strings row[name], empty where it is missing."""
        value = row.get(name, [])
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            raise self.fault(key, f"{name} must be a list of words")
        return tuple(value)

    def fault(self, key: str, message: str) -> LexiconError:
        """The error to raise about what stands under `key`."""
        return self.fault_at(self.line_of(key), f"{key}: {message}")

    def fault_at(self, line: int, message: str) -> LexiconError:
        """The error to raise about a line (from 1)."""
        return LexiconError(f"{self.path}:{line}: {message}")

    def line_of(self, key: str) -> int:
        """The line (from 1) on which `key` is set or a table is named by it; 1 where none is."""
        quoted = re.escape(key)
        place = re.search(
            rf'^[ \t]*(?:"?{quoted}"?[ \t]*=|\[[^\]\n]*\b{quoted}"?\])', self.text, re.MULTILINE
        ) or re.search(rf"^[ \t]*\[+{quoted}\.", self.text, re.MULTILINE)
        return self.text.count("\n", 0, place.start()) + 1 if place else 1
