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

import numpy as np

from pipelines.errors import LexiconError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray


class Linear:
    """Weights by label and feature. Labels of a two-way model are "yes" alone."""

    __slots__ = ("_bias", "_labels", "_rows", "_table", "_yes", "weights")

    def __init__(self, weights: Mapping[str, Mapping[str, float]] | None = None) -> None:
        self.weights = weights or {}
        self._labels = tuple(sorted(self.weights))
        self._rows, self._table = _table(self.weights, self._labels)
        self._yes = self.weights.get("yes", {})
        self._bias = self._yes.get("", 0.0)

    def __bool__(self) -> bool:
        return bool(self.weights)

    def probability(self, features: Iterable[str]) -> float:
        """How likely "yes" is, from 0 to 1, by the logistic function."""
        score: float = self._bias + sum(filter(None, map(self._yes.get, features)))
        return 1 / (1 + math.exp(-max(-_BOUND, min(_BOUND, score))))

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """How likely each label is by itself."""
        (likely,) = 1 / (1 + np.exp(-self._scores([features])))
        return dict(zip(self._labels, likely.tolist(), strict=True))

    def shares(self, features: Iterable[str]) -> dict[str, float]:
        """How likely each label is where one of them must be, by the softmax."""
        (likely,) = self.shares_of([features])
        return likely

    def shares_of(self, questions: Sequence[Iterable[str]]) -> list[dict[str, float]]:
        """The shares of each of several questions, which is faster than one by one."""
        powers = np.exp(self._scores(questions))
        likely = powers / np.add.reduce(powers, axis=1, keepdims=True)
        return [dict(zip(self._labels, row, strict=True)) for row in likely.tolist()]

    def best(self, features: Iterable[str]) -> str:
        """The label with the highest score; ties go to the first in order of name."""
        return self._labels[self._scores([features]).argmax()]

    def _scores(self, questions: Sequence[Iterable[str]]) -> NDArray[np.float64]:
        """For each question the sums of each label's weights and its bias, from -30 to 30."""
        found = [[0, *filter(None, map(self._rows.get, features))] for features in questions]
        starts = [0, *itertools.accumulate(map(len, found[:-1]))]
        rows = self._table.take(list(itertools.chain(*found)), axis=0)
        scores = np.add.reduceat(rows, starts)
        return np.minimum(np.maximum(scores, -_BOUND), _BOUND)


_BOUND = 30.0
"""Beyond this a probability is as good as certain, and its power might overflow."""


def _table(
    weights: Mapping[str, Mapping[str, float]], labels: Sequence[str]
) -> tuple[dict[str, int], NDArray[np.float64]]:
    """The row of each feature in a table of the weights by label, that of the biases first."""
    features = {feature for label in labels for feature in weights[label]} - {""}
    ordered = ["", *sorted(features)]
    rows = [[weights[label].get(feature, 0.0) for label in labels] for feature in ordered]
    numbers = {feature: row for row, feature in enumerate(ordered) if feature}
    return numbers, np.array(rows)


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
