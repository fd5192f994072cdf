"""Which drafts stand: likely ones, one reading of a noun, one act told once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipelines.extract.actions import refine
from pipelines.extract.acts import Act, propose
from pipelines.extract.choose import best_first, borne_out, weigh
from pipelines.extract.choose import choose as choose_weighed
from pipelines.extract.draft import Draft
from pipelines.extract.linear import Linear
from pipelines.extract.links import Link
from pipelines.extract.memory import Memory
from pipelines.extract.reading import Filler, Reading
from pipelines.lexicon import Lexicon

TWO_VERBS = (
    "Canada/NNP/nsubj/1 raised/VBD/ROOT/1/raise and/CC/cc/1 suspended/VBD/conj/1/suspend "
    "tariffs/NNS/dobj/3/tariff on/IN/prep/4 steel/NN/pobj/5"
)

OBJECTS_FIRST = {
    "keep": Linear({"yes": {"": 1.0, "kind=measure|role=object": 1.0}}),
    "another": Linear({"yes": {"": 5.0}}),
}
"""Models that let every act be told, what happens to an object first."""


def choose(drafts: list[Draft], models: dict[str, Linear]) -> list[Draft]:
    """The drafts that stand once they are weighed."""
    weigh(drafts, models)
    return choose_weighed(drafts, models)


def link(value: str, place: str) -> Link:
    """A party or a good at a place of an act."""
    return Link(Filler(0, 0, "party", value), place, ())


@pytest.fixture
def draft(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> Callable[..., Draft]:
    """A draft of an act of TWO_VERBS, its act and fields changed."""
    read = reading(TWO_VERBS)
    suspended = act(read, "suspended")

    def make(of_act: dict[str, Any] | None = None, **fields: Any) -> Draft:
        changed = replace(suspended, **(of_act or {}))
        made = Draft(changed, read)
        for name, value in fields.items():
            setattr(made, name, value)
        return made

    return make


def test_a_near_word_is_less_likely_than_an_object(draft: Callable[..., Draft]) -> None:
    near, held = draft({"role": "near"}), draft({"role": "object"})
    chosen = choose([near, held], {})
    assert chosen == [held]
    assert near.probability < held.probability


def test_a_guessed_instrument_is_less_likely(draft: Callable[..., Draft]) -> None:
    own, guessed = draft({"found": "own"}), draft({"found": "default"})
    choose([own, guessed], {})
    assert guessed.probability < own.probability


def test_an_act_is_told_once(draft: Callable[..., Draft]) -> None:
    assert len(choose([draft({"role": "object"}), draft({"role": "object"})], {})) == 1


@pytest.mark.parametrize(
    ("doer", "good", "acts"), [("JP", "steel", 2), ("CA", "copper", 2), ("CA", "steel", 1)]
)
def test_acts_of_other_actors_or_on_other_goods_are_told_apart(
    draft: Callable[..., Draft], doer: str, good: str, acts: int
) -> None:
    one = draft({"role": "object"}, parties=[link("CA", "subject")], goods=[link("steel", "core")])
    other = draft(
        {"role": "object", "action": "lift"},
        parties=[link(doer, "subject")],
        goods=[link(good, "core")],
    )
    assert len(choose([one, other], {})) == acts


def test_one_verb_has_one_instrument(draft: Callable[..., Draft]) -> None:
    own, other = draft(), draft({"instrument": "sanction", "found": "sentence"})
    assert choose([other, own], {}) == [own]


def test_a_bare_noun_gives_way_to_its_verb(draft: Callable[..., Draft]) -> None:
    bare = draft(
        {"role": "bare", "action": "impose", "predicate": None}, parties=[link("JP", "subject")]
    )
    verb = draft(parties=[link("CA", "subject")])
    assert choose([bare, verb], {}) == [verb]


def test_two_verbs_of_a_noun_both_stand(draft: Callable[..., Draft]) -> None:
    drafts = [draft(), draft({"predicate": 1, "action": "tighten"})]
    assert choose(drafts, {}) == drafts


def test_the_likeliest_stand_first(draft: Callable[..., Draft]) -> None:
    low, high = draft(probability=0.2), draft(probability=0.9)
    assert best_first([low, high]) == [high, low]


def test_a_model_decides_what_is_told(draft: Callable[..., Draft]) -> None:
    doubted = {"keep": Linear({"yes": {"": -3.0}})}
    assert choose([draft({"role": "object"})], doubted) == []
    trusted = {"keep": Linear({"yes": {"": 3.0}})}
    (chosen,) = choose([draft({"role": "near"})], trusted)
    assert chosen.probability == pytest.approx(0.953, abs=0.001)


def test_a_model_decides_on_a_further_act(draft: Callable[..., Draft]) -> None:
    drafts = [draft({"role": "object"}), draft({"role": "object"})]
    trusted = Linear({"yes": {"": 3.0}})
    assert len(choose(drafts, {"keep": trusted, "another": trusted})) == 2


def test_what_no_noun_names_is_weighed_beside_any_act_of_its_instrument(
    draft: Callable[..., Draft],
) -> None:
    suspended = draft({"role": "object"})
    core = replace(suspended.act.core, first=1, last=1)
    imposed = draft({"role": "implied", "rule": "implied", "action": "impose", "core": core})
    never = {**OBJECTS_FIRST, "another": Linear({"yes": {"": -5.0}})}
    assert suspended.act.topic != imposed.act.topic
    assert choose([suspended, imposed], never) == [suspended]


def test_what_is_done_and_goes_on_is_told_twice(draft: Callable[..., Draft]) -> None:
    surely = {"keep": Linear({"yes": {"": 5.0}}), "another": Linear({"yes": {"": -5.0}})}
    met = draft({"role": "object"}, status_by_rule="in_force")
    goods = replace(met.act.core, first=6, last=6, head=6)
    to_meet = draft({"role": "object", "core": goods, "predicate": 1}, status_by_rule="planned")
    assert len(choose([met, to_meet], surely)) == 2
    to_meet.status_by_rule = "in_force"
    assert len(choose([met, to_meet], surely)) == 1


def test_no_model_tells_a_bare_noun_beside_what_becomes_of_it(draft: Callable[..., Draft]) -> None:
    told, bare = draft({"role": "object"}), draft({"role": "bare", "predicate": None})
    assert choose([bare, told], OBJECTS_FIRST) == [told]
    assert choose([bare], OBJECTS_FIRST) == [bare]


def test_what_an_act_is_about_is_no_act_of_its_own(draft: Callable[..., Draft]) -> None:
    met = draft({"role": "object"})
    pact = replace(met.act.core, first=6, last=6, head=6)
    agreed = draft({"role": "bare", "core": pact, "predicate": None})
    assert choose([agreed, met], OBJECTS_FIRST) == [met]
    assert choose([agreed], OBJECTS_FIRST) == [agreed]


def test_a_noun_within_what_its_predicate_happens_to_is_no_act_of_its_own(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(
        "Canada/NNP/nsubj/1 suspended/VBD/ROOT/1/suspend tariffs/NNS/dobj/1/tariff on/IN/prep/2 "
        "exports/NNS/pobj/3/export"
    )
    suspended = act(read, "suspended")
    exports = replace(suspended.core, first=4, last=4, head=4)
    whole = Draft(replace(suspended, role="object"), read)
    within = Draft(replace(suspended, core=exports, role="preposition", action="impose"), read)
    assert choose([whole, within], OBJECTS_FIRST) == [whole]
    apart = Draft(replace(within.act, predicate=0), read)
    assert choose([whole, apart], OBJECTS_FIRST) == [whole, apart]


def test_a_measure_that_is_lifted_is_not_imposed_anew(draft: Callable[..., Draft]) -> None:
    lifted = draft({"role": "object"})
    goods = replace(lifted.act.core, first=6, last=6)
    imposed = draft({"role": "preposition", "core": goods, "predicate": lifted.act.core.head})
    assert choose([imposed, lifted], OBJECTS_FIRST) == [lifted]
    assert choose([imposed], OBJECTS_FIRST) == [imposed]


@pytest.mark.parametrize(
    ("probabilities", "sentences", "stands"),
    [
        ((0.4, 0.5), 2, False),
        ((0.4, 0.7), 2, True),
        ((), 2, False),
        ((0.4,), 1, True),
    ],
)
def test_doubtful_acts_alone_tell_nothing(
    draft: Callable[..., Draft], probabilities: tuple[float, ...], sentences: int, stands: bool
) -> None:
    told = [draft(probability=probability) for probability in probabilities]
    assert borne_out(told, sentences, {"keep": Linear({"yes": {"": 1.0}})}) is stands


def test_rules_alone_need_nothing_to_bear_them_out(draft: Callable[..., Draft]) -> None:
    assert borne_out([draft(probability=0.4)], 2, {})


def test_a_model_tells_actions_of_one_direction_apart(draft: Callable[..., Draft]) -> None:
    model = Linear({"lift": {"": 2.0}, "suspend": {"": 1.0}, "ease": {}, "impose": {"": 9.0}})
    suspended = draft({"action": "suspend"}, action="suspend")
    refine(suspended, None)
    assert suspended.action == "suspend"
    refine(suspended, model)
    assert suspended.action == "lift"


def test_what_talks_are_for_is_no_second_act(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(
        "Envoys/NNS/nsubj/1/envoy met/VBD/ROOT/1/meet to/TO/aux/3 discuss/VB/advcl/1/discuss "
        "fees/NNS/dobj/3/fee"
    )
    met, discuss = Draft(act(read, "met"), read), Draft(act(read, "discuss"), read)
    assert choose([met, discuss], OBJECTS_FIRST) == [met]


COMPLAINED = (
    "Peru/NNP/nsubj/1 brought/VBD/ROOT/1/bring a/DT/det/3 complaint/NN/dobj/1 over/IN/prep/1 "
    "duties/NNS/pobj/4/duty"
)
RULED = (
    "Courts/NNS/nsubj/1/court ruled/VBD/ROOT/1/rule that/IN/mark/5 the/DT/det/4 "
    "duties/NNS/nsubj/5/duty broke/VBD/ccomp/1/break rules/NNS/dobj/5/rule"
)


@pytest.mark.parametrize(
    ("told", "case", "matter"),
    [(COMPLAINED, "object", "preposition"), (RULED, "verb", "bare")],
    ids=["complaint", "ruling"],
)
def test_what_a_case_is_about_is_no_second_act(
    reading: Callable[..., Reading], lexicon: Lexicon, told: str, case: str, matter: str
) -> None:
    read = reading(told)
    drafts = [
        Draft(one, read)
        for one in propose(read, lexicon, Memory())
        if (one.instrument, one.role) in {("dispute", case), ("tariff", matter)}
    ]
    assert {draft.instrument for draft in drafts} == {"dispute", "tariff"}
    assert {draft.instrument for draft in choose(drafts, OBJECTS_FIRST)} == {"dispute"}


def test_what_a_word_stands_for_is_kept_apart(draft: Callable[..., Draft]) -> None:
    lifted = draft({"role": "object"})
    one = replace(lifted.act.core, first=6, last=6, head=6, stands_for=lifted.act.core)
    again = draft({"role": "object", "core": one, "predicate": 1})
    never = {**OBJECTS_FIRST, "another": Linear({"yes": {"": -5.0}})}
    assert choose([lifted, again], never) == [lifted, again]
