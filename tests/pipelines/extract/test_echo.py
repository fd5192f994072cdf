"""What another is said to do likewise, read with the language model and the rules alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract import Extractor
from pipelines.model import Article, Mention

HALVED = "Norway halved its duty on Danish cheese"
FIRST = "ease NO>DK dairy in_force"


def shown(mention: Mention) -> str:
    parties = f"{','.join(mention.actors)}>{','.join(mention.targets)}"
    return f"{mention.action} {parties} {','.join(mention.items)} {mention.status}"


@pytest.mark.parametrize(
    ("also", "second"),
    [
        ("and Finland did the same.", "ease FI>DK dairy in_force"),
        ("and Finland plans to follow.", "ease FI>DK dairy planned"),
        ("and Finland will follow suit.", "ease FI>DK dairy announced"),
        ("and Finland is weighing the same step.", "ease FI>DK dairy planned"),
        ("and it is weighing the same step.", "ease NO>DK dairy planned"),
    ],
)
def test_another_does_the_same_to_the_same(
    by_rules: Extractor, article: Callable[..., Article], also: str, second: str
) -> None:
    mentions = by_rules.mentions(article(f"{HALVED}, {also}"))
    assert [shown(mention) for mention in mentions] == [FIRST, second]


@pytest.mark.parametrize(
    "also", ["and Finland follows the talks.", "and prices fell.", "and Finland watched."]
)
def test_other_words_tell_nothing_again(
    by_rules: Extractor, article: Callable[..., Article], also: str
) -> None:
    mentions = by_rules.mentions(article(f"{HALVED}, {also}"))
    assert [shown(mention) for mention in mentions][:1] == [FIRST]
    assert not [mention for mention in mentions[1:] if mention.action == "ease"]
