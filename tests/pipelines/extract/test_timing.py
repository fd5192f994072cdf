"""Which date belongs to an act, and from when and until when it holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract import Extractor
from pipelines.extract.links import Link
from pipelines.extract.reading import Filler
from pipelines.extract.timing import by_rule
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


def date(value: str, place: str, *path: str) -> Link:
    return Link(Filler(0, 0, "on", value), place, path)


def test_the_shortest_way_wins() -> None:
    far = date("2025-01-01", "clause", "advcl", "on:", "pobj")
    near = date("2025-06-03", "predicate", "on:", "pobj")
    assert by_rule([far, near]) is near


def test_a_date_away_from_the_act_is_none_of_its() -> None:
    assert by_rule([date("2025-01-01", "away", "nsubj")]) is None
    assert by_rule([]) is None
