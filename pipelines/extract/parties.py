"""By whom and on whom: the parties of an act, by how they hang from it in the parse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract.features import link_features
from pipelines.extract.recall import fill_gap
from pipelines.story import MUTUAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipelines.extract.draft import Draft
    from pipelines.extract.linear import Linear
    from pipelines.extract.links import Link
    from pipelines.extract.memory import Memory

_TARGET_PREPOSITIONS = frozenset(
    {"on", "against", "to", "for", "toward", "towards", "upon", "over", "into", "at", "from", "of"}
)
_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "conj", "parataxis", "acl"})
_OWNERS = (("poss",), ("amod",), ("nmod",), ("compound",))


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
    if not draft.targets and draft.instrument not in MUTUAL:
        fill_gap(draft, "targets", memory, models.get("context"))


def by_rule(instrument: str, found: Sequence[Link]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Actors and targets as plain rules tell them from the links."""
    if instrument in MUTUAL:
        return _codes(link for link in found if link.place != "away"), ()
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
    offers = memory.ranked(draft.parties, memory.parties)
    roles = [model.best(link_features(draft, offer)) for offer in offers]
    told = list(zip(draft.parties, roles, strict=True))
    actors = _codes(link for link, role in told if role == "actor")
    targets = _codes(link for link, role in told if role == "target")
    return actors, tuple(code for code in targets if code not in actors)
