"""What a document told before, and what it offers for a gap."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable

import pytest

from pipelines.extract.acts import Act
from pipelines.extract.draft import Draft
from pipelines.extract.links import Link
from pipelines.extract.memory import Memory
from pipelines.extract.reading import Filler, Reading
from pipelines.extract.status import mood_of

TARIFF = (
    "Canada/NNP/nsubj/1 imposed/VBD/ROOT/1/impose tariffs/NNS/dobj/1/tariff on/IN/prep/2 "
    "steel/NN/pobj/3 from/IN/prep/4 China/NNP/pobj/5"
)
LEVIES = "Levies/NNS/nsubjpass/2/levy were/VBD/auxpass/2/be lifted/VBN/ROOT/2/lift"
TALKS = "Canada/NNP/nsubj/1 held/VBD/ROOT/1/hold talks/NNS/dobj/1/talk"


@pytest.fixture
def draft(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> Callable[..., Draft]:
    def make(told: str, verb: str, **fields: tuple[str, ...]) -> Draft:
        read = reading(told)
        found = act(read, verb)
        made = Draft(found, read, mood_of(found, read), (), (), ())
        for name, value in fields.items():
            setattr(made, name, value)
        return made

    return make


def test_hearing_counts_names_goods_and_measures(reading: Callable[..., Reading]) -> None:
    memory = Memory()
    memory.hear([reading(TARIFF), reading(LEVIES), reading(TALKS)])
    assert memory.parties == Counter({"CA": 2, "CN": 1})
    assert memory.items == Counter({"steel": 1})
    assert memory.main_measures() == ["tariff"]


def test_of_equals_the_first_named_ranks_first(reading: Callable[..., Reading]) -> None:
    codes = ("NO", "CA", "JP", "BR", "NO")
    names = [Filler(0, 0, "party", code) for code in codes]
    memory = Memory()
    memory.hear([dataclasses.replace(reading(TARIFF), names=names)])
    assert [code for code, _ in memory.parties.most_common()] == ["NO", "CA", "JP", "BR"]


def test_the_measure_last_spoken_of(draft: Callable[..., Draft]) -> None:
    memory = Memory()
    assert memory.measure() is None
    memory.told += [draft(TARIFF, "imposed"), draft(TALKS, "held")]
    assert memory.measure() == "tariff"


def test_the_same_measure_is_offered_first(draft: Callable[..., Draft]) -> None:
    memory = Memory(parties=Counter({"CA": 3, "JP": 1}))
    memory.told += [
        draft(TARIFF, "imposed", actors=("CA",)),
        draft(TALKS, "held", actors=("JP",)),
    ]
    offered = list(memory.known(draft(LEVIES, "lifted"), "actors"))
    assert offered == [
        ("alike", ("CA",)),
        ("other", ("JP",)),
        ("main", ("CA",)),
        ("second", ("JP",)),
    ]


def test_what_is_named_most_fills_no_second_gap(draft: Callable[..., Draft]) -> None:
    memory = Memory(parties=Counter({"CA": 3, "JP": 1}))
    offered = dict(memory.known(draft(LEVIES, "lifted", actors=("CA",)), "targets"))
    assert offered == {"main": ("JP",)}


def test_a_tariff_may_be_on_all_goods(draft: Callable[..., Draft]) -> None:
    offered = dict(Memory().known(draft(LEVIES, "lifted"), "items"))
    assert offered == {"whole": ("all_goods",)}


def test_offers_tell_how_prominent_they_are() -> None:
    links = [Link(Filler(0, 0, "party", code), "away", ()) for code in ("NO", "CA", "NO")]
    offers = Memory().ranked(links, Counter({"CA": 5, "JP": 2}))
    assert [(offer.place, offer.count, offer.rank) for offer in offers] == [
        (0, 2, 2), (1, 2, 0), (2, 2, 2),
    ]  # fmt: skip
