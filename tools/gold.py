"""Gold documents and how drafts of the extractor are paired with their mentions.

A gold file holds a document a line: {"id", "published", "title", "text", "events"};
an event has the fields of a mention, with the sentence as `quote`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.extract.draft import Draft
from pipelines.extract.reading import Reading
from pipelines.extract.topic import topic_of
from pipelines.model import Article

_LIKELY = 1.5
"""What a draft's own probability weighs against a field that agrees, in pairing."""


@dataclass(frozen=True)
class Gold:
    """A document with its mentions, and what it weighs as a lesson beside others."""

    id: str
    article: Article
    events: Sequence[Mapping[str, Any]]
    weight: float = 1.0

    def part(self, parts: int) -> int:
        """Which of some equal parts the document belongs to, by its id alone."""
        return part_of(self.id, parts)

    def told_in(self, reading: Reading) -> list[Mapping[str, Any]]:
        """The mentions whose sentence overlaps a reading."""
        start, end = reading.offset, reading.offset + len(reading.doc.text)
        return [event for event in self.events if self._overlaps(event, reading, start, end)]

    def _overlaps(self, event: Mapping[str, Any], reading: Reading, start: int, end: int) -> bool:
        text = self.article.title if event["field"] == "title" else self.article.text
        at = text.find(event["quote"])
        return event["field"] == reading.field and at < end and start < at + len(event["quote"])


def part_of(document: str, parts: int) -> int:
    """Which of some equal parts, from 0, a document id belongs to."""
    return int(hashlib.md5(document.encode(), usedforsecurity=False).hexdigest(), 16) % parts


def read_gold(paths: Iterable[Path], weight: float = 1.0) -> list[Gold]:
    """Read gold files in order."""
    return [
        _gold(json.loads(line), weight)
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def _gold(row: Mapping[str, Any], weight: float) -> Gold:
    article = Article(
        url=f"gold:{row['id']}",
        title=row.get("title", ""),
        text=row["text"],
        published=dt.date.fromisoformat(row["published"]),
        outlet=row.get("source", ""),
    )
    return Gold(row["id"], article, row["events"], weight)


def paired(
    drafts: Sequence[Draft], events: Sequence[Mapping[str, Any]], catalogue: Catalogue
) -> dict[int, Mapping[str, Any]]:
    """Drafts by index with the mention each one tells best, one to one."""
    ranked = sorted(
        (
            (_agreement(draft, event, catalogue), -i, -j)
            for i, draft in enumerate(drafts)
            for j, event in enumerate(events)
        ),
        reverse=True,
    )
    pairs: dict[int, Mapping[str, Any]] = {}
    used: set[int] = set()
    for _, i, j in ranked:
        if -i not in pairs and -j not in used:
            used.add(-j)
            pairs[-i] = events[-j]
    return pairs


def nearest(
    draft: Draft, events: Sequence[Mapping[str, Any]], catalogue: Catalogue
) -> Mapping[str, Any]:
    """The mention that a draft agrees with most."""
    return max(events, key=lambda event: _agreement(draft, event, catalogue))


def topic(event: Mapping[str, Any]) -> str:
    """The topic of a gold mention."""
    return topic_of(event["instrument"], event["action"])


def items_agree(told: Sequence[str], known: Sequence[str], catalogue: Catalogue) -> bool:
    """Whether two lists of items are both empty or share a line of descent."""
    if not told or not known:
        return not told and not known
    return any(catalogue.related(a, b) for a in told for b in known)


def _agreement(draft: Draft, event: Mapping[str, Any], catalogue: Catalogue) -> float:
    agreed: tuple[bool, ...] = (
        event["action"] == draft.act.action,
        *[items_agree(event["items"], draft.items, catalogue)] * 2,
        bool({*event["actors"]} & {*draft.actors}),
        bool({*event["targets"]} & {*draft.targets}) or not (event["targets"] or draft.targets),
        event["status"] == draft.status,
    )
    return sum(agreed) + _LIKELY * draft.probability
