"""What stands for a noun of policy told before it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract.reading import Reading

LIFTED = (
    "Peru/NNP/nsubj/1 lifted/VBD/ROOT/1/lift its/PRP$/poss/3 ban/NN/dobj/1 on/IN/prep/3 "
    "exports/NNS/pobj/4/export of/IN/prep/5 copper/NN/pobj/6 "
)

POINTING = LIFTED + (
    "and/CC/cc/1 kept/VBD/conj/1/keep the/DT/det/11 one/NN/dobj/9 on/IN/prep/11 zinc/NN/pobj/12"
)
POINTING_AWAY = LIFTED + (
    "and/CC/cc/1 kept/VBD/conj/1/keep that/DT/dobj/9 on/IN/prep/9 zinc/NN/pobj/11"
)
OWN = LIFTED + (
    "and/CC/cc/1 Chile/NNP/nsubj/10 kept/VBD/conj/1/keep its/PRP$/poss/12 own/JJ/dobj/10"
)
OWNED = LIFTED + "and/CC/cc/1 Chile/NNP/nsubj/10 kept/VBD/conj/1/keep theirs/PRP/dobj/10"
PRONOUN = LIFTED + "and/CC/cc/1 then/RB/advmod/10 restored/VBD/conj/1/restore it/PRP/dobj/10"


@pytest.mark.parametrize("told", [POINTING, POINTING_AWAY, OWN, OWNED, PRONOUN])
def test_it_has_the_sense_of_the_whole_nouns_head(
    reading: Callable[..., Reading], told: str
) -> None:
    ban, *_, stand_in = reading(told).cores
    assert stand_in.stands_for == ban
    assert stand_in.sense == ban.sense


@pytest.mark.parametrize(
    "told",
    [
        LIFTED + "and/CC/cc/1 said/VBD/conj/1/say that/IN/mark/11 it/PRP/nsubj/12 "
        "would/MD/aux/12 stay/VB/ccomp/9",
        LIFTED + "for/IN/prep/1 one/CD/nummod/10 year/NN/pobj/8",
        "Peru/NNP/nsubj/1 kept/VBD/ROOT/1/keep its/PRP$/poss/3 own/JJ/dobj/1",
    ],
)
def test_other_words_stand_for_nothing(reading: Callable[..., Reading], told: str) -> None:
    assert not any(core.stands_for for core in reading(told).cores)
