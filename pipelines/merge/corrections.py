"""What a person has changed about events, and how it is laid over the merge.

A correction names an event by mentions it held (its anchors), so it finds the
event again after a rebuild or when the text is read anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Correction:
    """One change by a person: hide, merge, split, set or confirm.

    `anchors` are mentions of the event, best first; `others` are anchors of
    the event merged into it, or the mentions split off. `set` gives `name`
    of an event's field and its new `value` (a string, a list of ids or None).
    """

    id: int
    kind: str
    anchors: tuple[str, ...]
    others: tuple[str, ...] = ()
    name: str = ""
    value: str | tuple[str, ...] | None = None


@dataclass
class Group:
    """The mentions of one event: `roots` tell its signature, the others joined them."""

    roots: set[str]
    members: set[str]
    corrections: list[Correction] = field(default_factory=list)

    @property
    def is_hidden(self) -> bool:
        """Whether a person has hidden the event."""
        return any(each.kind == "hide" for each in self.corrections)


def regroup(groups: Sequence[Group], corrections: Iterable[Correction]) -> list[Group]:
    """The groups after the corrections, each applied in the order it was made.

    A correction whose mentions are all gone changes nothing.
    """
    group_of = {member: group for group in groups for member in group.members}
    for correction in sorted(corrections, key=lambda each: each.id):
        group = _anchored(correction.anchors, group_of)
        if group is None:
            continue
        if correction.kind == "merge":
            _merge(group, _anchored(correction.others, group_of), group_of)
        elif correction.kind == "split":
            _split(group, correction.others, group_of)
        else:
            group.corrections.append(correction)
    return list({id(group): group for group in group_of.values()}.values())


def _anchored(anchors: Iterable[str], group_of: Mapping[str, Group]) -> Group | None:
    return next((group_of[anchor] for anchor in anchors if anchor in group_of), None)


def _merge(group: Group, other: Group | None, group_of: dict[str, Group]) -> None:
    if other is None or other is group:
        return
    group.roots |= other.roots
    group.members |= other.members
    group.corrections += other.corrections
    group_of.update(dict.fromkeys(other.members, group))


def _split(group: Group, mentions: Iterable[str], group_of: dict[str, Group]) -> None:
    off = group.members & set(mentions)
    if not off or off == group.members:
        return
    part = Group(roots=(group.roots & off) or set(off), members=off)
    group.members = group.members - off
    group.roots = (group.roots - off) or set(group.members)
    group_of.update(dict.fromkeys(off, part))
