"""Which of the actions of one direction is it? Features by which new, wider and other differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract.features import values
from pipelines.extract.features.values import crossed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.extract.draft import Draft

_BESIDE = 4


def action_features(draft: Draft) -> tuple[str, ...]:
    """Features by which imposing is told from tightening, easing from lifting, and so on."""
    return (*_act(draft), *_words(draft), *_circumstances(draft))


def _act(draft: Draft) -> Iterator[str]:
    act = draft.act
    yield from crossed(f"action={act.action}", f"instrument={act.instrument}")
    yield f"rule={act.rule}|role={act.role}"
    yield f"table={act.core.sense.table}|action={act.action}"
    yield from (f"rival={rival}" for rival in draft.rivals)


def _words(draft: Draft) -> Iterator[str]:
    core, predicate, doc = values.core_of(draft), values.predicate_of(draft), draft.reading.doc
    yield from values.modifiers(core, values.NOUN_MODIFIERS)
    anchor = core if predicate is None else predicate
    yield f"word={anchor.word}|instrument={draft.instrument}"
    yield from (f"below={kid.word}|{kid.dep_}" for kid in anchor.children)
    for middle in {core.i, anchor.i}:
        beside = doc[max(0, middle - _BESIDE) : middle + _BESIDE + 1]
        yield from (f"beside={token.word}" for token in beside)


def _circumstances(draft: Draft) -> Iterator[str]:
    action = f"action={draft.act.action}"
    change = f"change={draft.change and draft.change.direction}"
    yield from crossed(f"level={values.level(draft)}", change, action)
    yield f"until={draft.effective_until is not None}|{action}"
    yield f"earlier={draft.earlier != 'untold'}|{action}"
    yield f"title={draft.reading.is_title}|{action}"
