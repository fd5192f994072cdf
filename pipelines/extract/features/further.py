"""Is it one more? Features by which a draft is a further act beside a likelier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract.features import values
from pipelines.extract.features.values import crossed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.extract.draft import Draft


def another_features(draft: Draft, first: Draft, chosen: int) -> tuple[str, ...]:
    """Features by which a draft is a further act beside a likelier one akin to it.

    `chosen` is how many drafts of the sentence are told already.
    """
    return (
        *_likelihood(draft, chosen),
        *_acts(draft, first),
        *_predicates(draft, first),
        *_fields(draft, first),
        *_places(draft, first),
    )


def _likelihood(draft: Draft, chosen: int) -> Iterator[str]:
    yield f"probability={values.decile(draft.probability)}"
    yield from values.steps("probability", draft.probability)
    yield f"chosen={min(3, chosen)}"


def _acts(draft: Draft, first: Draft) -> Iterator[str]:
    act, other = draft.act, first.act
    same_core, same_predicate = act.core == other.core, act.predicate == other.predicate
    pair = f"pair={other.instrument}/{other.action},{act.instrument}/{act.action}"
    yield from crossed(pair, f"core={same_core}")
    same_instrument = f"same-instrument={act.instrument == other.instrument}"
    yield f"{same_instrument}|core={same_core}"
    yield f"{same_instrument}|predicate={same_predicate}"
    yield f"instrument={act.instrument}"
    yield f"actions={other.action},{act.action}"
    yield f"table={act.core.sense.table}"


def _predicates(draft: Draft, first: Draft) -> Iterator[str]:
    act, other = draft.act, first.act
    core, role = f"same-core={act.core == other.core}", f"role={act.role}"
    yield f"rules={other.rule},{act.rule}"
    yield f"roles={other.role},{act.role}"
    yield f"{role}|core={act.core == other.core}"
    yield f"{core}|same-predicate={act.predicate == other.predicate}"
    yield from crossed(f"{core}|same-action={act.action == other.action}", role)


def _fields(draft: Draft, first: Draft) -> Iterator[str]:
    same_core = f"core={draft.act.core == first.act.core}"
    actors = _relation(first.actors, draft.actors)
    targets = _relation(first.targets, draft.targets)
    items = _relation(first.items, draft.items)
    yield from crossed(f"actors={actors}", same_core)
    yield from crossed(f"targets={targets}", same_core)
    yield from crossed(f"items={items}", same_core)
    yield f"all={actors},{targets},{items}"
    yield f"instrument={draft.act.instrument}|actors={actors}"
    dates = f"dates={_relation((first.date or '',), (draft.date or '',))}"
    yield from crossed(dates, same_core)
    yield f"same-status={draft.status == first.status}"
    statuses = f"statuses={first.status},{draft.status}"
    yield from crossed(statuses, same_core, dates, f"instrument={draft.act.instrument}")


def _places(draft: Draft, first: Draft) -> Iterator[str]:
    act, other, doc = draft.act, first.act, draft.reading.doc
    anchors = values.bucket(abs(act.anchor - other.anchor))
    yield f"distance={values.bucket(abs(act.core.head - other.core.head))}"
    yield f"anchors={anchors}|core={act.core == other.core}"
    yield f"title={draft.reading.is_title}"
    yield f"length={values.length(draft)}"
    yield f"governs={doc[other.anchor].is_ancestor(doc[act.anchor])}"


def _relation(first: tuple[str, ...], second: tuple[str, ...]) -> str:
    """How the values of two drafts compare; an empty string is no value."""
    if set(first) == set(second):
        return "equal" if any(first) else "none"
    if not any(first) or not any(second):
        return "one"
    return "some" if set(first) & set(second) else "apart"
