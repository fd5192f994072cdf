"""The words that may do something to a noun of policy: above it, below it and beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract import tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.extract.cores import Core
    from pipelines.extract.parse import Token
    from pipelines.extract.reading import Reading

_DOWN = {"acl": "clause", "relcl": "clause", "amod": "modifier", "compound": "modifier"}
_UP = {
    "dobj": "object",
    "attr": "object",
    "oprd": "object",
    "nsubjpass": "object",
    "nsubj": "subject",
    "pobj": "preposition",
    "compound": "compound",
    "nmod": "compound",
    "amod": "compound",
    "poss": "compound",
    "xcomp": "complement",
    "ccomp": "complement",
    "pcomp": "complement",
    "advcl": "complement",
    "prep": "preposition",
    "agent": "preposition",
    "appos": "apposition",
    "conj": "coordination",
    "dep": "loose",
    "ROOT": "loose",
}
_MOST_ABOVE = 2
_HIGHEST = 4
"""How many relations a predicate may stand above its noun."""

_NEAR = 4
"""How many tokens apart a predicate may stand that the parse does not connect."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """A token that may do something to a noun, and the relations by which they connect.

    `role` is what the noun is to it: object, subject, clause, shared, near ...
    """

    token: Token
    role: str
    path: tuple[str, ...]


def predicates_of(core: Core, reading: Reading) -> Iterator[Predicate]:
    """Tokens with a class that govern, modify or stand near a noun, each once.

    What stands for a noun has those behind that noun only.
    """
    if core.sense.action:
        yield from _above(core, reading, {core.first})
        return
    taken = set(range(core.first, core.last + 1))
    if core.stands_for:
        taken |= set(range(core.stands_for.last + 1))
    yield from _above(core, reading, taken)
    yield from _below(core, reading, taken)
    yield from _near(core, reading, taken)


def _above(core: Core, reading: Reading, taken: set[int]) -> Iterator[Predicate]:
    climbed = 0
    head = reading.doc[core.head]
    for token, path in tree.governors(head):
        if _is_free(token, reading, taken):
            climbed += 1
            found = Predicate(token, _UP.get(path[0], "loose"), path)
            yield from _with_coordinated(found, head, reading, taken)
        if climbed >= _MOST_ABOVE or len(path) > _HIGHEST:
            return


def _below(core: Core, reading: Reading, taken: set[int]) -> Iterator[Predicate]:
    head = reading.doc[core.head]
    for kid in head.children:
        if kid.dep_ in _DOWN and _is_free(kid, reading, taken):
            found = Predicate(kid, _DOWN[kid.dep_], (f"-{kid.dep_}",))
            yield from _with_coordinated(found, head, reading, taken)


def _near(core: Core, reading: Reading, taken: set[int]) -> Iterator[Predicate]:
    for token in reading.doc[max(0, core.first - _NEAR) : core.last + _NEAR + 1]:
        if _is_free(token, reading, taken) and token.pos_ != "ADJ":
            yield Predicate(token, "near", ("near",))


def _is_free(token: Token, reading: Reading, taken: set[int]) -> bool:
    return token.i in reading.classes and token.i not in taken


def _with_coordinated(
    found: Predicate, head: Token, reading: Reading, taken: set[int]
) -> Iterator[Predicate]:
    """A predicate and further ones that share its noun: "raised and then suspended tariffs"."""
    taken.add(found.token.i)
    yield found
    for other in tree.conjuncts(found.token)[1:]:
        own = tree.child(other, "dobj", "nsubjpass", "attr")
        if own is None and other != head and _is_free(other, reading, taken):
            taken.add(other.i)
            yield Predicate(other, "shared", (*found.path, "conj"))
