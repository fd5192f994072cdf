"""The small models: scores by hand, and faults of their file."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from pipelines.errors import LexiconError
from pipelines.extract.linear import Linear, load_models

YES = Linear({"yes": {"": -1.0, "a": 2.0, "b": -0.5}})
LABELS = Linear({"planned": {"": 0.5}, "announced": {"": 0.0, "a": 1.0}, "denied": {"": 0.5}})


@pytest.mark.parametrize(
    ("features", "score"), [((), -1.0), (("a",), 1.0), (("a", "b", "unknown"), 0.5)]
)
def test_probability_is_the_logistic_of_the_sum(features: tuple[str, ...], score: float) -> None:
    assert YES.probability(features) == pytest.approx(1 / (1 + math.exp(-score)))


@pytest.mark.parametrize("weight", [1e6, -1e6])
def test_large_weights_do_not_overflow(weight: float) -> None:
    model = Linear({"yes": {"": weight}})
    assert model.probability(()) == pytest.approx(float(weight > 0), abs=1e-9)


def test_best_label() -> None:
    assert LABELS.best(("a",)) == "announced"


def test_a_tie_goes_to_the_first_name() -> None:
    assert LABELS.best(()) == "denied"


def test_shares_are_the_softmax_of_the_sums() -> None:
    shares = LABELS.shares(("a", "unknown"))
    powers = {"announced": math.exp(1.0), "denied": math.exp(0.5), "planned": math.exp(0.5)}
    assert shares == pytest.approx({k: v / sum(powers.values()) for k, v in powers.items()})


def test_several_questions_are_answered_as_one_by_one() -> None:
    questions: list[tuple[str, ...]] = [("a",), (), ("unknown",), ("a", "a")]
    assert LABELS.shares_of(questions) == [LABELS.shares(question) for question in questions]


def test_each_label_by_itself() -> None:
    told = LABELS.probabilities(("a",))
    assert told["announced"] == pytest.approx(1 / (1 + math.exp(-1.0)))
    assert told["denied"] == told["planned"] == pytest.approx(1 / (1 + math.exp(-0.5)))


def test_a_model_without_weights_does_not_decide() -> None:
    assert not Linear()
    assert YES


def test_models_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "judge.jsonl"
    rows = [
        {"model": "keep", "feature": "", "weights": {"yes": -1}},
        {"model": "keep", "feature": "a", "weights": {"yes": 2}},
        {"model": "status", "feature": "a", "weights": {"planned": 1, "denied": 0.5}},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    models = load_models(path)
    assert models["keep"].weights == {"yes": {"": -1.0, "a": 2.0}}
    assert models["status"].weights == {"planned": {"a": 1.0}, "denied": {"a": 0.5}}


def test_no_file_is_no_model(tmp_path: Path) -> None:
    assert load_models(tmp_path / "none.jsonl") == {}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "3",
        "{}",
        '{"model": "keep", "feature": "a"}',
        '{"model": "keep", "feature": "a", "weights": {"yes": "much"}}',
        '{"model": "keep", "feature": "a", "weights": [1]}',
    ],
)
def test_a_fault_is_told_by_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "judge.jsonl"
    path.write_text('{"model": "m", "feature": "", "weights": {}}\n' + line, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"judge\.jsonl:2: not a line of a model"):
        load_models(path)
