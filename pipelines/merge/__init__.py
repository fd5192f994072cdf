"""Mentions to events and stories; the order in which mentions come never matters.

The rule is defined on the set of mentions. Each mention joins the nearest one
that tells more (`joins`), those that join none are grouped by their days
(`groups`), a person's corrections are laid over that (`corrections`), and each
group is told as one event (`events`) of one story (`stories`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.merge.corrections import Correction, Group, regroup
from pipelines.merge.events import Told, event_of
from pipelines.merge.groups import group_roots
from pipelines.merge.joins import Neighbourhood
from pipelines.merge.rules import MergeRules
from pipelines.merge.stories import stories_of
from pipelines.merge.tellings import Telling, denied_block, telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipelines.model import Event, Evidence, Story

__all__ = ["Correction", "MergeRules", "Timeline", "joined_to_root", "merge"]


@dataclass(frozen=True)
class Timeline:
    """Events in the order of their days, stories by id, and the ids of hidden events.

    `joins` tells for each mention which other it joined; roots are missing.
    """

    events: tuple[Event, ...]
    stories: tuple[Story, ...]
    hidden: frozenset[str]
    joins: Mapping[str, str]


def merge(
    evidence: Iterable[Evidence], rules: MergeRules, corrections: Iterable[Correction] = ()
) -> Timeline:
    """All events and stories that the evidence tells of."""
    by_id = {each.id: each for each in evidence}
    near = Neighbourhood((telling(each, rules.catalogue) for each in by_id.values()), rules)
    joins = {one.id: other for one in near.by_id.values() if (other := near.joined(one))}
    groups = regroup(natural_groups(near, joins), corrections)
    found = [(event_of(told_by(group, near, by_id), rules), group.is_hidden) for group in groups]
    events = sorted((event for event, _ in found), key=lambda one: (one.day, one.id))
    hidden = frozenset(event.id for event, is_hidden in found if is_hidden)
    return Timeline(tuple(events), stories_of(events, rules.catalogue), hidden, joins)


def told_by(group: Group, near: Neighbourhood, by_id: Mapping[str, Evidence]) -> Told:
    """All that is known of the event that the group's mentions tell of."""
    return Told(
        evidence=tuple(by_id[member] for member in group.members),
        roots=frozenset(group.roots),
        denials=tuple(by_id[denial.id] for denial in denials_of(group, near)),
        corrections=tuple(group.corrections),
    )


def natural_groups(near: Neighbourhood, joins: Mapping[str, str]) -> list[Group]:
    """The groups of mentions that are one event, before corrections."""
    roots = [one for one in near.by_id.values() if one.id not in joins]
    group_of: dict[str, Group] = {}
    for tellings in group_roots(roots, near):
        ids = {each.id for each in tellings}
        group_of.update(dict.fromkeys(ids, Group(roots=ids, members=set(ids))))
    for one in joins:
        group_of[joined_to_root(one, joins)].members.add(one)
    return list({id(group): group for group in group_of.values()}.values())


def joined_to_root(mention: str, joins: Mapping[str, str]) -> str:
    """The root that the mention joins in the end, itself where it joins none."""
    while mention in joins:
        mention = joins[mention]
    return mention


def denials_of(group: Group, near: Neighbourhood) -> list[Telling]:
    """The denials that stand beside a root of the group and are about the same act."""
    found: dict[str, Telling] = {}
    for root in (near.by_id[id_] for id_ in sorted(group.roots)):
        for denial in near.block(denied_block(root.block)):
            if near.denies(denial, root):
                found[denial.id] = denial
    return list(found.values())
