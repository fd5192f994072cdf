"""Is it told? Features by which a draft is told or dropped.

They lean on the act and its sentence alone: who and what it is about tells hardly more, and
is read where an act is likely.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        *_level(draft),
        *_phrase(draft),
        *_sentence(draft),
        *_rivals(draft),
        *_topic(draft),
    )


def _act(draft: Draft) -> Iterator[str]:
    act, role = draft.act, f"role={draft.act.role}"
    yield f"rule={act.rule}"
    yield role
    yield f"kind={act.core.sense.kind}|{role}"
    yield from crossed(f"instrument={act.instrument}", f"action={act.action}", role)
    yield f"table={act.core.sense.table}|found={act.found}"
    yield f"found={act.found}|{role}"
    yield f"path={'>'.join(act.path)}"
    yield from crossed(
        f"doer={_doer(draft)}", f"instrument={act.instrument}", f"rule={act.rule}", role
    )


def _doer(draft: Draft) -> str:
    """What kind of party the sentence says does it: a company raises a tariff of its own."""
    kinds = {link.filler.kind for link in draft.parties if link.place in ("subject", "agent")}
    return "none" if not kinds else "company" if kinds == {"company"} else "state"


def _words(draft: Draft) -> Iterator[str]:
    role = f"role={draft.act.role}"
    core, predicate = values.core_of(draft), values.predicate_of(draft)
    word = "-" if predicate is None else values.word(predicate)
    yield from crossed(f"core={values.word(core)}", role)
    yield from crossed(f"word={word}", f"kind={draft.act.core.sense.kind}")
    yield f"part={(core if predicate is None else predicate).pos_}|{role}"
    if predicate is not None:
        yield f"distance={values.bucket(abs(predicate.i - core.i))}|{role}"
        yield f"before={predicate.i < core.i}|{role}"


def _mood(draft: Draft) -> Iterator[str]:
    act, mood = draft.act, draft.mood
    yield f"form={mood.form}|role={act.role}"
    yield f"form={mood.form}|rule={act.rule}"
    yield from (f"governor={governor}" for governor in mood.governors[:3])
    yield from (f"step={step}" for step in mood.steps[:3])
    if mood.negated:
        yield from crossed("negated", f"kind={act.core.sense.kind}")
    if mood.conditional:
        yield "conditional"


def _level(draft: Draft) -> Iterator[str]:
    act, level = draft.act, f"level={values.level(draft)}"
    yield f"change={draft.change}|action={act.action}"
    yield f"{level}|instrument={act.instrument}"
    yield f"{level}|role={act.role}"
    yield f"said={draft.attribution is not None}"


def _phrase(draft: Draft) -> Iterator[str]:
    core, role = values.core_of(draft), f"role={draft.act.role}"
    yield f"determiner={values.determiner(draft)}|{role}"
    yield from crossed(f"core-relation={core.dep_}", role)
    yield f"plural={core.tag_ in ('NNS', 'NNPS')}|{role}"
    yield from values.modifiers(core, values.NOUN_MODIFIERS)
    yield f"above={values.word(core.head)}|relation={core.dep_}"
    yield f"root={draft.reading.doc[draft.act.anchor].dep_}|{role}"


def _sentence(draft: Draft) -> Iterator[str]:
    reading, role = draft.reading, f"role={draft.act.role}"
    yield f"title={reading.is_title}|{role}"
    yield f"names={min(3, len({name.value for name in reading.names}))}"
    yield from crossed(f"nations={min(4, draft.nations)}", f"instrument={draft.act.instrument}")
    yield f"cores={min(5, len(reading.cores))}|{role}"
    yield f"dates={min(2, len(reading.dates))}"
    yield f"length={values.length(draft)}|{role}"


def _rivals(draft: Draft) -> Iterator[str]:
    act = draft.act
    yield f"rivals={min(_MOST_RIVALS, len(draft.rivals))}|role={act.role}"
    for rival in draft.rivals[:_MOST_RIVALS]:
        yield from crossed(f"rival={rival}", f"rule={act.rule}", f"path={'>'.join(act.path)}")


def _topic(draft: Draft) -> Iterator[str]:
    act = draft.act
    likely = f"topic={values.decile(draft.topic)}"
    yield from crossed(likely, f"role={act.role}", f"instrument={act.instrument}")
    yield from values.steps("topic", draft.topic)
