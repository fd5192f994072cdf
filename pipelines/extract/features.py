"""What the small models look at: named features of a draft, as readable strings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.extract.draft import Draft
    from pipelines.extract.links import Link


def keep_features(draft: Draft) -> tuple[str, ...]:
    """Features by which a draft is told or dropped."""
    return tuple(_keep(draft))


def _keep(draft: Draft) -> Iterator[str]:
    act, mood = draft.act, draft.mood
    doc = draft.reading.doc
    core = doc[act.core.head]
    table, rule = act.core.sense.table, act.rule
    core_word = core.lemma_.lower()
    predicate = doc[act.predicate] if act.predicate is not None else None
    word = predicate.lemma_.lower() if predicate is not None else "-"
    role, found = act.role, act.found
    yield f"rule={rule}"
    yield f"role={role}"
    yield f"kind={act.core.sense.kind}|role={role}"
    yield f"instrument={act.instrument}"
    yield f"instrument={act.instrument}|action={act.action}"
    yield f"instrument={act.instrument}|role={role}"
    yield f"table={table}|found={found}"
    yield f"found={found}|role={role}"
    yield f"core={core_word}"
    yield f"core={core_word}|role={role}"
    yield f"word={word}"
    yield f"word={word}|kind={act.core.sense.kind}"
    yield f"path={'>'.join(act.path)}"
    yield f"part={predicate.pos_ if predicate is not None else core.pos_}|role={role}"
    yield f"form={mood.form}|role={role}"
    yield f"form={mood.form}|rule={rule}"
    yield from (f"governor={g}" for g in mood.governors[:3])
    yield from (f"step={s}" for s in mood.steps[:3])
    if mood.negated:
        yield "negated"
        yield f"negated|kind={act.core.sense.kind}"
    if mood.conditional:
        yield "conditional"
    yield f"items={draft.items_from or 'none'}"
    yield f"items={draft.items_from or 'none'}|role={role}"
    yield f"actors={draft.actors_from or 'none'}"
    yield f"actors={draft.actors_from or 'none'}|role={role}"
    yield f"targets={draft.targets_from or 'none'}"
    yield f"targets={draft.targets_from or 'none'}|kind={act.core.sense.kind}"
    yield f"determiner={_determiner(draft)}|role={role}"
    yield f"core-relation={core.dep_}"
    yield f"core-relation={core.dep_}|role={role}"
    yield f"plural={core.tag_ in ('NNS', 'NNPS')}|role={role}"
    yield f"title={draft.reading.is_title}|role={role}"
    yield f"names={min(3, len({n.value for n in draft.reading.names}))}"
    yield f"cores={min(5, len(draft.reading.cores))}|role={role}"
    yield f"change={draft.change}|action={act.action}"
    yield f"level={_level(draft)}|instrument={act.instrument}"
    yield f"level={_level(draft)}|role={role}"
    yield f"dates={min(2, len(draft.reading.dates))}"
    yield f"length={min(6, len(doc) // 10)}|role={role}"
    yield f"said={draft.attribution is not None}"
    yield f"rivals={min(4, len(draft.rivals))}|role={role}"
    for rival in draft.rivals[:4]:
        yield f"rival={rival}"
        yield f"rival={rival}|rule={rule}"
        yield f"rival={rival}|path={'>'.join(act.path)}"
    likely = _decile(draft.topic)
    yield f"topic={likely}"
    yield f"topic={likely}|role={role}"
    yield f"topic={likely}|instrument={act.instrument}"
    yield from (f"topic>{step}" for step in range(1, 10) if draft.topic * 10 >= step)
    if predicate is not None:
        yield f"distance={_bucket(abs(predicate.i - core.i))}|role={role}"
        yield f"before={predicate.i < core.i}|role={role}"
    yield from (
        f"modifier={kid.lemma_.lower()}"
        for kid in core.children
        if kid.dep_ in ("amod", "compound", "nmod")
    )
    above = core.head
    yield f"above={above.lemma_.lower()}|relation={core.dep_}"
    yield f"root={doc[act.anchor].dep_}|role={role}"


def _level(draft: Draft) -> str:
    return "change" if draft.level_from else "set" if draft.level_to else "none"


def _determiner(draft: Draft) -> str:
    core = draft.reading.doc[draft.act.core.head]
    kinds = [kid.lower_ for kid in core.children if kid.dep_ in ("det", "poss", "predet")]
    if not kinds:
        return "none"
    return (
        kinds[0]
        if kinds[0]
        in (
            "the",
            "a",
            "an",
            "any",
            "no",
            "its",
            "their",
            "this",
            "these",
            "such",
            "some",
            "those",
            "all",
        )
        else "other"
    )


def _bucket(number: int) -> int:
    return next((bound for bound in (1, 2, 3, 5, 8, 13, 21) if number <= bound), 34)


def another_features(draft: Draft, first: Draft, chosen: int) -> tuple[str, ...]:
    """Features by which a draft is a further act beside a likelier one akin to it."""
    return tuple(_another(draft, first, chosen))


def _another(draft: Draft, first: Draft, chosen: int) -> Iterator[str]:
    act, other = draft.act, first.act
    yield f"probability={_decile(draft.probability)}"
    yield from (f"probability>{step}" for step in range(1, 10) if draft.probability * 10 >= step)
    yield f"chosen={min(3, chosen)}"
    same_core, same_predicate = act.core == other.core, act.predicate == other.predicate
    pair = f"{other.instrument}/{other.action},{act.instrument}/{act.action}"
    yield f"pair={pair}"
    yield f"pair={pair}|core={same_core}"
    yield f"same-instrument={act.instrument == other.instrument}|core={same_core}"
    yield f"same-instrument={act.instrument == other.instrument}|predicate={same_predicate}"
    yield f"rules={other.rule},{act.rule}"
    yield f"same-core={same_core}|same-predicate={same_predicate}"
    yield f"same-core={same_core}|same-action={act.action == other.action}"
    yield f"same-core={same_core}|same-action={act.action == other.action}|role={act.role}"
    yield f"same-status={draft.status == first.status}"
    yield f"statuses={first.status},{draft.status}"
    relations = {
        gap: _relation(getattr(first, gap), getattr(draft, gap))
        for gap in ("actors", "targets", "items")
    }
    yield from (f"{gap}={relation}" for gap, relation in relations.items())
    yield from (f"{gap}={relation}|core={same_core}" for gap, relation in relations.items())
    yield f"all={relations['actors']},{relations['targets']},{relations['items']}"
    yield f"dates={_relation((first.date or '',), (draft.date or '',))}"
    yield f"actions={other.action},{act.action}"
    yield f"instrument={act.instrument}"
    yield f"instrument={act.instrument}|actors={relations['actors']}"
    yield f"roles={other.role},{act.role}"
    yield f"role={act.role}|core={same_core}"
    yield f"table={act.core.sense.table}"
    yield f"distance={_bucket(abs(act.core.head - other.core.head))}"
    yield f"anchors={_bucket(abs(act.anchor - other.anchor))}|core={same_core}"
    yield f"title={draft.reading.is_title}"
    yield f"length={min(6, len(draft.reading.doc) // 10)}"
    yield f"governs={draft.reading.doc[other.anchor].is_ancestor(draft.reading.doc[act.anchor])}"


def _relation(first: tuple[str, ...], second: tuple[str, ...]) -> str:
    if set(first) == set(second):
        return "equal" if any(first) else "none"
    if not any(first) or not any(second):
        return "one"
    return "some" if set(first) & set(second) else "apart"


def _decile(probability: float) -> int:
    return min(9, int(probability * 10))


def status_features(draft: Draft) -> tuple[str, ...]:
    """Features by which a draft's status is told."""
    return tuple(_status(draft))


def _status(draft: Draft) -> Iterator[str]:
    act, mood = draft.act, draft.mood
    doc = draft.reading.doc
    anchor = doc[act.anchor]
    title = draft.reading.is_title
    word = anchor.lemma_.lower()
    yield f"rule-says={draft.status}"
    yield f"form={mood.form}"
    yield f"form={mood.form}|title={title}"
    yield f"form={mood.form}|role={act.role}"
    yield f"form={mood.form}|action={act.action}"
    yield f"word={word}"
    yield f"word={word}|form={mood.form}"
    yield f"tag={anchor.tag_}|role={act.role}"
    first = mood.governors[0] if mood.governors else "none"
    yield f"first={first}"
    yield f"first={first}|form={mood.form}"
    yield f"last={mood.governors[-1] if mood.governors else 'none'}"
    yield from (f"governor={g}" for g in set(mood.governors))
    yield from (f"step={s}" for s in mood.steps[:4])
    yield f"count={min(3, len(mood.governors))}"
    yield f"negated={mood.negated}"
    yield f"negated={mood.negated}|first={first}"
    yield f"conditional={mood.conditional}"
    yield f"instrument={act.instrument}|action={act.action}"
    yield f"role={act.role}"
    yield f"rule={act.rule}"
    yield f"rule-status={act.status}"
    yield f"said={draft.attribution is not None}|form={mood.form}"
    yield f"when={_when(draft)}"
    yield f"when={_when(draft)}|form={mood.form}"
    yield f"when={_when(draft)}|word={word}"
    verb = next((t for t in (anchor, *anchor.ancestors) if t.pos_ in ("VERB", "AUX")), anchor)
    yield f"verb={verb.lemma_.lower()}|{verb.tag_}"
    yield from (
        f"aux={kid.lower_}"
        for kid in verb.children
        if kid.dep_ in ("aux", "auxpass", "neg", "mark")
    )
    if verb.head != verb:
        yield f"above={verb.head.lemma_.lower()}|{verb.dep_}"
    yield from (
        f"modifier={kid.lemma_.lower()}"
        for kid in doc[act.core.head].children
        if kid.dep_ in ("amod", "det")
    )


def _when(draft: Draft) -> str:
    if draft.date is None:
        return "untold"
    published = draft.reading.published.isoformat()[: len(draft.date)]
    return "future" if draft.date > published else "same" if draft.date == published else "past"


@dataclass(frozen=True, slots=True)
class Offer:
    """A link among those that a sentence offers for one field.

    `place` is its position among them, `count` how many different values there
    are, `rank` how often the document names it beside others, 0 the most.
    """

    link: Link
    place: int
    count: int
    rank: int


def link_features(draft: Draft, offer: Offer) -> tuple[str, ...]:
    """Features by which a party, item or date belongs to a draft's act."""
    return tuple(_link(draft, offer))


def _link(draft: Draft, offer: Offer) -> Iterator[str]:
    act, link = draft.act, offer.link
    filler = link.filler
    path = ">".join(link.path)
    hanging = f"{link.place}:{path}"
    family = family_of(act.instrument)
    before = filler.last < act.core.first
    count = min(4, offer.count)
    first = link.path[0] if link.path else ""
    last = link.path[-1] if link.path else ""
    yield f"hanging={hanging}"
    yield f"hanging={hanging}|family={family}"
    yield f"hanging={hanging}|kind={filler.kind}"
    yield f"place={link.place}"
    yield f"place={link.place}|family={family}"
    yield f"place={link.place}|role={act.role}"
    yield f"place={link.place}|rule={act.rule}"
    yield f"place={link.place}|count={count}"
    yield f"first={link.place}:{first}|family={family}"
    yield f"first={link.place}:{first}|rule={act.rule}"
    yield f"last={last}|place={link.place}"
    yield f"last={last}|family={family}"
    yield from (f"step={step}" for step in link.path)
    yield from (f"step={step}|family={family}" for step in link.path if step.endswith(":"))
    yield f"kind={filler.kind}|family={family}"
    yield f"kind={filler.kind}|instrument={act.instrument}"
    yield f"before={before}|family={family}"
    yield f"before={before}|place={link.place}|count={count}"
    yield f"order={min(3, offer.place)}|count={count}|family={family}"
    yield f"count={count}"
    yield f"count={count}|family={family}"
    yield f"rank={min(4, offer.rank)}|family={family}"
    yield f"rank={min(4, offer.rank)}|place={link.place}"
    yield f"rank={min(4, offer.rank)}|count={count}"
    yield f"instrument={act.instrument}|company={link.value.startswith('org:')}"
    yield f"instrument={act.instrument}|place={link.place}"
    yield f"title={draft.reading.is_title}|before={before}|family={family}"
    distance = _bucket(abs(filler.last - act.core.head))
    yield f"distance={distance}|before={before}|family={family}"
    yield f"value={link.value}" if filler.kind.endswith("item") else f"value={filler.kind}"
    if filler.kind.endswith("item"):
        yield f"value={link.value}|instrument={act.instrument}"
        yield f"surface={draft.reading.doc[filler.first : filler.last + 1].text.lower()}"
    if act.predicate is not None:
        word = draft.reading.doc[act.predicate].lemma_.lower()
        yield f"word={word}|first={link.place}:{first}"


def family_of(instrument: str) -> str:
    if instrument in ("talks", "agreement"):
        return "mutual"
    return instrument if instrument in ("supply", "dispute") else "measure"


def context_features(draft: Draft, gap: str, source: str) -> tuple[str, ...]:
    """Features by which what the document told before fills a gap of a draft."""
    act = draft.act
    core = draft.reading.doc[act.core.head]
    offered = draft.goods if gap == "items" else draft.parties
    key = f"{gap}|{source}"
    return (
        key,
        f"{key}|instrument={act.instrument}",
        f"{key}|role={act.role}",
        f"{key}|kind={act.core.sense.kind}",
        f"{key}|table={act.core.sense.table}",
        f"{key}|offered={min(3, len({link.value for link in offered}))}",
        f"{key}|determiner={_determiner(draft)}",
        f"{key}|relation={core.dep_}",
        f"{key}|found={act.found}",
        f"{key}|title={draft.reading.is_title}",
        f"{key}|status={draft.status}",
        f"{key}|action={act.action}",
        f"{key}|level={_level(draft)}|instrument={act.instrument}",
        f"{key}|targets={bool(draft.targets)}",
    )
