"""To what: the items that an act is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.catalogue import Catalogue
    from pipelines.extract.acts import Act
    from pipelines.extract.reading import Good, Reading


def items_of(act: Act, reading: Reading, catalogue: Catalogue) -> tuple[tuple[str, ...], str]:
    """The items of an act and where they were found: phrase, clause, sentence or nowhere."""
    for where, tokens in (
        ("phrase", _phrase(act, reading)),
        ("clause", _clause(act, reading)),
    ):
        found = _within(tokens, reading.goods)
        if found:
            return most_specific(found, catalogue), where
    return (), ""


def most_specific(items: Iterable[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Items in order, without those that a more specific one among them stands for."""
    ordered = list(dict.fromkeys(items))
    return tuple(
        item
        for item in ordered
        if not any(other != item and item in catalogue.lineage(other) for other in ordered)
    )


def _within(tokens: set[int], goods: Sequence[Good]) -> list[str]:
    return [good.item for good in goods if good.first in tokens]


def _phrase(act: Act, reading: Reading) -> set[int]:
    """The core's own phrase, and under a verb that is its own core, its objects."""
    head = reading.doc[act.core.head]
    skip = {
        t.i
        for kid in head.children
        if kid.dep_ in ("advcl", "nsubj", "nsubjpass", "ccomp", "relcl", "acl", "conj")
        for t in kid.subtree
    }
    if act.core.sense.action:
        skip -= _passive_subject(head)
    return {t.i for t in head.subtree if t.i not in skip}


def _passive_subject(head: object) -> set[int]:
    token = tree.child(head, "nsubjpass")  # type: ignore[arg-type]
    return {t.i for t in token.subtree} if token is not None else set()


def _clause(act: Act, reading: Reading) -> set[int]:
    """The clause of the predicate, without further clauses and without its subject's."""
    verb = reading.doc[act.anchor]
    skip = {
        t.i
        for kid in verb.children
        if kid.dep_ in ("advcl", "ccomp", "conj", "parataxis", "relcl")
        for t in kid.subtree
    }
    return {t.i for t in verb.subtree if t.i not in skip}
