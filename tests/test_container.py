"""The image's and the composition's files are sound; building them is left to who has an engine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def run(*command: str | Path) -> None:
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def copied() -> set[str]:
    lines = re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", DOCKERFILE)
    return {name for line in lines for name in line.split()}


@pytest.mark.skipif(shutil.which(BIN / "hadolint") is None, reason="hadolint is not made for here")
def test_the_dockerfile_has_no_fault() -> None:
    run(BIN / "hadolint", "--failure-threshold", "style", "Dockerfile")


def test_the_composition_follows_its_schema() -> None:
    run(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    assert {name for name in copied() if not (ROOT / name).exists()} == set()
    assert {f"!{name}" for name in copied()} == {line for line in IGNORED if line[:1] == "!"}


def test_the_image_holds_what_the_wheel_is_made_of() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    project = PROJECT["project"]
    needed = {*wheel["packages"], *wheel["force-include"]}
    needed |= {project["readme"], *project["license-files"]}
    assert {Path(name).parts[0] for name in needed} <= copied()


def test_the_image_runs_the_oldest_python_that_the_lock_is_made_for() -> None:
    versions = set(re.findall(r"(?m)^FROM python:(\d+\.\d+)", DOCKERFILE))
    assert versions == {PROJECT["project"]["requires-python"].removeprefix(">=")}
