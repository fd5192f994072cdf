"""Which level belongs to an act."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract import Extractor
from pipelines.model import Article, Mention

SENTENCES = [
    ("Canada raised tariffs on steel from 10 percent to 25 percent.", "10 percent", "25 percent"),
    ("Canada cut tariffs on steel to 5 percent.", None, "5 percent"),
    ("Canada imposed a 25 percent tariff on steel.", None, "25 percent"),
    ("Canada lifted tariffs on steel.", None, None),
    ("Canada banned exports of 300 tons of tin.", None, None),
    ("Canada held talks as prices rose to 30 percent.", None, None),
]


@pytest.fixture
def first(by_rules: Extractor, article: Callable[..., Article]) -> Callable[[str], Mention]:
    return lambda said: by_rules.mentions(article(said))[0]


@pytest.mark.parametrize(("said", "before", "after"), SENTENCES)
def test_levels(
    first: Callable[[str], Mention], said: str, before: str | None, after: str | None
) -> None:
    mention = first(said)
    assert (mention.level_from, mention.level_to) == (before, after)


def test_a_level_far_away_belongs_to_something_else(first: Callable[[str], Mention]) -> None:
    filling = "for reasons that the minister told to reporters at length in the capital " * 2
    assert (
        first(f"Canada imposed tariffs on steel {filling}and prices rose 3 percent.").level_to
        is None
    )
