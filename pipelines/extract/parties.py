"""By whom and on whom: the parties of an act, by how they hang from it in the parse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract.bystanders import asks, is_voice, without_askers, without_speakers
from pipelines.extract.features import link_features
from pipelines.extract.homes import tells_home, with_firms, with_homes
from pipelines.extract.links import ELSEWHERE
from pipelines.extract.recall import fill_gap
from pipelines.extract.sides import on_sides, sure_side
from pipelines.story import MUTUAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipelines.extract.draft import Draft
    from pipelines.extract.linear import Linear
    from pipelines.extract.links import Link
    from pipelines.extract.memory import Memory
    from pipelines.extract.sides import Shares

_TARGET_PREPOSITIONS = frozenset(
    {"on", "against", "to", "for", "toward", "towards", "upon", "over", "into", "at", "from", "of"}
)
_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "conj", "parataxis", "acl"})
_BODIES = frozenset({"UN", "WTO"})
"""Of those that judge, who has no measures of its own."""


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
    return link.is_owner


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
    named = [(offer.link, share) for offer, share in zip(offers, shares, strict=True)]
    told = [pair for pair in without_askers(named, draft) if not is_voice(pair[0], draft)]
    roles = _roles(draft, told)
    acting = _concerned(draft, [link for link, role in roles if role == "actor"])
    hit = _concerned(draft, [link for link, role in roles if role == "target"])
    if draft.instrument == "dispute":
        hit = _accused([link for link in hit if link.value not in _BODIES])
    elif draft.instrument not in MUTUAL:
        hit = with_homes(hit, [link for link, _ in roles], draft)
    if draft.instrument not in MUTUAL:
        acting = with_firms(acting, [link for link, _ in roles if link not in hit], draft)
    actors = _codes(link for link in acting if not tells_home(link, acting, draft))
    targets = tuple(code for code in _codes(hit) if code not in actors)
    return actors, targets or _judged(draft, actors)


def _roles(draft: Draft, told: Sequence[tuple[Link, Shares]]) -> list[tuple[Link, str]]:
    """What each party is to an act: actor, target or none."""
    if draft.instrument in MUTUAL:
        likeliest = [(link, max(share, key=share.__getitem__)) for link, share in told]
        return without_speakers(likeliest, draft)
    return [(link, sure_side(draft, link) or role) for link, role in on_sides(draft, told)]


def _judged(draft: Draft, actors: Sequence[str]) -> tuple[str, ...]:
    """Whose measure a state's own court rules on where no other state is told: that state's."""
    states = (code for code in actors if code not in _BODIES and ":" not in code)
    return tuple(states) if draft.act.action == "rule" else ()


def _concerned(draft: Draft, side: Sequence[Link]) -> Sequence[Link]:
    """Of the parties on one side those of the act's own clause that do not only ask for it."""
    own = draft.own(side)
    if draft.instrument in MUTUAL:
        return own
    return [link for link in own if not asks(link, draft)] or own


def _accused(hit: Sequence[Link]) -> Sequence[Link]:
    """Whom a case is against, without those of its matter: "against Peru's duties on Thai rice"."""
    least = min((_prepositions(link) for link in hit), default=0)
    return [link for link in hit if _prepositions(link) == least]


def _prepositions(link: Link) -> int:
    return sum(step.endswith(":") for step in link.path)
