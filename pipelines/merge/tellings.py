"""A mention as merging sees it: its block, its signature and its days.

Mentions of different blocks (instrument, kind of act, status class) are never
one event. A signature is who, on whom and what goods; signatures are partly
ordered by how much they tell.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.story import MUTUAL, fold_party
from pipelines.vocabulary import DIRECTION_OF, STATUS_CLASS_OF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.catalogue import Catalogue
    from pipelines.model import Evidence, Mention

CLASSES = ("actual", "prospective", "denied")
"""The classes of statuses."""

OPPOSITE = {"restrict": "liberalise", "liberalise": "restrict"}

AHEAD_DAYS = 56
"""How far ahead of its telling a told day can lie and still count from the telling on."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who does it, on whom, and to what goods (no item beside its own descendant)."""

    actors: frozenset[str]
    targets: frozenset[str]
    items: frozenset[str]
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Reckon the hash once: merging looks signatures up a thousand times each."""
        object.__setattr__(self, "_hash", hash((self.actors, self.targets, self.items)))

    def __hash__(self) -> int:
        """The hash of what it tells."""
        return self._hash

    @property
    def is_bare(self) -> bool:
        """Whether it tells no goods and at most one party, so that much could be meant."""
        return not self.items and len(self.actors | self.targets) < 2

    @property
    def is_empty(self) -> bool:
        """Whether it tells nothing at all."""
        return not (self.items or self.actors or self.targets)


@dataclass(frozen=True, slots=True)
class Telling:
    """A mention as merging sees it. Days are proleptic ordinals.

    `first` to `last` are the told days, or the article's day where none is
    told (`precision` "none"); `level` is the level told, as bare numbers.
    """

    id: str
    url: str
    block: str
    signature: Signature
    precision: str
    first: int
    last: int
    published: int
    in_title: bool
    level: str

    @property
    def is_told(self) -> bool:
        """Whether the mention itself tells when the act was."""
        return self.precision != "none"

    @property
    def span(self) -> tuple[int, int]:
        """The days at which it can be met: a date told ahead counts from its telling on."""
        if self.precision == "day" and 0 < self.first - self.published <= AHEAD_DAYS:
            return self.published, self.last
        return self.first, self.last


def telling(evidence: Evidence, catalogue: Catalogue) -> Telling:
    """The mention of `evidence` as merging sees it."""
    mention = evidence.mention
    published = evidence.published.toordinal()
    precision = precision_of(mention.date)
    first, last = (published, published) if mention.date is None else days_of(mention.date)
    return Telling(
        id=evidence.id,
        url=evidence.url,
        block=block_of(mention),
        signature=signature(mention, catalogue),
        precision=precision,
        first=first,
        last=last,
        published=published,
        in_title=mention.field == "title",
        level=bare_level(mention.level_to),
    )


def block_of(mention: Mention) -> str:
    """The block of a mention: "export_control/restrict/actual"."""
    return f"{mention.instrument}/{kind_of(mention.action)}/{STATUS_CLASS_OF[mention.status]}"


def kind_of(action: str) -> str:
    """The kind of act: the action's direction, or itself for probes and neutral actions.

    A probe restricts nothing yet, and a case filed is no ruling.
    """
    direction = DIRECTION_OF[action]
    return action if action == "investigate" or direction == "neutral" else direction


def opposite_block(block: str) -> str | None:
    """The block of the actual acts that undo those of `block`."""
    instrument, kind, _ = block.split("/")
    return f"{instrument}/{OPPOSITE[kind]}/actual" if kind in OPPOSITE else None


def denied_block(block: str) -> str:
    """The block of the denials of the acts of `block`; "" for denials themselves."""
    act, status_class = block.rsplit("/", 1)
    return "" if status_class == "denied" else f"{act}/denied"


def signature(mention: Mention, catalogue: Catalogue) -> Signature:
    """The signature of a mention; the parties of talks and agreements are all actors."""
    actors, targets = _parties(mention.actors), _parties(mention.targets)
    if mention.instrument in MUTUAL:
        actors, targets = actors | targets, frozenset()
    return Signature(actors, targets, finest(mention.items, catalogue))


def finest(items: Iterable[str], catalogue: Catalogue) -> frozenset[str]:
    """The items without those that have a descendant among them."""
    found = frozenset(items)
    above = {up for item in found for up in catalogue.lineage(item)[1:]}
    return found - above


def topic_of(signature: Signature, catalogue: Catalogue) -> str:
    """The root of the signature's items, "" without items, "*" with several roots."""
    return _only(topics_of(signature, catalogue))


def topics_of(signature: Signature, catalogue: Catalogue) -> frozenset[str]:
    """The roots of the signature's items in the catalogue's tree."""
    return frozenset((catalogue.lineage(item) or (item,))[-1] for item in signature.items)


def lead_of(signature: Signature) -> str:
    """The only actor of the signature, "" without actors, "*" with several."""
    return _only(signature.actors)


def _only(values: frozenset[str]) -> str:
    return next(iter(values), "") if len(values) < 2 else "*"


def precision_of(date: str | None) -> str:
    """How precise an ISO date is: day, month, year or none."""
    return {0: "none", 4: "year", 7: "month", 10: "day"}[len(date or "")]


def days_of(date: str) -> tuple[int, int]:
    """The first and the last day of an ISO date, as ordinals."""
    year, month, day = (*(int(part) for part in date.split("-")), 0, 0)[:3]
    if day:
        only = dt.date(year, month, day).toordinal()
        return only, only
    last_month = month or 12
    last = dt.date(year, last_month, calendar.monthrange(year, last_month)[1])
    return dt.date(year, month or 1, 1).toordinal(), last.toordinal()


def bare_level(level: str | None) -> str:
    """The numbers of a level, for comparing: "145 percent" and "145%" are one."""
    return " ".join(re.findall(r"\d+(?:\.\d+)?", (level or "").replace(",", "")))


def _parties(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(fold_party(code) for code in codes)
