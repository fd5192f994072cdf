"""When: the date that belongs to an act, and from when and until when it holds."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.extract.features import link_features
from pipelines.extract.links import ELSEWHERE
from pipelines.extract.recall import fill_gap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipelines.extract.draft import Draft
    from pipelines.extract.linear import Linear
    from pipelines.extract.links import Link
    from pipelines.extract.memory import Memory

_NEAR = frozenset({"predicate", "core", "clause"})
"""The parts of an act whose date is the act's own, as plain rules tell it."""

_FOLLOWING = re.compile(r"\b(?:following|next) (?:day|morning|week)\b")

_LIKELY = 0.4
"""How probable it must be that a date is the act's."""


def fill(draft: Draft, memory: Memory, models: Mapping[str, Linear]) -> None:
    """Set the date of a draft, the day it takes effect and the day it ends."""
    model = models.get("date")
    chosen = _by_model(draft, memory, model) if model else by_rule(draft.dates)
    draft.fill("when", (chosen.value,) if chosen else (), "sentence")
    if not draft.when:
        fill_gap(draft, "when", memory, models.get("context"))
    draft.effective_from = _role(draft, "from")
    draft.effective_until = _role(draft, "until")


def part(told: Sequence[Draft]) -> None:
    """Leave a date of a sentence to the nearer of two acts, one done and one to come.

    Where that one is on "the following day", the other was on the day that it follows.
    """
    for draft, other in itertools.permutations(told, 2):
        is_same = draft.instrument == other.instrument and draft.when == other.when
        is_shared = is_same and draft.when_from == other.when_from == "sentence"
        if not is_shared or not draft.is_apart_from(other):
            continue
        phrase, distance = _own_date(draft)
        if distance > _own_date(other)[1]:
            day = draft.reading.place.last_date if _FOLLOWING.search(phrase) else None
            draft.fill("when", (day,) if day else (), "before")


def _own_date(draft: Draft) -> tuple[str, int]:
    """The words of an act's date, and how many tokens the act stands from them."""
    own = [link.filler for link in draft.dates if link.value == draft.date]
    nearest = min(own, key=lambda filler: abs(filler.first - draft.act.anchor))
    words = draft.reading.doc.words(nearest.first, nearest.last)
    return words, abs(nearest.first - draft.act.anchor)


def _by_model(draft: Draft, memory: Memory, model: Linear) -> Link | None:
    offers = memory.offers(draft, "dates")
    if _is_over(draft):
        offers = [offer for offer in offers if offer.link.place not in ELSEWHERE]
    scored = [
        (model.probability(features), -offer.place, offer.link)
        for offer, features in link_features(draft, offers)
        if not draft.is_anothers(offer.link) or _opens(offer.link, draft)
    ]
    best = max(scored, default=None, key=lambda row: row[:2])
    return best[2] if best and best[0] >= _LIKELY else None


def _opens(link: Link, draft: Draft) -> bool:
    """Whether a date opens a sentence all of whose acts one party does: "On Monday Peru ..."."""
    first = min(act.act.anchor for act in (draft, *draft.beside))
    return link.filler.last < first and tree.child(draft.verb, *tree.SUBJECTS) is None


def _is_over(draft: Draft) -> bool:
    """Whether an act was done before what its sentence tells of: "the letters that it had sent"."""
    return tree.has_helper(draft.verb, "had")


def by_rule(found: Iterable[Link]) -> Link | None:
    """The date that hangs from the act itself, the shortest way first, and ends last."""
    near = [link for link in found if link.value and link.place in _NEAR]
    return min(near, key=lambda link: (link.filler.kind == "until", len(link.path)), default=None)


def _role(draft: Draft, role: str) -> str | None:
    return next(
        (
            link.value
            for link in draft.dates
            if link.value and link.filler.kind == role and link.place not in ELSEWHERE
        ),
        None,
    )
