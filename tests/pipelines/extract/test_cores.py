"""What acts may be about: the nouns and verbs of policy in a sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract.reading import Reading

BID = (
    "Peru/NNP/nsubj/1 cleared/VBD/ROOT/1/clear the/DT/det/3 bid/NN/dobj/1 by/IN/prep/3 "
    "a/DT/det/6 trader/NN/pobj/4 for/IN/prep/6 a/DT/det/9 {}/NN/pobj/7"
)


def found(read: Reading) -> list[tuple[str, str]]:
    return [(read.doc[core.head].text, core.sense.kind) for core in read.cores]


def test_the_parse_tells_which_word_of_a_phrase_is_its_head(
    reading: Callable[..., Reading],
) -> None:
    told = (
        "They/PRP/nsubj/1 signed/VBD/ROOT/1/sign a/DT/det/3 memorandum/NN/dobj/1 of/IN/prep/3 "
        "understanding/NN/pobj/4"
    )
    assert found(reading(told)) == [("memorandum", "agreement")]


def test_an_agreement_may_be_a_party_too(reading: Callable[..., Reading]) -> None:
    told = "Mexico/NNP/nsubj/1 left/VBD/ROOT/1/leave the/DT/det/3 USMCA/NNP/dobj/1"
    assert found(reading(told)) == [("USMCA", "agreement")]


@pytest.mark.parametrize(("thing", "cores"), [("mine", [("bid", "investment")]), ("tower", [])])
def test_a_bid_is_for_a_firm(
    reading: Callable[..., Reading], thing: str, cores: list[tuple[str, str]]
) -> None:
    assert [core for core in found(reading(BID.format(thing))) if core[0] == "bid"] == cores
