"""The words of a sentence as features, and acts that no noun names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract.acts import implied, propose
from pipelines.extract.linear import Linear
from pipelines.extract.memory import Memory
from pipelines.extract.reading import Reading
from pipelines.extract.topic import clause_topics, topic_features, topic_of, topics
from pipelines.lexicon import Lexicon

TARIFF = (
    "Canada/NNP/nsubj/1 imposed/VBD/ROOT/1/impose tariffs/NNS/dobj/1/tariff on/IN/prep/2 "
    "steel/NN/pobj/3 in/IN/prep/1 2025/CD/pobj/5"
)


@pytest.mark.parametrize(
    ("instrument", "action", "topic"),
    [
        ("tariff", "impose", "tariff|restrict"),
        ("tariff", "suspend", "tariff|liberalise"),
        ("talks", "hold", "talks|neutral"),
    ],
)
def test_topic_of_an_act(instrument: str, action: str, topic: str) -> None:
    assert topic_of(instrument, action) == topic


def test_names_goods_and_numbers_are_folded(
    reading: Callable[..., Reading], lexicon: Lexicon
) -> None:
    read, memory = reading(TARIFF), Memory()
    features = topic_features(read, memory, propose(read, lexicon, memory))
    assert {"<party>", "impose", "tariff", "<item>", "<number>"} <= {*features}
    assert not {"canada", "steel", "2025"} & {*features}
    assert len(features) == len(set(features))


def test_pairs_in_order_and_in_the_parse(reading: Callable[..., Reading], lexicon: Lexicon) -> None:
    read, memory = reading(TARIFF), Memory()
    features = {*topic_features(read, memory, ())}
    assert {"<party> impose", "impose>tariff", "tariff>on><item>"} <= features


def test_proposed_acts_are_features(reading: Callable[..., Reading], lexicon: Lexicon) -> None:
    read, memory = reading(TARIFF), Memory()
    features = {*topic_features(read, memory, propose(read, lexicon, memory))}
    assert "act=tariff|impose-measure|object" in features


def test_probabilities_of_topics(reading: Callable[..., Reading]) -> None:
    model = Linear({"tariff|restrict": {"": 0.0, "tariff": 2.0}, "talks|neutral": {"": -2.0}})
    likely = topics(reading(TARIFF), Memory(), (), model)
    assert likely == pytest.approx({"tariff|restrict": 0.881, "talks|neutral": 0.119}, abs=1e-3)


def test_without_a_model_no_topic_is_likely(reading: Callable[..., Reading]) -> None:
    assert topics(reading(TARIFF), Memory(), (), None) == {}


def test_a_likely_topic_that_no_noun_names_is_proposed(reading: Callable[..., Reading]) -> None:
    read = reading(TARIFF)
    likely = {
        "sanction|restrict": 0.8,
        "talks|neutral": 0.6,
        "tariff|restrict": 0.9,
        "supply|liberalise": 0.01,
    }
    found = implied(read, likely, {"tariff|restrict"})
    assert [(act.instrument, act.action, act.role) for act in found] == [
        ("sanction", "impose", "implied"), ("talks", "hold", "implied"),
    ]  # fmt: skip


TWO_CLAUSES = (
    "Peru/NNP/nsubj/1 scrapped/VBD/ROOT/1/scrap tariffs/NNS/dobj/1/tariff but/CC/cc/1 "
    "kept/VBD/conj/1/keep quotas/NNS/dobj/4/quota on/IN/prep/5 steel/NN/pobj/6"
)


def test_each_clause_is_asked_by_itself(reading: Callable[..., Reading], lexicon: Lexicon) -> None:
    read, memory = reading(TWO_CLAUSES), Memory()
    model = Linear({"tariff|liberalise": {"scrap": 3.0, "keep": -3.0, "<party>": 1.0}})
    proposed = propose(read, lexicon, memory)
    scrapped, kept = clause_topics(read, memory, proposed, model).values()
    assert scrapped["tariff|liberalise"] > 0.95
    assert kept["tariff|liberalise"] == pytest.approx(0.119, abs=1e-3)
    assert topics(read, memory, proposed, model)["tariff|liberalise"] < 0.8


def test_one_clause_is_the_sentence(reading: Callable[..., Reading], lexicon: Lexicon) -> None:
    read, memory = reading(TARIFF), Memory()
    model = Linear({"tariff|restrict": {"tariff": 2.0}})
    assert clause_topics(read, memory, propose(read, lexicon, memory), model) == {}
