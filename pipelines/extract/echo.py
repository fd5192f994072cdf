"""What an act has in common with the one that it does again: "Mali plans to do the same"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract.acts import ECHOED
from pipelines.extract.links import DOERS, values_at

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from pipelines.extract.draft import Draft


def repeat(draft: Draft) -> None:
    """Let who is said to do what another act of the sentence did do just that.

    It takes the action and goods of that act, which is filled already and does not hit who
    repeats it, and its targets, unless its own clause tells of others. Does nothing to acts
    that echo none.
    """
    if draft.act.role != ECHOED:
        return
    first = next((other for other in draft.beside if draft.act.repeats(other.act)), None)
    if first is None:
        return
    doers = values_at(draft.parties, DOERS)
    near = [link for link in draft.parties if not draft.is_anothers(link)]
    hit = {link.value for link in near} & {*draft.targets} - doers
    draft.action = first.action
    draft.fill("items", first.items, "sentence")
    draft.fill("actors", tuple(sorted(doers)) or first.actors, "sentence")
    first.fill("targets", _without(first.targets, doers), first.targets_from)
    draft.fill("targets", tuple(sorted(hit)) or first.targets, "sentence")


def _without(codes: Sequence[str], others: Container[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if code not in others)
