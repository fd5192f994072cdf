"""The unit names this installation, and leaves the daemon little to do beside its work."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.errors import ConfigError
from tracker.service import Service, unit, write_unit

SERVICE = Service(
    "tracker", Path("/srv/tracker/config.toml"), Path("/srv/tracker/data/t.db"), "mail-password"
)


def test_it_names_configuration_user_and_folder() -> None:
    lines = unit(SERVICE).splitlines()
    assert "User=tracker" in lines
    assert "WorkingDirectory=/srv/tracker" in lines
    assert "ReadWritePaths=/srv/tracker/data" in lines
    assert any(line.endswith("-m tracker --config /srv/tracker/config.toml run") for line in lines)


@pytest.mark.parametrize("name", ["a b", 'a"b', "a%n", "a\nUser=root", "ä$b"])
def test_a_path_that_a_unit_would_misread_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="plainer"):
        unit(replace(SERVICE, config=Path(f"/srv/{name}/config.toml")))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="as root"):
        write_unit(SERVICE, tmp_path / "none" / "tracker.service")


@pytest.fixture
def analysed(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Ask systemd-analyze about the written unit."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd here")
    file = tmp_path / "tracker.service"
    write_unit(SERVICE, file)

    def ask(*words: str) -> subprocess.CompletedProcess[str]:
        command = ["systemd-analyze", *words, str(file)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return ask


def test_systemd_finds_no_fault_in_it(
    analysed: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    ran = analysed("verify")
    told = [line for line in ran.stderr.splitlines() if "tracker.service" in line]
    assert (ran.returncode, told) == (0, [])


def test_systemd_calls_it_safe(analysed: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    ran = analysed("security", "--offline=true")
    found = re.search(r"Overall exposure level for \S+: (\d+\.\d+)", ran.stdout)
    if found is None:
        pytest.skip("this systemd-analyze cannot look at files")
    assert float(found[1]) <= 2.0
