"""Weights learned from a few examples, written and read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.extract.linear import Linear, load_models
from tools.fit import fit_all, mean_of, write_models
from tools.gold import part_of
from tools.lessons import Lessons


@pytest.fixture
def lessons() -> Lessons:
    lessons = Lessons(document="d1")
    for _ in range(10):
        lessons.add("keep", ("role=object",), 1)
        lessons.add("keep", ("role=near", "negated"), 0)
        lessons.add("party", ("place=subject",), "actor")
        lessons.add("party", ("place=core",), "target")
        lessons.add("party", ("place=away",), "none")
        lessons.add("topic", ("steel tariff",), frozenset({"tariff|restrict"}))
        lessons.add("topic", ("mild weather",), frozenset())
    lessons.add("keep", ("role=object", "rare"), 0)
    return lessons


def test_models_tell_what_they_were_taught(lessons: Lessons, tmp_path: Path) -> None:
    write_models(fit_all(lessons), tmp_path / "judge.jsonl")
    models = load_models(tmp_path / "judge.jsonl")
    assert (
        models["keep"].probability(["role=object"])
        > 0.5
        > models["keep"].probability(["role=near", "negated"])
    )
    assert models["party"].best(["place=core"]) == "target"
    topics = models["topic"]
    about_tariffs, about_weather = (
        topics.probabilities([feature])["tariff|restrict"]
        for feature in ("steel tariff", "mild weather")
    )
    assert about_tariffs > about_weather


def test_the_mean_of_two_trainings_lies_between_them() -> None:
    one, other = (
        {"keep": Linear({"yes": {"": bias, name: 1.0}})} for bias, name in ((1, "a"), (3, "b"))
    )
    assert mean_of([one, other])["keep"].weights == {"yes": {"": 2.0, "a": 0.5, "b": 0.5}}


def test_a_rare_feature_has_no_weight(lessons: Lessons) -> None:
    assert "rare" not in fit_all(lessons)["keep"].weights["yes"]


def test_lessons_without_a_part_of_the_documents(lessons: Lessons) -> None:
    parts = [lessons.without(part).of["keep"] for part in range(3)]
    assert sorted(map(len, parts)) == [0, 21, 21]


def test_the_parts_of_documents_are_about_equal() -> None:
    parts = [part_of(f"document-{number}", 3) for number in range(300)]
    assert all(80 < parts.count(part) < 120 for part in range(3))
