"""Is it one more? Features by which a draft is a further act beside a likelier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract.features import values
from pipelines.extract.features.values import crossed
from pipelines.extract.links import DOERS, OWN, values_at

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from pipelines.extract.draft import Draft
    from pipelines.extract.links import Link


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
    yield from crossed(f"alone={draft.sentences == 1}", f"role={draft.act.role}")


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
    """How what the words offer the two compares, before any field is filled."""
    same_core, instrument = f"core={draft.act.core == first.act.core}", draft.act.instrument
    doers = _relation(first.parties, draft.parties, DOERS)
    parties = _relation(first.parties, draft.parties, OWN)
    items = _relation(first.goods, draft.goods, OWN)
    dates = _relation(first.dates, draft.dates, OWN)
    yield from crossed(f"doers={doers}", same_core, f"instrument={instrument}")
    yield from crossed(f"parties={parties}", same_core)
    yield from crossed(f"items={items}", same_core)
    yield f"all={doers},{parties},{items}"
    yield from crossed(f"dates={dates}", same_core)
    statuses = f"statuses={first.status_by_rule},{draft.status_by_rule}"
    yield f"same-status={draft.status_by_rule == first.status_by_rule}"
    yield from crossed(statuses, same_core, f"dates={dates}", f"instrument={instrument}")
    yield f"forms={first.mood.form},{draft.mood.form}|{same_core}"


def _places(draft: Draft, first: Draft) -> Iterator[str]:
    act, other, doc = draft.act, first.act, draft.reading.doc
    anchors = values.bucket(abs(act.anchor - other.anchor))
    yield f"distance={values.bucket(abs(act.core.head - other.core.head))}"
    yield f"anchors={anchors}|core={act.core == other.core}"
    yield f"title={draft.reading.is_title}"
    yield f"length={values.length(draft)}"
    yield f"governs={doc[other.anchor].is_ancestor(doc[act.anchor])}"


def _relation(first: Iterable[Link], second: Iterable[Link], places: Container[str]) -> str:
    """How what two drafts are offered at some places of their acts compares."""
    one, other = values_at(first, places), values_at(second, places)
    if one == other:
        return "equal" if one else "none"
    if not one or not other:
        return "one"
    return "some" if one & other else "apart"
