"""By whom and on whom: the parties of an act, by how they hang from it in the parse."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.extract.features import link_features
from pipelines.extract.links import ELSEWHERE
from pipelines.extract.recall import fill_gap
from pipelines.story import MUTUAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipelines.extract.draft import Draft
    from pipelines.extract.linear import Linear
    from pipelines.extract.links import Link
    from pipelines.extract.memory import Memory
    from pipelines.extract.reading import Filler

    Shares = Mapping[str, float]

_TARGET_PREPOSITIONS = frozenset(
    {"on", "against", "to", "for", "toward", "towards", "upon", "over", "into", "at", "from", "of"}
)
_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "conj", "parataxis", "acl"})
_JOINING = frozenset({",", "and", "or", "&", "/", "the", "both", "also"})
_FAR_LIKELIER = 1.3
_CLEARLY_LIKELIER = 1.0
"""How much likelier, as logarithms."""

_FLOWS = {
    ("out", "from:"): "actor",
    ("out", "to:"): "target",
    ("in", "from:"): "target",
}
"""Who stands on which side of what goes out (sales) or comes in (purchases)."""

_OWNERS = (("poss",), ("amod",), ("nmod",), ("compound",))
_OF_NOUN = frozenset(step for (step,) in _OWNERS)
"""Relations of a word before a noun to it."""


def fill(draft: Draft, memory: Memory, models: Mapping[str, Linear]) -> None:
    """Set the actors and targets of a draft: from its sentence, else from the document."""
    if model := models.get("party"):
        actors, targets = _by_model(draft, memory, model)
    else:
        actors, targets = by_rule(draft.instrument, draft.parties)
    draft.fill("actors", actors, "sentence")
    draft.fill("targets", targets, "sentence")
    if not draft.actors:
        fill_gap(draft, "actors", memory, models.get("context"))
    if not draft.actors and memory.home and memory.home not in draft.targets:
        draft.fill("actors", (memory.home,), "home")
    if not draft.targets and draft.instrument not in MUTUAL:
        fill_gap(draft, "targets", memory, models.get("context"))


def by_rule(instrument: str, found: Sequence[Link]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Actors and targets as plain rules tell them from the links."""
    if instrument in MUTUAL:
        return _codes(link for link in found if link.place not in ELSEWHERE), ()
    actors = _codes(link for link in found if _is_actor(link))
    targets = _codes(link for link in found if _is_target(link) and link.value not in actors)
    return actors, targets


def _codes(found: Iterable[Link]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(link.value for link in found))


def _is_actor(link: Link) -> bool:
    if link.place in ("subject", "agent"):
        plain = not any(step in _CLAUSES or step.endswith(":") for step in link.path)
        return plain or link.path[:1] == ("of:",)
    return link.place == "core" and link.path in _OWNERS


def _is_target(link: Link) -> bool:
    if link.place not in ("core", "predicate", "clause") or not link.path:
        return False
    if any(step in _CLAUSES for step in link.path):
        return False
    prepositions = {step[:-1] for step in link.path if step.endswith(":")}
    return link.path[0] == "dobj" or bool(prepositions & _TARGET_PREPOSITIONS)


def _by_model(
    draft: Draft, memory: Memory, model: Linear
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    offers = memory.offers(draft, "parties")
    if not offers:
        return (), ()
    shares = model.shares_of([told for _, told in link_features(draft, offers)])
    told = [(offer.link, share) for offer, share in zip(offers, shares, strict=True)]
    if draft.instrument in MUTUAL:
        roles = [(link, max(share, key=share.__getitem__)) for link, share in told]
    else:
        roles = [
            (link, _side_of_flow(draft, link) or role) for link, role in _on_sides(draft, told)
        ]
    acting = _concerned(draft, [link for link, role in roles if role == "actor"])
    actors = _codes(link for link in acting if not _tells_home(link, acting, draft))
    hit = _concerned(draft, [link for link, role in roles if role == "target"])
    targets = _codes(_accused(hit) if draft.instrument == "dispute" else hit)
    return actors, tuple(code for code in targets if code not in actors)


def _concerned(draft: Draft, side: Sequence[Link]) -> Sequence[Link]:
    """Of the parties on one side those of the act's own clause that do not only ask for it."""
    own = draft.own(side)
    if draft.instrument in MUTUAL:
        return own
    return [link for link in own if not _asks(link, draft)] or own


def _accused(hit: Sequence[Link]) -> Sequence[Link]:
    """Whom a case is against, without those of its matter: "against Peru's duties on Thai rice"."""
    least = min((_prepositions(link) for link in hit), default=0)
    return [link for link in hit if _prepositions(link) == least]


def _prepositions(link: Link) -> int:
    return sum(step.endswith(":") for step in link.path)


def _asks(link: Link, draft: Draft) -> bool:
    """Whether a party asks another for the act: "Brazil called on India to cut its duty"."""
    reading = draft.reading
    token = reading.token_of(link.filler)
    asking = token.dep_ in tree.SUBJECTS and "urged" in reading.status_words.get(token.head.i, ())
    return asking and token.head.is_ancestor(reading.doc[draft.act.anchor])


def _tells_home(link: Link, acting: Sequence[Link], draft: Draft) -> bool:
    """Whether a nation only says whose an acting company is: "Chilean miner Codelco"."""
    reading = draft.reading
    nation = reading.token_of(link.filler)
    firms = [reading.token_of(one.filler) for one in acting if one.filler.kind == "company"]
    return nation.dep_ in _OF_NOUN and any(
        nation.head in (firm, firm.head if firm.dep_ == "appos" else firm)
        or (nation.head.head == firm and nation.head.dep_ in _OF_NOUN)
        for firm in firms
    )


def _on_sides(draft: Draft, told: Sequence[tuple[Link, Shares]]) -> list[tuple[Link, str]]:
    """The likeliest roles where one party acts, or several that are named together.

    A second one acts only where that is far likelier than anything else.
    """
    groups = [side for group in _named_together(draft, told) for side in _of_one_side(group)]
    logs = [_log_shares(group) for group in groups]
    passive = [max(("target", "none"), key=log.__getitem__) for log in logs]
    gains = [log["actor"] - log[role] for log, role in zip(logs, passive, strict=True)]
    first = max(gains, default=0.0)
    return [
        (link, "actor" if gain > 0 and (gain == first or gain > _FAR_LIKELIER) else role)
        for group, gain, role in zip(groups, gains, passive, strict=True)
        for link, _ in group
    ]


def _of_one_side(group: list[tuple[Link, Shares]]) -> list[list[tuple[Link, Shares]]]:
    """A group whole, or each party by itself where they clearly stand on both sides."""
    leans = [math.log(share["actor"] / share["target"]) for _, share in group]
    parted = min(leans) < -_CLEARLY_LIKELIER and max(leans) > _CLEARLY_LIKELIER
    return [[each] for each in group] if parted else [group]


def _side_of_flow(draft: Draft, link: Link) -> str | None:
    """The role that a preposition gives a party of a flow ("ore from Peru is sent to Japan"),
    or that it has by its goods ("shipments of Peruvian ore").
    """
    if draft.instrument != "supply" or link.place in ELSEWHERE:
        return None
    way, last = draft.act.core.sense.sense, link.path[-1:]
    if last == ("amod",) and link.filler.kind == "demonym" and "of:" in link.path:
        return _FLOWS.get((way, "from:"))
    return _FLOWS.get((way, "".join(link.path[-2:-1]))) if last == ("pobj",) else None


def _named_together(
    draft: Draft, told: Iterable[tuple[Link, Shares]]
) -> Iterator[list[tuple[Link, Shares]]]:
    """Parties with nothing but commas and conjunctions between them: "the EU, Japan and Canada"."""
    group: list[tuple[Link, Shares]] = []
    for link, share in told:
        if group and not _are_joined(draft, group[-1][0].filler, link.filler):
            yield group
            group = []
        group.append((link, share))
    if group:
        yield group


def _are_joined(draft: Draft, one: Filler, other: Filler) -> bool:
    between = draft.reading.doc[one.last + 1 : other.first]
    return all(token.lower_ in _JOINING for token in between)


def _log_shares(group: Sequence[tuple[Link, Shares]]) -> dict[str, float]:
    return {
        role: sum(math.log(share[role]) for _, share in group) / len(group)
        for role in ("actor", "target", "none")
    }
