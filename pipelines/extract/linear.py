"""Small linear models over named features, kept as readable JSON lines.

A line is {"model": NAME, "feature": FEATURE, "weights": {LABEL: NUMBER}}; the
feature "" holds the labels' biases. A model without lines does not decide, and the
rules do.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.errors import LexiconError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights by label and feature. Labels of a two-way model are "yes" alone."""

    weights: dict[str, dict[str, float]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.weights)

    def probability(self, features: Iterable[str], label: str = "yes") -> float:
        """How likely a label is, from 0 to 1, by the logistic function."""
        return 1 / (1 + math.exp(-self._score(features, label)))

    def shares(self, features: Sequence[str]) -> dict[str, float]:
        """How likely each label is where one of them must be, by the softmax."""
        scores = {label: math.exp(self._score(features, label)) for label in self.weights}
        total = sum(scores.values())
        return {label: score / total for label, score in scores.items()}

    def best(self, features: Sequence[str]) -> str:
        """The label with the highest score; ties go to the first in order of name."""
        return max(sorted(self.weights), key=lambda label: self._score(features, label))

    def _score(self, features: Iterable[str], label: str) -> float:
        weights = self.weights[label]
        total = weights.get("", 0.0) + sum(weights.get(name, 0.0) for name in features)
        return max(-30.0, min(30.0, total))


def load_models(path: Path) -> dict[str, Linear]:
    """The models of a file by name; none where there is no file.

    Raises LexiconError with file, line and fault.
    """
    models: dict[str, Linear] = {}
    if not path.exists():
        return models
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                labels = models.setdefault(row["model"], Linear()).weights
                for label, weight in row["weights"].items():
                    labels.setdefault(label, {})[row["feature"]] = float(weight)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise LexiconError(f"{path}:{number}: not a line of a model: {error}") from error
    return models
