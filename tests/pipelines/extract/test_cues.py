"""Each field of a mention points at the words that decided it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract import Extractor
from pipelines.extract.choose import THRESHOLD
from pipelines.model import Article, Mention

Cued = dict[str, list[str]]


@pytest.fixture
def cued(by_rules: Extractor, article: Callable[..., Article]) -> Callable[..., list[Cued]]:
    """The words of the cues of each mention, by the field that they decided."""

    def find(said: str, title: str = "") -> list[Cued]:
        told = article(said, title=title)
        return [_words(mention, told) for mention in by_rules.mentions(told)]

    return find


def _words(mention: Mention, told: Article) -> Cued:
    text = told.title if mention.field == "title" else told.text
    found: Cued = {}
    for cue in mention.cues:
        found.setdefault(cue.decides, []).append(text[cue.start : cue.end])
    return found


def test_every_field_has_its_words(cued: Callable[..., list[Cued]]) -> None:
    said = (
        "It rained. On Monday a minister said that Canada would lift its 25 percent tariffs on "
        "steel and copper from Norway from 1 July."
    )
    (found,) = cued(said)
    assert found == {
        "instrument": ["tariffs"],
        "action": ["lift"],
        "status": ["that", "would"],
        "items": ["steel", "copper"],
        "actors": ["Canada"],
        "targets": ["Norway"],
        "date": ["1 July"],
        "effective_from": ["1 July"],
        "level": ["25 percent"],
        "attribution": ["a minister"],
    }


def test_a_particle_belongs_to_its_verb(cued: Callable[..., list[Cued]]) -> None:
    (found,) = cued("Mexico rolled back its tariffs on American steel.")
    assert found["action"] == ["rolled", "back"]


def test_words_of_status_above_the_verb(cued: Callable[..., list[Cued]]) -> None:
    found, *_ = cued("Canada does not plan to lift its tariffs on steel.")
    assert found["status"] == ["not", "plan", "to"]


def test_a_verb_that_stands_by_itself(cued: Callable[..., list[Cued]]) -> None:
    (found,) = cued("Washington sanctioned two banks in Belarus.")
    assert found["instrument"] == found["action"] == ["sanctioned"]


def test_what_comes_from_the_document_has_no_words(cued: Callable[..., list[Cued]]) -> None:
    _, found = cued("Canada imposed tariffs on Norwegian steel. The levies were lifted on Monday.")
    assert not {"items", "actors", "targets"} & {*found}
    assert found["date"] == ["Monday"]


def test_cues_of_a_title_in_capitals_point_into_it(cued: Callable[..., list[Cued]]) -> None:
    (found,) = cued("It rained.", title="Canada Lifts Tariffs On Steel From Norway")
    assert found["instrument"] == ["Tariffs"]
    assert found["action"] == ["Lifts"]


def test_the_quote_keeps_its_capitals(by_rules: Extractor, article: Callable[..., Article]) -> None:
    title = "Canada Lifts Tariffs On Steel From Norway"
    (mention,) = by_rules.mentions(article("It rained.", title=title))
    assert mention.quote == title


def test_verdicts_hold_the_mentions_and_what_was_rejected(
    by_rules: Extractor, article: Callable[..., Article]
) -> None:
    told = article("Canada raised and then suspended tariffs on Norwegian steel.")
    verdicts = list(by_rules.verdicts(told))
    kept = [mention for mention, verdict in verdicts if verdict.told]
    assert sorted(kept, key=repr) == sorted(by_rules.mentions(told), key=repr)
    whys = {verdict.draft.act.rule: verdict.why for _, verdict in verdicts if not verdict.told}
    assert whys["bare-measure"] == f"its probability 0.25 is below {THRESHOLD}"


def test_an_excluded_reading_names_what_excludes_it(
    by_rules: Extractor, article: Callable[..., Article]
) -> None:
    told = article("TSMC stopped supplying chips to Huawei, which was banned from export licences.")
    whys = [verdict.why for _, verdict in by_rules.verdicts(told) if not verdict.told]
    assert any(
        why.startswith(("the same words are read as ", "the act is told as ")) for why in whys
    )
