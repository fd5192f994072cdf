from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import ConfigError
from tracker.config import SourceConfig, add_sources, free_name, load_config

FEED = SourceConfig("new", "feed", "https://new.example/f", outlet='The "New" \\ Æon')


@pytest.mark.parametrize("before", ["", "# mine\n[timeline]\npath = 'x.db'", "[mail]\n\n"])
def test_adds_at_the_end_and_keeps_the_rest(tmp_path: Path, before: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(before)
    path.chmod(0o640)
    add_sources(path, [FEED])
    assert path.read_text().startswith(before)
    assert load_config(path).sources == (FEED,)
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_fault_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("")
    add_sources(path, [FEED])
    before = path.read_text()
    with pytest.raises(ConfigError, match="stands twice"):
        add_sources(path, [FEED])
    assert path.read_text() == before


@pytest.mark.parametrize(
    ("wish", "name"),
    [("My Feed & Co.", "my-feed-co"), ("新聞", "source"), ("taken", "taken-2"), ("-x-" * 40, None)],
)
def test_names_are_short_and_free(wish: str, name: str | None) -> None:
    found = free_name(wish, {"taken"})
    assert len(found) <= 48
    assert name is None or found == name
