"""Is it told? Features by which a draft is told or dropped.

They lean on the act and its sentence alone: who and what it is about tells hardly more, and
is read where an act is likely.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.extract.features import values
from pipelines.extract.features.values import crossed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.extract.draft import Draft

_MOST_RIVALS = 4


def keep_features(draft: Draft) -> tuple[str, ...]:
    """Features by which a draft is told or dropped."""
    return (
        *_act(draft),
        *_words(draft),
        *_mood(draft),
        *_phrase(draft),
        *_sentence(draft),
        *_rivals(draft),
        *_topic(draft),
    )


def _act(draft: Draft) -> Iterator[str]:
    act, role = draft.act, f"role={draft.act.role}"
    yield f"kind={act.core.sense.kind}|{role}"
    yield f"instrument={act.instrument}|action={act.action}"
    yield f"instrument={act.instrument}|{role}"
    yield f"table={act.core.sense.table}|found={act.found}"
    yield f"path={'>'.join(act.path)}"
    if act.core.sense.kind == "flow":
        yield from crossed(f"doer={_doer(draft)}|instrument={act.instrument}", role)


def _doer(draft: Draft) -> str:
    """What kind of name, if any, does what an act says: states bar flows, companies stop them."""
    reading = draft.reading
    doer = tree.subject(draft.verb)
    if doer is None:
        return "nobody"
    kinds = {name.kind for name in reading.names if name.first <= doer.i <= name.last}
    if "company" in kinds:
        return "company"
    return "state" if kinds else "noun"


def _words(draft: Draft) -> Iterator[str]:
    core, predicate = values.core_of(draft), values.predicate_of(draft)
    yield from crossed(f"core={core.word}", f"role={draft.act.role}")
    yield f"word={'-' if predicate is None else predicate.word}"


def _mood(draft: Draft) -> Iterator[str]:
    mood = draft.mood
    yield f"form={mood.form}|role={draft.act.role}"
    yield from (f"governor={governor}" for governor in mood.governors[:3])
    yield from (f"step={step}" for step in mood.steps[:3])
    if mood.negated:
        yield from crossed("negated", f"kind={draft.act.core.sense.kind}")
    if mood.conditional:
        yield "conditional"


def _phrase(draft: Draft) -> Iterator[str]:
    core, role = values.core_of(draft), f"role={draft.act.role}"
    yield f"determiner={values.determiner(draft)}|{role}"
    yield f"core-relation={core.dep_}|{role}"
    yield f"plural={core.tag_ in ('NNS', 'NNPS')}"
    yield from values.modifiers(core, values.NOUN_MODIFIERS)
    yield f"above={core.head.word}|relation={core.dep_}"
    if core.dep_ == "pobj":
        yield f"under={core.head.head.word}>{core.head.lower_}"


def _sentence(draft: Draft) -> Iterator[str]:
    reading, role = draft.reading, f"role={draft.act.role}"
    yield f"title={reading.is_title}"
    yield from crossed(f"alone={draft.sentences == 1}", role, f"rule={draft.act.rule}")
    yield f"names={min(3, len({name.value for name in reading.names}))}"
    yield from crossed(f"nations={min(4, draft.nations)}", f"instrument={draft.act.instrument}")
    yield f"cores={min(5, len(reading.cores))}"
    yield f"dates={min(2, len(reading.dates))}"
    yield f"length={values.length(draft)}|{role}"


def _rivals(draft: Draft) -> Iterator[str]:
    yield f"rivals={min(_MOST_RIVALS, len(draft.rivals))}|role={draft.act.role}"
    yield from (f"rival={rival}" for rival in draft.rivals[:_MOST_RIVALS])


def _topic(draft: Draft) -> Iterator[str]:
    yield f"topic={values.decile(draft.topic)}"
    yield from values.steps("topic", draft.topic)
