"""Changes to config.toml by commands: sources are added at its end, nothing else is touched."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Collection, Sequence
from pathlib import Path

from tracker.config.model import SourceConfig
from tracker.config.read import parse_config

_ALWAYS = ("name", "kind", "url")


def source_text(source: SourceConfig) -> str:
    """Return a [[source]] table in TOML; keys at their defaults are left out."""
    lines = ["[[source]]"]
    for field in dataclasses.fields(source):
        value = getattr(source, field.name)
        if field.name in _ALWAYS or value != field.default:
            lines.append(f"{field.name} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def add_sources(path: Path, sources: Sequence[SourceConfig]) -> None:
    """Write sources at the end of a configuration file, in one step.

    Raises ConfigError, and leaves the file alone, where the result would have
    a fault, such as a name that stands twice.
    """
    before = path.read_text(encoding="utf-8")
    gap = "" if before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
    after = before + gap + "\n".join(source_text(source) for source in sources)
    parse_config(after, path)
    _replace(path, after)


def _replace(path: Path, text: str) -> None:
    """Put a text in a file's place, so that a reader sees the old one or the new."""
    import tempfile

    target = path.resolve()
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=target.parent, prefix=".config-", delete=False
    ) as file:
        file.write(text)
    written = Path(file.name)
    written.chmod(target.stat().st_mode & 0o777)
    written.replace(target)


def free_name(wish: str, taken: Collection[str]) -> str:
    """Return a short name made of any words, unlike those taken."""
    base = re.sub(r"[^a-z0-9]+", "-", wish.lower()).strip("-")[:48] or "source"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name
