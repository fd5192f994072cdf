"""Every rule of data/rules/acts.toml does what its own sentences say."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.extract import Extractor
from pipelines.lexicon import Lexicon
from pipelines.model import Article

RULES = tomllib.loads(
    (Path(__file__).parents[3] / "data" / "rules" / "acts.toml").read_text("utf-8")
)["rule"]
MATCH = [(rule["id"], rule["action"], said) for rule in RULES for said in rule["match"]]
DIFFER = [(rule["id"], said) for rule in RULES for said in rule["differ"]]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_a_rule_has_sentences_of_both_kinds(rule: dict[str, list[str]]) -> None:
    assert rule["match"]
    assert rule["differ"]


def test_no_rule_is_hidden_by_an_earlier_one(lexicon: Lexicon) -> None:
    assert {rule["id"] for rule in RULES} == {rule.id for rule in lexicon.rules.values()}


@pytest.mark.parametrize(("rule", "action", "said"), MATCH)
def test_a_sentence_that_matches(
    by_rules: Extractor, article: Callable[..., Article], rule: str, action: str, said: str
) -> None:
    drafts = [draft for group in by_rules.drafts(article(said)) for draft in group]
    assert (rule, action) in {(draft.act.rule, draft.act.action) for draft in drafts}


@pytest.mark.parametrize(("rule", "said"), DIFFER)
def test_a_sentence_that_differs(
    by_rules: Extractor, article: Callable[..., Article], rule: str, said: str
) -> None:
    assert rule not in {mention.rule for mention in by_rules.mentions(article(said))}
