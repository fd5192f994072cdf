"""What a draft has by its clause, and what another act of the sentence has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract.acts import Act
from pipelines.extract.choose import introduce
from pipelines.extract.draft import Draft
from pipelines.extract.reading import Reading

SAID = (
    "Peru/NNP/nsubj/1 lifted/VBD/ROOT/1/lift tariffs/NNS/dobj/1/tariff on/IN/prep/2 "
    "Norway/NNP/pobj/3 while/IN/mark/7 Chile/NNP/nsubj/7 imposed/VBD/advcl/1/impose "
    "quotas/NNS/dobj/7/quota on/IN/prep/8 Japan/NNP/pobj/9"
)


@pytest.fixture
def drafts(
    reading: Callable[..., Reading], act: Callable[[Reading, str], Act]
) -> tuple[Draft, Draft]:
    read = reading(SAID)
    return Draft(act(read, "lifted"), read), Draft(act(read, "imposed"), read)


def owned(draft: Draft) -> list[str]:
    return [link.value for link in draft.own(draft.parties)]


def test_each_act_has_the_parties_of_its_own_clause(drafts: tuple[Draft, Draft]) -> None:
    introduce(drafts, drafts)
    first, second = drafts
    assert (owned(first), owned(second)) == (["PE", "NO"], ["CL", "JP"])


def test_one_that_stands_alone_has_them_all(drafts: tuple[Draft, Draft]) -> None:
    introduce(drafts, drafts[:1])
    assert owned(drafts[0]) == ["PE", "NO", "CL", "JP"]


def test_where_others_have_all_there_is_it_has_all(drafts: tuple[Draft, Draft]) -> None:
    introduce(drafts, drafts)
    first, _ = drafts
    others = [link for link in first.parties if first.is_anothers(link)]
    assert [link.value for link in first.own(others)] == ["CL", "JP"]
