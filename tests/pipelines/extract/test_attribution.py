"""Who says so: the speaker, the medium, and who is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract.acts import Act
from pipelines.extract.attribution import name_of, speaker_of
from pipelines.extract.parse import Parse
from pipelines.extract.reading import Reading
from pipelines.lexicon import Lexicon

SENTENCES = {
    "nobody": ("Canada/NNP/nsubj/1 lifted/VBD/ROOT/1/lift tariffs/NNS/dobj/1/tariff", None),
    "a speaker": (
        (
            "An/DT/det/1 official/NN/nsubj/2 said/VBD/ROOT/2/say Canada/NNP/nsubj/4 "
            "lifted/VBD/ccomp/2/lift tariffs/NNS/dobj/4/tariff"
        ),
        "an official",
    ),
    "a pronoun for a speaker named before": (
        (
            "Ruiz/NNP/nsubj/1 said/VBD/ROOT/1/say and/CC/cc/1 she/PRP/nsubj/4 "
            "added/VBD/conj/1/add Canada/NNP/nsubj/6 lifted/VBD/ccomp/4/lift "
            "tariffs/NNS/dobj/6/tariff"
        ),
        "Ruiz",
    ),
    "a pronoun alone": (
        (
            "She/PRP/nsubj/1 said/VBD/ROOT/1/say Canada/NNP/nsubj/3 "
            "lifted/VBD/ccomp/1/lift tariffs/NNS/dobj/3/tariff"
        ),
        "She",
    ),
    "a medium behind a comma": (
        (
            "Canada/NNP/nsubj/1 lifted/VBD/ccomp/5/lift tariffs/NNS/dobj/1/tariff ,/,/punct/5 "
            "Reuters/NNP/nsubj/5 reported/VBD/ROOT/5/report"
        ),
        "Reuters",
    ),
    "a report in brackets of commas": (
        (
            "Canada/NNP/nsubj/5 ,/,/punct/3 Reuters/NNP/nsubj/3 said/VBD/parataxis/5/say "
            ",/,/punct/3 lifted/VBD/ROOT/5/lift tariffs/NNS/dobj/5/tariff"
        ),
        "Reuters",
    ),
    "who asks for it": (
        (
            "Dhaka/NNP/nsubj/1 asked/VBD/ROOT/1/ask Delhi/NNP/nsubj/4 to/TO/aux/4 "
            "lift/VB/xcomp/1/lift tariffs/NNS/dobj/4/tariff"
        ),
        "Dhaka",
    ),
    "who needs to do it": (
        (
            "Delhi/NNP/nsubj/1 needs/VBZ/ROOT/1/need to/TO/aux/3 lift/VB/xcomp/1/lift "
            "tariffs/NNS/dobj/3/tariff"
        ),
        None,
    ),
    "who denies it": (
        (
            "Ruiz/NNP/nsubj/1 denied/VBD/ROOT/1/deny that/IN/mark/4 Canada/NNP/nsubj/4 "
            "lifted/VBD/ccomp/1/lift tariffs/NNS/dobj/4/tariff"
        ),
        "Ruiz",
    ),
    "according to": (
        (
            "According/VBG/prep/5/accord to/IN/prep/0 Reuters/NNP/pobj/1 ,/,/punct/5 "
            "Canada/NNP/nsubj/5 lifted/VBD/ROOT/5/lift tariffs/NNS/dobj/5/tariff"
        ),
        "Reuters",
    ),
    "citing": (
        (
            "Canada/NNP/nsubj/1 lifted/VBD/ROOT/1/lift tariffs/NNS/dobj/1/tariff ,/,/punct/1 "
            "citing/VBG/advcl/1/cite the/DT/det/6 minister/NN/dobj/4"
        ),
        "the minister",
    ),
    "the speaker around a quotation": (
        (
            "Hassett/NNP/nsubj/1 noted/VBD/ROOT/1/note ,/,/punct/1 adding/VBG/advcl/1/add "
            "we/PRP/nsubj/5 expect/VBP/ccomp/3/expect Canada/NNP/nsubj/7 "
            "lifted/VBD/ccomp/5/lift tariffs/NNS/dobj/7/tariff"
        ),
        "Hassett",
    ),
    "the nearest of several layers": (
        (
            "Reuters/NNP/nsubj/1 reported/VBD/ROOT/1/report officials/NNS/nsubj/3/official "
            "said/VBD/ccomp/1/say Canada/NNP/nsubj/5 lifted/VBD/ccomp/3/lift "
            "tariffs/NNS/dobj/5/tariff"
        ),
        "officials",
    ),
    "a decision told behind": (
        (
            "Canada/NNP/nsubj/1 lifted/VBD/ccomp/5/lift tariffs/NNS/dobj/1/tariff ,/,/punct/5 "
            "Ruiz/NNP/nsubj/5 announced/VBD/ROOT/5/announce"
        ),
        "Ruiz",
    ),
    "a decision is no report": (
        (
            "Canada/NNP/nsubj/1 announced/VBD/ROOT/1/announce it/PRP/nsubj/3 "
            "lifted/VBD/ccomp/1/lift tariffs/NNS/dobj/3/tariff"
        ),
        None,
    ),
    "a vow is no report": (
        (
            "Canada/NNP/nsubj/1 vowed/VBD/ROOT/1/vow to/TO/aux/3 lift/VB/xcomp/1 "
            "tariffs/NNS/dobj/3/tariff"
        ),
        None,
    ),
}


@pytest.mark.parametrize(("told", "who"), SENTENCES.values(), ids=SENTENCES.keys())
def test_speaker(
    reading: Callable[..., Reading],
    act: Callable[[Reading, str], Act],
    lexicon: Lexicon,
    told: str,
    who: str | None,
) -> None:
    read = reading(told)
    verb = next(token.text for token in read.doc if token.lemma_ == "lift")
    assert speaker_of(act(read, verb), read, lexicon) == who


NAMES = [
    ("The/DT/det/1 minister/NN/ROOT/1", 1, "the minister"),
    (
        "Kim/NNP/ROOT/0 ,/,/punct/0 a/DT/det/3 minister/NN/appos/0 ,/,/punct/0",
        0,
        "Kim",
    ),
    (
        "people/NNS/ROOT/0 who/WP/nsubj/2 know/VBP/relcl/0 it/PRP/dobj/2",
        0,
        "people",
    ),
    (
        "head/NN/ROOT/0 of/IN/prep/0 trade/NN/pobj/1 on/IN/prep/0 Monday/NNP/pobj/3",
        0,
        "head of trade",
    ),
    ("Theresa/NNP/compound/1 May/NNP/ROOT/1", 1, "Theresa May"),
]


@pytest.mark.parametrize(("told", "head", "name"), NAMES, ids=[row[2] for row in NAMES])
def test_a_name_leaves_clauses_and_appositions_out(
    parse: Callable[[str], Parse], told: str, head: int, name: str
) -> None:
    parsed = parse(told)
    assert name_of(parsed[head], parsed) == name
