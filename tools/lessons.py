"""What gold documents teach: examples for each model, from where drafts are right and wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.extract import Extractor
from pipelines.extract.choose import akin, best_first, choose, introduce
from pipelines.extract.draft import Draft
from pipelines.extract.features import (
    action_features,
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
from pipelines.extract.topic import topic_features
from pipelines.lexicon import load_lexicon
from pipelines.model import MEASURES
from pipelines.story import MUTUAL
from tools.gold import Gold, items_agree, nearest, paired, part_of, topic
from tracker.language import load_model
from tracker.resources import data_folder

PARTS = 3
"""Into how many parts documents are cut, so that each is read by models that never saw it."""

GAPS = ("actors", "targets", "items", "when")
"""The fields that a document may fill, in the order in which they are filled."""

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
    weight: float = 1.0

    def add(self, model: str, features: tuple[str, ...], label: Any, weight: float = 1.0) -> None:
        """Add one example from the document that is being read."""
        self.of[model].append(Example(features, label, weight * self.weight, self.document))

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
    """A draft with a mention that it tells, and whether none tells it better."""

    draft: Draft
    event: Mapping[str, Any]
    is_paired: bool

    @property
    def weight(self) -> float:
        """What it weighs as an example."""
        return 1.0 if self.is_paired else 0.3


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
            lessons.document, lessons.weight = document.id, document.weight
            if unseen:
                self._models.update(unseen[_part(document.id)])
            self._read_document(document, lessons)
        return lessons

    def _read_document(self, document: Gold, lessons: Lessons) -> None:
        """Learn which acts are told, and what fills their fields."""
        memory = self._extractor.memory(document.article, self._readings_of(document))
        for reading in memory.readings:
            self._read_sentence(reading, document.told_in(reading), memory, lessons)

    def _read_sentence(
        self,
        reading: Reading,
        events: Sequence[Mapping[str, Any]],
        memory: Memory,
        lessons: Lessons,
    ) -> None:
        self._instruments(reading, memory, events, lessons)
        proposed = self._extractor.acts(reading, memory)
        features = topic_features(reading, memory, proposed)
        lessons.add("topic", features, frozenset(map(topic, events)))
        drafts = self._extractor.drafted(reading, memory)
        leaned_on = memory.leaned_on_by(reading)
        chosen = choose(drafts, self._models)
        introduce(drafts, chosen)
        for draft in drafts:
            self._extractor.fill(draft, leaned_on)
        told = [
            each
            for group in _by_topic(drafts)
            for each in self._group(
                group, [e for e in events if topic(e) == group[0].act.topic], lessons
            )
        ]
        _further(drafts, {id(each.draft) for each in told if each.is_paired}, lessons)
        for each in told:
            self._fields(each, leaned_on, lessons)
        memory.told += chosen

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
            if core.sense.kind not in OPEN_KINDS or core.stands_for:
                continue
            signs = signs_of(core, reading)
            features = instrument_features(core, reading, signs, memory)
            if len(known) == 1:
                lessons.add("instrument", features, next(iter(known)))
            elif core.sense.instrument in known:
                lessons.add("instrument", features, core.sense.instrument, 0.5)

    def _group(
        self, drafts: Sequence[Draft], events: Sequence[Mapping[str, Any]], lessons: Lessons
    ) -> Iterator[Told]:
        """Learn from the drafts of one topic in one sentence; gives those that tell a mention."""
        catalogue = self._lexicon.catalogue
        pairs = paired(drafts, events, catalogue)
        for i, draft in enumerate(drafts):
            weight = 1.0 if i in pairs or not events else 0.25
            lessons.add("keep", keep_features(draft), int(bool(events)), weight)
            if events:
                event = pairs.get(i) or nearest(draft, events, catalogue)
                yield Told(draft, event, i in pairs)

    def _fields(self, told: Told, memory: Memory, lessons: Lessons) -> None:
        """Learn from each field of a draft whose mention is known."""
        draft, event, weight = told.draft, told.event, told.weight
        related = self._lexicon.catalogue.related
        lessons.add("action", action_features(draft), event["action"], weight)
        lessons.add("status", status_features(draft), event["status"], weight)
        for value, features in _offered(memory, draft, "parties"):
            lessons.add("party", features, _role(value, event), weight)
        for value, features in _offered(memory, draft, "goods"):
            fits = any(related(value, item) for item in event["items"])
            lessons.add("item", features, int(fits), weight)
        for value, features in _offered(memory, draft, "dates"):
            lessons.add("date", features, int(value == event["date"]), weight)
        self._gaps(told, memory, lessons)

    def _gaps(self, told: Told, memory: Memory, lessons: Lessons) -> None:
        """Learn what of the document fits the fields that the sentence leaves open.

        Each is asked with the fields before it filled, as when a draft is filled.
        """
        draft = told.draft
        kept = {gap: (getattr(draft, gap), getattr(draft, f"{gap}_from")) for gap in GAPS}
        is_open = {gap: source != "sentence" for gap, (_, source) in kept.items()}
        for gap in GAPS:
            if is_open[gap]:
                draft.fill(gap, (), "")
        for gap in GAPS:
            if is_open[gap] and (gap != "targets" or draft.instrument not in MUTUAL):
                self._gap(told, gap, memory, lessons)
            draft.fill(gap, *kept[gap])

    def _gap(self, told: Told, gap: str, memory: Memory, lessons: Lessons) -> None:
        """Learn what of the document fits one field."""
        gold = _known(told.event, gap)
        for each in recollections(told.draft, gap, memory):
            if gap == "items":
                fits = items_agree(gold, each.values, self._lexicon.catalogue)
            else:
                fits = bool({*each.values} & {*gold})
            lessons.add("context", each.features, int(fits), told.weight)


def _by_topic(drafts: Sequence[Draft]) -> list[list[Draft]]:
    groups: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        groups[draft.act.topic].append(draft)
    return list(groups.values())


def _known(event: Mapping[str, Any], gap: str) -> Sequence[str]:
    """What a gold mention has for a gap."""
    if gap == "when":
        return [event["date"]] if event["date"] else []
    values: Sequence[str] = event[gap]
    return values


def _offered(memory: Memory, draft: Draft, field: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a sentence offers for a field of a draft, each with its features."""
    for offer, features in link_features(draft, memory.offers(draft, field)):
        yield offer.link.value, features


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
