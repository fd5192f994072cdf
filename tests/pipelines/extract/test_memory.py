"""What a document told before, and what it offers for a gap."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from pipelines.extract.acts import Act
from pipelines.extract.draft import Draft
from pipelines.extract.links import Link
from pipelines.extract.memory import Memory
from pipelines.extract.reading import Filler, Reading

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
        made = Draft(found, read)
        for name, value in fields.items():
            setattr(made, name, value)
        return made

    return make


def test_hearing_ranks_names_goods_and_measures(reading: Callable[..., Reading]) -> None:
    memory = Memory.of([reading(TARIFF), reading(LEVIES), reading(TALKS)])
    assert memory.parties == ("CA", "CN")
    assert memory.items == ("steel",)
    assert memory.main_measures() == ["tariff"]


def test_of_equals_the_first_named_ranks_first(reading: Callable[..., Reading]) -> None:
    codes = ("NO", "CA", "JP", "BR", "NO")
    names = [Filler(0, 0, "party", code) for code in codes]
    memory = Memory.of([dataclasses.replace(reading(TARIFF), names=names)])
    assert memory.parties == ("NO", "CA", "JP", "BR")


def test_the_measure_last_spoken_of(draft: Callable[..., Draft]) -> None:
    memory = Memory()
    assert memory.measure() is None
    memory.told += [draft(TARIFF, "imposed"), draft(TALKS, "held")]
    assert memory.measure() == "tariff"


def test_the_same_measure_is_offered_first(draft: Callable[..., Draft]) -> None:
    memory = Memory(parties=("CA", "JP"))
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
    memory = Memory(parties=("CA", "JP"))
    offered = dict(memory.known(draft(LEVIES, "lifted", actors=("CA",)), "targets"))
    assert offered == {"main": ("JP",)}


def test_a_tariff_may_be_on_all_goods(draft: Callable[..., Draft]) -> None:
    offered = dict(Memory().known(draft(LEVIES, "lifted"), "items"))
    assert offered == {"whole": ("all_goods",)}


def test_offers_tell_how_prominent_they_are(draft: Callable[..., Draft]) -> None:
    memory = Memory(parties=("CA", "JP"))
    links = [Link(Filler(0, 0, "party", code), "away", ()) for code in ("NO", "CA", "NO")]
    offers = memory.offers(draft(LEVIES, "lifted", parties=links), "parties")
    assert [(offer.place, offer.count, offer.rank, offer.history) for offer in offers] == [
        (0, 2, 2, "none"), (1, 2, 0, "none"), (2, 2, 2, "none"),
    ]  # fmt: skip


def test_offers_tell_what_acts_had_them_for(draft: Callable[..., Draft]) -> None:
    memory = Memory(told=[draft(TARIFF, "imposed", actors=("CA",), targets=("CN",))])
    links = [Link(Filler(0, 0, "party", code), "away", ()) for code in ("CN", "CA", "JP")]
    offers = memory.offers(draft(LEVIES, "lifted", parties=links), "parties")
    assert [offer.history for offer in offers] == ["targets", "actors", "nothing"]


def test_an_act_told_before_is_offered_again(draft: Callable[..., Draft]) -> None:
    memory = Memory(told=[draft(TARIFF, "imposed", when=("2025-06-01",), status="planned")])
    retold = draft(TARIFF, "imposed")
    assert dict(memory.known(retold, "when"))["again"] == ("2025-06-01",)
    assert memory.status_of(retold.act) == "planned"
    assert memory.status_of(draft(TALKS, "held").act) == "untold"


def test_acts_long_past_are_forgotten(draft: Callable[..., Draft]) -> None:
    others = [draft(TALKS, "held") for _ in range(40)]
    memory = Memory(told=[draft(TARIFF, "imposed", status="planned"), *others])
    assert memory.status_of(draft(TARIFF, "imposed").act) == "untold"
    assert memory.measure() is None


def test_a_title_leans_on_the_lead_first(
    reading: Callable[..., Reading], draft: Callable[..., Draft]
) -> None:
    told = [draft(TARIFF, "imposed", when=(day,)) for day in ("2025-07-02", "2025-05-23")]
    memory, retold = Memory(told=told), draft(TARIFF, "imposed")
    title = memory.leaned_on_by(reading(TARIFF, "title"))
    assert dict(title.known(retold, "when"))["again"] == ("2025-07-02",)
    text = memory.leaned_on_by(reading(TARIFF))
    assert dict(text.known(retold, "when"))["again"] == ("2025-05-23",)
