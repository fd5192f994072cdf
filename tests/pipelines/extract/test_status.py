"""Status by rule: tense, modals, governors, negation and conditions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract.acts import Act
from pipelines.extract.reading import Reading
from pipelines.extract.status import Mood, by_rule, mood_of

TARIFFS = "tariffs/NNS/dobj/{}/tariff"
SENTENCES = {
    "past": ("Canada/NNP/nsubj/1 lifted/VBD/ROOT/1/lift " + TARIFFS.format(1), "in_force"),
    "perfect": (
        "Canada/NNP/nsubj/2 has/VBZ/aux/2/have lifted/VBN/ROOT/2/lift " + TARIFFS.format(2),
        "in_force",
    ),
    "progressive": (
        "Canada/NNP/nsubj/2 is/VBZ/aux/2/be lifting/VBG/ROOT/2/lift " + TARIFFS.format(2),
        "in_force",
    ),
    "present": ("Canada/NNP/nsubj/1 lifts/VBZ/ROOT/1/lift " + TARIFFS.format(1), "in_force"),
    "will": (
        "Canada/NNP/nsubj/2 will/MD/aux/2 lift/VB/ROOT/2 " + TARIFFS.format(2),
        "announced",
    ),
    "wo n't": (
        "Canada/NNP/nsubj/3 wo/MD/aux/3/will not/RB/neg/3 lift/VB/ROOT/3 " + TARIFFS.format(3),
        "denied",
    ),
    "could": ("Canada/NNP/nsubj/2 could/MD/aux/2 lift/VB/ROOT/2 " + TARIFFS.format(2), "expected"),
    "might": ("Canada/NNP/nsubj/2 might/MD/aux/2 lift/VB/ROOT/2 " + TARIFFS.format(2), "expected"),
    "should": ("Canada/NNP/nsubj/2 should/MD/aux/2 lift/VB/ROOT/2 " + TARIFFS.format(2), "urged"),
    "must": ("Canada/NNP/nsubj/2 must/MD/aux/2 lift/VB/ROOT/2 " + TARIFFS.format(2), "urged"),
    "would": ("Canada/NNP/nsubj/2 would/MD/aux/2 lift/VB/ROOT/2 " + TARIFFS.format(2), "expected"),
    "probably": (
        "Canada/NNP/nsubj/3 will/MD/aux/3 probably/RB/advmod/3 lift/VB/ROOT/3 "
        + TARIFFS.format(3),
        "expected",
    ),
    "wants another to": (
        "Canada/NNP/nsubj/1 wants/VBZ/ROOT/1/want Japan/NNP/nsubj/4 to/TO/aux/4 lift/VB/ccomp/1 "
        + TARIFFS.format(4),
        "urged",
    ),
    "wants to": (
        "Canada/NNP/nsubj/1 wants/VBZ/ROOT/1/want to/TO/aux/3 lift/VB/xcomp/1 "
        + TARIFFS.format(3),
        "planned",
    ),
    "past in a clause about who plans": (
        "Canada/NNP/nsubj/4 which/WDT/nsubj/2 lifted/VBD/relcl/0/lift "
        + TARIFFS.format(2)
        + " plans/VBZ/ROOT/4/plan talks/NNS/dobj/4/talk",
        "in_force",
    ),
    "to come in a clause about what is planned": (
        "Canada/NNP/nsubj/1 plans/VBZ/ROOT/1/plan laws/NNS/dobj/1/law that/WDT/nsubj/4 "
        "lift/VBP/relcl/2 " + TARIFFS.format(4),
        "planned",
    ),
    "is to": (
        "Canada/NNP/nsubj/1 is/VBZ/ROOT/1/be to/TO/aux/3 lift/VB/xcomp/1 " + TARIFFS.format(3),
        "announced",
    ),
    "agreed to": (
        "Canada/NNP/nsubj/1 agreed/VBD/ROOT/1/agree to/TO/aux/3 lift/VB/xcomp/1 "
        + TARIFFS.format(3),
        "announced",
    ),
    "plans to": (
        "Canada/NNP/nsubj/1 plans/VBZ/ROOT/1/plan to/TO/aux/3 lift/VB/xcomp/1 " + TARIFFS.format(3),
        "planned",
    ),
    "a plan to": (
        "Canada/NNP/nsubj/1 has/VBZ/ROOT/1/have a/DT/det/3 plan/NN/dobj/1 to/TO/aux/5 "
        "lift/VB/acl/3 " + TARIFFS.format(5),
        "planned",
    ),
    "threatened to": (
        "Canada/NNP/nsubj/1 threatened/VBD/ROOT/1/threaten to/TO/aux/3 lift/VB/xcomp/1 "
        + TARIFFS.format(3),
        "threatened",
    ),
    "is likely to": (
        "Canada/NNP/nsubj/1 is/VBZ/ROOT/1/be likely/JJ/acomp/1 to/TO/aux/4 lift/VB/xcomp/2 "
        + TARIFFS.format(4),
        "expected",
    ),
    "refused to": (
        "Canada/NNP/nsubj/1 refused/VBD/ROOT/1/refuse to/TO/aux/3 lift/VB/xcomp/1 "
        + TARIFFS.format(3),
        "denied",
    ),
    "urged to": (
        "Mills/NNS/nsubj/1/mill urged/VBD/ROOT/1/urge Canada/NNP/dobj/1 to/TO/aux/4 "
        "lift/VB/xcomp/1 " + TARIFFS.format(4),
        "urged",
    ),
    "not": (
        "Canada/NNP/nsubj/3 has/VBZ/aux/3/have not/RB/neg/3 lifted/VBN/ROOT/3/lift "
        + TARIFFS.format(3),
        "denied",
    ),
    "never": (
        "Canada/NNP/nsubj/2 never/RB/neg/2 lifted/VBD/ROOT/2/lift " + TARIFFS.format(2),
        "denied",
    ),
    "no tariffs": (
        "Canada/NNP/nsubj/1 lifted/VBD/ROOT/1/lift no/DT/det/3 " + TARIFFS.format(1),
        "denied",
    ),
    "did not plan to": (
        "Canada/NNP/nsubj/3 did/VBD/aux/3/do not/RB/neg/3 plan/VB/ROOT/3 to/TO/aux/5 "
        "lift/VB/xcomp/3 " + TARIFFS.format(5),
        "denied",
    ),
    "planned tariffs": (
        "Canada/NNP/nsubj/1 lifted/VBD/ROOT/1/lift planned/VBN/amod/3/plan " + TARIFFS.format(1),
        "planned",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("told", "status"), SENTENCES.values(), ids=SENTENCES.keys())
def test_status_of_a_sentence(
    reading: Callable[..., Reading],
    act: Callable[[Reading, str], Act],
    told: str,
    status: str,
) -> None:
    read = reading(told)
    verb = next(t.text for t in read.doc if t.lemma_ == "lift")
    mood = mood_of(act(read, verb), read)
    assert by_rule(mood, title=False) == status


def test_a_condition_is_told(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(
        "If/IN/mark/2 Canada/NNP/nsubj/2 lifts/VBZ/advcl/6/lift tariffs/NNS/dobj/2/tariff "
        ",/,/punct/6 talks/NNS/nsubj/6/talk resume/VBP/ROOT/6"
    )
    assert mood_of(act(read, "lifts"), read).conditional


def test_what_follows_a_condition_is_none(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(
        "If/IN/mark/2 talks/NNS/nsubj/2/talk resume/VBP/advcl/5 Canada/NNP/nsubj/5 will/MD/aux/5 "
        "lift/VB/ROOT/5 tariffs/NNS/dobj/5/tariff"
    )
    assert not mood_of(act(read, "lift"), read).conditional


def test_governors_stand_nearest_first(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(
        "Canada/NNP/nsubj/1 denied/VBD/ROOT/1/deny planning/VBG/xcomp/1/plan to/TO/aux/4 "
        "lift/VB/xcomp/2 tariffs/NNS/dobj/4/tariff"
    )
    mood = mood_of(act(read, "lift"), read)
    assert mood.governors == ("planned", "denied")
    assert mood.steps == ("plan:xcomp", "deny:xcomp")


BY_RULE = [
    (Mood("past", False, (), False), "in_force"),
    (Mood("past", True, (), False), "denied"),
    (Mood("to", False, ("announced",), False), "announced"),
    (Mood("to", False, ("planned", "announced"), False), "planned"),
    (Mood("to", False, ("announced", "threatened"), False), "threatened"),
    (Mood("past", False, ("negated",), False), "denied"),
    (Mood("past", False, ("modal-expected",), False), "expected"),
    (Mood("to", False, (), False), "planned"),
    (Mood("noun", False, (), False), "in_force"),
]


@pytest.mark.parametrize(("mood", "status"), BY_RULE)
def test_the_weakest_word_decides(mood: Mood, status: str) -> None:
    assert by_rule(mood, title=False) == status


def test_a_bare_infinitive_of_a_title_is_announced() -> None:
    assert by_rule(Mood("to", False, (), False), title=True) == "announced"
