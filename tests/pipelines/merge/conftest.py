"""Mentions in one line, and timelines made of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from pipelines.catalogue import Catalogue, Item, Party
from pipelines.merge import Correction, MergeRules, Timeline, merge
from pipelines.model import Evidence, Mention

SEEN = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)

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


@pytest.fixture(scope="session")
def tell() -> Callable[..., Evidence]:
    """Evidence from a line as in tests/gold/clusters.toml."""

    def make(line: str, number: int = 0, **fields: object) -> Evidence:
        head, act, sides, items, date, *level = (part.strip() for part in line.split("|"))
        published, article, field = head.split()
        instrument, action, status = act.split()
        actors, targets = (_codes(side) for side in sides.split(">"))
        mention = Mention(
            field="title" if field == "t" else "text",
            start=0,
            end=len(line),
            quote=line,
            instrument=instrument,
            action=action,
            status=status,
            items=_codes(items),
            actors=actors,
            targets=targets,
            date=None if date == "-" else date,
            level_to=level[0] if level else None,
        )
        outlet = article.split("/")[0]
        about = {
            "id": f"m{line}{number}",
            "mention": mention,
            "url": f"https://{outlet}.example/{article}",
            "title": "",
            "outlet": outlet,
            "official": outlet == "register",
            "published": dt.date.fromisoformat(published),
            "seen": SEEN,
            "witness": outlet,
        }
        return Evidence(**(about | fields))  # type: ignore[arg-type]

    return make


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in text.strip().split(",") if code not in ("", "-"))


@pytest.fixture
def timeline(rules: MergeRules, tell: Callable[..., Evidence]) -> Callable[..., Timeline]:
    """The timeline of some lines."""

    def make(*lines: str, corrections: Iterable[Correction] = ()) -> Timeline:
        return merge((tell(line, at) for at, line in enumerate(lines)), rules, corrections)

    return make


@pytest.fixture(scope="session")
def gold_file() -> Path:
    return Path(__file__).parents[2] / "gold" / "clusters.toml"
