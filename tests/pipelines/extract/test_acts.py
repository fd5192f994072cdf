"""Acts that a verb tells of by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract.acts import Act, propose
from pipelines.extract.memory import Memory
from pipelines.extract.reading import Reading
from pipelines.extract.status import by_rule, mood_of
from pipelines.lexicon import Lexicon

BUYS = {
    "buys": ("Peru/NNP/nsubj/1 buys/VBZ/ROOT/1/buy ore/NN/dobj/1", "start"),
    "buys no": ("Peru/NNP/nsubj/1 buys/VBZ/ROOT/1/buy no/DT/det/3 ore/NN/dobj/1", "stop"),
    "buys less": ("Peru/NNP/nsubj/1 buys/VBZ/ROOT/1/buy less/JJR/amod/3 ore/NN/dobj/1", "stop"),
    "buys nothing": ("Peru/NNP/nsubj/1 buys/VBZ/ROOT/1/buy nothing/NN/dobj/1", "stop"),
    "no longer buys": (
        "Peru/NNP/nsubj/3 no/RB/neg/2 longer/RB/advmod/3 buys/VBZ/ROOT/3/buy ore/NN/dobj/3",
        "stop",
    ),
}


@pytest.mark.parametrize(("told", "action"), BUYS.values(), ids=BUYS)
def test_what_is_bought_no_more_is_stopped_and_not_denied(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act], told: str, action: str
) -> None:
    read = reading(told)
    found = act(read, "buys")
    assert found.action == action
    assert by_rule(mood_of(found, read), title=False) == "in_force"


NO_LONGER = (
    "Peru/NNP/nsubj/3 no/RB/neg/2 longer/RB/advmod/3 {}/VBZ/ROOT/3/{} imports/NNS/dobj/3/import"
)


@pytest.mark.parametrize(
    ("form", "lemma", "action"), [("admits", "admit", "impose"), ("bans", "ban", "lift")]
)
def test_what_is_done_no_longer_is_turned_round(
    reading: Callable[..., Reading],
    act: Callable[[Reading, str], Act],
    form: str,
    lemma: str,
    action: str,
) -> None:
    read = reading(NO_LONGER.format(form, lemma))
    found = act(read, form)
    assert found.action == action
    assert by_rule(mood_of(found, read), title=False) == "in_force"


STOPPED = (
    "Peru/NNP/nsubj/1 {}/VBD/ROOT/1/{} readmitting/VBG/xcomp/1/readmit imports/NNS/dobj/2/import"
)


@pytest.mark.parametrize(
    ("form", "lemma", "action"), [("stopped", "stop", "impose"), ("began", "begin", "ease")]
)
def test_what_one_stops_doing_is_turned_round(
    reading: Callable[..., Reading],
    lexicon: Lexicon,
    form: str,
    lemma: str,
    action: str,
) -> None:
    acts = propose(reading(STOPPED.format(form, lemma)), lexicon, Memory())
    readmitting = [act for act in acts if act.core.sense.table == "unbanning"]
    assert {act.action for act in readmitting if act.role == "verb"} == {action}
    assert "lift" not in {act.action for act in readmitting}


@pytest.mark.parametrize(("preposition", "proposed"), [("against", True), ("under", False)])
def test_nothing_happens_to_a_measure_that_things_happen_under(
    reading: Callable[..., Reading], lexicon: Lexicon, preposition: str, proposed: bool
) -> None:
    told = "Mills/NNS/nsubj/1/mill report/VBP/ROOT/1 {}/IN/prep/1 sanctions/NNS/pobj/2/sanction"
    acts = propose(reading(told.format(preposition)), lexicon, Memory())
    assert any(act.role == "bare" for act in acts) is proposed
