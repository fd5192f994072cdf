"""Does it belong? Features by which a party, an item or a date belongs to an act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.extract.features import values
from pipelines.extract.features.values import crossed
from pipelines.story import MUTUAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.extract.draft import Draft
    from pipelines.extract.links import Link
    from pipelines.extract.parse import Token


@dataclass(frozen=True, slots=True)
class Offer:
    """A link among those that a sentence offers for one field.

    `place` is its position among them, `count` how many different values there
    are, `rank` how often the document names it beside others, 0 the most, `history`
    what the acts told before have it for.
    """

    link: Link
    place: int
    count: int
    rank: int
    history: str


def link_features(draft: Draft, offer: Offer) -> tuple[str, ...]:
    """Features by which a party, item or date belongs to a draft's act."""
    return (
        *_way(draft, offer.link),
        *_place(draft, offer),
        *_order(draft, offer),
        *_filler(draft, offer.link),
        *_history(draft, offer),
    )


def _way(draft: Draft, link: Link) -> Iterator[str]:
    """How the filler hangs from the act."""
    family, place = _family(draft), link.place
    hanging = f"hanging={place}:{'>'.join(link.path)}"
    first, last = (link.path[0], link.path[-1]) if link.path else ("", "")
    yield from crossed(hanging, family, f"kind={link.filler.kind}")
    yield f"first={place}:{first}|{family}"
    yield f"first={place}:{first}|rule={draft.act.rule}"
    yield f"last={last}|place={place}"
    yield f"last={last}|{family}"
    yield from (f"step={step}" for step in link.path)
    yield from (f"step={step}|{family}" for step in link.path if step.endswith(":"))
    predicate = values.predicate_of(draft)
    if predicate is not None:
        yield f"word={values.word(predicate)}|first={place}:{first}"
    voice = _voice(predicate)
    yield f"hanging={place}:{'>'.join(link.path[:2])}|{voice}|{family}"
    yield from _neighbours(draft, link)


def _voice(predicate: Token | None) -> str:
    if predicate is None or not tree.is_verb(predicate):
        return "voice=none"
    passive = tree.child(predicate, "auxpass", "nsubjpass") or predicate.tag_ == "VBN"
    return f"voice={'passive' if passive else 'active'}"


def _neighbours(draft: Draft, link: Link) -> Iterator[str]:
    """The word that the filler hangs from, and those beside it."""
    doc, filler, family = draft.reading.doc, link.filler, _family(draft)
    token = doc.root(filler.first, filler.last)
    yield from crossed(f"under={values.word(token.head)}|{token.dep_}", family)
    before = doc[filler.first - 1].lower_ if filler.first else "start"
    after = doc[filler.last + 1].lower_ if filler.last + 1 < len(doc) else "end"
    yield from crossed(f"before={before}", family, f"place={link.place}")
    yield from crossed(f"after={after}", family, f"place={link.place}")


def _place(draft: Draft, offer: Offer) -> Iterator[str]:
    """From which part of the act it hangs."""
    act, count = draft.act, f"count={min(4, offer.count)}"
    place = f"place={offer.link.place}"
    yield from crossed(place, _family(draft), f"role={act.role}", f"rule={act.rule}", count)
    yield f"instrument={act.instrument}|{place}"


def _order(draft: Draft, offer: Offer) -> Iterator[str]:
    """Where it stands in the sentence and how it ranks in the document."""
    filler, core, family = offer.link.filler, draft.act.core, _family(draft)
    place, count = f"place={offer.link.place}", f"count={min(4, offer.count)}"
    before = f"before={filler.last < core.first}"
    rank = f"rank={min(4, offer.rank)}"
    yield f"{before}|{family}"
    yield f"{before}|{place}|{count}"
    yield f"title={draft.reading.is_title}|{before}|{family}"
    yield f"distance={values.bucket(abs(filler.last - core.head))}|{before}|{family}"
    yield f"order={min(3, offer.place)}|{count}|{family}"
    yield from crossed(count, family)
    yield f"{rank}|{family}"
    yield f"{rank}|{place}"
    yield f"{rank}|{count}"


def _filler(draft: Draft, link: Link) -> Iterator[str]:
    """What it is."""
    filler, instrument = link.filler, f"instrument={draft.act.instrument}"
    yield f"kind={filler.kind}|{_family(draft)}"
    yield f"kind={filler.kind}|{instrument}"
    yield f"{instrument}|company={link.value.startswith('org:')}"
    if not filler.kind.endswith("item"):
        yield f"value={filler.kind}"
        yield f"value={link.value}|{instrument}"
        return
    yield from crossed(f"value={link.value}", instrument)
    yield f"surface={draft.reading.doc.words(filler.first, filler.last).lower()}"


def _history(draft: Draft, offer: Offer) -> Iterator[str]:
    """What the acts told before have it for."""
    history = f"history={offer.history}"
    place = f"place={offer.link.place}"
    yield from crossed(history, _family(draft), place, f"count={min(4, offer.count)}")


def _family(draft: Draft) -> str:
    """The family of an act's instrument, whose members take their parties alike."""
    instrument = draft.act.instrument
    if instrument in MUTUAL:
        return "family=mutual"
    return f"family={instrument if instrument in ('supply', 'dispute') else 'measure'}"
