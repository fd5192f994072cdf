"""Mends what the parser gets wrong in the plainest news: verbs that it takes for participles,
and plurals and names that it takes for verbs.

The model of the language was taught on prose of many kinds, in which "banned exports" are
mostly exports that are banned; in news a country "lifted a duty and banned exports".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.extract.parse import singular

if TYPE_CHECKING:
    from pipelines.extract.parse import Parse, Token

_PAST = ("VBD", "VBN")
_OBJECTS = frozenset({"dobj", "pobj"})
_FLOWS = frozenset({"export", "import"})
_FINITE = frozenset({"MD", "VBD", "VBP", "VBZ"})


def mend(parse: Parse) -> None:
    """Hang the words of a sentence anew where a past tense was read as a participle.

    A plural that was read as a verb, though it is the object of one, becomes a noun.
    """
    for token in parse:
        if token.dep_ in _OBJECTS and token.tag_ == "VBZ":
            _mend_plural(token)
        if token.dep_ == "amod" and token.tag_ in _PAST:
            _mend_coordinated(token, parse)
    _mend_root(parse)


def mend_name(parse: Parse, first: int, last: int) -> None:
    """Let a name that was read as a verb name the noun before it: "the lender Interbank"."""
    name = parse.root(first, last)
    noun = parse[first - 1] if first else None
    if not name.is_verb or noun is None or noun.pos_ != "NOUN":
        return
    if name.is_ancestor(noun):
        parse.hang(noun, noun if name.head is name else name.head, name.dep_)
    above = tree.clause_verb(noun)
    for kid in [kid for kid in name.children if kid.i > last]:
        parse.hang(kid, above if above.is_verb else noun, kid.dep_)
    parse.hang(name, noun, "appos")
    name.pos_, name.tag_, name.is_verb = "PROPN", "NNP", False


def _mend_plural(noun: Token) -> None:
    """Of "resumed ethane cargoes", where the last word was taken for a verb, make a noun of it."""
    noun.pos_, noun.tag_, noun.is_verb = "NOUN", "NNS", False
    noun.lemma_ = noun.word = noun.base = singular(noun.lower_)


def _mend_coordinated(verb: Token, parse: Parse) -> None:
    """Of "lifted the duty and banned exports" make two verbs, each with its object."""
    noun = verb.head
    behind_and = verb.i > 0 and parse[verb.i - 1].dep_ == "cc"
    if not behind_and or noun.dep_ != "conj" or noun.i < verb.i:
        return
    first = noun.head
    if not first.is_verb and noun.base in _FLOWS:
        first = tree.clause_verb(first)
    if first.is_verb and first.tag_ in _PAST:
        verb.tag_ = "VBD"
        parse.hang(verb, first, "conj")
        parse.hang(noun, verb, "dobj")


def _mend_root(parse: Parse) -> None:
    """Of a sentence without a verb, "Talks on a pact resumed in Bern", make one with a subject."""
    root = parse.top
    if root is None or root.is_verb:
        return
    finite = [token for token in parse if token.tag_ in _FINITE]
    told = finite or [token for token in root.children if _follows_apposition(token, parse)]
    if len(told) != 1 or told[0].dep_ != "acl" or told[0].head.i > told[0].i:
        return
    verb = told[0]
    verb.tag_ = "VBD" if verb.tag_ == "VBN" else verb.tag_
    parse.hang(verb, verb, "ROOT")
    parse.hang(root, verb, "nsubj")


def _follows_apposition(verb: Token, parse: Parse) -> bool:
    """Whether a participle is the verb behind a name in commas: "The minister, Ali, called"."""
    names = (kid for kid in verb.head.children if kid.dep_ == "appos" and kid.i < verb.i)
    in_commas = any(parse[name.i + 1].lower_ == "," for name in names)
    active = tree.agent(verb) is None
    return verb.tag_ == "VBN" and parse[verb.i - 1].lower_ == "," and in_commas and active
