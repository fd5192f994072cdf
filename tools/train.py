"""Train the small models of the extractor from gold documents: make train.

    python -m tools.train GOLD.jsonl... --out data/model/judge.jsonl [--hold 3]

Each model is a logistic regression over named features (pipelines.extract.features
and .topic). They are trained in turns, for each looks at what the others fill in.
With --hold N the documents of part 0 of N, by their ids, are left out, so that
they can tell how the models do on what they never saw.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
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
from tools.gold import Gold, items_agree, nearest, paired, read_gold, topic
from tracker.language import load_model
from tracker.resources import data_folder

TURNS = 2
PARTS = 3
"""Into how many parts documents are cut, so that each is read by models that never saw it."""

FEWEST = 3
"""How many examples a feature must have."""

FEWEST_OF_TOPIC = 8
LEAST_WEIGHT = 0.03
LEAST_TOPIC_WEIGHT = 0.08
"""Topics have a label for each pair of words; the least of them are many and tell little."""

STRENGTH = 0.3
"""The inverse of the regularisation of scikit-learn's logistic regression."""

STRENGTHS = {"status": 0.1}
"""Models whose words would otherwise outweigh what the rules say."""

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
                model: [example for example in examples if part_of(example.document) != part]
                for model, examples in self.of.items()
            }
        )


class Trainer:
    """Reads gold documents with an extractor and learns from where it is right and wrong."""

    def __init__(self) -> None:
        lexicon = load_lexicon(data_folder())
        self._models: dict[str, Linear] = {}
        self._extractor = Extractor(lexicon, load_model("en_core_web_sm"), self._models)
        self._lexicon = lexicon
        self._parsed: dict[str, list[Reading]] = {}

    def train(self, documents: Sequence[Gold]) -> dict[str, Linear]:
        """Train all models on some documents."""
        lessons = self._read(documents, [])
        for _ in range(TURNS):
            unseen = [fit_all(lessons.without(part)) for part in range(PARTS)]
            lessons = self._read(documents, unseen)
        return fit_all(lessons)

    def _read(self, documents: Iterable[Gold], unseen: Sequence[Mapping[str, Linear]]) -> Lessons:
        """Read documents, each with the models that have not seen it."""
        lessons = Lessons()
        for document in documents:
            lessons.document = document.id
            if unseen:
                self._models.update(unseen[part_of(document.id)])
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


@dataclass(frozen=True)
class Told:
    """A draft with the mention that it tells, where it stands, and what it weighs."""

    draft: Draft
    event: Mapping[str, Any]
    memory: Memory
    weight: float


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


def part_of(document: str) -> int:
    """Which fold a document is in, by its id alone."""
    return Gold(f"fold {document}", None, ()).part(PARTS)  # type: ignore[arg-type]


def fit_all(lessons: Lessons) -> dict[str, Linear]:
    """Fit every model."""
    return {
        name: fit_topics(examples)
        if name == "topic"
        else fit(examples, STRENGTHS.get(name, STRENGTH))
        for name, examples in lessons.of.items()
    }


def fit(examples: Sequence[Example], strength: float) -> Linear:
    """Fit one logistic regression; a label 1 or 0 makes the label "yes"."""
    from sklearn.linear_model import LogisticRegression

    matrix, names = _matrix(examples)
    labels = [example.label for example in examples]
    weights = [example.weight for example in examples]
    model = LogisticRegression(C=strength, max_iter=2000).fit(matrix, labels, weights)
    if set(labels) == {0, 1}:
        return Linear({"yes": _weights(names, model.coef_[0], model.intercept_[0])})
    return Linear(
        {
            label: _weights(names, row, bias)
            for label, row, bias in zip(model.classes_, model.coef_, model.intercept_, strict=True)
        }
    )


def fit_topics(examples: Sequence[Example]) -> Linear:
    """Fit a two-way regression for each topic; a label is the set of topics told."""
    from sklearn.linear_model import LogisticRegression

    matrix, names = _matrix(examples)
    counted = Counter(name for example in examples for name in example.label)
    models = {}
    for name in sorted(name for name, count in counted.items() if count >= FEWEST_OF_TOPIC):
        labels = [int(name in example.label) for example in examples]
        model = LogisticRegression(C=STRENGTH, max_iter=500, solver="liblinear")
        model.fit(matrix, labels)
        models[name] = _weights(names, model.coef_[0], model.intercept_[0], LEAST_TOPIC_WEIGHT)
    return Linear(models)


def _matrix(examples: Sequence[Example]) -> tuple[Any, Sequence[str]]:
    """A sparse matrix of the features that are frequent enough, and their names."""
    from sklearn.feature_extraction import DictVectorizer

    counted = Counter(name for example in examples for name in set(example.features))
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(
        [{name: 1 for name in e.features if counted[name] >= FEWEST} for e in examples]
    )
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    return matrix, vectorizer.get_feature_names_out()


def _weights(
    names: Sequence[str], values: Iterable[float], bias: float, least: float = LEAST_WEIGHT
) -> dict[str, float]:
    kept = {
        str(name): round(float(value), 2)
        for name, value in zip(names, values, strict=True)
        if abs(value) >= least
    }
    return {"": round(float(bias), 3)} | kept


def write_models(models: Mapping[str, Linear], path: Path) -> None:
    """Write the models, a feature a line, in order."""
    with path.open("w", encoding="utf-8") as lines:
        for name, model in sorted(models.items()):
            features = sorted({f for weights in model.weights.values() for f in weights})
            for feature in features:
                weights = {
                    label: model.weights[label][feature]
                    for label in sorted(model.weights)
                    if feature in model.weights[label]
                }
                row = {"model": name, "feature": feature, "weights": weights}
                lines.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def main() -> None:
    """Train from the files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--hold", type=int, default=0)
    parser.add_argument("--held", default="dev", help="only ids of files so called are held back")
    options = parser.parse_args()
    documents = [
        document
        for path in options.gold
        for document in read_gold([path])
        if not (
            options.hold and path.name.startswith(options.held) and not document.part(options.hold)
        )
    ]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_models(Trainer().train(documents), options.out)


if __name__ == "__main__":
    main()
