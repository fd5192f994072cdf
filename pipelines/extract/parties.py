"""By whom and on whom: the parties of an act, by how they hang from it in the parse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.extract.features import link_features

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spacy.tokens import Token

    from pipelines.extract.acts import Act
    from pipelines.extract.draft import Draft
    from pipelines.extract.linear import Linear
    from pipelines.extract.memory import Memory
    from pipelines.extract.reading import Named, Reading

_TARGET_PREPOSITIONS = frozenset(
    {"on", "against", "to", "for", "toward", "towards", "upon", "over", "into", "at", "from", "of"}
)
_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "conj", "parataxis", "acl"})
_MUTUAL = frozenset({"talks", "agreement"})
_LONGEST_PATH = 7


@dataclass(frozen=True, slots=True)
class Link:
    """How a named party hangs from an act.

    `place` is the part of the act that it hangs from (subject, agent, owner,
    core, predicate, clause, away), `path` the relations between, prepositions
    told by their word.
    """

    name: Named
    place: str
    path: tuple[str, ...]


def links(act: Act, reading: Reading) -> list[Link]:
    """Every party of a sentence, with its place in the act."""
    doc = reading.doc
    verb = clause_verb(doc[act.anchor])
    holders = _holders(act, reading, verb)
    return [_link(name, holders, reading) for name in reading.names if name.kind != "outlet"]


def clause_verb(token: Token) -> Token:
    """The verb at or above a token that its clause turns on."""
    for above in (token, *token.ancestors):
        if above.pos_ in ("VERB", "AUX"):
            return above
    return token


def _holders(act: Act, reading: Reading, verb: Token) -> dict[int, str]:
    """The tokens that parties may hang from, by token; the nearest one above wins."""
    doc = reading.doc
    holders = {verb.i: "clause", act.anchor: "predicate", act.core.head: "core"}
    subject = tree.subject(doc[act.anchor]) if doc[act.anchor].pos_ in ("VERB", "AUX") else None
    if subject is None:
        subject = tree.subject(verb)
    if subject is not None and subject.i != act.core.head:
        holders[subject.i] = "subject"
    for passive in (doc[act.anchor], verb):
        agent = tree.agent(passive)
        if agent is not None:
            holders[agent.i] = "agent"
    return holders


def _link(name: Named, holders: dict[int, str], reading: Reading) -> Link:
    token = _root(name, reading)
    if token.i in holders:
        return Link(name, holders[token.i], ())
    path: list[str] = []
    while token.head != token and len(path) < _LONGEST_PATH:
        relation = token.dep_
        if relation != "conj":
            path.append(f"{token.lower_}:" if relation == "prep" else relation)
        token = token.head
        if token.i in holders:
            return Link(name, holders[token.i], tuple(reversed(path)))
    return Link(name, "away", tuple(reversed(path[:3])))


def _root(name: Named, reading: Reading) -> Token:
    return reading.doc[name.first : name.last + 1].root


def by_rule(act: Act, found: Sequence[Link]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Actors and targets as plain rules tell them from the links."""
    if act.instrument in _MUTUAL:
        return _codes(link for link in found if link.place != "away"), ()
    actors = [link for link in found if _is_actor(link)]
    taken = {link.name.code for link in actors}
    targets = [link for link in found if _is_target(link) and link.name.code not in taken]
    return _codes(actors), _codes(targets)


def _codes(found: Iterator[Link] | Sequence[Link]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(link.name.code for link in found))


def _is_actor(link: Link) -> bool:
    if link.place in ("subject", "agent"):
        return not any(step in _CLAUSES or step.endswith(":") for step in link.path) or link.path[
            :1
        ] == ("of:",)
    return link.place == "core" and link.path in (("poss",), ("amod",), ("nmod",), ("compound",))


def _is_target(link: Link) -> bool:
    if link.place in ("core", "predicate", "clause"):
        if any(step in _CLAUSES for step in link.path):
            return False
        if link.place == "predicate" and link.path[:1] in ((), ("dobj",)):
            return bool(link.path)
        return any(
            step[:-1] in _TARGET_PREPOSITIONS for step in link.path if step.endswith(":")
        ) or (bool(link.path) and link.path[0] == "dobj")
    return False


def fill(draft: Draft, memory: Memory, models: Mapping[str, Linear]) -> None:
    """Set the actors and targets of a draft: from its sentence, else from the document."""
    found = [link for link in draft.links if link.name.code]
    model = models.get("party")
    if model:
        draft.actors, draft.targets = _by_model(draft, found, model)
    else:
        draft.actors, draft.targets = by_rule(draft.act, found)
    draft.actors_from = "sentence" if draft.actors else ""
    draft.targets_from = "sentence" if draft.targets else ""
    _fill_from_memory(draft, memory)


def _by_model(
    draft: Draft, found: Sequence[Link], model: Linear
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    roles = [
        model.best(link_features(draft, link, place, len(found)))
        for place, link in enumerate(found)
    ]
    actors = _codes([link for link, role in zip(found, roles, strict=True) if role == "actor"])
    targets = _codes([link for link, role in zip(found, roles, strict=True) if role == "target"])
    return actors, tuple(code for code in targets if code not in actors)


def _fill_from_memory(draft: Draft, memory: Memory) -> None:
    like = memory.like(draft)
    if like is None:
        return
    if not draft.actors and not set(like.actors) & set(draft.targets):
        draft.actors, draft.actors_from = like.actors, "memory" if like.actors else ""
    if (
        not draft.targets
        and draft.instrument not in _MUTUAL
        and not set(like.targets) & set(draft.actors)
    ):
        draft.targets, draft.targets_from = like.targets, "memory" if like.targets else ""
