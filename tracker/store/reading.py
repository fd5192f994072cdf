"""Reads the stored mentions as merging sees them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.merge.tellings import (
    Signature,
    Telling,
    bare_level,
    days_of,
    finest,
    precision_of,
)
from pipelines.story import MUTUAL, fold_party

if TYPE_CHECKING:
    import sqlite3

    from pipelines.catalogue import Catalogue

TELLING_COLUMNS = """
    id, article, block, actors, targets, items, date, published, field, level_to, joins, core, event
"""
"""What a `Reading` reads, from mentions."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A mention as merging sees it, and where it was put by the last merge."""

    telling: Telling
    joins: str | None
    core: str | None
    event: str | None


class Reading:
    """Rows of mentions as tellings; remembers signatures, which repeat a great deal."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._signatures: dict[tuple[bool, str, str, str], Signature] = {}

    def stored(self, row: sqlite3.Row) -> Stored:
        """The mention of a row with the columns `TELLING_COLUMNS`."""
        return Stored(self._telling(row), row["joins"], row["core"], row["event"])

    def _telling(self, row: sqlite3.Row) -> Telling:
        published = dt.date.fromisoformat(row["published"]).toordinal()
        date = row["date"]
        first, last = days_of(date) if date else (published, published)
        return Telling(
            id=row["id"],
            url=str(row["article"]),
            block=row["block"],
            signature=self.signature(row["block"], row["actors"], row["targets"], row["items"]),
            precision=precision_of(date),
            first=first,
            last=last,
            published=published,
            in_title=row["field"] == "title",
            level=bare_level(row["level_to"]),
        )

    def signature(self, block: str, actors: str, targets: str, items: str) -> Signature:
        """The signature that the JSON lists of a row give; see `tellings.signature`."""
        is_mutual = block.split("/", 1)[0] in MUTUAL
        key = (is_mutual, actors, targets, items)
        if key not in self._signatures:
            who, whom = _parties(actors), _parties(targets)
            if is_mutual:
                who, whom = who | whom, frozenset()
            self._signatures[key] = Signature(who, whom, finest(json.loads(items), self.catalogue))
        return self._signatures[key]


def _parties(text: str) -> frozenset[str]:
    return frozenset(fold_party(code) for code in json.loads(text))
