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
