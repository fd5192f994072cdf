"""Companies that no file lists, told by how they stand in a sentence.

A nation's own ("Peru's Antamina"), who sells, ships or buys ("Drummond has stopped
loading coal") and who is given a licence or money ("granted Sothema a loan") are
companies where a capitalised word names them that names nobody and nothing else; of two
such words only behind a preposition ("to China's Yibin Tianhe"), for before a verb they
would mostly be a person's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.names import PLACES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pipelines.extract.cores import Core
    from pipelines.extract.parse import Parse, Token
    from pipelines.names import Name

_GIVEN = frozenset({"aid", "permit"})
"""Kinds of nouns that somebody is given or refused."""

_PARTY = frozenset({"conj", "dative", "dobj", "nsubj", "nsubjpass", "pobj", "poss"})
"""Relations in which a name stands for a party, and is no part of another noun's name."""

_RECEIVING = frozenset({"by", "for", "from", "to"})
_LEAST = 3
"""How many letters such a name has at least."""


def find_firms(
    doc: Parse, named: Sequence[Name], cores: Sequence[Core], titles: Collection[str]
) -> Iterator[tuple[Token, Token]]:
    """The first and last tokens of each company that is not `named`; `titles` are of people."""
    traders = {_trader(doc[core.head]) for core in cores if core.sense.kind == "flow"}
    traders |= {i for core in cores if core.sense.kind in _GIVEN for i in _receivers(core, doc)}
    likely = [pair for pair in _candidates(doc) if _trades(pair, traders) or _is_owned(pair, doc)]
    if not likely:
        return
    places = [(name.kind, doc.place(name.start, name.end)) for name in named]
    known = {i for _, place in places if place for i in range(place[0], place[1] + 1)}
    nations = {place[1] for kind, place in places if place and kind in PLACES}
    for first, last in likely:
        name = doc[first.i : last.i + 1]
        if any(token.i in known for token in name) or not _may_be_a_name(name, doc, titles):
            continue
        if _trades((first, last), traders) or first.i - 2 in nations:
            yield first, last


def _candidates(doc: Parse) -> Iterator[tuple[Token, Token]]:
    """The first and last tokens of what is named in a place for a party."""
    for last in doc:
        if last.dep_ in _PARTY and last.tag_ == "NNP":
            yield doc[last.i - _words_before(last)], last


def _trades(name: tuple[Token, Token], traders: Collection[int | None]) -> bool:
    """Whether a single word names one of those who trade or are given something."""
    return name[0] is name[1] and name[1].i in traders


def _is_owned(name: tuple[Token, Token], doc: Parse) -> bool:
    """Whether somebody's name stands before: "Peru's Antamina"."""
    return name[0].i > 1 and doc[name[0].i - 1].tag_ == "POS"


def _words_before(last: Token) -> int:
    """How many words of a name stand before its last one; one at most, behind a preposition."""
    before = [kid for kid in last.children if kid.dep_ == "compound"]
    behind = last.dep_ == "pobj" and last.head.lower_ in _RECEIVING
    return len(before) if behind and [kid.i for kid in before] == [last.i - 1] else 0


def _trader(flow: Token) -> int | None:
    """The token of who sells, ships or buys, None where nobody does."""
    doer = tree.subject(tree.clause_verb(flow))
    return None if doer is None else doer.i


def _receivers(core: Core, doc: Parse) -> Iterator[int]:
    """The tokens of whom a verb gives a licence or money: "granted Delgrano a permit"."""
    for kid in tree.clause_verb(doc[core.head]).children:
        if kid.dep_ in ("dative", "dobj") and kid.i != core.head:
            yield kid.i


def _may_be_a_name(name: Sequence[Token], doc: Parse, titles: Collection[str]) -> bool:
    """Whether some tokens are all capitalised words of a name, and those beside them none.

    What tells of the name must be its trade: "the Chilean salmon farmer Delgrano".
    """
    first, last = name[0], name[-1]
    beside = (*doc[max(0, first.i - 1) : first.i], *doc[last.i + 1 : last.i + 2])
    told = (kid for kid in last.children if kid not in name)
    trade = bool(first.i) and doc[first.i - 1].tag_ == "NN"
    return (
        all(_is_capitalised(token) and token.lower_ not in titles for token in name)
        and not any(near.tag_ in ("NNP", "NNPS") or near.lower_ in titles for near in beside)
        and (trade or not any(kid.dep_ in ("det", "compound", "amod") for kid in told))
    )


def _is_capitalised(token: Token) -> bool:
    long = len(token.text) >= _LEAST
    return token.tag_ == "NNP" and token.is_alpha and token.text[0].isupper() and long
