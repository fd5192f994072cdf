from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tracker.config.model import LISTS, TABLES

PAGE = Path(__file__).parents[3].joinpath("docs", "configuration.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", [*TABLES, *LISTS])
def test_every_key_is_documented(table: str) -> None:
    head = f"## [[{table}]]" if table in LISTS else f"## [{table}]"
    section = PAGE.split(f"{head}\n")[1].split("\n## ")[0]
    kind = TABLES.get(table) or LISTS[table]
    missing = [f.name for f in dataclasses.fields(kind) if f"`{f.name}`" not in section]
    assert missing == []
