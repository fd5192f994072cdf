"""The files of words: every mistake is told by file, line and fault; one's own are laid over."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.language import Language

from pipelines.errors import LexiconError
from pipelines.extract import Extractor
from pipelines.lexicon import Lexicon, lemmas_of, load_lexicon
from pipelines.model import Article, Mention
from tracker.resources import data_folder

RULE = '[[rule]]\nid = "own"\npredicate = "lift"\ncore = "measure"\naction = "lift"\n'

MISTAKES = {
    "no TOML": ("[measures.tariff]\nwords = [", "(at end of document)"),
    "an unknown table": ("\n[mesures.tariff]\nwords = []", ":2: mesures: no table of a lexicon"),
    "an unknown section": ("[item.fish]\nname = 'fish'\n[verb]\n", ":3: verb: no table"),
    "an unknown key": (
        "[measures.tariff]\nwords = ['toll']\nwrods = ['toll']",
        ":3: [measures.tariff]: unknown key 'wrods'; known are instrument, kind",
    ),
    "an unknown kind": ("[measures.own]\nkind = 'tax'", ":2: [measures.own]: unknown kind 'tax'"),
    "no kind": ("\n\n[measures.own]\nwords = ['toll']", ":3: [measures.own]: needs a kind"),
    "an unknown instrument": (
        "[verbs.own]\nkind = 'measure'\ninstrument = 'toll'",
        ":3: [verbs.own]: unknown instrument 'toll'; known are export_control",
    ),
    "an unknown action": (
        "[verbs.own]\nkind = 'measure'\naction = 'ban'",
        ":3: [verbs.own]: unknown action 'ban'; known are impose",
    ),
    "an action of another instrument": (
        "[verbs.own]\nkind = 'talks'\ninstrument = 'talks'\naction = 'lift'",
        ":4: [verbs.own]: talks does not take the action lift",
    ),
    "an unknown sense": (
        "[measures.export_flow]\nsense = 'up'",
        ":2: [measures.export_flow]: unknown sense 'up'; known are in, out",
    ),
    "words that are no list": (
        "[measures.tariff]\nwords = 'toll'",
        ":2: [measures.tariff]: words must be a list of words",
    ),
    "a word that is a number": (
        "[actions.lift]\nnouns = []\nverbs = ['axe', 5]",
        ":3: [actions.lift]: verbs must be a list of words",
    ),
    "a blank word": ("[signs.tariff]\nwords = ['- ']", ":2: [signs.tariff]: words holds a phrase"),
    "a form of several words": (
        "[verbs.banning]\nforms = ['shut out']",
        ":2: [verbs.banning]: 'shut out' is no single word",
    ),
    "a thing of several words": (
        "[measures.own]\nkind = 'investment'\nof = ['gold mine']",
        ":3: [measures.own]: 'gold mine' is no single word",
    ),
    "a status that is none": (
        "[status.certain]\nverbs = ['know']",
        ":1: [status.certain]: unknown name; known are in_force, announced",
    ),
    "a sign of no instrument": ("[signs.toll]\nwords = []", ":1: [signs.toll]: unknown name"),
    "reporting with an unknown key": (
        "[reporting]\nverb = ['tell']",
        ":2: [reporting]: unknown key 'verb'; known are verbs, strong",
    ),
    "a general word that no act is about": (
        "[general]\nwords = ['talk', 'tlak']",
        ":2: [general]: 'tlak' is no word of measures.toml or verbs.toml",
    ),
    "a section that is no table": ("measures = 3", ":1: measures: must be a table"),
    "a rule with an unknown key": (
        RULE + "[[rule]]\nid = 'x'\nwhen = 'now'",
        ":6: rule x: unknown key 'when'",
    ),
    "a rule without an action": ("[[rule]]\nid = 'x'", ":1: rule x: action must be a word"),
    "a rule with an unknown class": (
        RULE.replace('"lift"\ncore', '"lfit"\ncore'),
        ":1: rule own: unknown predicate 'lfit'; known are impose",
    ),
    "a rule with an unknown kind of noun": (
        RULE.replace('"measure"', '"levy"'),
        ":1: rule own: unknown core 'levy'",
    ),
    "a rule with an action of another instrument": (
        RULE + "instrument = 'talks'",
        ":1: rule own: talks does not take the action lift",
    ),
    "a rule with an unknown status": (RULE + "status = 'sure'", ":1: rule own: unknown status"),
    "two rules of one id": (RULE + RULE, ":6: rule own: its id is taken"),
    "an item without a name": ("[item.fish]\nparent = 'metals'", ":1: fish: has no name"),
    "an item with an unknown parent": (
        "[item.fish]\nname = 'fish'\nparent = 'sea'",
        ":1: fish: its parent 'sea' is no item",
    ),
}


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str], Lexicon]:
    """The shipped words with a file of one's own laid over them."""

    def load(text: str) -> Lexicon:
        path = tmp_path / "own.toml"
        path.write_text(text, encoding="utf-8")
        return load_lexicon(data_folder(), [path])

    return load


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_by_file_line_and_fault(
    own: Callable[[str], Lexicon], tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(LexiconError) as caught:
        own(text)
    told = str(caught.value)
    assert told.startswith(f"{tmp_path / 'own.toml'}:")
    assert said in told
    assert "\n" not in told


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"none\.toml: cannot be read: .*; check the path"):
        load_lexicon(data_folder(), [tmp_path / "none.toml"])


def test_a_mistake_in_a_shipped_file(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for name in ("lexicon", "rules"):
        shutil.copytree(data_folder() / name, folder / name)
    path = folder / "lexicon" / "verbs.toml"
    text = path.read_text("utf-8")
    line = text.splitlines().index("[taxing]") + 1
    path.write_text(text.replace('[taxing]\ninstrument = "tariff"', '[taxing]\ninstrument = "tax"'))
    with pytest.raises(LexiconError, match=rf"verbs\.toml:{line + 1}: \[taxing\]: unknown instr"):
        load_lexicon(folder)


OWN = """
[item.buttons]
name = "buttons"

[goods.buttons]
words = ["trouser button"]

[measures.tariff]
words = ["toll"]

[measures.lease]
instrument = "investment_restriction"
kind = "measure"
words = ["permit"]
of = ["farm"]

[actions.lift]
verbs = ["defenestrate"]

[verbs.banning]
words = ["verboten"]

[status.planned]
verbs = ["dream of"]

[reporting]
verbs = ["whisper"]
strong = ["whisper"]

[party]
ZZ = {name = "Ruritania", adjective = "Ruritanian"}

[[rule]]
id = "double-toll"
predicate = "hold"
core = "measure"
action = "maintain"
match = ["Ruritania convened a toll."]
"""


@pytest.fixture(scope="module")
def find(
    tmp_path_factory: pytest.TempPathFactory, language: Language, article: Callable[..., Article]
) -> Callable[[str], Mention]:
    """The one mention of a sentence, read with words of one's own."""
    path = tmp_path_factory.mktemp("own") / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    extractor = Extractor(load_lexicon(data_folder(), [path]), language)

    def mention(said: str) -> Mention:
        (found,) = extractor.mentions(article(said))
        return found

    return mention


def test_own_words_are_found(find: Callable[[str], Mention]) -> None:
    mention = find("Ruritania imposed a toll on trouser buttons.")
    assert (mention.instrument, mention.action) == ("tariff", "impose")
    assert (mention.actors, mention.items) == (("ZZ",), ("buttons",))


def test_an_own_word_is_told_of_its_things_only(find: Callable[[str], Mention]) -> None:
    assert find("Canada lifted its permit for farms.").instrument == "investment_restriction"
    assert find("Canada lifted its export permit for beans.").instrument == "export_control"


def test_an_own_verb(find: Callable[[str], Mention]) -> None:
    assert find("Canada defenestrated its tariffs on steel.").action == "lift"


def test_an_own_word_of_status(find: Callable[[str], Mention]) -> None:
    assert find("Canada dreamt of lifting its tariffs on steel.").status == "planned"


def test_an_own_word_of_reporting(find: Callable[[str], Mention]) -> None:
    mention = find("A diplomat whispered that Canada had lifted its tariffs on steel.")
    assert mention.attribution == "a diplomat"


def test_an_own_rule(find: Callable[[str], Mention]) -> None:
    mention = find("Ruritania convened a toll.")
    assert (mention.rule, mention.action) == ("double-toll", "maintain")


def test_own_words_change_the_version(own: Callable[[str], Lexicon], lexicon: Lexicon) -> None:
    assert own("[measures.tariff]\nwords = ['toll']").version != lexicon.version


def test_an_empty_file_changes_no_words(own: Callable[[str], Lexicon], lexicon: Lexicon) -> None:
    assert own("").rules == lexicon.rules


def test_phrases_are_cut_as_the_parser_cuts_them() -> None:
    assert lemmas_of("Re-export Controls") == ("re", "-", "export", "controls")
