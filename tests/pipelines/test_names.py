"""Parties, people, companies and outlets found in text."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.errors import LexiconError
from pipelines.names import Name, Names, load_names

DATA = Path(__file__).parents[2] / "data"
DAY = dt.date(2025, 9, 1)


@pytest.fixture(scope="module")
def names() -> Names:
    return load_names(DATA)


def told(names: Names, text: str, on: dt.date = DAY) -> list[tuple[str, str, str]]:
    return [(text[n.start : n.end], n.kind, n.code) for n in names.find(text, on)]


def codes(names: Names, text: str, on: dt.date = DAY) -> list[str]:
    return [name.code for name in names.find(text, on)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("China", [("China", "party", "CN")]),
        ("China's curbs", [("China", "party", "CN")]),
        ("U.S.-China talks", [("U.S.", "party", "US"), ("China", "party", "CN")]),
        ("Chinese-made cars", [("Chinese", "demonym", "CN")]),
        ("Americans", [("Americans", "demonym", "US")]),
        ("Beijing-based", [("Beijing", "metonym", "CN")]),
        ("WASHINGTON, Jan 16", [("WASHINGTON", "metonym", "US")]),
        ("the Élysée", [("Élysée", "metonym", "FR")]),
        ("the Elysee", [("Elysee", "metonym", "FR")]),
        ("MOFCOM said", [("MOFCOM", "organ", "CN")]),
        ("Mofcom said", [("Mofcom", "organ", "CN")]),
        ("California sued", [("California", "region", "US")]),
        ("Opec cut output", [("Opec", "party", "OPEC")]),
        ("Türkiye", [("Türkiye", "party", "TR")]),
        ("asked us to bring turkey", []),
        ("the South China Sea", []),
        ("Latin American countries", []),
        ("Reuters reported", [("Reuters", "outlet", "org:Reuters")]),
        ("Nvidia Corp. said", [("Nvidia Corp", "company", "org:Nvidia")]),
        (
            "Huawei Technologies Co., Ltd.",
            [("Huawei Technologies Co., Ltd", "company", "org:Huawei")],
        ),
    ],
)
def test_names_are_found_with_kind_and_code(
    names: Names, text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert told(names, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("China's commerce ministry", ["CN", "CN"]),
        ("the finance ministry in Tokyo", ["JP", "JP"]),
        ("Turkey said; its trade ministry agreed", ["TR", "TR"]),
        ("the Ministry of Commerce of Thailand", ["TH", "TH"]),
        ("the regulator", [""]),
        ("prosecutors met the economy ministry in Milan", ["IT", "IT"]),
        ("Trade Minister Don Farrell", ["AU", "AU"]),
        ("Brazil's Senate", ["BR", "BR"]),
        ("the Senate", ["US"]),
        ("India's Commerce Secretary", ["IN", "IN"]),
    ],
)
def test_an_organ_of_any_state_belongs_to_the_one_beside_it(
    names: Names, text: str, expected: list[str]
) -> None:
    assert codes(names, text) == expected


def test_a_document_tells_whose_an_organ_is(names: Names) -> None:
    context = names.context("Vietnam's trade ministry spoke. Japan, Japan and Japan listened.", DAY)
    (organ,) = names.find("The trade ministry said no.", DAY, context)
    assert organ.code == "VN"


@pytest.mark.parametrize(
    ("document", "code"),
    [("The EU and Brussels.", "EU"), ("The U.S. and Washington.", "US"), ("Nobody.", "EU")],
)
def test_a_shared_organ_goes_to_the_state_that_is_named(
    names: Names, document: str, code: str
) -> None:
    assert [
        n.code for n in names.find("The Commission ruled.", DAY, names.context(document, DAY))
    ] == [code]


def test_a_publishers_home_counts_where_no_state_is_named(names: Names) -> None:
    context = names.context("The Commission gives notice.", DAY, home="US")
    assert [n.code for n in names.find("The Commission gives notice.", DAY, context)] == ["US"]


@pytest.mark.parametrize(
    ("text", "on", "label", "role"),
    [
        ("Donald Trump", "2018-05-01", "Donald Trump", "president"),
        ("Trump said", "2025-05-01", "Donald Trump", "president"),
        ("President Biden", "2022-05-01", "Joe Biden", "president"),
        ("Biden said", "2025-05-01", "Joe Biden", ""),
        ("Sefcovic", "2025-05-01", "Maroš Šefčovič", "trade commissioner"),
        ("Xi agreed", "2019-05-01", "Xi Jinping", "president"),
        ("President Lee", "2025-07-01", "Lee Jae-myung", "president"),
        ("Rishi Sunak", "2021-05-01", "Rishi Sunak", "chancellor"),
        ("Rishi Sunak", "2023-05-01", "Rishi Sunak", "prime minister"),
        ("Trump's aide", "2025-05-01", "Donald Trump", "president"),
    ],
)
def test_people_hold_the_office_of_the_day(
    names: Names, text: str, on: str, label: str, role: str
) -> None:
    (name,) = names.find(text, dt.date.fromisoformat(on))
    assert (name.label, name.role) == (label, role)


@pytest.mark.parametrize("text", ["in May", "Lee said", "Ivanka Trump", "Jim Jordan", "He said"])
def test_words_that_mean_somebody_else_are_nobody(names: Names, text: str) -> None:
    assert names.find(text, DAY) == []


def test_a_shared_surname_counts_after_the_full_name(names: Names) -> None:
    labels = [n.label for n in names.find("Wang Wentao spoke. Wang left.", DAY)]
    assert labels == ["Wang Wentao", "Wang Wentao"]


def test_a_short_name_is_the_company_named_in_full(names: Names) -> None:
    assert codes(names, "Samsung Electronics and SK hynix. Samsung fell.")[-1] == (
        "org:Samsung Electronics"
    )
    assert codes(names, "Samsung fell.") == ["org:Samsung"]
    assert codes(names, "Cadence fell.") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sanctions on Red Valley Mining today", "org:Red Valley Mining"),
        ("it bought Foobar Inc. for cash", "org:Foobar"),
        ("listed on the Moscow Stock Exchange since then", "org:Moscow Stock Exchange"),
        ("owned by Zeta Marine Holdings Ltd of Oslo", "org:Zeta Marine Holdings"),
        ("aid for battery maker FOOB was cut", "org:FOOB"),
        ("barred chipmaker Fooba's parts", "org:Fooba"),
    ],
)
def test_a_company_is_told_by_the_shape_of_its_name(names: Names, text: str, code: str) -> None:
    assert code in codes(names, text)


@pytest.mark.parametrize(
    "text",
    [
        "the Steel Ministry met",
        "on 6 July. Importers paid",
        "New Curbs Hit Foreign Energy",
        "the Office of Strategic Industries said so",
        "he praised it TO SECURE STRATEGIC METALS for all",
        "the biggest maker. Beans rot",
    ],
)
def test_other_capitals_make_no_company(names: Names, text: str) -> None:
    assert not [code for code in codes(names, text) if code.startswith("org:")]


def test_goods_inside_other_names_are_not_found(names: Names) -> None:
    text = "Nippon Steel, TikTok and Apple sell steel"
    found = names.find_items(text, names.find(text, DAY))
    assert [text[i.start : i.end] for i in found] == ["TikTok", "steel"]


@pytest.mark.parametrize(
    ("host", "outlet", "official"),
    [
        ("www.reuters.com", "Reuters", False),
        ("english.mofcom.gov.cn", "MOFCOM", True),
        ("www.federalregister.gov", "Federal Register", True),
        ("any-office.gov", "US government", True),
        ("any-office.gov.uk", "UK government", True),
        ("example.org", None, False),
    ],
)
def test_an_outlet_is_known_by_its_host(
    names: Names, host: str, outlet: str | None, official: bool
) -> None:
    known = names.outlet_of(host)
    assert (known.name if known else None) == outlet
    assert bool(known and known.official) is official


def test_every_code_is_a_known_party(names: Names) -> None:
    parties = load_catalogue(DATA).parties
    known = list(names.book.phrases.values())
    assert {k.code for k in known if not k.code.startswith("org:")} - {""} <= set(parties)
    assert {c.home for c in names.companies.values()} - {""} <= set(parties)
    assert {o.home for o in names.outlets.values()} <= set(parties)


def test_every_company_deals_in_known_items(names: Names) -> None:
    items = set(load_catalogue(DATA).items)
    assert {item for company in names.companies.values() for item in company.items} <= items


def test_all_that_is_found_is_in_the_text(names: Names) -> None:
    text = "Trump\u2019s envoy in Tōkyō - and the U.S. - Lula, the EU\u2019s Commission said."
    found: list[Name] = names.find(text, DAY)
    assert all(0 <= n.start < n.end <= len(text) for n in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[people.US]\n"Jo Roe" = ["envoy 2020-13..2021"]\n', "own.toml:2: Jo Roe: 'envoy 2020-13"),
        ('[people.US]\n"Jo Roe" = {job = "x"}\n', "own.toml:2: Jo Roe: has the unknown key 'job'"),
        ('[companies.US]\n"Acme" = {itms = []}\n', "own.toml:2: Acme: has the unknown key 'itms'"),
        ("[names.US]\nhills = []\n", "own.toml:1: US: has the unknown key 'hills'"),
    ],
)
def test_a_fault_names_file_line_and_fault(tmp_path: Path, text: str, fault: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(text)
    with pytest.raises(LexiconError) as raised:
        load_names(DATA, [own])
    assert fault in str(raised.value)


def test_own_names_are_added(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[people.NO]\n"Kari Nordmann" = ["trade envoy 2025.."]\n'
        '[companies.NO]\n"Fjordfisk" = {items = ["seafood"]}\n'
        '[names.NO]\norgans = ["Tolldirektoratet"]\n'
    )
    names = load_names(DATA, [own])
    assert codes(names, "Tolldirektoratet, Kari Nordmann, Fjordfisk") == [
        "NO",
        "NO",
        "org:Fjordfisk",
    ]
    assert names.companies["org:Fjordfisk"].items == ("seafood",)
