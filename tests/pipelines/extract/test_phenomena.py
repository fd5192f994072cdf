"""The ways in which English tells of an act, read with the language model and the rules alone.

An expectation is "instrument action actors>targets items status", with a date and
a speaker where the text tells them.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract import Extractor
from pipelines.model import Article, Mention

LIFT = "tariff lift CA>NO steel"

TEXT = {
    "active": ("Canada lifted its tariffs on Norwegian steel.", f"{LIFT} in_force"),
    "passive": ("Tariffs on Norwegian steel were lifted by Canada.", f"{LIFT} in_force"),
    "perfect": ("Canada has lifted its tariffs on Norwegian steel.", f"{LIFT} in_force"),
    "progressive": ("Canada is lifting its tariffs on Norwegian steel.", f"{LIFT} in_force"),
    "nominalised": (
        "Canada's removal of tariffs on Norwegian steel took effect on 2 June.",
        f"{LIFT} in_force 2025-06-02",
    ),
    "light verb": (
        "Japan put export controls on chipmaking tools.",
        "export_control impose JP> chip_equipment in_force",
    ),
    "particle": (
        "Mexico rolled back its tariffs on American steel.",
        "tariff lift MX>US steel in_force",
    ),
    "particle and preposition": (
        "Russia walked away from talks with Japan.",
        "talks break_off RU,JP> - in_force",
    ),
    "intransitive particle": (
        "The tariffs on Norwegian steel came off on 1 June.",
        "tariff lift >NO steel in_force 2025-06-01",
    ),
    "control": (
        "Canada agreed to lift its tariffs on Norwegian steel.",
        f"{LIFT} announced",
    ),
    "raising with an adjective": (
        "Canada is likely to lift its tariffs on Norwegian steel.",
        f"{LIFT} expected",
    ),
    "readiness": (
        "Canada is prepared to lift its tariffs on Norwegian steel.",
        f"{LIFT} planned",
    ),
    "have yet to": ("Canada has yet to lift its tariffs on Norwegian steel.", f"{LIFT} denied"),
    "rule out": ("Canada ruled out lifting its tariffs on Norwegian steel.", f"{LIFT} denied"),
    "not": ("Canada has not lifted its tariffs on Norwegian steel.", f"{LIFT} denied"),
    "will": ("Canada will lift its tariffs on Norwegian steel.", f"{LIFT} announced"),
    "may": ("Canada may lift its tariffs on Norwegian steel.", f"{LIFT} expected"),
    "should": ("Canada should lift its tariffs on Norwegian steel.", f"{LIFT} urged"),
    "urge": ("Mills urged Canada to lift its tariffs on Norwegian steel.", f"{LIFT} urged - Mills"),
    "plan": ("Canada plans to lift its tariffs on Norwegian steel.", f"{LIFT} planned"),
    "threat": (
        "Canada threatened to impose tariffs on Norwegian steel unless talks resume.",
        "tariff impose CA>NO steel threatened",
    ),
    "a licence that is refused": (
        "Canada refused an export licence for drones to Norway.",
        "export_control ease CA>NO drones denied",
    ),
    "a complaint that is dropped": (
        "Canada dropped its trade complaint against Norway.",
        "dispute file CA>NO - denied",
    ),
    "a participle in the name of a duty": (
        "The United States ended its countervailing duties on Moroccan fertilizer.",
        "trade_remedy lift US>MA fertilizer in_force",
    ),
    "the sale of a firm": (
        "Italy banned the sale of a drone maker to Norway.",
        "investment_restriction impose IT>NO drones in_force",
    ),
    "the sale of goods": (
        "Italy banned the sale of drones to Norway.",
        "export_control impose IT>NO drones in_force",
    ),
    "coordinated verbs, the first": (
        "Canada raised and then suspended tariffs on Norwegian steel.",
        "tariff tighten CA>NO steel in_force",
    ),
    "coordinated verbs, the second": (
        "Canada raised and then suspended tariffs on Norwegian steel.",
        "tariff suspend CA>NO steel in_force",
    ),
    "coordinated goods": (
        "Canada imposed tariffs on steel, copper, cars and wheat from Norway.",
        "tariff impose CA>NO steel,copper,vehicles,grains in_force",
    ),
    "coordinated actors": (
        "Canada and Japan imposed tariffs on Norwegian steel.",
        "tariff impose CA,JP>NO steel in_force",
    ),
    "relative clause": (
        "Canada, which lifted its tariffs on Norwegian steel in May, will hold talks with Norway.",
        f"{LIFT} in_force 2025-05",
    ),
    "beside a relative clause": (
        "Canada, which lifted its tariffs on Norwegian steel in May, will hold talks with Norway.",
        "talks hold CA,NO> - announced",
    ),
    "participle": (
        "Canada ended the dispute, lifting its tariffs on Norwegian steel.",
        f"{LIFT} in_force",
    ),
    "capital": ("Ottawa lifted its tariffs on Norwegian steel.", f"{LIFT} in_force"),
    "palace": (
        "The Blue House lifted its import ban on Japanese fish.",
        "import_restriction lift KR>JP seafood in_force",
    ),
    "ministry's nickname": (
        "Foggy Bottom imposed sanctions on Belarus.",
        "sanction impose US>BY - in_force",
    ),
    "leader": (
        "President Donald Trump imposed tariffs on Brazilian coffee.",
        "tariff impose US>BR fruit_vegetables in_force",
    ),
    "minister in office": (
        "Trade minister Mary Ng lifted tariffs on Norwegian steel.",
        f"{LIFT} in_force",
    ),
    "bloc": (
        "The G7 imposed a price cap on Russian oil.",
        "sanction impose G7>RU oil in_force",
    ),
    "company as target": (
        "Canada barred Huawei from its 5G networks.",
        "market_access impose CA>org:Huawei telecom_equipment in_force",
    ),
    "demonyms at a noun of talks": (
        "U.S.-China talks resumed in Geneva on Monday.",
        "talks hold US,CN> - in_force 2025-06-09",
    ),
    "into": (
        "Brussels opened an anti-dumping investigation into Chinese electric cars.",
        "trade_remedy investigate EU>CN electric_vehicles in_force",
    ),
    "an agreement's parties": (
        "Chile and India signed a free trade agreement on 3 June.",
        "agreement agree CL,IN> - announced 2025-06-03",
    ),
    "according to": (
        "According to Reuters, Canada lifted its tariffs on Norwegian steel.",
        f"{LIFT} in_force - Reuters",
    ),
    "speaker behind": (
        "Canada lifted its tariffs on Norwegian steel, a spokesman said.",
        f"{LIFT} in_force - a spokesman",
    ),
    "speaker before": (
        "A trade official said that Canada had lifted its tariffs on Norwegian steel.",
        f"{LIFT} in_force - a trade official",
    ),
    "condition behind": (
        "Canada will lift its tariffs on Norwegian steel if Norway lifts its import ban.",
        f"{LIFT} announced",
    ),
}


@pytest.mark.parametrize(("said", "expected"), TEXT.values(), ids=TEXT.keys())
def test_a_sentence(
    by_rules: Extractor, article: Callable[..., Article], said: str, expected: str
) -> None:
    assert expected in [brief(mention) for mention in by_rules.mentions(article(said))]


TITLES = {
    "infinitive": ("US to impose chip curbs on China", "export_control impose US>CN"),
    "headline case": (
        "Canada Lifts Tariffs On Steel From Norway",
        "tariff lift CA>NO",
    ),
    "noun pile": ("EU steel tariff rollback welcomed by Turkey", "tariff ease EU>"),
    "participle": ("Canada's steel tariffs lifted", "tariff lift CA>"),
}


@pytest.mark.parametrize(("title", "expected"), TITLES.values(), ids=TITLES.keys())
def test_a_title(
    by_rules: Extractor, article: Callable[..., Article], title: str, expected: str
) -> None:
    found = [brief(one) for one in by_rules.mentions(article("It rained.", title=title))]
    assert any(one.startswith(expected) for one in found), found


def test_the_company_of_a_sentence_is_its_actor(
    by_rules: Extractor, article: Callable[..., Article]
) -> None:
    (mention,) = by_rules.mentions(article("Nvidia halted shipments of chips to China."))
    assert (mention.actors, mention.targets) == (("org:Nvidia",), ("CN",))


def test_an_office_counts_on_the_day_it_is_held(
    by_rules: Extractor, article: Callable[..., Article]
) -> None:
    said = "Biden imposed tariffs on Chinese cars."
    held = by_rules.mentions(article(said, published="2024-05-14"))
    assert [mention.actors for mention in held] == [("US",)]


def test_a_bare_reference_is_filled_from_the_document(
    by_rules: Extractor, article: Callable[..., Article]
) -> None:
    told = "Canada imposed tariffs on Norwegian steel. The levies were lifted on Monday."
    first, second = by_rules.mentions(article(told))
    assert second.action == "lift"
    assert (second.actors, second.targets, second.items) == (
        first.actors, first.targets, first.items,
    )  # fmt: skip


NOTHING = [
    "The mayor opened a school in the north.",
    "Shares of steel makers rose in Tokyo.",
    "",
    "...",
]


@pytest.mark.parametrize("said", NOTHING)
def test_where_nothing_happens(
    by_rules: Extractor, article: Callable[..., Article], said: str
) -> None:
    assert by_rules.mentions(article(said)) == ()


def test_what_a_speaker_is_known_by_is_no_act(
    by_rules: Extractor, article: Callable[..., Article]
) -> None:
    told = article("Officials familiar with the talks said that Canada lifted tariffs.")
    (drafts,) = by_rules.drafts(told)
    assert {draft.instrument for draft in drafts} == {"tariff"}


def test_offsets_point_at_the_sentence(
    by_rules: Extractor, article: Callable[..., Article]
) -> None:
    told = article("It rained.\n\nCanada lifted tariffs.  Norway imposed tariffs.")
    found = by_rules.mentions(told)
    assert [told.text[one.start : one.end] for one in found] == [one.quote for one in found]
    assert [one.quote for one in found] == ["Canada lifted tariffs.", "Norway imposed tariffs."]


def test_the_same_document_gives_the_same_mentions(
    by_rules: Extractor, article: Callable[..., Article]
) -> None:
    told = article(" ".join(said for said, _ in TEXT.values()))
    assert by_rules.mentions(told) == by_rules.mentions(told)


def brief(mention: Mention) -> str:
    sides = f"{','.join(mention.actors)}>{','.join(mention.targets)}"
    goods = ",".join(mention.items) or "-"
    act = f"{mention.instrument} {mention.action} {sides} {goods} {mention.status}"
    when = mention.date or ("-" if mention.attribution else "")
    return " ".join(part for part in (act, when, mention.attribution or "") if part)
