"""Which date belongs to an act, and from when and until when it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipelines.extract import Extractor, timing
from pipelines.extract.acts import Act
from pipelines.extract.draft import Draft
from pipelines.extract.linear import Linear
from pipelines.extract.links import Link
from pipelines.extract.memory import Memory
from pipelines.extract.reading import Filler, Place, Reading
from pipelines.extract.timing import by_rule, part
from pipelines.model import Article

SENTENCES = [
    ("Canada lifted tariffs on steel on 3 June.", "2025-06-03"),
    ("On Monday, Canada lifted tariffs on steel.", "2025-06-09"),
    ("Tariffs on steel were lifted by Canada in May.", "2025-05"),
    ("Canada will impose tariffs on steel from 1 July.", "2025-07-01"),
    ("Canada lifted tariffs on steel.", None),
]


@pytest.mark.parametrize(("said", "date"), SENTENCES)
def test_the_date_of_the_act(
    by_rules: Extractor, article: Callable[..., Article], said: str, date: str | None
) -> None:
    assert [mention.date for mention in by_rules.mentions(article(said))] == [date]


def test_from_when_until_when(by_rules: Extractor, article: Callable[..., Article]) -> None:
    (mention,) = by_rules.mentions(
        article("From 1 July, Canada suspended tariffs on steel until 30 September.")
    )
    assert (mention.effective_from, mention.effective_until) == ("2025-07-01", "2025-09-30")


def test_the_same_day_is_no_end(by_rules: Extractor, article: Callable[..., Article]) -> None:
    told = (
        "From 3 June, Canada suspended tariffs on steel until 30 September. "
        "Japan lifted tariffs on copper on the same day."
    )
    assert [mention.date for mention in by_rules.mentions(article(told))] == ["2025-06-03"] * 2


def date(value: str, place: str, *path: str) -> Link:
    return Link(Filler(0, 0, "on", value), place, path)


def test_the_shortest_way_wins() -> None:
    far = date("2025-01-01", "clause", "advcl", "on:", "pobj")
    near = date("2025-06-03", "predicate", "on:", "pobj")
    assert by_rule([far, near]) is near


def test_a_date_away_from_the_act_is_none_of_its() -> None:
    assert by_rule([date("2025-01-01", "away", "nsubj")]) is None
    assert by_rule([]) is None


WITHDREW = (
    "On/IN/prep/4 2/CD/pobj/0 July/NNP/nummod/1 Canada/NNP/nsubj/4 withdrew/VBD/ROOT/4/withdraw "
    "letters/NNS/dobj/4/letter {} ended/VBN/relcl/5/end tariffs/NNS/dobj/7/tariff"
)


@pytest.mark.parametrize(
    ("auxiliary", "date"), [("that/WDT/nsubj/7", "2025-07-02"), ("had/VBD/aux/7/have", None)]
)
def test_what_had_been_done_was_done_before_that_day(
    reading: Callable[..., Reading],
    act: Callable[[Reading, str], Act],
    auxiliary: str,
    date: str | None,
) -> None:
    read = reading(WITHDREW.format(auxiliary))
    ended = Draft(act(read, "ended"), read)
    timing.fill(ended, Memory(), {"date": Linear({"yes": {"": 3.0}})})
    assert ended.date == date


MET_AND_WILL_MEET = (
    "Canada/NNP/nsubj/1 held/VBD/ROOT/1/hold talks/NNS/dobj/1/talk and/CC/cc/1 "
    "will/MD/aux/5/will hold/VB/conj/1/hold talks/NNS/dobj/5/talk "
)
TODAY = "today/NN/npadvmod/5"
NEXT_DAY = "next/JJ/amod/8 day/NN/npadvmod/5"


@pytest.mark.parametrize(
    ("when", "statuses", "dates"),
    [
        (TODAY, ("in_force", "planned"), (None, "2025-06-10")),
        (NEXT_DAY, ("in_force", "planned"), ("2025-06-09", "2025-06-10")),
        (TODAY, ("in_force", "in_force"), ("2025-06-10", "2025-06-10")),
    ],
    ids=["of the nearer", "counted from", "of both"],
)
def test_a_day_told_once_belongs_to_the_nearer_of_two_acts(
    reading: Callable[..., Reading],
    when: str,
    statuses: tuple[str, str],
    dates: tuple[str | None, str],
) -> None:
    read = replace(reading(MET_AND_WILL_MEET + when), place=Place("text", 0, "2025-06-09"))
    links = [Link(Filler(7, len(read.doc) - 1, "on", "2025-06-10"), "predicate", ("npadvmod",))]

    def told(at: int, status: str) -> Draft:
        core = next(core for core in read.cores if core.head == at + 1)
        act = Act(core, at, "object", (), "hold-talks", "talks", "hold", "own")
        draft = Draft(act, read, status=status)
        draft.dates = links
        draft.fill("when", ("2025-06-10",), "sentence")
        return draft

    acts = [told(1, statuses[0]), told(5, statuses[1])]
    part(acts)
    assert tuple(draft.date for draft in acts) == dates


OPENED = (
    "On/IN/prep/3 Monday/NNP/pobj/0 Peru/NNP/nsubj/3 raised/VBD/ROOT/3/raise tariffs/NNS/dobj/3/"
    "tariff and/CC/cc/3 {}banned/VBD/conj/3/ban exports/NNS/dobj/{}/export"
)


@pytest.mark.parametrize(
    ("told", "when"),
    [
        (OPENED.format("", 6), ("2025-06-09",)),
        (OPENED.format("Chile/NNP/nsubj/7 ", 7), ()),
    ],
    ids=["one doer", "two"],
)
def test_the_date_that_opens_a_sentence_is_of_all_that_one_party_does(
    reading: Callable[..., Reading],
    act: Callable[[Reading, str], Act],
    told: str,
    when: tuple[str, ...],
) -> None:
    read = reading(told)
    raised, banned = Draft(act(read, "raised"), read), Draft(act(read, "banned"), read)
    banned.beside = [raised]
    timing.fill(banned, Memory(), {"date": Linear({"yes": {"": 5.0}})})
    assert banned.when == when
