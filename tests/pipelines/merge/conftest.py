"""Timelines made of mentions in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from pipelines.catalogue import Catalogue, Item, Party
from pipelines.merge import Correction, MergeRules, Timeline, merge
from pipelines.model import Evidence

TREE = {
    "all_goods": None,
    "technology": None,
    "semiconductors": "technology",
    "ai_chips": "semiconductors",
    "eda_software": "semiconductors",
    "chemicals": None,
    "ethane": "chemicals",
    "critical_minerals": None,
    "rare_earths": "critical_minerals",
    "rare_earth_magnets": "rare_earths",
    "steel": None,
}


@pytest.fixture(scope="session")
def small_catalogue() -> Catalogue:
    items = {id_: Item(id_, parent, id_, id_, "") for id_, parent in TREE.items()}
    codes = ("US", "CN", "EU", "JP", "CA", "BR")
    parties = {code: Party(code, code, code, code) for code in codes}
    return Catalogue(items, parties)


@pytest.fixture(scope="session")
def rules(small_catalogue: Catalogue) -> MergeRules:
    return MergeRules(small_catalogue)


@pytest.fixture
def timeline(rules: MergeRules, tell: Callable[..., Evidence]) -> Callable[..., Timeline]:
    """The timeline of some lines."""

    def make(*lines: str, corrections: Iterable[Correction] = ()) -> Timeline:
        return merge((tell(line, at) for at, line in enumerate(lines)), rules, corrections)

    return make


@pytest.fixture(scope="session")
def gold_file() -> Path:
    return Path(__file__).parents[2] / "gold" / "clusters.toml"
