"""Mends what the parser gets wrong in the plainest news: verbs that it takes for participles.

The model of the language was taught on prose of many kinds, in which "banned exports" are
mostly exports that are banned; in news a country "lifted a duty and banned exports".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract import tree

if TYPE_CHECKING:
    from pipelines.extract.parse import Parse, Token

_PAST = ("VBD", "VBN")
_FLOWS = frozenset({"export", "import"})
_FINITE = frozenset({"MD", "VBD", "VBP", "VBZ"})


def mend(parse: Parse) -> None:
    """Hang the words of a sentence anew where a past tense was read as a participle."""
    for token in parse:
        if token.dep_ == "amod" and token.tag_ in _PAST:
            _mend_coordinated(token, parse)
    _mend_root(parse)


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
    root = next((token for token in parse if token.head is token), None)
    if root is None or root.is_verb:
        return
    finite = [token for token in parse if token.tag_ in _FINITE]
    if len(finite) != 1 or finite[0].dep_ != "acl" or finite[0].head.i > finite[0].i:
        return
    verb = finite[0]
    parse.hang(verb, verb, "ROOT")
    parse.hang(root, verb, "nsubj")
