"""The items' tree and the parties as queries use them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.catalogue import Catalogue, load_catalogue
from pipelines.errors import LexiconError

DATA = Path(__file__).parents[2] / "data"

ITEMS = """
[item.metal]
name = "metal"

[item.tin]
parent = "metal"
name = "tin"
"""
PARTIES = """
[party]
US = {name = "United States", short = "US", adjective = "American", also = ["U.S."]}
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(DATA)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "items.toml").write_text(ITEMS)
    (tmp_path / "lexicon" / "parties.toml").write_text(PARTIES)
    return tmp_path


def test_a_lineage_climbs_to_the_root(catalogue: Catalogue) -> None:
    assert catalogue.lineage("eda_software") == ("eda_software", "semiconductors", "technology")
    assert catalogue.lineage("no such item") == ()


def test_children_are_all_below(catalogue: Catalogue) -> None:
    assert {"critical_minerals", "rare_earths", "rare_earth_magnets"} <= catalogue.children(
        "critical_minerals"
    )
    assert catalogue.children("copper") == {"copper"}


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("steel", "steel", True),
        ("technology", "ai_chips", True),
        ("ai_chips", "technology", True),
        ("ai_chips", "memory_chips", False),
    ],
)
def test_items_are_related_along_a_line(
    catalogue: Catalogue, a: str, b: str, expected: bool
) -> None:
    assert catalogue.related(a, b) is expected


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("China", "CN"),
        ("chinese", "CN"),
        ("cn", "CN"),
        ("eu", "EU"),
        ("European Union", "EU"),
        ("U.S.", "US"),
        ("america", "US"),
        ("turkiye", "TR"),
        ("Ivory Coast", "CI"),
        ("cote d'ivoire", "CI"),
        ("in", "IN"),
        ("no", "NO"),
        ("congolese", "CD"),
        ("org:Nvidia", "org:Nvidia"),
        ("Atlantis", None),
    ],
)
def test_a_party_is_found_by_code_name_and_adjective(
    catalogue: Catalogue, words: str, code: str | None
) -> None:
    assert catalogue.party_code(words) == code


def test_headlines_use_the_short_name(catalogue: Catalogue) -> None:
    assert catalogue.parties["US"].name == "US"
    assert catalogue.parties["US"].full == "United States"
    assert catalogue.items["eda_software"].name == "EDA software"


def test_own_files_are_laid_over(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[item.tin]\nshort = "tins"\n[item.tin_cans]\nparent = "tin"\nname = "tin can"\n'
        '[party]\nUS = {also = ["the States"]}\nXA = {name = "Xanadu", adjective = "Xanaduan"}\n'
    )
    catalogue = load_catalogue(folder, [own])
    assert catalogue.items["tin"].short == "tins"
    assert catalogue.items["tin"].name == "tin"
    assert catalogue.lineage("tin_cans") == ("tin_cans", "tin", "metal")
    assert catalogue.party_code("the states") == "US"
    assert catalogue.party_code("xanaduan") == "XA"


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ('[item.zinc]\nparent = "metals"\nname = "zinc"\n', 1, "'metals' is no item"),
        ('[item.metal]\nparent = "tin"\nname = "metal"\n', 1, "form a ring"),
        ('\n[item.zinc]\ncovers = "zinc"\n', 2, "has no name"),
        ('[item.zinc]\nnme = "zinc"\n', 1, "unknown key 'nme'"),
        ("[item.zinc]\nname = 7\n", 1, "must be a string"),
        ('[party]\nXA = {name = "Xanadu"}\n', 2, "needs a name and an adjective"),
        ('[party]\nXA = "Xanadu"\n', 2, "must be a table"),
        ('[party]\nXA = {name = "Xanadu", adjective = "X", also = "X"}\n', 2, "a list of words"),
    ],
)
def test_a_fault_names_file_line_and_fault(
    folder: Path, tmp_path: Path, text: str, line: int, fault: str
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(text)
    with pytest.raises(LexiconError) as raised:
        load_catalogue(folder, [own])
    assert f"own.toml:{line}: " in str(raised.value)
    assert fault in str(raised.value)


def test_broken_toml_names_its_line(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[item.tin]\nname = \n")
    with pytest.raises(LexiconError, match=r"own\.toml.*line 2"):
        load_catalogue(folder, [own])


def test_a_missing_file_is_told(folder: Path) -> None:
    with pytest.raises(LexiconError, match=r"own\.toml: cannot be read"):
        load_catalogue(folder, [folder / "own.toml"])


def test_text_in_another_encoding_is_told(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes(b'[item.tin]\nname = "\xe9tain"\n')
    with pytest.raises(LexiconError, match="not UTF-8 at byte 19"):
        load_catalogue(folder, [own])
