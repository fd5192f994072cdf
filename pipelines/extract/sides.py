"""Which parties of a sentence act, which are hit, and which neither: decided for all together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipelines.extract.links import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipelines.extract.draft import Draft
    from pipelines.extract.links import Link
    from pipelines.extract.reading import Filler

Shares = Mapping[str, float]
"""How likely each role of a party is: actor, target or none."""

_JOINING = frozenset({",", "and", "or", "&", "/", "the", "both", "also"})
_FAR_LIKELIER = 1.3
_CLEARLY_LIKELIER = 1.0
"""How much likelier, as logarithms."""

_EVEN = math.log(0.5)

_FLOWS = {
    ("out", "from:"): "actor",
    ("out", "to:"): "target",
    ("in", "from:"): "target",
}
"""Who stands on which side of what goes out (sales) or comes in (purchases)."""


def on_sides(draft: Draft, told: Sequence[tuple[Link, Shares]]) -> list[tuple[Link, str]]:
    """The likeliest roles where one party acts, or several that are named together.

    A second one acts only where that is far likelier than anything else.
    """
    groups = [side for group in _named_together(draft, told) for side in _of_one_side(group)]
    logs = [_log_shares(group) for group in groups]
    passive = [_passive(draft, group, log) for group, log in zip(groups, logs, strict=True)]
    gains = [log["actor"] - log[role] for log, role in zip(logs, passive, strict=True)]
    first = max(gains, default=0.0)
    return [
        (link, "actor" if gain > 0 and (gain == first or gain > _FAR_LIKELIER) else role)
        for group, gain, role in zip(groups, gains, passive, strict=True)
        for link, _ in group
    ]


def _passive(draft: Draft, group: Sequence[tuple[Link, Shares]], log: Mapping[str, float]) -> str:
    """Whether parties are hit or not at all; those of another act's clause rather not.

    But for an act whose noun stands in that clause: "tightened it".
    """
    away = not draft.act.core.stands_for and all(draft.is_anothers(link) for link, _ in group)
    least = max(log["none"], _EVEN if away else -math.inf)
    return "target" if log["target"] >= least else "none"


def _of_one_side(group: list[tuple[Link, Shares]]) -> list[list[tuple[Link, Shares]]]:
    """A group whole, or each party by itself where they clearly stand on both sides."""
    leans = [math.log(share["actor"] / share["target"]) for _, share in group]
    parted = min(leans) < -_CLEARLY_LIKELIER and max(leans) > _CLEARLY_LIKELIER
    return [[each] for each in group] if parted else [group]


def sure_side(draft: Draft, link: Link) -> str | None:
    """The role that a party has whatever is likely: by the way of a flow, or as a list's owner."""
    owns_list = draft.act.core.sense.kind == "listing" and link.is_owner
    return "actor" if owns_list else _side_of_flow(draft, link)


def _side_of_flow(draft: Draft, link: Link) -> str | None:
    """The role that a preposition gives a party of a flow ("ore from Peru is sent to Japan"),
    or that it has by its goods ("shipments of Peruvian ore").
    """
    if draft.instrument != "supply" or link.place in ELSEWHERE:
        return None
    way, last = draft.act.core.sense.sense, link.path[-1:]
    if last == ("amod",) and link.filler.kind == "demonym":
        if "of:" in link.path:
            return _FLOWS.get((way, "from:"))
        if way == "in" and link.path == ("dobj", "amod"):
            return "target"
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
