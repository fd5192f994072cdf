"""Which story an event belongs to: the run of events about one measure."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

from pipelines.merge.tellings import fold_party
from pipelines.model import Story

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.catalogue import Catalogue
    from pipelines.model import Event


def story_items(instrument: str, items: Iterable[str], catalogue: Catalogue) -> tuple[str, ...]:
    """The goods that tell a story from others: the items without those below another of them."""
    own = set(items)
    if instrument == "talks":
        return ()
    return tuple(sorted(item for item in own if not own & {*catalogue.lineage(item)[1:]}))


def story_id(event: Event, catalogue: Catalogue) -> str:
    """The id of the story: made of who, how, what and on whom."""
    key = (
        event.instrument,
        ",".join(sorted(map(fold_party, event.actors))),
        ",".join(sorted(map(fold_party, event.targets))),
        ",".join(story_items(event.instrument, event.items, catalogue)),
    )
    return short_id("s", "\n".join(key))


def story_of(event: Event, events: Iterable[str], catalogue: Catalogue) -> Story:
    """The story of `event`, with the ids of its events."""
    return Story(
        id=event.story,
        actors=event.actors,
        instrument=event.instrument,
        items=story_items(event.instrument, event.items, catalogue),
        targets=event.targets,
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


def short_id(prefix: str, text: str) -> str:
    """A short stable id: the prefix and 65 bits of the text's SHA-256 in lower-case base 32."""
    digest = hashlib.sha256(text.encode()).digest()
    return prefix + base64.b32encode(digest).decode().lower()[:13]
