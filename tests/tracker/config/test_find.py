from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import ConfigError
from tracker.config import find_config
from tracker.config.find import user_folder


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    named = {
        "option": tmp_path / "option.toml",
        "variable": tmp_path / "variable.toml",
        "here": tmp_path / "here" / "config.toml",
        "user": user_folder() / "config.toml",
    }
    for path in named.values():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return named


def test_looks_in_the_order_of_the_design(places: dict[str, Path]) -> None:
    environ = {"TRACKER_CONFIG": str(places["variable"])}
    here = places["here"].parent
    assert find_config(places["option"], environ, here) == places["option"]
    assert find_config(None, environ, here) == places["variable"]
    assert find_config(None, {}, here) == places["here"]
    places["here"].unlink()
    assert find_config(None, {}, here) == places["user"]
    places["user"].unlink()
    with pytest.raises(ConfigError, match="tracker init"):
        find_config(None, {}, here)


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no such file \(named by \$TRACKER_CONFIG\)"):
        find_config(None, {"TRACKER_CONFIG": str(tmp_path / "none.toml")}, tmp_path)


def test_a_folder_stands_for_the_file_in_it(places: dict[str, Path]) -> None:
    assert find_config(places["here"].parent, {}, Path("/")) == places["here"]
