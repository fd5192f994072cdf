"""Words, plurals and the dictionary of phrases."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.phrases import COMMA, HARD, SOFT, Phrases, fits, plural, words_of


def forms(text: str) -> list[str]:
    return [word.form for word in words_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U.S.-China talks", ["US", "China", "talks"]),
        ("the U.S. and the U.K.", ["the", "US", "and", "the", "UK"]),
        ("China's", ["China"]),
        ("Trump\u2019s tariffs", ["Trump", "tariffs"]),
        ("growers' union", ["growers", "union"]),
        ("Šefčovič, Erdoğan and Løkke", ["Sefcovic", "Erdogan", "and", "Lokke"]),
        ("Pratt & Whitney", ["Pratt", "&", "Whitney"]),
        ("", []),
    ],
)
def test_words_lose_dots_accents_and_possessives(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


@given(st.text())
def test_words_lie_in_order_where_they_say(text: str) -> None:
    words = words_of(text)
    assert all(0 <= w.start < w.end <= len(text) for w in words)
    assert all(a.end <= b.start for a, b in pairwise(words))


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("rare earth", SOFT),
        ("rare-earth", SOFT),
        ("rare\u2013earth", SOFT),
        ("St. Kitts", SOFT),
        ("Trade, Industry", COMMA),
        ("Co., Ltd", COMMA),
        ("oil; gas", HARD),
        ("oil\n\ngas", HARD),
        ("oil (gas", HARD),
    ],
)
def test_the_gap_tells_what_parts_words(text: str, gap: int) -> None:
    assert words_of(text)[1].gap == gap


@pytest.mark.parametrize(
    ("one", "many"),
    [("chip", "chips"), ("battery", "batteries"), ("turkey", "turkeys"), ("wrench", "wrenches")],
)
def test_plurals_are_regular(one: str, many: str) -> None:
    assert plural(one) == many


@pytest.mark.parametrize(
    ("written", "seen", "expected"),
    [
        ("chip", "CHIP", True),
        ("Turkey", "turkey", False),
        ("Turkey", "TURKEY", True),
        ("US", "us", False),
        ("US", "Us", False),
        ("OPEC", "Opec", True),
        ("BIS", "Bis", False),
        ("DoT", "dot", False),
        ("iPhone", "iphone", False),
        ("iPhone", "IPhone", True),
    ],
)
def test_capitals_must_be_where_a_phrase_has_them(written: str, seen: str, expected: bool) -> None:
    assert fits(written, seen) is expected


def found(phrases: Phrases[str], text: str) -> list[tuple[int, list[str]]]:
    return list(phrases.at(words_of(text), 0))


@pytest.fixture
def phrases() -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for phrase in ("oil", "oil tanker", "all * goods", "Ministry of Trade, Industry and Energy"):
        phrases.add(phrase, phrase)
    return phrases


def test_the_longest_phrase_comes_first(phrases: Phrases[str]) -> None:
    assert found(phrases, "oil tanker seized") == [(2, ["oil tanker"]), (1, ["oil"])]


def test_a_star_stands_for_up_to_three_words(phrases: Phrases[str]) -> None:
    assert found(phrases, "all South Korean goods")
    assert found(phrases, "all of its other goods")
    assert not found(phrases, "all of its many other goods")
    assert not found(phrases, "all goods")
    assert not found(phrases, "all the rest; goods")


def test_a_comma_is_crossed_only_where_the_phrase_has_one(phrases: Phrases[str]) -> None:
    assert found(phrases, "Ministry of Trade, Industry and Energy")
    assert not found(phrases, "Ministry of Trade, Industry, and Energy")
    assert found(phrases, "oil, tanker") == [(1, ["oil"])]


def test_what_stands_under_a_phrase_can_be_asked(phrases: Phrases[str]) -> None:
    assert phrases.of("oil tanker") == ["oil tanker"]
    assert phrases.of("gas") == []
    assert phrases.of("") == []
