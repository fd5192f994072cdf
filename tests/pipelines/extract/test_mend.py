"""Past tenses that the parser takes for participles."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract.mend import mend
from pipelines.extract.parse import Parse

COORDINATED = (
    "Peru/NNP/nsubj/1 lifted/VBD/ROOT/1/lift its/PRP$/poss/3 duty/NN/dobj/1 and/CC/cc/1 "
    "banned/VBN/amod/6/ban exports/NNS/conj/1/export of/IN/prep/6 copper/NN/pobj/7"
)
BEHIND_A_NOUN = (
    "Peru/NNP/nsubj/1 lifted/VBD/ROOT/1/lift its/PRP$/poss/3 duty/NN/dobj/1 on/IN/prep/3 "
    "beef/NN/pobj/4 and/CC/cc/5 banned/VBN/amod/8/ban exports/NNS/conj/5/export"
)
GOODS = (
    "Peru/NNP/nsubj/1 taxed/VBD/ROOT/1/tax coal/NN/dobj/1 and/CC/cc/2 "
    "used/VBN/amod/5/use clothes/NNS/conj/2"
)
TO_COME = (
    "Peru/NNP/nsubj/2 will/MD/aux/2 tax/VB/ROOT/2 coal/NN/dobj/2 and/CC/cc/2 "
    "liquefied/VBN/amod/6/liquefy gas/NN/conj/2"
)
ROOTLESS = (
    "Talks/NNS/ROOT/0/talk on/IN/prep/0 a/DT/det/3 pact/NN/pobj/1 resumed/VBD/acl/3/resume "
    "in/IN/prep/4 Bern/NNP/pobj/5 ././punct/0"
)
APPOSED = (
    "Minister/NN/ROOT/0 ,/,/punct/0 Ali/NNP/appos/0 ,/,/punct/0 called/VBN/acl/0/call "
    "for/IN/prep/4 talks/NNS/pobj/5/talk"
)
PLURAL = "Oman/NNP/nsubj/1 resumed/VBD/ROOT/1/resume ethane/NN/compound/3 cargoes/VBZ/dobj/1/cargoe"
BY_ANOTHER = (
    "Duties/NNS/ROOT/0/duty ,/,/punct/0 Ali/NNP/appos/0 ,/,/punct/0 "
    "imposed/VBN/acl/0/impose by/IN/agent/4 Peru/NNP/pobj/5"
)
FRAGMENT = "Duties/NNS/ROOT/0/duty removed/VBN/acl/0/remove in/IN/prep/1 March/NNP/pobj/2"


def hung(parse: Parse) -> dict[str, tuple[str, str]]:
    """The relation and the head of each word."""
    return {token.text: (token.dep_, token.head.text) for token in parse}


@pytest.mark.parametrize("told", [COORDINATED, BEHIND_A_NOUN])
def test_a_second_verb_is_coordinated_and_has_its_object(
    parse: Callable[[str], Parse], told: str
) -> None:
    mended = parse(told)
    mend(mended)
    assert hung(mended)["banned"] == ("conj", "lifted")
    assert hung(mended)["exports"] == ("dobj", "banned")
    (banned,) = (token for token in mended if token.text == "banned")
    assert banned.tag_ == "VBD"
    assert [kid.text for kid in banned.children] == ["exports"]


def test_a_sentence_without_a_verb_gets_one(parse: Callable[[str], Parse]) -> None:
    mended = parse(ROOTLESS)
    mend(mended)
    assert hung(mended)["resumed"] == ("ROOT", "resumed")
    assert hung(mended)["Talks"] == ("nsubj", "resumed")
    assert mended.root(0, 7).text == "resumed"


def test_a_verb_behind_a_name_in_commas_is_the_sentences(parse: Callable[[str], Parse]) -> None:
    mended = parse(APPOSED)
    mend(mended)
    assert hung(mended)["called"] == ("ROOT", "called")
    assert hung(mended)["Minister"] == ("nsubj", "called")


def test_a_plural_that_is_the_object_of_a_verb_is_none(parse: Callable[[str], Parse]) -> None:
    mended = parse(PLURAL)
    mend(mended)
    assert (mended[3].pos_, mended[3].base, mended[3].is_verb) == ("NOUN", "cargo", False)


@pytest.mark.parametrize("told", [GOODS, TO_COME, FRAGMENT, BY_ANOTHER])
def test_true_participles_stay(parse: Callable[[str], Parse], told: str) -> None:
    mended = parse(told)
    before = hung(mended)
    mend(mended)
    assert hung(mended) == before
