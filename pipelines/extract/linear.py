"""Small linear models over named features, kept as readable JSON lines.

A line is {"model": NAME, "feature": FEATURE, "weights": {LABEL: NUMBER}}; the
feature "" holds the labels' biases. A model without lines does not decide, and the
rules do.
"""

from __future__ import annotations

import itertools
import json
import math
from typing import TYPE_CHECKING, Any

from pipelines.errors import LexiconError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


class Linear:
    """Weights by label and feature. Labels of a two-way model are "yes" alone."""

    __slots__ = ("_by_feature", "_labels", "weights")

    def __init__(self, weights: Mapping[str, Mapping[str, float]] | None = None) -> None:
        self.weights = weights or {}
        self._labels = tuple(sorted(self.weights))
        self._by_feature = _by_feature(self.weights, self._labels)

    def __bool__(self) -> bool:
        return bool(self.weights)

    def probability(self, features: Iterable[str], label: str = "yes") -> float:
        """How likely a label is, from 0 to 1, by the logistic function."""
        return _logistic(self._scores(features)[self._labels.index(label)])

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """How likely each label is by itself."""
        scores = zip(self._labels, self._scores(features), strict=True)
        return {label: _logistic(score) for label, score in scores}

    def shares(self, features: Iterable[str]) -> dict[str, float]:
        """How likely each label is where one of them must be, by the softmax."""
        powers = [math.exp(score) for score in self._scores(features)]
        total = sum(powers)
        return {label: power / total for label, power in zip(self._labels, powers, strict=True)}

    def best(self, features: Iterable[str]) -> str:
        """The label with the highest score; ties go to the first in order of name."""
        scores = self._scores(features)
        return self._labels[scores.index(max(scores))]

    def _scores(self, features: Iterable[str]) -> list[float]:
        """The sum of each label's weights and its bias, from -30 to 30, in order of labels."""
        if len(self._labels) == 1:
            known = self.weights[self._labels[0]]
            total = sum(map(known.get, features, itertools.repeat(0.0))) + known.get("", 0.0)
            return [max(-_BOUND, min(_BOUND, total))]
        totals = [0.0] * len(self._labels)
        by_feature = self._by_feature
        found = filter(None, map(by_feature.get, features))
        for place, weight in itertools.chain.from_iterable(found):
            totals[place] += weight
        for place, bias in by_feature.get("", ()):
            totals[place] += bias
        return [max(-_BOUND, min(_BOUND, total)) for total in totals]


_BOUND = 30.0
"""Beyond this a probability is as good as certain, and its power might overflow."""

_ByFeature = dict[str, list[tuple[int, float]]]


def _by_feature(weights: Mapping[str, Mapping[str, float]], labels: Sequence[str]) -> _ByFeature:
    """For each feature the places of its labels with their weights."""
    found: _ByFeature = {}
    for place, label in enumerate(labels):
        for feature, weight in weights[label].items():
            found.setdefault(feature, []).append((place, weight))
    return found


def _logistic(score: float) -> float:
    return 1 / (1 + math.exp(-score))


def load_models(path: Path) -> dict[str, Linear]:
    """The models of a file by name; none where there is no file.

    Raises LexiconError with file, line and fault.
    """
    weights: dict[str, dict[str, dict[str, float]]] = {}
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                _read(json.loads(line), weights)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise LexiconError(f"{path}:{number}: not a line of a model: {error}") from error
    return {name: Linear(labels) for name, labels in weights.items()}


def _read(row: Mapping[str, Any], weights: dict[str, dict[str, dict[str, float]]]) -> None:
    labels = weights.setdefault(row["model"], {})
    for label, weight in row["weights"].items():
        labels.setdefault(label, {})[row["feature"]] = float(weight)
