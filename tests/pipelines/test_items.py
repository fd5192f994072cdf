"""Goods found in text."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.errors import LexiconError
from pipelines.items import Items, load_items

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def items() -> Items:
    return load_items(DATA)


def ids(items: Items, text: str) -> list[str]:
    return [name.item for name in items.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curbs on chip-design software", ["eda_software"]),
        ("EDA tools and semiconductor design software", ["eda_software", "eda_software"]),
        ("rare-earth magnets", ["rare_earth_magnets"]),
        ("duties on olive oil, olives and crude oil", ["palm_oil", "fruit_vegetables", "oil"]),
        ("sales of high-bandwidth memory (HBM)", ["memory_chips", "memory_chips"]),
        ("Nvidia's H20 and A800", ["ai_chips", "ai_chips"]),
        ("gallium, germanium and antimony", ["gallium_germanium"] * 3),
        ("steel and aluminium", ["steel", "aluminium"]),
        ("STEEL AND ALUMINUM", ["steel", "aluminium"]),
        ("liquefied natural gas (LNG)", ["gas", "gas"]),
        ("jet engine parts", ["jet_engines"]),
        ("jet fuel", ["oil"]),
        ("lithium-ion batteries", ["batteries"]),
        ("fertiliser and fertilizer", ["fertilizer", "fertilizer"]),
        ("de minimis parcels", ["consumer_goods", "consumer_goods"]),
        ("all Chinese goods", ["all_goods"]),
        ("most imports from Brazil", ["all_goods"]),
        ("all car imports", ["vehicles"]),
        ("nearly all exports", ["all_goods"]),
    ],
)
def test_goods_are_found_by_the_words_of_news(items: Items, text: str, expected: list[str]) -> None:
    assert ids(items, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a bargaining chip",
        "blue-chip shares",
        "tear gas was fired",
        "nerves of steel",
        "spoke in a phone call",
        "the supply chain",
        "for the sake of peace",
        "goods, products and imports",
        "the Ministry of Energy",
        "greenhouse gas emissions",
    ],
)
def test_phrases_that_hold_an_items_word_name_none(items: Items, text: str) -> None:
    assert ids(items, text) == []


def test_weak_words_are_marked(items: Items) -> None:
    assert [name.weak for name in items.find("machinery and equipment")] == [False, True]


def test_a_name_tells_where_it_stands(items: Items) -> None:
    text = "China halts soybeans."
    (name,) = items.find(text)
    assert text[name.start : name.end] == "soybeans"


def test_every_item_has_words(items: Items) -> None:
    named = {use.item for use in items.phrases.values()}
    assert named - {""} == set(load_catalogue(DATA).items)


def test_own_words_are_added(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[goods.fruit_vegetables]\nwords = ["yuzu"]\n[not_goods]\nwords = ["yuzu salt"]\n'
    )
    items = load_items(DATA, [own])
    assert ids(items, "yuzus and yuzu salt") == ["fruit_vegetables"]


def test_words_must_be_a_list(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[goods.copper]\n\nwords = "copper"\n')
    with pytest.raises(LexiconError, match=r"own\.toml:1: copper: words must be a list"):
        load_items(DATA, [own])
