"""What gold documents teach: examples for each model, from where drafts are right and wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.extract import Extractor
from pipelines.extract.choose import akin, best_first, choose
from pipelines.extract.draft import Draft
from pipelines.extract.features import (
    another_features,
    instrument_features,
    keep_features,
    link_features,
    status_features,
)
from pipelines.extract.instruments import OPEN_KINDS, signs_of
from pipelines.extract.linear import Linear
from pipelines.extract.memory import Memory
from pipelines.extract.reading import Reading
from pipelines.extract.recall import recollections
from pipelines.extract.topic import topic_features, topic_of
from pipelines.lexicon import load_lexicon
from pipelines.model import MEASURES
from pipelines.story import MUTUAL
from tools.gold import Gold, items_agree, nearest, paired, part_of, topic
from tracker.language import load_model
from tracker.resources import data_folder

PARTS = 3
"""Into how many parts documents are cut, so that each is read by models that never saw it."""

LIKELY_ENOUGH = 0.15
"""Drafts below this probability teach nothing about further acts."""


@dataclass(frozen=True)
class Example:
    """Features with the label that belongs to them, and what the example weighs."""

    features: tuple[str, ...]
    label: Any
    weight: float = 1.0
    document: str = ""


@dataclass
class Lessons:
    """The examples for each model."""

    of: dict[str, list[Example]] = field(default_factory=lambda: defaultdict(list))
    document: str = ""

    def add(self, model: str, features: tuple[str, ...], label: Any, weight: float = 1.0) -> None:
        """Add one example from the document that is being read."""
        self.of[model].append(Example(features, label, weight, self.document))

    def without(self, part: int) -> Lessons:
        """The lessons that do not come from a part of the documents."""
        return Lessons(
            {
                model: [example for example in examples if _part(example.document) != part]
                for model, examples in self.of.items()
            }
        )


@dataclass(frozen=True)
class Told:
    """A draft with the mention that it tells, where it stands, and what it weighs."""

    draft: Draft
    event: Mapping[str, Any]
    memory: Memory
    weight: float


class Teacher:
    """Reads gold documents with an extractor and notes where it is right and wrong."""

    def __init__(self) -> None:
        self._models: dict[str, Linear] = {}
        self._lexicon = load_lexicon(data_folder())
        self._extractor = Extractor(self._lexicon, load_model("en_core_web_sm"), self._models)
        self._parsed: dict[str, list[Reading]] = {}

    def lessons(
        self, documents: Iterable[Gold], unseen: Sequence[Mapping[str, Linear]] = ()
    ) -> Lessons:
        """What documents teach, each read with the models that have not seen it.

        `unseen` holds the models for each of PARTS, or none where rules are to read.
        """
        lessons = Lessons()
        for document in documents:
            lessons.document = document.id
            if unseen:
                self._models.update(unseen[_part(document.id)])
            self._read_document(document, lessons)
        return lessons

    def _read_document(self, document: Gold, lessons: Lessons) -> None:
        memory = Memory()
        readings = self._readings_of(document)
        memory.hear(readings)
        for reading in readings:
            told = document.told_in(reading)
            self._instruments(reading, memory, told, lessons)
            proposed = self._extractor.acts(reading, memory)
            features = topic_features(reading, memory, proposed)
            lessons.add("topic", features, frozenset(map(topic, told)))
            drafts = self._extractor.drafted(reading, memory)
            memory.told += choose(drafts, self._models)
            right: set[int] = set()
            for group in _by_topic(drafts):
                events = [e for e in told if topic(e) == _topic(group[0])]
                right |= self._group(group, events, memory, lessons)
            _further(drafts, right, lessons)

    def _readings_of(self, document: Gold) -> list[Reading]:
        """The readings of a document, which do not change from turn to turn."""
        if document.id not in self._parsed:
            self._parsed[document.id] = self._extractor.readings(document.article)
        return self._parsed[document.id]

    def _instruments(
        self,
        reading: Reading,
        memory: Memory,
        told: Sequence[Mapping[str, Any]],
        lessons: Lessons,
    ) -> None:
        known = {event["instrument"] for event in told} & {*MEASURES}
        for core in reading.cores:
            if core.sense.kind not in OPEN_KINDS:
                continue
            signs = signs_of(core, reading, self._lexicon)
            features = instrument_features(core, reading, signs, memory)
            if len(known) == 1:
                lessons.add("instrument", features, next(iter(known)))
            elif core.sense.instrument in known:
                lessons.add("instrument", features, core.sense.instrument, 0.5)

    def _group(
        self,
        drafts: Sequence[Draft],
        events: Sequence[Mapping[str, Any]],
        memory: Memory,
        lessons: Lessons,
    ) -> set[int]:
        """Learn from the drafts of one topic in one sentence; gives those that are right."""
        catalogue = self._lexicon.catalogue
        pairs = paired(drafts, events, catalogue)
        for i, draft in enumerate(drafts):
            weight = 1.0 if i in pairs or not events else 0.25
            lessons.add("keep", keep_features(draft), int(bool(events)), weight)
            if events:
                event = pairs.get(i) or nearest(draft, events, catalogue)
                told = Told(draft, event, memory, 1.0 if i in pairs else 0.3)
                self._fields(told, lessons)
        return {id(drafts[i]) for i in pairs}

    def _fields(self, told: Told, lessons: Lessons) -> None:
        """Learn from each field of a draft whose mention is known."""
        draft, event, memory, weight = told.draft, told.event, told.memory, told.weight
        related = self._lexicon.catalogue.related
        lessons.add("status", status_features(draft), event["status"], weight)
        for offer in memory.ranked(draft.parties, memory.parties):
            role = _role(offer.link.value, event)
            lessons.add("party", link_features(draft, offer), role, weight)
        for offer in memory.ranked(draft.goods, memory.items):
            fits = any(related(offer.link.value, item) for item in event["items"])
            lessons.add("item", link_features(draft, offer), int(fits), weight)
        dates = [link for link in draft.dates if link.value]
        for offer in memory.ranked(dates, memory.dates):
            fits = offer.link.value == event["date"]
            lessons.add("date", link_features(draft, offer), int(fits), weight)
        for gap in ("items", "actors", "targets"):
            is_open = getattr(draft, f"{gap}_from") != "sentence"
            if is_open and (gap != "targets" or draft.instrument not in MUTUAL):
                self._gap(told, gap, lessons)

    def _gap(self, told: Told, gap: str, lessons: Lessons) -> None:
        """Learn what of the document fits a field that the sentence leaves open."""
        draft, gold = told.draft, told.event[gap]
        filled, source = getattr(draft, gap), getattr(draft, f"{gap}_from")
        draft.fill(gap, (), "")
        for each in recollections(draft, gap, told.memory):
            if gap == "items":
                fits = items_agree(gold, each.values, self._lexicon.catalogue)
            else:
                fits = bool({*each.values} & {*gold})
            lessons.add("context", each.features, int(fits), told.weight)
        draft.fill(gap, filled, source)


def _by_topic(drafts: Sequence[Draft]) -> list[list[Draft]]:
    groups: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        groups[_topic(draft)].append(draft)
    return list(groups.values())


def _topic(draft: Draft) -> str:
    return topic_of(draft.instrument, draft.act.action)


def _role(code: str, event: Mapping[str, Any]) -> str:
    if code in event["actors"]:
        return "actor"
    return "target" if code in event["targets"] else "none"


def _further(drafts: Sequence[Draft], right: set[int], lessons: Lessons) -> None:
    """Learn which drafts are one act more beside likelier ones akin to them."""
    chosen: list[Draft] = []
    for draft in best_first(drafts):
        if draft.probability < LIKELY_ENOUGH:
            return
        for other in akin(draft, chosen):
            features = another_features(draft, other, len(chosen))
            lessons.add("another", features, int(id(draft) in right))
        if id(draft) in right or not akin(draft, chosen):
            chosen.append(draft)


def _part(document: str) -> int:
    """Which of PARTS a document is in, by its id alone."""
    return part_of(f"fold {document}", PARTS)
