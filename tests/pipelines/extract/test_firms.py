"""Companies that no file lists, told by how they stand in a sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract.reading import Reading

SELLER = (
    "Orvanta/NNP/nsubj/2 has/VBZ/aux/2/have halted/VBN/ROOT/2/halt shipments/NNS/dobj/2/shipment "
    "of/IN/prep/3 coal/NN/pobj/4"
)
OF_A_NATION = (
    "Peru/NNP/poss/2 's/POS/case/0 Orvanta/NNP/nsubj/3 won/VBD/ROOT/3/win a/DT/det/5 "
    "licence/NN/dobj/3"
)
RECEIVER = (
    "Italy/NNP/nsubj/1 blocked/VBD/ROOT/1/block the/DT/det/3 sale/NN/dobj/1 to/IN/prep/3 "
    "China/NNP/poss/8 's/POS/case/5 Yibin/NNP/compound/8 Tianhe/NNP/pobj/4"
)


def firms(read: Reading) -> list[str]:
    return [name.value for name in read.names if name.kind == "company"]


GIVEN = (
    "Peru/NNP/nsubj/1 granted/VBD/ROOT/1/grant Orvanta/NNP/dative/1 a/DT/det/5 "
    "export/NN/compound/5 licence/NN/dobj/1"
)
OF_A_TRADE = (
    "The/DT/det/3 Chilean/JJ/amod/3 salmon/NN/compound/3 Orvanta/NNP/nsubj/4 "
    "exports/VBZ/ROOT/4/export fish/NN/dobj/4"
)


@pytest.mark.parametrize(
    ("told", "firm"),
    [
        (SELLER, "org:Orvanta"),
        (OF_A_NATION, "org:Orvanta"),
        (RECEIVER, "org:Yibin Tianhe"),
        (GIVEN, "org:Orvanta"),
        (OF_A_TRADE, "org:Orvanta"),
    ],
    ids=["seller", "of a nation", "two words", "given", "of a trade"],
)
def test_a_sellers_and_a_nations_own_name_is_a_companys(
    reading: Callable[..., Reading], told: str, firm: str
) -> None:
    assert firms(reading(told)) == [firm]


@pytest.mark.parametrize(
    "told",
    [
        SELLER.replace("Orvanta", "Minister"),
        SELLER.replace("Orvanta", "Lima"),
        SELLER.replace("Orvanta/NNP", "Traders/NNS"),
        OF_A_NATION.replace("won/VBD", "Delgrano/NNP/appos/2 won/VBD").replace("/3", "/4"),
        "Orvanta/NNP/nsubj/1 said/VBD/ROOT/1/say that/IN/mark/3 tariffs/NNS/dobj/1/tariff",
    ],
)
def test_titles_towns_and_people_are_none(reading: Callable[..., Reading], told: str) -> None:
    assert firms(reading(told)) == []


def test_a_title_names_none(reading: Callable[..., Reading]) -> None:
    assert firms(reading(SELLER, "title")) == []
