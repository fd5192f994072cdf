"""How names hang from an act, and what plain rules make of that."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from pipelines.catalogue import Catalogue
from pipelines.extract import goods, parties
from pipelines.extract.acts import Act
from pipelines.extract.links import Link, links_of
from pipelines.extract.reading import Filler, Reading
from pipelines.lexicon import Lexicon

ACTIVE = (
    "Canada/NNP/nsubj/1 imposed/VBD/ROOT/1/impose tariffs/NNS/dobj/1/tariff on/IN/prep/2 "
    "steel/NN/pobj/3 from/IN/prep/4 China/NNP/pobj/5"
)
PASSIVE = (
    "Tariffs/NNS/nsubjpass/2/tariff were/VBD/auxpass/2/be imposed/VBN/ROOT/2/impose on/IN/prep/2 "
    "China/NNP/pobj/3 by/IN/agent/2 Canada/NNP/pobj/5"
)
OWNED = (
    "Tariffs/NNS/nsubjpass/6/tariff of/IN/prep/0 Canada/NNP/pobj/1 on/IN/prep/0 copper/NN/pobj/3 "
    "were/VBD/auxpass/6/be imposed/VBN/ROOT/6/impose"
)
POSSESSIVE = (
    "Mills/NNS/nsubj/4/mill in/IN/prep/0 Japan/NNP/pobj/1 will/MD/aux/4 face/VB/ROOT/4 "
    "Canada/NNP/poss/7 's/POS/case/5 tariffs/NNS/dobj/4/tariff"
)
SEVERAL = (
    "Canada/NNP/nsubj/3 and/CC/cc/0 Japan/NNP/conj/0 imposed/VBD/ROOT/3/impose "
    "tariffs/NNS/dobj/3/tariff on/IN/prep/4 copper/NN/pobj/5 ,/,/punct/6 aluminium/NN/conj/6"
)
ELSEWHERE = (
    "Canada/NNP/nsubj/1 imposed/VBD/ROOT/1/impose tariffs/NNS/dobj/1/tariff after/IN/mark/5 "
    "Japan/NNP/nsubj/5 sold/VBD/advcl/1/sell copper/NN/dobj/5"
)

APART = (
    "Canada/NNP/nsubj/1 lifted/VBD/ROOT/1/lift tariffs/NNS/dobj/1/tariff and/CC/cc/1 "
    "Japan/NNP/nsubj/5 sold/VBD/conj/1/sell copper/NN/dobj/5"
)
SHARED = (
    "Canada/NNP/nsubj/1 imposed/VBD/ROOT/1/impose and/CC/cc/1 suspended/VBD/conj/1/suspend "
    "tariffs/NNS/dobj/3/tariff on/IN/prep/3 copper/NN/pobj/5"
)


def links(act: Act, reading: Reading, fillers: Sequence[Filler]) -> list[Link]:
    (found,) = links_of(act, reading, fillers)
    return found


def placed(act: Act, reading: Reading) -> dict[str, tuple[str, tuple[str, ...]]]:
    found = links(act, reading, [*reading.names, *reading.goods])
    return {link.value: (link.place, link.path) for link in found}


@pytest.mark.parametrize(
    ("told", "word", "expected"),
    [
        (
            ACTIVE,
            "imposed",
            {
                "CA": ("subject", ()),
                "CN": ("core", ("on:", "pobj", "from:", "pobj")),
                "steel": ("core", ("on:", "pobj")),
            },
        ),
        (PASSIVE, "imposed", {"CA": ("agent", ()), "CN": ("clause", ("on:", "pobj"))}),
        (OWNED, "imposed", {"CA": ("core", ("of:", "pobj")), "copper": ("core", ("on:", "pobj"))}),
        (
            POSSESSIVE,
            "face",
            {"JP": ("subject", ("in:", "pobj")), "CA": ("core", ("poss",))},
        ),
        (
            ELSEWHERE,
            "imposed",
            {
                "CA": ("subject", ()),
                "JP": ("clause", ("advcl", "nsubj")),
                "copper": ("clause", ("advcl", "dobj")),
            },
        ),
    ],
    ids=["active", "passive", "of", "possessive", "elsewhere"],
)
def test_places_and_paths(
    reading: Callable[..., Reading],
    act: Callable[[Reading, str], Act],
    told: str,
    word: str,
    expected: dict[str, tuple[str, tuple[str, ...]]],
) -> None:
    read = reading(told)
    found = placed(act(read, word), read)
    assert {value: (place.replace("predicate", "clause"), path) for value, (place, path) in
            found.items()} == expected  # fmt: skip


def test_coordinated_names_hang_alike(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(SEVERAL)
    found = placed(act(read, "imposed"), read)
    assert found["CA"] == found["JP"] == ("subject", ())
    assert found["copper"] == found["aluminium"] == ("core", ("on:", "pobj"))


def test_what_a_coordinated_clause_has_by_itself_hangs_below_it(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    apart, shared = reading(APART), reading(SHARED)
    assert placed(act(apart, "lifted"), apart)["copper"][1] == ("conj", "dobj")
    assert placed(act(apart, "lifted"), apart)["JP"][1] == ("conj", "nsubj")
    assert placed(act(shared, "imposed"), shared)["copper"][1] == ("on:", "pobj")


def test_nouns_of_time_belong_to_no_preposition(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(
        "Canada/NNP/nsubj/1 cut/VBD/ROOT/1/cut tariffs/NNS/dobj/1/tariff from/IN/prep/1 "
        "20/CD/pobj/3 last/JJ/amod/6 month/NN/npadvmod/3"
    )
    (date,) = links(act(read, "cut"), read, read.dates)
    assert (date.place, date.path) == ("predicate", ("npadvmod",))


def test_what_the_clause_before_has_is_told_apart(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(
        "Japan/NNP/nsubj/1 kept/VBD/ROOT/1/keep tariffs/NNS/dobj/1/tariff on/IN/prep/2 "
        "copper/NN/pobj/3 and/CC/cc/1 Canada/NNP/nsubj/7 imposed/VBD/conj/1/impose "
        "quotas/NNS/dobj/7/quota on/IN/prep/8 steel/NN/pobj/9"
    )
    found = links(act(read, "imposed"), read, [*read.names, *read.goods])
    places = {link.value: (link.place, link.is_of_other_clause) for link in found}
    assert places == {
        "JP": ("before", True), "copper": ("before", True),
        "CA": ("subject", False), "steel": ("core", False),
    }  # fmt: skip


PARTIES = [
    (ACTIVE, "imposed", ("CA",), ("CN",)),
    (PASSIVE, "imposed", ("CA",), ("CN",)),
    (SEVERAL, "imposed", ("CA", "JP"), ()),
    (ELSEWHERE, "imposed", ("CA",), ()),
]


@pytest.mark.parametrize(
    ("told", "word", "actors", "targets"), PARTIES, ids=["active", "passive", "several", "clause"]
)
def test_actors_and_targets_by_rule(
    reading: Callable[..., Reading],
    act: Callable[[Reading, str], Act],
    told: str,
    word: str,
    actors: tuple[str, ...],
    targets: tuple[str, ...],
) -> None:
    read = reading(told)
    found = links(act(read, word), read, read.names)
    assert parties.by_rule("tariff", found) == (actors, targets)


def test_all_parties_of_talks_act(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(
        "Canada/NNP/nsubj/1 held/VBD/ROOT/1/hold talks/NNS/dobj/1/talk with/IN/prep/2 "
        "China/NNP/pobj/3"
    )
    found = links(act(read, "held"), read, read.names)
    assert parties.by_rule("talks", found) == (("CA", "CN"), ())


def test_goods_of_the_noun_go_before_those_of_the_clause(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> None:
    read = reading(ELSEWHERE)
    assert goods.by_rule(links(act(read, "imposed"), read, read.goods)) == []
    read = reading(ACTIVE)
    assert goods.by_rule(links(act(read, "imposed"), read, read.goods)) == ["steel"]


def test_the_most_specific_goods_are_kept(lexicon: Lexicon) -> None:
    catalogue: Catalogue = lexicon.catalogue
    kept = goods.most_specific(["semiconductors", "eda_software", "steel", "steel"], catalogue)
    assert kept == ("eda_software", "steel")
