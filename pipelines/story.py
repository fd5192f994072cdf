"""Which measure an act is about: the ids of stories.

Light on purpose, for queries. A measure is told from others by who does it,
with what instrument, on whom and to what goods.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from pipelines.vocabulary import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipelines.catalogue import Catalogue
    from pipelines.model import Event

MUTUAL = frozenset({"talks", "agreement"})
"""Instruments whose parties stand side by side: actor or target is chance."""

_FIRM_TAIL = re.compile(
    r"[ ,]+(?:inc|co|corp|corporation|company|ltd|limited|plc|ag|sa|nv|group)\.?$"
)

_MOST_ACTORS = 4
"""Of more actors than these, an act is not also filed under each alone."""


def story_items(instrument: str, items: Iterable[str], catalogue: Catalogue) -> tuple[str, ...]:
    """The goods that tell a story from others: the items without those below another of them."""
    own = set(items)
    if instrument == "talks":
        return ()
    return tuple(sorted(item for item in own if not own & {*catalogue.lineage(item)[1:]}))


def story_parties(instrument: str, parties: Sequence[str], items: Sequence[str]) -> tuple[str, ...]:
    """The parties of one side that tell a story from others.

    Firms that are named beside a state only tell whom a measure on goods
    reaches, which some outlets do and others do not.
    """
    states = tuple(party for party in parties if not party.startswith("org:"))
    is_on_goods = instrument in MEASURES and bool(items)
    return states if states and is_on_goods else tuple(parties)


def story_id(event: Event, catalogue: Catalogue) -> str:
    """The id of the story: made of who, how, what and on whom."""
    items = story_items(event.instrument, event.items, catalogue)
    return measure_id(event.instrument, event.actors, event.targets, items)


def story_ids(event: Event, catalogue: Catalogue) -> dict[str, str]:
    """The stories that an event bears on, each with how: own, part or general.

    "part" are the stories of each of its goods and actors alone, which it
    covers; "general" those of vaguer goods, whose expectations it can fulfil.
    """
    own = story_items(event.instrument, event.items, catalogue)
    parts = [(item,) for item in own] if len(own) > 1 else [own]
    above = {up for item in own for up in catalogue.lineage(item)[1:]}
    found = dict.fromkeys(_measures(event, [*((up,) for up in sorted(above)), ()]), "general")
    found |= dict.fromkeys(_measures(event, parts), "part")
    return found | {story_id(event, catalogue): "own"}


def measure_id(
    instrument: str, actors: Iterable[str], targets: Iterable[str], items: Iterable[str]
) -> str:
    """The id of the story of one measure."""
    goods = tuple(items)
    sides = (story_parties(instrument, tuple(side), goods) for side in (actors, targets))
    parts = (*(map(fold_party, side) for side in sides), goods)
    return short_id("s", "\n".join([instrument, *(",".join(sorted(part)) for part in parts)]))


def _measures(event: Event, items: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """The stories of each of several goods, with all actors and with each of a few."""
    together = event.instrument in MUTUAL or len(event.actors) > _MOST_ACTORS
    alone = [] if together else [(actor,) for actor in event.actors]
    for goods in items:
        for actors in dict.fromkeys([event.actors, *alone]):
            yield measure_id(event.instrument, actors, event.targets, goods)


def short_id(prefix: str, text: str) -> str:
    """A short stable id: the prefix and 65 bits of the text's SHA-256 in lower-case base 32."""
    digest = hashlib.sha256(text.encode()).digest()
    return prefix + base64.b32encode(digest).decode().lower()[:13]


def fold_party(code: str) -> str:
    """A party's code in the form by which two are compared."""
    if not code.startswith("org:"):
        return code
    name = " ".join(code[4:].casefold().split())
    return f"org:{_FIRM_TAIL.sub('', name)}"
