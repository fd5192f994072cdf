"""Words that stand for a noun told before them in their sentence.

"Left the one on beer untouched", "kept its own", "halted those to Poland", "tightened it".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.extract.cores import Core
    from pipelines.extract.parse import Parse, Token

_POINTING = frozenset({"one", "ones", "that", "those"})
"""What stands for a noun where more is told of it: "the one on beer", "those to Poland"."""

_PRONOUNS = frozenset({"it", "them"})
_OWNED = frozenset({"its", "theirs"})
"""What stands for a noun of its owner's: "Spain will end its in June"."""

_AS_NOUN = frozenset({"attr", "conj", "dobj", "nsubj", "nsubjpass", "oprd", "pobj"})
_HIT = frozenset({"dobj", "nsubj", "nsubjpass"})
"""Relations of a pronoun to a verb that does something to it ("nsubj" below "keep it alive")."""

_TELLING = frozenset({"acl", "amod", "prep"})


def stands_for(token: Token, cores: Sequence[Core], doc: Parse) -> Core | None:
    """The noun of policy for which a token stands, of those before it; None where for none.

    It is the nearest that is no part of another's phrase: "the ban on exports" is the ban.
    """
    if not cores or not _is_stand_in(token, doc):
        return None
    heads = {core.head for core in cores}
    nouns = (core for core in reversed(cores) if not core.sense.action and not core.stands_for)
    return next(
        (
            core
            for core in nouns
            if not any(up.i in heads for up in tree.phrase_above(doc[core.head]))
        ),
        None,
    )


def _is_stand_in(token: Token, doc: Parse) -> bool:
    """Whether a token may stand for a noun: as a pronoun, or pointing to what is told behind it."""
    if token.lower_ in _PRONOUNS:
        return token.dep_ in _HIT and (token.dep_ != "nsubj" or token.head.dep_ == "ccomp")
    if token.dep_ not in _AS_NOUN:
        return False
    if token.lower_ in _OWNED:
        return True
    if token.lower_ == "own":
        return any(kid.dep_ == "poss" for kid in token.children)
    if token.lower_ not in _POINTING:
        return False
    behind = doc[token.i + 1 : token.i + 2]
    return any(near.dep_ in _TELLING for near in (*token.children, *behind))
