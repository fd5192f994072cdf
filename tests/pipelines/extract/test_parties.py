"""Who acts and on whom, decided for all parties of a sentence together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract import parties
from pipelines.extract.acts import Act
from pipelines.extract.draft import Draft
from pipelines.extract.linear import Linear
from pipelines.extract.links import Link
from pipelines.extract.memory import Memory
from pipelines.extract.reading import Filler, Reading

SAID = (
    "Norway/NNP/nsubj/5 ,/,/punct/0 Peru/NNP/conj/0 and/CC/cc/2 Chile/NNP/conj/2 "
    "imposed/VBD/ROOT/5/impose tariffs/NNS/dobj/5/tariff on/IN/prep/6 Japan/NNP/pobj/7"
)
CODES = {0: "NO", 2: "PE", 4: "CL", 8: "JP"}


def leaning(**weights: float) -> Linear:
    """A model of the party's place alone: leaning(subject=3.0) leans that much to actor."""
    actor = {f"place={place}": weight for place, weight in weights.items()}
    return Linear({"actor": actor, "none": {"": -1.0}, "target": {"": 0.1}})


@pytest.fixture
def draft(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> Callable[..., Draft]:
    def make(**places: str) -> Draft:
        read = reading(SAID)
        found = act(read, "imposed")
        links = [
            Link(Filler(at, at, "party", code), places[code], ()) for at, code in CODES.items()
        ]
        made = Draft(found, read)
        made.parties = links
        return made

    return make


def filled(draft: Draft, model: Linear) -> tuple[tuple[str, ...], tuple[str, ...]]:
    parties.fill(draft, Memory(), {"party": model})
    return draft.actors, draft.targets


def test_parties_named_together_act_together(draft: Callable[..., Draft]) -> None:
    acting = draft(NO="subject", PE="subject", CL="subject", JP="core")
    assert filled(acting, leaning(subject=1.0)) == (("NO", "PE", "CL"), ("JP",))


def test_only_the_likeliest_of_several_sides_acts(draft: Callable[..., Draft]) -> None:
    acting = draft(NO="subject", PE="subject", CL="subject", JP="core")
    assert filled(acting, leaning(subject=1.5, core=1.0)) == (("NO", "PE", "CL"), ("JP",))
    assert filled(acting, leaning(subject=0.5, core=1.0)) == (("JP",), ("NO", "PE", "CL"))


def test_a_second_side_acts_where_that_is_far_likelier(draft: Callable[..., Draft]) -> None:
    acting = draft(NO="subject", PE="subject", CL="subject", JP="core")
    assert filled(acting, leaning(subject=5.0, core=4.0)) == (("NO", "PE", "CL", "JP"), ())


def test_one_of_those_named_together_goes_with_the_others(draft: Callable[..., Draft]) -> None:
    acting = draft(NO="subject", PE="subject", CL="away", JP="core")
    assert filled(acting, leaning(subject=1.0, away=-0.5))[0] == ("NO", "PE", "CL")


def test_who_acts_in_the_clause_before_acts_in_that_one(draft: Callable[..., Draft]) -> None:
    both = draft(NO="before", PE="before", CL="before", JP="subject")
    model = leaning(subject=5.0, before=5.0)
    assert filled(both, model)[0] == ("JP",)
    both.parties = both.parties[:1]
    assert filled(both, model)[0] == ("NO",)


@pytest.mark.parametrize(
    ("place", "acting", "sold_to"), [("core", ("NO",), ()), ("away", (), ("NO",))]
)
def test_whose_goods_flow_supplies_them(
    reading: Callable[..., Reading],
    act: Callable[[Reading, str], Act],
    place: str,
    acting: tuple[str, ...],
    sold_to: tuple[str, ...],
) -> None:
    read = reading(
        "Sales/NNS/nsubj/4/sale of/IN/prep/0 Norwegian/JJ/amod/3 steel/NN/pobj/1 "
        "rose/VBD/ROOT/4/rise"
    )
    made = Draft(act(read, "rose"), read)
    made.parties = [Link(Filler(2, 2, "demonym", "NO"), place, ("of:", "pobj", "amod"))]
    assert filled(made, leaning(core=-3.0, away=-3.0)) == (acting, sold_to)


@pytest.mark.parametrize(
    ("home", "actors"), [("NO", ("NO",)), ("JP", ()), ("", ())], ids=["own", "target", "press"]
)
def test_a_government_that_names_nobody_speaks_of_itself(
    draft: Callable[..., Draft], home: str, actors: tuple[str, ...]
) -> None:
    notice = draft(NO="away", PE="away", CL="away", JP="core")
    notice.parties = notice.parties[-1:]
    model = leaning(core=-5.0)
    parties.fill(notice, Memory(home=home), {"party": model})
    assert (notice.actors, notice.targets) == (actors, ("JP",))


def test_parties_named_together_may_stand_on_both_sides(draft: Callable[..., Draft]) -> None:
    acting = draft(NO="subject", PE="agent", CL="agent", JP="core")
    model = leaning(subject=2.0, agent=-2.0, core=-2.0)
    assert filled(acting, model) == (("NO",), ("PE", "CL", "JP"))


OWNED = {
    "beside it": "Chilean/JJ/amod/2 miner/NN/compound/2 Codelco/NNP/nsubj/3",
    "of its trade": "Chilean/JJ/amod/1 miner/NN/compound/2 Codelco/NNP/nsubj/3",
    "in apposition": "Chilean/JJ/amod/1 miner/NN/nsubj/3 Codelco/NNP/appos/1",
}


@pytest.mark.parametrize("told", OWNED.values(), ids=OWNED)
def test_a_company_acts_without_its_nation(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act], told: str
) -> None:
    read = reading(f"{told} sold/VBD/ROOT/3/sell copper/NN/dobj/3")
    made = Draft(act(read, "sold"), read)
    made.parties = [
        Link(Filler(0, 0, "demonym", "CL"), "subject", ()),
        Link(Filler(2, 2, "company", "org:Codelco"), "subject", ()),
    ]
    assert filled(made, leaning(subject=3.0)) == (("org:Codelco",), ())


def test_a_company_acts_where_its_nation_seems_to(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(f"{OWNED['in apposition']} sold/VBD/ROOT/3/sell copper/NN/dobj/3")
    made = Draft(act(read, "sold"), read)
    made.parties = [
        Link(Filler(0, 0, "demonym", "CL"), "subject", ()),
        Link(Filler(2, 2, "company", "org:Codelco"), "away", ()),
    ]
    told = Linear({"actor": {"place=subject": 5.0}, "none": {"": 1.0}, "target": {"": -5.0}})
    assert filled(made, told) == (("org:Codelco",), ())


ASKED = (
    "Brazil/NNP/nsubj/1 called/VBD/ROOT/1/call on/IN/prep/1 India/NNP/pobj/2 to/TO/aux/5 "
    "cut/VB/xcomp/1 duties/NNS/dobj/5/duty"
)
SUED = (
    "Peru/NNP/nsubj/1 sued/VBD/ROOT/1/sue Chile/NNP/dobj/1 over/IN/prep/1 duties/NNS/pobj/3/duty "
    "on/IN/prep/4 Thai/JJ/amod/7 rice/NN/pobj/5"
)


def test_who_asks_does_not_act(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(ASKED)
    made = Draft(act(read, "cut"), read)
    assert {link.value for link in made.parties} == {"BR", "IN"}
    assert filled(made, leaning(subject=3.0, away=3.0)) == (("IN",), ())


def test_a_case_is_against_whom_it_names_and_not_against_those_of_its_matter(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(SUED)
    made = Draft(act(read, "sued"), read)
    assert {link.value for link in made.parties} == {"PE", "CL", "TH"}
    assert filled(made, leaning(subject=3.0)) == (("PE",), ("CL",))


BOUGHT = (
    "Italy/NNP/nsubj/1 blocked/VBD/ROOT/1/block a/DT/det/3 sale/NN/dobj/1 to/IN/prep/3 "
    "the/DT/det/7 American/JJ/amod/7 fund/NN/pobj/4 Advent/NNP/appos/7"
)


@pytest.mark.parametrize("hit", ["US", "org:Advent"])
def test_a_company_is_hit_with_its_nation(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act], hit: str
) -> None:
    read = reading(BOUGHT)
    made = Draft(act(read, "blocked"), read)
    made.parties = [
        Link(Filler(6, 6, "demonym", "US"), "core" if hit == "US" else "away", ()),
        Link(Filler(8, 8, "company", "org:Advent"), "core" if hit != "US" else "away", ()),
    ]
    told = Linear({"target": {"place=core": 5.0}, "none": {"": 1.0}, "actor": {"": -5.0}})
    assert filled(made, told)[1] == ("US", "org:Advent")


RULED = "Courts/NNS/nsubj/1/court upheld/VBD/ROOT/1/uphold the/DT/det/3 levy/NN/dobj/1"


@pytest.mark.parametrize(
    ("judge", "hit"), [("KE", ("KE",)), ("WTO", ()), ("org:ICC", ())], ids=["state", "WTO", "body"]
)
def test_a_states_own_court_rules_on_its_measures(
    reading: Callable[..., Reading],
    act: Callable[[Reading, str], Act],
    judge: str,
    hit: tuple[str, ...],
) -> None:
    read = reading(RULED)
    made = Draft(act(read, "upheld"), read)
    made.parties = [Link(Filler(0, 0, "party", judge), "subject", ())]
    assert (made.act.instrument, made.act.action) == ("dispute", "rule")
    assert filled(made, leaning(subject=3.0)) == ((judge,), hit)


def test_no_case_is_against_the_court(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(
        "Oman/NNP/nsubj/1 filed/VBD/ROOT/1/file a/DT/det/3 complaint/NN/dobj/1 at/IN/prep/1 "
        "the/DT/det/6 WTO/NNP/pobj/4 against/IN/prep/3 Peru/NNP/pobj/7"
    )
    made = Draft(act(read, "filed"), read)
    made.parties = [
        Link(Filler(0, 0, "party", "OM"), "subject", ()),
        Link(Filler(6, 6, "party", "WTO"), "core", ()),
        Link(Filler(8, 8, "party", "PE"), "core", ()),
    ]
    assert filled(made, leaning(subject=3.0, core=-3.0)) == (("OM",), ("PE",))


LEFT = (
    "Russia/NNP/nsubj/1 left/VBD/ccomp/6/leave the/DT/det/3 pact/NN/dobj/1 ,/,/punct/6 "
    "Oman/NNP/nsubj/6 said/VBD/ROOT/6/say"
)


@pytest.mark.parametrize(("doer", "actors"), [("subject", ("RU",)), ("core", ("RU", "OM"))])
def test_who_only_tells_of_a_pact_is_no_party_to_it(
    reading: Callable[..., Reading],
    act: Callable[[Reading, str], Act],
    doer: str,
    actors: tuple[str, ...],
) -> None:
    read = reading(LEFT)
    made = Draft(act(read, "left"), read)
    made.parties = [
        Link(Filler(0, 0, "party", "RU"), doer, ()),
        Link(Filler(5, 5, "party", "OM"), "away", ()),
    ]
    model = leaning(subject=3.0, core=3.0, away=3.0)
    assert filled(made, model) == (actors, ())


def test_who_only_says_so_is_not_hit(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(
        "Olam/NNP/nsubj/1 expects/VBZ/ROOT/1/expect Gabon/NNP/nsubj/4 to/TO/aux/4 "
        "ease/VB/ccomp/1 curbs/NNS/dobj/4/curb"
    )
    made = Draft(act(read, "ease"), read, attribution="Olam")
    made.parties = [
        Link(Filler(0, 0, "company", "org:Olam"), "away", ()),
        Link(Filler(2, 2, "party", "GA"), "subject", ()),
    ]
    assert filled(made, leaning(subject=3.0, away=-3.0)) == (("GA",), ())
    made.attribution = None
    assert filled(made, leaning(subject=3.0, away=-3.0)) == (("GA",), ("org:Olam",))


def test_whose_list_it_is_acts(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(
        "Two/CD/nummod/1 mills/NNS/nsubjpass/3/mill were/VBD/auxpass/3/be put/VBN/ROOT/3/put "
        "on/IN/prep/3 the/DT/det/8 Swiss/JJ/amod/8 sanctions/NNS/compound/8/sanction "
        "list/NN/pobj/4"
    )
    made = Draft(act(read, "put"), read)
    made.parties = [Link(Filler(6, 6, "demonym", "CH"), "core", ("amod",))]
    assert made.act.core.sense.kind == "listing"
    assert filled(made, leaning(core=-3.0)) == (("CH",), ())
