"""Composes an event from the mentions that tell of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from pipelines.merge.tellings import days_of, precision_of
from pipelines.model import ACTIONS, STATUSES, Event
from pipelines.story import MUTUAL, fold_party, story_id

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from pipelines.merge.corrections import Correction
    from pipelines.merge.rules import MergeRules
    from pipelines.model import Evidence

_T = TypeVar("_T", bound="Hashable")

LIST_FIELDS = frozenset({"items", "actors", "targets"})
SET_FIELDS = (
    *("action", "status", "items", "actors", "targets", "date"),
    *("effective_from", "effective_until", "level_from", "level_to"),
)
"""The fields of an event that a person can set."""

_LEAST_COPIED_WORDS = 10
"""A sentence this long, word for word the same, is copied and not told anew."""


@dataclass(frozen=True)
class Told:
    """All that is known of one event: its evidence, those of its roots, the denials near it."""

    evidence: tuple[Evidence, ...]
    roots: frozenset[str]
    denials: tuple[Evidence, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusChange:
    """That an event came to be told as `status` on `day`, first by the mention `mention`."""

    day: dt.date
    status: str
    mention: str


def event_of(told: Told, rules: MergeRules) -> Event:
    """The event that the evidence tells of, with what a person has set in it."""
    evidence = tuple(sorted(told.evidence, key=_age))
    roots = [each for each in evidence if each.id in told.roots]
    date = _date(evidence)
    action = _action(evidence)
    event = Event(
        id=event_id(roots[0].id),
        story="",
        instrument=roots[0].mention.instrument,
        action=action,
        status=_status(evidence),
        items=_items(roots),
        actors=_spelt((each.mention.actors for each in roots), evidence),
        targets=_spelt((each.mention.targets for each in roots), evidence),
        date=date,
        date_precision=precision_of(date),
        day=day_of(date, evidence[0].published),
        day_from_article=date is None,
        effective_from=_agreed(evidence, "effective_from"),
        effective_until=_agreed(evidence, "effective_until"),
        level_from=_agreed(evidence, "level_from"),
        level_to=_agreed(evidence, "level_to"),
        corroboration=_corroboration(evidence, told.denials),
        confidence=_confidence(evidence),
        evidence=tuple(each.id for each in evidence),
        first_seen=min(each.seen for each in evidence),
        last_seen=max(each.seen for each in evidence),
    )
    event = _corrected(_parties_sorted(event), told.corrections)
    return replace(event, story=story_id(event, rules.catalogue))


def event_id(mention: str) -> str:
    """The id of the event that the mention founded: "m3kq..." gives "e3kq..."."""
    return f"e{mention[1:]}" if mention.startswith("m") else f"e{mention}"


def day_of(date: str | None, published: dt.date) -> dt.date:
    """The day an event is ordered by: told, or the first article's, kept inside a coarse date."""
    if date is None:
        return published
    first, last = days_of(date)
    return dt.date.fromordinal(min(max(published.toordinal(), first), last))


def status_history(evidence: Iterable[Evidence]) -> tuple[StatusChange, ...]:
    """Each day on which the event came to be told with a stronger status than before."""
    changes: list[StatusChange] = []
    for each in sorted(evidence, key=lambda one: (one.published, _strength(one), one.id)):
        if not changes or _strength(each) < STATUSES.index(changes[-1].status):
            changes.append(StatusChange(each.published, each.mention.status, each.id))
    return tuple(changes)


def witnesses(evidence: Iterable[Evidence]) -> dict[str, list[Evidence]]:
    """The evidence by independent witness; a long sentence copied word for word is one witness."""
    first_to_say: dict[str, str] = {}
    found: defaultdict[str, list[Evidence]] = defaultdict(list)
    for each in sorted(evidence, key=_age):
        words = each.mention.quote.casefold().split()
        witness = each.witness
        if len(words) >= _LEAST_COPIED_WORDS:
            witness = first_to_say.setdefault(" ".join(words), witness)
        found[witness].append(each)
    return found


def _corroboration(evidence: Sequence[Evidence], denials: Iterable[Evidence]) -> str:
    """How well an event is borne out: official, confirmed, single or disputed.

    A denial stands until an official source tells of the act after it.
    """
    official = [each.published for each in evidence if each.official]
    if any(all(day <= denial.published for day in official) for denial in denials):
        return "disputed"
    if official:
        return "official"
    return "confirmed" if len(witnesses(evidence)) > 1 else "single"


def _age(evidence: Evidence) -> tuple[dt.date, str]:
    return evidence.published, evidence.id


def _strength(evidence: Evidence) -> int:
    return STATUSES.index(evidence.mention.status)


def _status(evidence: Sequence[Evidence]) -> str:
    return STATUSES[min(map(_strength, evidence))]


def _action(evidence: Sequence[Evidence]) -> str:
    """The action that most official sources tell, else most witnesses; on a tie the plainest."""
    official = [each for each in evidence if each.official]
    votes = _votes(official or evidence, lambda each: each.mention.action)
    return max(votes, key=lambda action: (votes[action], -ACTIONS.index(action)))


def _date(evidence: Sequence[Evidence]) -> str | None:
    """The most precise date that most witnesses tell; on a tie an official one, then the first."""
    dates = {each.mention.date for each in evidence} - {None}
    finest = max((len(date) for date in dates if date), default=0)
    votes = _votes(evidence, lambda each: each.mention.date)
    chosen = [date for date in votes if date and len(date) == finest]
    official = {each.mention.date for each in evidence if each.official}
    return min(chosen, key=lambda date: (-votes[date], date not in official, date), default=None)


def _agreed(evidence: Sequence[Evidence], name: str) -> str | None:
    """The value of a field that most witnesses tell; on a tie the latest told."""
    votes = _votes(evidence, lambda each: getattr(each.mention, name))
    latest = {getattr(each.mention, name): at for at, each in enumerate(evidence)}
    told = [value for value in votes if value]
    return max(told, key=lambda value: (votes[value], latest[value]), default=None)


def _votes(evidence: Sequence[Evidence], value: Callable[[Evidence], _T]) -> dict[_T, int]:
    voters: defaultdict[_T, set[str]] = defaultdict(set)
    for witness, tellings in witnesses(evidence).items():
        for each in tellings:
            voters[value(each)].add(witness)
    return {told: len(who) for told, who in voters.items()}


def _items(roots: Sequence[Evidence]) -> tuple[str, ...]:
    return tuple(sorted({item for each in roots for item in each.mention.items}))


def _spelt(parties: Iterable[tuple[str, ...]], evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """The parties, companies under the name that is told most."""
    votes: defaultdict[str, int] = defaultdict(int)
    for each in evidence:
        for code in (*each.mention.actors, *each.mention.targets):
            votes[code] += 1
    named: dict[str, str] = {}
    for code in sorted({code for codes in parties for code in codes}):
        rival = named.setdefault(fold_party(code), code)
        named[fold_party(code)] = max(rival, code, key=lambda name: (votes[name], name))
    return tuple(sorted(named.values()))


def _parties_sorted(event: Event) -> Event:
    """Talks and agreements name all parties as actors, and none as target."""
    if event.instrument not in MUTUAL:
        return event
    return replace(event, actors=tuple(sorted({*event.actors, *event.targets})), targets=())


def _confidence(evidence: Sequence[Evidence]) -> float:
    """How sure it is that at least one witness was read rightly."""
    doubt = 1.0
    for tellings in witnesses(evidence).values():
        doubt *= 1 - max(each.mention.confidence for each in tellings)
    return round(min(1 - doubt, 0.99), 2)


def _corrected(event: Event, corrections: Iterable[Correction]) -> Event:
    for correction in corrections:
        if correction.kind == "confirm" and event.corroboration != "official":
            event = replace(event, corroboration="confirmed")
        elif correction.kind == "set":
            event = _with_field(event, correction)
    return event


def _with_field(event: Event, correction: Correction) -> Event:
    if correction.name in LIST_FIELDS:
        return replace(event, **{correction.name: tuple(correction.value or ())})  # type: ignore[arg-type]
    value = correction.value if isinstance(correction.value, str) else None
    if correction.name != "date":
        return replace(event, **{correction.name: value})  # type: ignore[arg-type]
    return replace(
        event,
        date=value,
        date_precision=precision_of(value),
        day=day_of(value, event.day),
        day_from_article=value is None,
    )
