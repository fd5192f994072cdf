"""config.toml -> Config. Every fault is named at once, each with file, line and table."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.errors import ConfigError
from tracker.config.lines import Place, find_lines
from tracker.config.model import LISTS, TABLES, Config, SourceConfig

_SECRETS = ("password", "token", "secret", "api_key")
_SELECTORS = ("entry", "link", "title", "date")


def load_config(path: Path) -> Config:
    """Return the configuration in a file.

    Raises ConfigError with a line for each fault of the file.
    """
    try:
        source = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    return parse_config(source, path)


def parse_config(source: str, path: Path) -> Config:
    """Return the configuration in a TOML text; `path` is where it stands."""
    try:
        document = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    reader = _Reader(path, find_lines(source))
    config = reader.config(document)
    if reader.faults:
        raise ConfigError("\n".join(text for _, text in sorted(reader.faults)))
    return config


def default_config(folder: Path) -> Config:
    """Return what holds where there is no config.toml: no sources and the defaults."""
    return Config(folder=folder)


class _Reader:
    """Reads the tables of one document, gathering (line, text) faults as it goes."""

    def __init__(self, path: Path, lines: Mapping[Place, int]) -> None:
        self.path = path
        self.lines = lines
        self.faults: list[tuple[int, str]] = []

    def fault(self, place: Place, text: str) -> None:
        """Note a fault with its line, table and key."""
        table, index, key = place
        line = self.lines.get(place) or self.lines.get((table, index, ""), 0)
        head = f"[[{table}]]" if table in LISTS else f"[{table}]" if table else ""
        where = " ".join(part for part in (head, key) if part)
        at = f"{self.path}:{line}" if line else str(self.path)
        self.faults.append((line, f"{at}: {where}: {text}"))

    def config(self, document: Mapping[str, Any]) -> Config:
        """Return the whole configuration; it is to be used only if there are no faults."""
        self.unknown(document, [*TABLES, *LISTS], lambda name: (name, 0, ""), "table")
        once = {name: self.once(name, kind, document.get(name)) for name, kind in TABLES.items()}
        many = {name: self.many(name, kind, document.get(name)) for name, kind in LISTS.items()}
        sources = self.sources(many["source"])
        digests = self.distinct("digest", many["digest"], "name")
        alerts = self.distinct("alert", many["alert"], "name")
        folder = self.path.absolute().parent
        return Config(folder, self.path, sources=sources, digests=digests, alerts=alerts, **once)

    def once(self, name: str, kind: type, found: object) -> Any:
        """Return a table that stands once, or its defaults."""
        if isinstance(found, dict):
            return self.table((name, 0, ""), kind, found)
        if found is not None:
            self.fault((name, 0, ""), f"must be a table: write [{name}] on a line of its own")
        return kind()

    def many(self, name: str, kind: type, found: object) -> list[tuple[int, Any]]:
        """Return the tables of one kind that are whole, each with its place in the order."""
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(part, dict) for part in found):
            self.fault((name, 0, ""), f"must be a list of tables: write [[{name}]]")
            return []
        tables = [(at, self.table((name, at, ""), kind, part)) for at, part in enumerate(found)]
        return [(at, table) for at, table in tables if table is not None]

    def table(self, place: Place, kind: type, found: Mapping[str, object]) -> Any:
        """Return one table as its dataclass, or None where a key that must be there is not."""
        table, index, _ = place
        keys = {field.name: field for field in dataclasses.fields(kind)}
        self.unknown(found, list(keys), lambda key: (table, index, key), "key")
        values = {}
        for key in keys.keys() & found.keys():
            try:
                values[key] = keys[key].metadata["check"](found[key])
            except ValueError as error:
                self.fault((table, index, key), str(error))
        missing = [key for key, field in keys.items() if _must(field) and key not in found]
        for key in missing:
            self.fault(place, f"{key} is missing")
        whole = all(key in values for key, field in keys.items() if _must(field))
        return kind(**values) if whole else None

    def unknown(self, found: Iterable[str], known: list[str], place: Any, what: str) -> None:
        """Note the names that are not known, with the nearest that is."""
        for name in found:
            if name in known:
                continue
            if name in _SECRETS:
                text = "secrets do not stand here: set TRACKER_MAIL_PASSWORD or password_file"
            else:
                from difflib import get_close_matches

                near = get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]}?" if near else "allowed: " + ", ".join(known)
                text = f"unknown {what}; {hint}"
            self.fault(place(name), text)

    def sources(self, found: list[tuple[int, SourceConfig]]) -> tuple[SourceConfig, ...]:
        """Return the sources, each with its outlet, after the checks across keys."""
        for index, source in found:
            used = [key for key in _SELECTORS if getattr(source, key)]
            if source.kind == "listing" and not source.entry:
                self.fault(("source", index, ""), "a listing needs entry, a CSS selector")
            for key in used if source.kind != "listing" else ():
                self.fault(("source", index, key), 'a CSS selector is for kind = "listing" only')
        named = self.distinct("source", found, "name")
        self.distinct("source", found, "url")
        return tuple(_with_outlet(source) for source in named)

    def distinct(self, table: str, found: list[tuple[int, Any]], key: str) -> tuple[Any, ...]:
        """Return the tables in order, noting those whose `key` stands twice."""
        seen = set[str]()
        for index, value in found:
            word = getattr(value, key)
            if word in seen:
                self.fault((table, index, key), f'"{word}" stands twice')
            seen.add(word)
        return tuple(value for _, value in found)


def _must(field: dataclasses.Field[Any]) -> bool:
    """Whether a key has no default."""
    return field.default is dataclasses.MISSING


def _with_outlet(source: SourceConfig) -> SourceConfig:
    """Return the source with an outlet: its host where none is given."""
    host = (urlsplit(source.url).hostname or "").removeprefix("www.")
    return dataclasses.replace(source, outlet=source.outlet or host)
