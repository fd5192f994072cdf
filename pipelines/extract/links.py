"""How a name, an item or a date hangs from an act in the parse of its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipelines.extract import tree

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from pipelines.extract.acts import Act
    from pipelines.extract.parse import Token
    from pipelines.extract.reading import Filler, Reading

_LONGEST_PATH = 7

DOERS = ("subject", "agent")
"""The places of an act where it says who does it."""

OWN = ("core", "predicate", "clause")
"""The places of an act where its other parties, its goods and its dates stand, nearest first."""

ELSEWHERE = ("before", "away")
"""The places outside an act's own clause."""

_OWNERS = (("poss",), ("amod",), ("nmod",), ("compound",))
OF_NOUN = frozenset(step for (step,) in _OWNERS)
"""Relations of a word before a noun to it, as paths and by themselves."""


class Link(NamedTuple):
    """A filler with its place in an act.

    `place` is the part of the act that it hangs from (subject, agent, core, predicate,
    clause), or the clause "before", which its own is coordinated with, else "away"; `path` the
    relations between, from the act down, prepositions told by their word ("on:").
    """

    filler: Filler
    place: str
    path: tuple[str, ...]

    @property
    def is_of_other_clause(self) -> bool:
        """Whether it stands in a clause that is coordinated with the act's."""
        return self.place == "before" or "conj" in self.path

    @property
    def is_owner(self) -> bool:
        """Whether it stands before the act's noun as whose that is: "the Swiss list"."""
        return self.place == "core" and self.path in _OWNERS

    @property
    def value(self) -> str:
        """The code, item id or date that the filler stands for."""
        return self.filler.value


def values_at(found: Iterable[Link], places: Container[str]) -> set[str]:
    """What the links at some places of an act stand for."""
    return {link.value for link in found if link.value and link.place in places}


def links_of(act: Act, reading: Reading, *lists: Iterable[Filler]) -> list[list[Link]]:
    """The links of several lists of fillers."""
    holders = _holders(act, reading)
    return [[_link(filler, holders, reading) for filler in fillers] for fillers in lists]


def _holders(act: Act, reading: Reading) -> dict[int, str]:
    """The tokens that fillers may hang from, by token."""
    doc = reading.doc
    anchor = doc[act.anchor]
    verb = tree.clause_verb(anchor)
    holders = {verb.head.i: "before"} if verb.dep_ == "conj" and _is_apart(verb) else {}
    holders |= {verb.i: "clause", act.anchor: "predicate", act.core.head: "core"}
    for who, place in ((_subject(anchor, verb), "subject"), (_agent(anchor, verb), "agent")):
        if who is not None and who.i != act.core.head:
            holders[who.i] = place
    return holders


def _subject(anchor: Token, verb: Token) -> Token | None:
    own = tree.subject(anchor) if anchor.is_verb else None
    return own if own is not None else tree.subject(verb)


def _agent(anchor: Token, verb: Token) -> Token | None:
    own = tree.agent(anchor)
    return own if own is not None else tree.agent(verb)


def _link(filler: Filler, holders: dict[int, str], reading: Reading) -> Link:
    token = reading.token_of(filler)
    if token.i in holders:
        return Link(filler, holders[token.i], ())
    path: list[str] = []
    while token.head != token and len(path) < _LONGEST_PATH:
        path += _step(token, path)
        token = token.head
        if token.i in holders:
            return Link(filler, holders[token.i], tuple(reversed(path)))
    return Link(filler, "away", tuple(reversed(path[:3])))


def _step(token: Token, path: Sequence[str]) -> list[str]:
    """What the relation of a token to its head adds to a way up, nothing where it tells nothing.

    Nouns of time belong to no preposition ("from 20% to 5% last month"), examples to the
    noun that they are of, coordinated words to what the first of them hangs from.
    """
    relation = token.dep_
    if relation == "prep":
        is_silent = path == ["npadvmod"] or _is_example(token)
        return [] if is_silent else [f"{token.lower_}:"]
    is_silent = relation == "pobj" and _is_example(token.head)
    is_silent |= relation == "conj" and not _is_apart(token)
    return [] if is_silent else [relation]


def _is_apart(token: Token) -> bool:
    """Whether a coordinated verb shares neither who nor what: "lifted A and scrapped B"."""
    own_subject = tree.child(token, *tree.SUBJECTS, *tree.PASSIVE_SUBJECTS)
    both_have_objects = _has_object(token) and _has_object(token.head)
    return token.is_verb and (own_subject is not None or both_have_objects)


def _has_object(verb: Token) -> bool:
    """Whether a verb has an object, or the verb that it leads to: "threatens to stop shipments"."""
    led = tree.child(verb, "xcomp")
    return tree.child(verb, "dobj") is not None or (led is not None and _has_object(led))


def _is_example(preposition: Token) -> bool:
    """Whether what a preposition holds is a part of the noun before it: "mills such as Acme"."""
    if preposition.lower_ == "as":
        return any(kid.lower_ == "such" for kid in preposition.children)
    return preposition.lower_ in ("including", "like")
