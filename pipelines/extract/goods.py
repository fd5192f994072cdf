"""To what: the items that an act is about."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from pipelines.extract.features import link_features
from pipelines.extract.recall import fill_gap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipelines.catalogue import Catalogue
    from pipelines.extract.draft import Draft
    from pipelines.extract.linear import Linear
    from pipelines.extract.links import Link
    from pipelines.extract.memory import Memory

_LIKELY = 0.5
_FAIR = 0.3
"""How likely an item must be to belong to an act; less where a sentence stands by itself."""

_OTHER_CLAUSES = frozenset({"advcl", "ccomp", "conj", "parataxis", "relcl"})


def fill(draft: Draft, memory: Memory, catalogue: Catalogue, models: Mapping[str, Linear]) -> None:
    """Set the items of a draft: from its sentence, else from the document."""
    if model := models.get("item"):
        kept = _by_model(draft, memory, model)
    else:
        kept = by_rule(draft.goods)
    draft.fill("items", most_specific(kept, catalogue), "sentence")
    if not draft.items:
        fill_gap(draft, "items", memory, models.get("context"))


def _by_model(draft: Draft, memory: Memory, model: Linear) -> list[str]:
    weighed = [
        (model.probability(features), offer.link)
        for offer, features in link_features(draft, memory.offers(draft, "goods"))
    ]
    likely = [link for probability, link in weighed if probability >= _LIKELY]
    if not likely and draft.sentences == 1:
        likely = _likeliest(draft, weighed)
    return [link.value for link in draft.own(likely)]


def _likeliest(draft: Draft, weighed: Iterable[tuple[float, Link]]) -> list[Link]:
    """The likeliest item of an act's own clause, if it is not unlikely."""
    near = [pair for pair in weighed if not draft.is_anothers(pair[1]) and pair[0] >= _FAIR]
    return [link for _, link in sorted(near, key=itemgetter(0))[-1:]]


def by_rule(found: Iterable[Link]) -> list[str]:
    """The items of the core's own phrase, else of its clause."""
    near = [link.value for link in found if link.place == "core"]
    clause = [
        link.value
        for link in found
        if link.place in ("predicate", "clause", "subject") and not _OTHER_CLAUSES & {*link.path}
    ]
    return near or clause


def most_specific(items: Iterable[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Items in order, without those that a more specific one among them stands for."""
    ordered = list(dict.fromkeys(items))
    return tuple(
        item
        for item in ordered
        if not any(other != item and item in catalogue.lineage(other) for other in ordered)
    )
