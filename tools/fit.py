"""Logistic regressions from examples, and the file that keeps their weights."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.extract.linear import Linear
from tools.lessons import Example, Lessons

FEWEST = 3
"""How many examples a feature must have."""

FEWEST_OF_TOPIC = 8
LEAST_WEIGHT = 0.03
LEAST_TOPIC_WEIGHT = 0.08
"""Topics have a label for each pair of words; the least of them are many and tell little."""

STRENGTH = 0.3
"""The inverse of the regularisation of scikit-learn's logistic regression."""

STRENGTHS = {
    "action": 0.2,
    "another": 0.1,
    "context": 0.1,
    "date": 0.1,
    "keep": 0.05,
    "party": 0.1,
    "status": 0.1,
}
"""Models that do better on unseen documents where their words weigh less."""


def fit_all(lessons: Lessons) -> dict[str, Linear]:
    """Fit every model."""
    return {
        name: fit_topics(examples)
        if name == "topic"
        else fit(examples, STRENGTHS.get(name, STRENGTH))
        for name, examples in lessons.of.items()
    }


def mean_of(taught: Sequence[Mapping[str, Linear]]) -> dict[str, Linear]:
    """The models with the mean of their weights, in which chance counts for less."""
    return {name: _mean([models[name] for models in taught]) for name in taught[0]}


def _mean(models: Sequence[Linear]) -> Linear:
    labels = sorted({label for model in models for label in model.weights})
    weights: dict[str, dict[str, float]] = {}
    for label in labels:
        sums: Counter[str] = Counter()
        for model in models:
            sums.update(model.weights.get(label, {}))
        weights[label] = {name: round(total / len(models), 3) for name, total in sums.items()}
    return Linear(weights)


def fit(examples: Sequence[Example], strength: float) -> Linear:
    """Fit one logistic regression; a label 1 or 0 makes the label "yes"."""
    from sklearn.linear_model import LogisticRegression

    matrix, names = _matrix(examples)
    labels = [example.label for example in examples]
    weights = _weighed(examples)
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
    weights = _weighed(examples)
    counted = Counter(name for example in examples for name in example.label)
    models = {}
    for name in sorted(name for name, count in counted.items() if count >= FEWEST_OF_TOPIC):
        labels = [int(name in example.label) for example in examples]
        model = LogisticRegression(C=STRENGTH, max_iter=500, solver="liblinear")
        model.fit(matrix, labels, weights)
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


def _weighed(examples: Sequence[Example]) -> list[float]:
    return [example.weight for example in examples]


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
