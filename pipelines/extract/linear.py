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

    _Rows = dict[str, tuple[float, ...]]


class Linear:
    """Weights by label and feature. Labels of a two-way model are "yes" alone."""

    __slots__ = ("_bias", "_labels", "_rows", "_yes", "weights")

    def __init__(self, weights: Mapping[str, Mapping[str, float]] | None = None) -> None:
        self.weights = weights or {}
        self._labels = tuple(sorted(self.weights))
        self._rows = _rows(self.weights, self._labels)
        self._bias = self._rows.pop("", (0.0,) * len(self._labels))
        self._yes = self.weights.get("yes", {})

    def __bool__(self) -> bool:
        return bool(self.weights)

    def probability(self, features: Iterable[str]) -> float:
        """How likely "yes" is, from 0 to 1, by the logistic function."""
        score = sum(map(self._yes.get, ("", *features), itertools.repeat(0.0)))
        return _logistic(_bounded(score))

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
        found = filter(None, map(self._rows.get, features))
        return [_bounded(sum(column)) for column in zip(self._bias, *found, strict=False)]


_BOUND = 30.0
"""Beyond this a probability is as good as certain, and its power might overflow."""


def _rows(weights: Mapping[str, Mapping[str, float]], labels: Sequence[str]) -> _Rows:
    """For each feature the weights of all labels, in their order."""
    features = {feature for label in labels for feature in weights[label]}
    return {
        feature: tuple(weights[label].get(feature, 0.0) for label in labels) for feature in features
    }


def _bounded(score: float) -> float:
    return max(-_BOUND, min(_BOUND, score))


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
