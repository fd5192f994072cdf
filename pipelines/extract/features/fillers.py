"""Does it belong? Features by which a party, an item or a date belongs to an act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.extract.features import values
from pipelines.extract.features.values import crossed
from pipelines.story import MUTUAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


@dataclass(frozen=True, slots=True)
class _About:
    """What the features of all links of a draft share."""

    draft: Draft
    family: str
    instrument: str
    rule: str
    word: str | None
    voice: str

    @classmethod
    def of(cls, draft: Draft) -> _About:
        predicate = values.predicate_of(draft)
        return cls(
            draft=draft,
            family=_family(draft),
            instrument=f"instrument={draft.act.instrument}",
            rule=f"rule={draft.act.rule}",
            word=None if predicate is None else f"word={predicate.word}",
            voice=_voice(predicate),
        )


def link_features(draft: Draft, offers: Iterable[Offer]) -> Iterator[tuple[Offer, tuple[str, ...]]]:
    """Each offer with the features by which a party, item or date belongs to a draft's act."""
    about = _About.of(draft)
    for offer in offers:
        yield (
            offer,
            (
                *_way(about, offer.link),
                *_neighbours(about, offer.link),
                *_place(about, offer),
                *_order(about, offer),
                *_filler(about, offer.link),
                *_history(about, offer),
            ),
        )


def _way(about: _About, link: Link) -> list[str]:
    """How the filler hangs from the act."""
    family, place, path = about.family, link.place, link.path
    first, last = (path[0], path[-1]) if path else ("", "")
    begins = f"first={place}:{first}"
    found = crossed(f"hanging={place}:{'>'.join(path)}", family, f"kind={link.filler.kind}")
    found += [
        f"{begins}|{family}",
        f"{begins}|{about.rule}",
        f"last={last}|place={place}",
        f"last={last}|{family}",
        f"hanging={place}:{'>'.join(path[:2])}|{about.voice}|{family}",
        *[f"step={step}" for step in path],
        *[f"step={step}|{family}" for step in path if step.endswith(":")],
    ]
    if about.word is not None:
        found.append(f"{about.word}|{begins}")
    return found


def _voice(predicate: Token | None) -> str:
    if predicate is None or not predicate.is_verb:
        return "voice=none"
    passive = tree.child(predicate, "auxpass", "nsubjpass") or predicate.tag_ == "VBN"
    return f"voice={'passive' if passive else 'active'}"


def _neighbours(about: _About, link: Link) -> list[str]:
    """The word that the filler hangs from, and those beside it."""
    doc, filler, family = about.draft.reading.doc, link.filler, about.family
    token, place = about.draft.reading.token_of(filler), f"place={link.place}"
    before = doc[filler.first - 1].lower_ if filler.first else "start"
    after = doc[filler.last + 1].lower_ if filler.last + 1 < len(doc) else "end"
    return [
        *crossed(f"under={token.head.word}|{token.dep_}", family),
        *crossed(f"before={before}", family, place),
        *crossed(f"after={after}", family, place),
    ]


def _place(about: _About, offer: Offer) -> list[str]:
    """From which part of the act it hangs."""
    place, role = f"place={offer.link.place}", f"role={about.draft.act.role}"
    return [
        *crossed(place, about.family, role, about.rule, f"count={min(4, offer.count)}"),
        f"{about.instrument}|{place}",
    ]


def _order(about: _About, offer: Offer) -> list[str]:
    """Where it stands in the sentence and how it ranks in the document."""
    draft, family, filler = about.draft, about.family, offer.link.filler
    place, count = f"place={offer.link.place}", f"count={min(4, offer.count)}"
    before = f"before={filler.last < draft.act.core.first}"
    rank = f"rank={min(4, offer.rank)}"
    distance = values.bucket(abs(filler.last - draft.act.core.head))
    return [
        f"{before}|{family}",
        f"{before}|{place}|{count}",
        f"title={draft.reading.is_title}|{before}|{family}",
        f"distance={distance}|{before}|{family}",
        f"order={min(3, offer.place)}|{count}|{family}",
        *crossed(count, family),
        f"{rank}|{family}",
        f"{rank}|{place}",
        f"{rank}|{count}",
    ]


def _filler(about: _About, link: Link) -> list[str]:
    """What it is."""
    filler, instrument = link.filler, about.instrument
    found = [
        f"kind={filler.kind}|{about.family}",
        f"kind={filler.kind}|{instrument}",
        f"{instrument}|company={link.value.startswith('org:')}",
    ]
    if not filler.kind.endswith("item"):
        return [*found, f"value={filler.kind}", f"value={link.value}|{instrument}"]
    surface = about.draft.reading.doc.words(filler.first, filler.last).lower()
    return [*found, *crossed(f"value={link.value}", instrument), f"surface={surface}"]


def _history(about: _About, offer: Offer) -> list[str]:
    """What the acts told before have it for."""
    place, count = f"place={offer.link.place}", f"count={min(4, offer.count)}"
    return crossed(f"history={offer.history}", about.family, place, count)


def _family(draft: Draft) -> str:
    """The family of an act's instrument, whose members take their parties alike."""
    instrument = draft.act.instrument
    if instrument in MUTUAL:
        return "family=mutual"
    return f"family={instrument if instrument in ('supply', 'dispute') else 'measure'}"
