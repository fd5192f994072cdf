"""How real is it? Features by which a draft's status is told."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.extract.features import values
from pipelines.extract.features.values import crossed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.extract.draft import Draft
    from pipelines.extract.parse import Token

_MODIFIERS = ("amod", "det")
_ADVERBS = ("advmod", "npadvmod", "prt")
_ABOVE = 5
_BESIDE = 4
_HELPERS = ("aux", "auxpass", "neg", "mark")


def status_features(draft: Draft) -> tuple[str, ...]:
    """Features by which a draft's status is told."""
    anchor = draft.reading.doc[draft.act.anchor]
    return (
        *_act(draft),
        *_form(draft, anchor),
        *_governors(draft),
        *_around(draft, anchor),
        *_time(draft),
        *_clause(tree.clause_verb(anchor)),
        *values.modifiers(values.core_of(draft), _MODIFIERS),
    )


def _act(draft: Draft) -> Iterator[str]:
    act = draft.act
    yield f"rule-says={draft.status_by_rule}"
    yield f"instrument={act.instrument}|action={act.action}"
    yield f"rule={act.rule}"
    yield f"rule-status={act.status}"


def _form(draft: Draft, anchor: Token) -> Iterator[str]:
    act, form, role = draft.act, f"form={draft.mood.form}", f"role={draft.act.role}"
    yield f"{form}|title={draft.reading.is_title}"
    yield f"{form}|{role}"
    yield f"{form}|action={act.action}"
    yield from crossed(f"word={anchor.word}", form)
    yield f"tag={anchor.tag_}|{role}"


def _governors(draft: Draft) -> Iterator[str]:
    mood = draft.mood
    governors = mood.governors or ("none",)
    yield from crossed(f"first={governors[0]}", f"form={mood.form}")
    yield f"last={governors[-1]}"
    yield from (f"governor={governor}" for governor in dict.fromkeys(mood.governors))
    yield from (f"step={step}" for step in mood.steps[:4])
    yield f"negated={mood.negated}"
    yield f"conditional={mood.conditional}"
    yield f"earlier={draft.earlier}"


def _around(draft: Draft, anchor: Token) -> Iterator[str]:
    """The words above an act, nearest first, the adverbs at its verb, and the words beside it."""
    for distance, token in enumerate(itertools.islice(anchor.ancestors, _ABOVE)):
        yield f"above={token.word}"
        if distance < 2:
            yield f"above{distance}={token.word}"
    verb = tree.clause_verb(anchor)
    yield from (f"adverb={kid.lower_}" for kid in verb.children if kid.dep_ in _ADVERBS)
    beside = draft.reading.doc[max(0, anchor.i - _BESIDE) : anchor.i]
    yield from (f"beside={token.lower_}" for token in beside)


def _time(draft: Draft) -> Iterator[str]:
    yield from crossed(f"when={_when(draft)}", f"form={draft.mood.form}")


def _when(draft: Draft) -> str:
    """Where a draft's date lies from the day of publication, as far as it is precise."""
    if draft.date is None:
        return "untold"
    published = draft.reading.published.isoformat()[: len(draft.date)]
    return "future" if draft.date > published else "same" if draft.date == published else "past"


def _clause(verb: Token) -> Iterator[str]:
    yield f"verb={verb.word}|{verb.tag_}"
    yield from (f"aux={kid.lower_}" for kid in verb.children if kid.dep_ in _HELPERS)
    if verb.head != verb:
        yield f"above={verb.head.word}|{verb.dep_}"
