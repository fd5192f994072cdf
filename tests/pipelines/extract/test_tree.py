"""Questions to a parse: who does it, to whom, under what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract import tree
from pipelines.extract.parse import Parse, Token

ACTIVE = "Canada/NNP/nsubj/1 lifted/VBD/ROOT/1/lift tariffs/NNS/dobj/1/tariff ././punct/1"
COORDINATED = (
    "Canada/NNP/nsubj/1 raised/VBD/ROOT/1/raise and/CC/cc/1 suspended/VBD/conj/1/suspend "
    "tariffs/NNS/dobj/3/tariff"
)
CONTROL = "Canada/NNP/nsubj/1 agreed/VBD/ROOT/1/agree to/TO/aux/3 lift/VB/xcomp/1"
OBJECT_CONTROL = (
    "Canada/NNP/nsubj/1 ordered/VBD/ROOT/1/order mills/NNS/dobj/1/mill to/TO/aux/4 stop/VB/xcomp/1"
)
PASSIVE_CONTROL = (
    "Mills/NNS/nsubjpass/2/mill were/VBD/auxpass/2/be ordered/VBN/ROOT/2/order to/TO/aux/4 "
    "stop/VB/xcomp/2"
)
RAISING = (
    "Canada/NNP/nsubj/1 is/VBZ/ROOT/1/be likely/JJ/acomp/1 to/TO/aux/4 lift/VB/xcomp/2 "
    "tariffs/NNS/dobj/4/tariff"
)
RELATIVE = (
    "Canada/NNP/nsubj/5 ,/,/punct/0 which/WDT/nsubj/3 lifted/VBD/relcl/0/lift "
    "tariffs/NNS/dobj/3/tariff hopes/VBZ/ROOT/5/hope"
)
PARTICIPLE = (
    "Canada/NNP/nsubj/1 ended/VBD/ROOT/1/end talks/NNS/dobj/1/talk ,/,/punct/1 "
    "lifting/VBG/advcl/1/lift tariffs/NNS/dobj/4/tariff"
)
OWNER = (
    "China/NNP/poss/2 's/POS/case/0 plan/NN/nsubj/6 to/TO/aux/4 lift/VB/acl/2 "
    "tariffs/NNS/dobj/4/tariff failed/VBD/ROOT/6/fail"
)
NOUN_OF_VERB = (
    "Canada/NNP/nsubj/1 announced/VBD/ROOT/1/announce a/DT/det/3 plan/NN/dobj/1 to/TO/aux/5 "
    "lift/VB/acl/3 tariffs/NNS/dobj/5/tariff"
)
AFTER_PREPOSITION = (
    "Canada/NNP/nsubj/1 retaliated/VBD/ROOT/1/retaliate by/IN/prep/1 imposing/VBG/pcomp/2/impose "
    "tariffs/NNS/dobj/3/tariff"
)
CALLED_ON = (
    "Canada/NNP/nsubj/1 called/VBD/ROOT/1/call on/IN/prep/1 Manila/NNP/pobj/2 to/TO/aux/5 "
    "lift/VB/xcomp/1 tariffs/NNS/dobj/5/tariff"
)
NOBODY = "Lifting/VBG/ROOT/0/lift tariffs/NNS/dobj/0/tariff"

SUBJECTS = [
    (ACTIVE, "lifted", "Canada"),
    (COORDINATED, "suspended", "Canada"),
    (CONTROL, "lift", "Canada"),
    (OBJECT_CONTROL, "stop", "mills"),
    (PASSIVE_CONTROL, "stop", "Mills"),
    (RAISING, "lift", "Canada"),
    (RELATIVE, "lifted", "Canada"),
    (PARTICIPLE, "lifting", "Canada"),
    (OWNER, "lift", "China"),
    (NOUN_OF_VERB, "lift", "Canada"),
    (AFTER_PREPOSITION, "imposing", "Canada"),
    (CALLED_ON, "lift", "Manila"),
    (CALLED_ON.replace("xcomp", "advcl"), "lift", "Manila"),
    (CALLED_ON.replace("xcomp", "advcl").replace("call ", "fly "), "lift", "Canada"),
    (NOBODY, "Lifting", None),
]

PASSIVE = (
    "Tariffs/NNS/nsubjpass/2/tariff were/VBD/auxpass/2/be lifted/VBN/ROOT/2/lift "
    "by/IN/agent/2 Canada/NNP/pobj/3"
)
REDUCED = (
    "Tariffs/NNS/nsubj/4/tariff imposed/VBN/acl/0/impose by/IN/prep/1 Canada/NNP/pobj/2 "
    "fell/VBD/ROOT/4/fall"
)
PERFECT = "Canada/NNP/nsubj/2 has/VBZ/aux/2/have lifted/VBN/ROOT/2/lift"


@pytest.fixture
def word(parse: Callable[[str], Parse]) -> Callable[[str, str], Token]:
    return lambda told, form: next(token for token in parse(told) if token.text == form)


@pytest.mark.parametrize(("told", "verb", "who"), SUBJECTS, ids=lambda value: str(value)[:24])
def test_subject(word: Callable[[str, str], Token], told: str, verb: str, who: str | None) -> None:
    found = tree.subject(word(told, verb))
    assert (found.text if found is not None else None) == who


def test_a_ring_of_clauses_ends(parse: Callable[[str], Parse]) -> None:
    deep = " ".join(f"say/VBD/{'xcomp' if i else 'ROOT'}/{max(0, i - 1)}" for i in range(40))
    assert tree.subject(parse(deep)[39]) is None


@pytest.mark.parametrize(
    ("told", "verb", "by"),
    [
        (PASSIVE, "lifted", "Canada"),
        (REDUCED, "imposed", "Canada"),
        (PERFECT, "lifted", None),
        (ACTIVE, "lifted", None),
    ],
    ids=["passive", "reduced", "perfect", "active"],
)
def test_the_agents_of_passives(
    word: Callable[[str, str], Token], told: str, verb: str, by: str | None
) -> None:
    found = tree.agent(word(told, verb))
    assert (found.text if found is not None else None) == by


def test_the_verb_of_a_clause(word: Callable[[str, str], Token]) -> None:
    assert tree.clause_verb(word(ACTIVE, "tariffs")).text == "lifted"
    assert tree.clause_verb(word("Tariffs/NNS/ROOT/0/tariff", "Tariffs")).text == "Tariffs"


def test_a_relative_word_stands_for_its_noun(word: Callable[[str, str], Token]) -> None:
    assert tree.antecedent(word(RELATIVE, "which")).text == "Canada"
    assert tree.antecedent(word(ACTIVE, "Canada")).text == "Canada"


def test_conjuncts_of_conjuncts(parse: Callable[[str], Parse]) -> None:
    doc = parse("tin/NN/ROOT/0 ,/,/punct/0 zinc/NN/conj/0 and/CC/cc/2 lead/NN/conj/2")
    assert [token.text for token in tree.conjuncts(doc[0])] == ["tin", "zinc", "lead"]
    assert tree.first_conjunct(doc[4]).text == "tin"


def test_governors_with_the_way_to_them(word: Callable[[str, str], Token]) -> None:
    above = list(tree.governors(word(NOUN_OF_VERB, "tariffs")))
    assert [(token.text, path[-1]) for token, path in above] == [
        ("lift", "dobj"), ("plan", "acl"), ("announced", "dobj"),
    ]  # fmt: skip


def test_governors_are_bounded(word: Callable[[str, str], Token]) -> None:
    assert len(list(tree.governors(word(NOUN_OF_VERB, "tariffs"), limit=2))) == 2


@pytest.mark.parametrize(
    ("told", "negated"),
    [
        ("Canada/NNP/nsubj/2 never/RB/neg/2 lifted/VBD/ROOT/2/lift", True),
        ("Canada/NNP/nsubj/2 hardly/RB/advmod/2 lifted/VBD/ROOT/2/lift", True),
        ("Canada/NNP/nsubj/2 quietly/RB/advmod/2 lifted/VBD/ROOT/2/lift", False),
        ("no/RB/neg/1 longer/RB/advmod/2/long lifts/VBZ/ROOT/2/lift", True),
    ],
)
def test_negation(parse: Callable[[str], Parse], told: str, negated: bool) -> None:
    assert tree.is_negated(parse(told)[2]) is negated


def test_the_phrase_of_a_noun_ends_at_its_verb(word: Callable[[str, str], Token]) -> None:
    told = (
        "People/NNS/nsubj/4/person familiar/JJ/amod/0 with/IN/prep/1 talks/NNS/pobj/2/talk "
        "spoke/VBD/ROOT/4/speak"
    )
    above = list(tree.phrase_above(word(told, "talks")))
    assert [token.text for token in above] == ["with", "familiar", "People"]


THINGS = {
    "a verb's object": ("buy/VB/ROOT/0 mines/NNS/dobj/0/mine and/CC/cc/1 ports/NNS/conj/1/port", 0),
    "of": ("sale/NN/ROOT/0 of/IN/prep/0 mines/NNS/pobj/1/mine and/CC/cc/2 ports/NNS/conj/2", 0),
    "for": ("bid/NN/ROOT/0 for/IN/prep/0 mines/NNS/pobj/1/mine and/CC/cc/2 ports/NNS/conj/2", 0),
    "before it": ("mines/NNS/compound/3 and/CC/cc/0 ports/NNS/conj/0 sale/NN/ROOT/3", 3),
}


def test_what_is_done_to_a_part_is_done_to_the_whole(parse: Callable[[str], Parse]) -> None:
    bought = parse("buy/VB/ROOT/0 half/NN/dobj/0 of/IN/prep/1 it/PRP/pobj/2")[0]
    assert [thing.text for thing in tree.things(bought)] == ["half", "it"]


@pytest.mark.parametrize(("told", "at"), THINGS.values(), ids=THINGS)
def test_what_something_is_done_to(parse: Callable[[str], Parse], told: str, at: int) -> None:
    assert [thing.text for thing in tree.things(parse(told)[at])] == ["mines", "ports"]


ENDED = [
    ("Peru/NNP/nsubj/1 buys/VBZ/ROOT/1/buy no/DT/det/3 ore/NN/dobj/1", 1, True),
    ("Peru/NNP/nsubj/1 bought/VBD/ROOT/1/buy none/NN/dobj/1", 1, True),
    ("Peru/NNP/nsubj/3 no/RB/neg/2 longer/RB/advmod/3 buys/VBZ/ROOT/3/buy ore/NN/dobj/3", 3, True),
    ("Peru/NNP/nsubj/3 does/VBZ/aux/3/do not/RB/neg/3 buy/VB/ROOT/3 ore/NN/dobj/3", 3, False),
    ("Peru/NNP/nsubj/1 buys/VBZ/ROOT/1/buy ore/NN/dobj/1", 1, False),
]


@pytest.mark.parametrize(("told", "at", "ended"), ENDED)
def test_what_happens_no_more(
    parse: Callable[[str], Parse], told: str, at: int, ended: bool
) -> None:
    assert tree.is_ended(parse(told)[at]) is ended
