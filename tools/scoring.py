"""How found mentions are scored against gold ones.

mention  one sentence: the same field, overlapping characters, instrument and direction
core     a mention whose items are compatible and that shares an actor, or neither has any
full     core, with the same status and a shared target, or none on either side
fact     core without the sentence, over the distinct acts of a document

Items are compatible where some pair is equal or one the other's ancestor, or where
both lists are empty. Mentions are paired one to one, those first that agree in most
attributes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.model import DIRECTION_OF, Mention
from tools.gold import Gold, items_agree

LEVELS = ("mention", "core", "full", "fact")


@dataclass(frozen=True)
class Told:
    """A mention as scoring sees it, found or gold."""

    field: str
    start: int
    end: int
    instrument: str
    action: str
    status: str
    items: tuple[str, ...]
    actors: frozenset[str]
    targets: frozenset[str]
    date: str | None
    attributed: bool
    confidence: float = 1.0

    @property
    def direction(self) -> str:
        """The direction of the action."""
        return DIRECTION_OF[self.action]

    def overlaps(self, other: Told) -> bool:
        """Whether two mentions stand in the same sentence."""
        return self.field == other.field and self.start < other.end and other.start < self.end


def from_mention(mention: Mention) -> Told:
    """A mention that the extractor found."""
    return Told(
        mention.field,
        mention.start,
        mention.end,
        mention.instrument,
        mention.action,
        mention.status,
        mention.items,
        frozenset(mention.actors),
        frozenset(mention.targets),
        mention.date,
        bool(mention.attribution),
        mention.confidence,
    )


def from_gold(document: Gold) -> list[Told]:
    """The mentions of a gold document."""
    return [_from_event(event, document) for event in document.events]


def _from_event(event: Mapping[str, Any], document: Gold) -> Told:
    article = document.article
    start = (article.title if event["field"] == "title" else article.text).find(event["quote"])
    return Told(
        event["field"],
        start,
        start + len(event["quote"]),
        event["instrument"],
        event["action"],
        event["status"],
        tuple(event["items"]),
        frozenset(event["actors"]),
        frozenset(event["targets"]),
        event["date"],
        bool(event.get("attribution")),
    )


Agree = Callable[[Told, Told], bool]


@dataclass(frozen=True)
class Scorer:
    """Compares mentions; the catalogue tells which items are kin."""

    catalogue: Catalogue

    @property
    def attributes(self) -> Mapping[str, Agree]:
        """What is asked of two mentions that are paired, by name."""
        return MappingProxyType(
            {
                "action": lambda a, b: a.action == b.action,
                "items": lambda a, b: items_agree(a.items, b.items, self.catalogue),
                "actors": lambda a, b: _share(a.actors, b.actors),
                "targets": lambda a, b: _share(a.targets, b.targets),
                "status": lambda a, b: a.status == b.status,
                "date": lambda a, b: a.date == b.date,
                "attributed": lambda a, b: a.attributed == b.attributed,
            }
        )

    def is_mention(self, a: Told, b: Told) -> bool:
        """Whether two mentions tell of one kind of act in one sentence."""
        return a.overlaps(b) and _same_kind(a, b)

    def is_core(self, a: Told, b: Told) -> bool:
        """Whether two mentions also tell of the same goods by the same hand."""
        return self.is_mention(a, b) and self._same_core(a, b)

    def is_full(self, a: Told, b: Told) -> bool:
        """Whether they also have the same status and target."""
        return self.is_core(a, b) and a.status == b.status and _share(a.targets, b.targets)

    def is_fact(self, a: Told, b: Told) -> bool:
        """Whether two acts of a document are one, wherever they are told."""
        return _same_kind(a, b) and self._same_core(a, b)

    def _same_core(self, a: Told, b: Told) -> bool:
        return items_agree(a.items, b.items, self.catalogue) and _share(a.actors, b.actors)

    def pairs(
        self, golds: Sequence[Told], found: Sequence[Told], agree: Agree
    ) -> list[tuple[int, int]]:
        """Gold and found mentions, by index, that agree; one to one, the most alike first."""
        checks = self.attributes.values()
        ranked = sorted(
            (-sum(check(gold, one) for check in checks), i, j)
            for i, gold in enumerate(golds)
            for j, one in enumerate(found)
            if agree(gold, one)
        )
        taken: dict[int, int] = {}
        for _, i, j in ranked:
            if i not in taken and j not in taken.values():
                taken[i] = j
        return list(taken.items())

    def tally(self, golds: Sequence[Told], found: Sequence[Told]) -> Tally:
        """Score one document."""
        tally = Tally(1)
        gold_facts, found_facts = _facts(golds), _facts(found)
        tally.gold.update(dict.fromkeys(LEVELS[:3], len(golds)) | {"fact": len(gold_facts)})
        tally.found.update(dict.fromkeys(LEVELS[:3], len(found)) | {"fact": len(found_facts)})
        pairs = self.pairs(golds, found, self.is_mention)
        tally.hits["mention"] = len(pairs)
        tally.hits["core"] = len(self.pairs(golds, found, self.is_core))
        tally.hits["full"] = len(self.pairs(golds, found, self.is_full))
        tally.hits["fact"] = len(self.pairs(gold_facts, found_facts, self.is_fact))
        for i, j in pairs:
            for name, check in self.attributes.items():
                tally.right[name] += check(golds[i], found[j])
        return tally


@dataclass
class Tally:
    """Counts by level and by attribute; tallies of documents add up."""

    documents: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Take in the counts of another tally."""
        self.documents += other.documents
        for name in ("hits", "gold", "found", "right"):
            getattr(self, name).update(getattr(other, name))

    def precision(self, level: str) -> float:
        """The share of what was found that is right."""
        return _ratio(self.hits[level], self.found[level])

    def recall(self, level: str) -> float:
        """The share of what is gold that was found."""
        return _ratio(self.hits[level], self.gold[level])

    def f1(self, level: str) -> float:
        """The harmonic mean of precision and recall."""
        return _ratio(2 * self.hits[level], self.found[level] + self.gold[level])

    def accuracy(self, attribute: str) -> float:
        """The share of paired mentions in which an attribute is right."""
        return _ratio(self.right[attribute], self.hits["mention"])


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of some tallies."""
    summed = Tally()
    for tally in tallies:
        summed.add(tally)
    return summed


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _share(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a & b) or (not a and not b)


def _same_kind(a: Told, b: Told) -> bool:
    return a.instrument == b.instrument and a.direction == b.direction


def _facts(told: Sequence[Told]) -> list[Told]:
    """The distinct acts of a document, each as it is told first."""
    distinct: dict[tuple[object, ...], Told] = {}
    for one in told:
        key = (one.instrument, one.direction, tuple(sorted(one.items)), one.actors)
        distinct.setdefault(key, one)
    return list(distinct.values())
