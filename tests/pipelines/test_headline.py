"""Headlines and labels read as English and say only what the ids say."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from pipelines.catalogue import Catalogue, Item, Party
from pipelines.headline import headline, label, measure_name
from pipelines.model import ACTIONS_OF, Mention

KINDS = [f"{noun}/{verb}" for noun, verbs in ACTIONS_OF.items() for verb in verbs]
ITEMS = (
    Item("semiconductors", None, "semiconductor", "chips", ""),
    Item("eda_software", "semiconductors", "EDA software", "EDA", ""),
    Item("ai_chips", "semiconductors", "AI chip", "AI chips", ""),
    Item("critical_minerals", None, "critical-mineral", "critical minerals", ""),
    Item("rare_earths", "critical_minerals", "rare-earth", "rare earths", ""),
    Item("agriculture", None, "farm goods", "farm goods", ""),
    Item("soybeans", "agriculture", "soybean", "soybeans", ""),
    Item("steel", None, "steel", "steel", ""),
    Item("batteries", None, "battery", "batteries", ""),
    Item("all_goods", None, "all-goods", "all goods", ""),
)
PARTIES = (
    Party("US", "US", "American", "United States"),
    Party("CN", "China", "Chinese", "China"),
    Party("IN", "India", "Indian", "India"),
    Party("RU", "Russia", "Russian", "Russia"),
)


def small() -> Catalogue:
    return Catalogue({item.id: item for item in ITEMS}, {party.code: party for party in PARTIES})


def act(kind: str, items: str = "", actors: str = "", targets: str = "") -> Mention:
    instrument, action = kind.split("/")
    return Mention(
        field="text",
        start=0,
        end=1,
        quote=".",
        instrument=instrument,
        action=action,
        status="in_force",
        items=tuple(items.split()),
        actors=tuple(actors.split()),
        targets=tuple(targets.split()),
    )


EXAMPLES = Path(__file__).with_name("headlines.txt").read_text("utf-8").splitlines()[1:]


@pytest.mark.parametrize("example", EXAMPLES)
def test_reads_as_english(example: str) -> None:
    ids, head, short = example.split(" -> ")
    told = act(*(part.strip() for part in ids.split("|")))
    assert (headline(told, small()), label(told, small())) == (head, short)


@pytest.mark.parametrize("kind", KINDS)
def test_every_act_has_a_whole_phrase(kind: str) -> None:
    for parts in product(
        ["", "steel", "steel soybeans", "all_goods", "rare_earths"],
        ["", "US", "US CN", "org:Nvidia"],
        ["", "IN", "IN RU"],
    ):
        told = act(kind, *parts)
        for words in (headline(told, small()), label(told, small())):
            assert words == " ".join(words.split())
            assert not set(words) & set("{}_:")
            assert len(words.split()) > 1
        assert headline(told, small())[0].isupper()


def test_different_acts_never_share_a_headline() -> None:
    kinds = [
        f"{instrument}/{action}" for instrument in ACTIONS_OF for action in ACTIONS_OF[instrument]
    ]
    heads = [headline(act(kind, "steel", "US", "IN"), small()) for kind in kinds]
    assert len(set(heads)) == len(kinds) == 64


def test_long_lists_are_shortened() -> None:
    told = act("tariff/impose", "steel soybeans batteries ai_chips", "US", "IN CN RU JP BR")
    assert (
        headline(told, small())
        == "US imposes tariffs on steel, soybeans and 2 other goods from India, China and 3 others"
    )
    assert label(told, small()) == "steel and other tariffs imposed"


def test_unknown_ids_appear_as_words() -> None:
    told = act("tariff/impose", "moon_rock", "US", "XX")
    assert headline(told, small()) == "US imposes tariffs on moon rock from XX"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (act("tariff/ease", "steel", "US", "CN"), "US: tariffs on steel from China"),
        (act("tariff/lift", "", "", "IN"), "Tariffs on India"),
        (act("supply/stop", "rare_earths", "CN", "US"), "China: rare-earth supplies to US"),
        (act("supply/start", "soybeans", "CN", "US"), "China: soybean trade with US"),
        (act("talks/hold", "", "US CN"), "US and China: talks"),
    ],
)
def test_a_measure_has_a_name(told: Mention, name: str) -> None:
    assert measure_name(told, small()) == name
