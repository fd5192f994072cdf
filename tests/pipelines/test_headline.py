"""Headlines and labels read as English and say only what the ids say."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

import pytest

from pipelines.headline import headline, label
from pipelines.model import ACTIONS_OF, Mention

PARENTS = {
    "eda_software": "semiconductors",
    "ai_chips": "semiconductors",
    "rare_earths": "critical_minerals",
    "soybeans": "agriculture",
}
NAMES = {
    "eda_software": "EDA software",
    "ai_chips": "AI chips",
    "rare_earths": "rare earths",
    "soybeans": "soybeans",
    "steel": "steel",
    "all_goods": "all goods",
    "semiconductors": "chips",
    "batteries": "batteries",
}


KINDS = [f"{noun}/{verb}" for noun, verbs in ACTIONS_OF.items() for verb in verbs]


@dataclass(frozen=True)
class Named:
    name: str


@dataclass(frozen=True)
class SmallCatalogue:
    items: dict[str, Named] = field(default_factory=lambda: {k: Named(v) for k, v in NAMES.items()})
    parties: dict[str, Named] = field(
        default_factory=lambda: {
            "US": Named("United States"),
            "CN": Named("China"),
            "IN": Named("India"),
            "RU": Named("Russia"),
        }
    )

    def lineage(self, item: str) -> tuple[str, ...]:
        return (item, *self.lineage(PARENTS[item])) if item in PARENTS else (item,)


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


# kind | items | actors | targets -> headline -> label
EXAMPLES = """
export_control/ease | eda_software | US | CN -> US eases EDA software export controls on China -> EDA controls eased
export_control/impose | ai_chips | US | CN -> US imposes AI chip export controls on China -> AI chip controls imposed
export_control/lift | eda_software steel | US | CN -> US lifts controls on exports of EDA software and steel to China -> EDA and steel controls lifted
export_control/tighten |  | US | CN -> US tightens export controls on China -> controls tightened
tariff/tighten | steel |  | IN -> Tariffs on steel from India raised -> steel tariffs raised
tariff/impose | all_goods | US | IN -> US imposes tariffs on all goods from India -> tariffs imposed
tariff/maintain |  | US | CN -> US keeps tariffs on China -> tariffs kept
sanction/tighten |  | US EU | RU -> US and EU tighten sanctions on Russia -> sanctions tightened
sanction/impose | steel batteries | EU | RU -> EU imposes sanctions on Russia covering steel and batteries -> steel and battery sanctions imposed
import_restriction/lift | soybeans | CN | US -> China lifts curbs on soybean imports from US -> soybean import curbs lifted
import_restriction/impose |  |  |  -> Curbs on imports imposed -> import curbs imposed
trade_remedy/investigate | steel | EU | CN -> EU opens trade probe into steel from China -> steel trade probe opened
market_access/impose |  | US | org:TikTok -> US imposes market curbs on TikTok -> market curbs imposed
investment_restriction/investigate |  | US | org:Nexperia CN -> US opens investment review of Nexperia and China -> investment review opened
subsidy/impose | semiconductors | US | org:Intel -> US grants chip subsidies for Intel -> chip subsidies granted
talks/hold |  | US CN |  -> US and China hold talks -> talks held
talks/break_off | steel | US | IN -> US breaks off talks with India on steel -> steel talks broken off
agreement/agree | rare_earths | US CN |  -> US and China reach agreement on rare earths -> rare earth agreement reached
agreement/break_off |  | RU |  -> Russia breaks off agreement -> agreement broken off
dispute/file | steel | CN | US -> China files trade case against US over steel -> steel trade case filed
dispute/rule |  | US | US -> US decides trade case -> trade case decided
supply/start | rare_earths | CN | US -> China supplies rare earths to US -> rare earths supplied
supply/stop | eda_software | org:Cadence org:Synopsys org:Siemens | CN -> Cadence, Synopsys and Siemens stop supplying EDA software to China -> EDA software no longer supplied
supply/start | rare_earths |  | US -> Rare earths supplied to US -> rare earths supplied
supply/start | soybeans | CN | US -> China steps up soybean trade with US -> soybean trade stepped up
supply/stop |  | CN | US -> China halts business with US -> trade halted
"""


@pytest.mark.parametrize("example", EXAMPLES.strip().splitlines())
def test_reads_as_english(example: str) -> None:
    ids, head, short = example.split(" -> ")
    told = act(*(part.strip() for part in ids.split("|")))
    assert (headline(told, SmallCatalogue()), label(told, SmallCatalogue())) == (head, short)


@pytest.mark.parametrize("kind", KINDS)
def test_every_act_has_a_whole_phrase(kind: str) -> None:
    for parts in product(
        ["", "steel", "steel soybeans", "all_goods", "rare_earths"],
        ["", "US", "US CN", "org:Nvidia"],
        ["", "IN", "IN RU"],
    ):
        told = act(kind, *parts)
        for words in (headline(told, SmallCatalogue()), label(told, SmallCatalogue())):
            assert words == " ".join(words.split())
            assert not set(words) & set("{}_:")
            assert len(words.split()) > 1
        assert headline(told, SmallCatalogue())[0].isupper()


def test_different_acts_never_share_a_headline() -> None:
    kinds = [
        f"{instrument}/{action}" for instrument in ACTIONS_OF for action in ACTIONS_OF[instrument]
    ]
    heads = [headline(act(kind, "steel", "US", "IN"), SmallCatalogue()) for kind in kinds]
    assert len(set(heads)) == len(kinds) == 64


def test_long_lists_are_shortened() -> None:
    told = act("tariff/impose", "steel soybeans batteries ai_chips", "US", "IN CN RU JP BR")
    assert (
        headline(told, SmallCatalogue())
        == "US imposes tariffs on steel, soybeans and 2 other goods from India, China and 3 others"
    )
    assert label(told, SmallCatalogue()) == "steel and other tariffs imposed"


def test_unknown_ids_appear_as_words() -> None:
    told = act("tariff/impose", "moon_rock", "US", "XX")
    assert headline(told, SmallCatalogue()) == "US imposes tariffs on moon rock from XX"
