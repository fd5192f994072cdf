"""Which story an event belongs to: the run of events about one measure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipelines.model import Story
from pipelines.story import story_items, story_parties

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.catalogue import Catalogue
    from pipelines.model import Event


def story_of(event: Event, events: Iterable[str], catalogue: Catalogue) -> Story:
    """The story of `event`, with the ids of its events."""
    items = story_items(event.instrument, event.items, catalogue)
    return Story(
        id=event.story,
        actors=story_parties(event.instrument, event.actors, items),
        instrument=event.instrument,
        items=items,
        targets=story_parties(event.instrument, event.targets, items),
        events=tuple(events),
    )


def stories_of(events: Iterable[Event], catalogue: Catalogue) -> tuple[Story, ...]:
    """The stories of the events, each in the order of its days, all by id."""
    runs: defaultdict[str, list[Event]] = defaultdict(list)
    for event in sorted(events, key=lambda each: (each.day, each.id)):
        runs[event.story].append(event)
    return tuple(
        story_of(run[0], (event.id for event in run), catalogue) for _, run in sorted(runs.items())
    )
