"""The nouns of the tracker as frozen values, and with them its fixed vocabulary.

Instruments, actions, directions and statuses are closed sets; items and
parties are open ones, kept in data/lexicon.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipelines.vocabulary import (
    ACTIONS,
    ACTIONS_OF,
    DIRECTION_OF,
    DIRECTIONS,
    INSTRUMENTS,
    MEASURE_ACTIONS,
    MEASURES,
    STATUS_CLASS_OF,
    STATUSES,
)

__all__ = [
    "ACTIONS",
    "ACTIONS_OF",
    "DIRECTIONS",
    "DIRECTION_OF",
    "INSTRUMENTS",
    "MEASURES",
    "MEASURE_ACTIONS",
    "STATUSES",
    "STATUS_CLASS_OF",
    "Article",
    "Cue",
    "Entry",
    "Event",
    "Evidence",
    "Mention",
    "Story",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a source, as its feed or listing page tells it.

    `link` is absolute; `published` is aware and in UTC, `day` the outlet's own
    calendar day; `body` is HTML or plain text, possibly empty.
    """

    link: str
    title: str
    guid: str | None = None
    published: dt.datetime | None = None
    day: dt.date | None = None
    body: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One page at one canonical URL. `text` has paragraphs parted by a blank line."""

    url: str
    title: str
    text: str
    published: dt.date
    outlet: str
    official: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """The words `start` to `end` of a field that decided one field of a mention."""

    decides: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """One sentence that tells of one act.

    `field` is "title" or "text"; `start` and `end` are character offsets of the
    sentence in it. `date`, `effective_from` and `effective_until` are ISO dates
    cut to their precision: "2025-06-09", "2025-06" or "2025". Levels are as
    written ("145 percent"). `confidence` is from 0 to 1.
    """

    field: str
    start: int
    end: int
    quote: str
    instrument: str
    action: str
    status: str
    items: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    date: str | None = None
    attribution: str | None = None
    effective_from: str | None = None
    effective_until: str | None = None
    level_from: str | None = None
    level_to: str | None = None
    rule: str = ""
    confidence: float = 0.5
    cues: tuple[Cue, ...] = ()

    @property
    def direction(self) -> str:
        """Whether the act restricts, liberalises, maintains or is neutral."""
        return DIRECTION_OF[self.action]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A mention with the circumstances of its article, as merging needs them.

    `id` is stable and unique; `witness` names the outlet, or the one text that
    several outlets carry; `seen` is when the tracker first had it, in UTC.
    """

    id: str
    mention: Mention
    url: str
    title: str
    outlet: str
    official: bool
    published: dt.date
    seen: dt.datetime
    witness: str


@dataclass(frozen=True, slots=True)
class Event:
    """One act in the world with one status, told by one or more mentions.

    `date` is cut to `date_precision` (day, month, year) or None with
    precision "none"; `day` is the day it is ordered by: its own, or the first
    article's where no mention tells one (`day_from_article`).
    """

    id: str
    story: str
    instrument: str
    action: str
    status: str
    items: tuple[str, ...]
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    date: str | None
    date_precision: str
    day: dt.date
    day_from_article: bool
    effective_from: str | None
    effective_until: str | None
    level_from: str | None
    level_to: str | None
    corroboration: str
    confidence: float
    evidence: tuple[str, ...]
    first_seen: dt.datetime
    last_seen: dt.datetime

    @property
    def direction(self) -> str:
        """Whether the act restricts, liberalises, maintains or is neutral."""
        return DIRECTION_OF[self.action]


@dataclass(frozen=True, slots=True)
class Story:
    """The run of events about one measure, told apart by who, how, what and on whom."""

    id: str
    actors: tuple[str, ...]
    instrument: str
    items: tuple[str, ...]
    targets: tuple[str, ...]
    events: tuple[str, ...]
