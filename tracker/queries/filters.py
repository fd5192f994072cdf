"""What a query is limited to, as values. The command line and digests make them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

ORDERS = ("newest", "oldest", "confidence", "mentions")


@dataclass(frozen=True, slots=True)
class Choice:
    """Values of one field: one of `wanted` where there are any, and none of `unwanted`."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which events are meant; fields that are empty limit nothing.

    `since` and `until` are days, both in the run. Parties are codes, items ids
    (each with the items below it); `source` names sources or outlets; `match`
    is words of a person, never a query language.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    actor: Choice = Choice()
    target: Choice = Choice()
    instrument: Choice = Choice()
    action: Choice = Choice()
    direction: Choice = Choice()
    item: Choice = Choice()
    status: Choice = Choice()
    corroboration: Choice = Choice()
    source: Choice = Choice()
    match: str = ""
    min_confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of the answer: at most `limit` events (None: all), after the event `after`."""

    limit: int | None = None
    order: str = "newest"
    after: str | None = None
