"""What a document has told so far, for the references that lean on it.

"The levies", "it" and a bare "exports" take their instrument, items and parties
from the acts told before them.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.extract.features import Offer
from pipelines.model import MEASURES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pipelines.extract.acts import Act
    from pipelines.extract.draft import Draft
    from pipelines.extract.reading import Filler, Reading


_PROMINENT = 4
"""How many parties or items of a document are prominent in it."""


_NEAR = 40
"""How many of the acts told last are looked at."""

_FIELDS = ("actors", "targets", "items", "when")
"""The fields of an act, the first of equals counting most."""


@dataclass(slots=True)
class Memory:
    """The acts of a document in order; its parties, items and dates, those that most of
    its sentences name first; the instruments that its nouns name outright, the most
    frequent first; and the state whose government speaks in it, "" for the press.
    """

    told: list[Draft] = field(default_factory=list)
    parties: Sequence[str] = ()
    items: Sequence[str] = ()
    instruments: Sequence[str] = ()
    dates: Sequence[str] = ()
    readings: Sequence[Reading] = ()
    home: str = ""
    _histories: dict[tuple[str, int], Mapping[str, str]] = field(default_factory=dict, init=False)

    @classmethod
    def of(cls, readings: Sequence[Reading], home: str = "") -> Memory:
        """A memory of what a document names, before any of its acts is told."""
        return cls(
            parties=_ranked(_once(reading.names) for reading in readings),
            items=_ranked(_once(reading.goods) for reading in readings),
            dates=_ranked(_once(reading.dates) for reading in readings),
            instruments=_ranked(_named_outright(reading) for reading in readings),
            readings=readings,
            home=home,
        )

    def leaned_on_by(self, reading: Reading) -> Memory:
        """What a sentence leans on: the title, which is read last, first of all on the lead."""
        return dataclasses.replace(self, told=self.told[::-1]) if reading.is_title else self

    def nations(self) -> int:
        """How many states and blocs the document names."""
        return sum(not code.startswith("org:") for code in self.parties)

    def measure(self) -> str | None:
        """The measure last spoken of."""
        return next((d.instrument for d in self._latest() if d.instrument in MEASURES), None)

    def main_measures(self) -> list[str]:
        """The measures that the document's nouns name, the most frequent first."""
        return [name for name in self.instruments if name in MEASURES]

    def known(self, draft: Draft, gap: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What could fill a gap of a draft, likeliest first, with where it comes from."""
        again = self._last(gap, lambda told: told.act.repeats(draft.act))
        if again:
            yield "again", getattr(again, gap)
        same = self._last(gap, lambda told: told.instrument == draft.instrument)
        if same:
            alike = same.act.core.sense.table == draft.act.core.sense.table
            yield "alike" if alike else "like", getattr(same, gap)
        other = self._last(gap, lambda told: told.instrument != draft.instrument)
        if other:
            yield "other", getattr(other, gap)
        if gap == "when":
            yield from zip(("before", "behind"), self._dates_beside(draft), strict=False)
            return
        if gap == "items" and draft.instrument == "tariff":
            yield "whole", ("all_goods",)
        taken = {*draft.actors, *draft.targets}
        free = [value for value in self._named(gap)[:_PROMINENT] if value not in taken]
        yield from zip(("main", "second"), ((value,) for value in free), strict=False)

    def status_of(self, act: Act) -> str:
        """With what status an act that does the same was last told."""
        told = (each.status for each in self._latest() if each.act.repeats(act))
        return next(told, "untold")

    def standings(self, found: Iterable[str], gap: str) -> Iterator[str]:
        """How prominent each of some values is: its rank, and how often acts have it."""
        prominent = self._named(gap)[:_PROMINENT]
        filled = [values for told in self._latest() if (values := getattr(told, gap))]
        for value in found:
            rank = prominent.index(value) if value in prominent else _PROMINENT
            quarters = sum(value in values for values in filled) * 4
            yield f"{rank}-{quarters // len(filled) if filled else 'none'}"

    def _named(self, gap: str) -> Sequence[str]:
        """What the document names that fits a gap, the most frequent first."""
        return {"items": self.items, "when": self.dates}.get(gap, self.parties)

    def _dates_beside(self, draft: Draft) -> Iterator[tuple[str, ...]]:
        """The last date of the sentence before a draft's, and the first of the one behind it."""
        at = next((i for i, r in enumerate(self.readings) if r is draft.reading), None)
        if at is None or draft.reading.is_title:
            return
        before, behind = self.readings[max(0, at - 1) : at], self.readings[at + 1 : at + 2]
        yield tuple(date for reading in before for date in reading.days)[-1:]
        yield tuple(date for reading in behind for date in reading.days)[:1]

    def _latest(self) -> Iterator[Draft]:
        """The acts told last, the very last first."""
        return itertools.islice(reversed(self.told), _NEAR)

    def _last(self, gap: str, fits: Callable[[Draft], bool]) -> Draft | None:
        """The act last told that fits and has a gap's field."""
        return next((d for d in self._latest() if getattr(d, gap) and fits(d)), None)

    def offers(self, draft: Draft, field: str) -> list[Offer]:
        """What a sentence offers of parties, goods or dates, with what the document says of each.

        `field` is the field of the draft: "parties", "goods" or "dates".
        """
        found = [link for link in getattr(draft, field) if link.value]
        if not found:
            return []
        named = {"parties": self.parties, "goods": self.items, "dates": self.dates}[field]
        count = len({link.value for link in found})
        history = self._history(draft.instrument)
        unknown = "nothing" if self.told else "none"
        return [
            Offer(link, at, count, _rank(link.value, named), history.get(link.value, unknown))
            for at, link in enumerate(found)
        ]

    def _history(self, instrument: str) -> Mapping[str, str]:
        """For what the acts of an instrument have each party, item and date, most of them.

        Where none of them is told, all acts are asked.
        """
        key = (instrument, len(self.told))
        if key not in self._histories:
            near = self.told[-_NEAR:]
            told = [each for each in near if each.instrument == instrument] or near
            counts = Counter(
                (value, field)
                for field in _FIELDS
                for each in told
                for value in getattr(each, field)
            )
            self._histories[key] = {
                value: field for (value, field), _ in reversed(counts.most_common())
            }
        return self._histories[key]


def _rank(value: str, ranked: Sequence[str]) -> int:
    """The place of a value, one past the last where it is not among them."""
    return ranked.index(value) if value in ranked else len(ranked)


def _ranked(named: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Each value once, the most frequent first, of equals the first."""
    counts = Counter(itertools.chain.from_iterable(named))
    return tuple(value for value, _ in counts.most_common())


def _named_outright(reading: Reading) -> Iterator[str]:
    """The instruments that the nouns of a sentence name."""
    for core in reading.cores:
        if core.sense.instrument and not core.sense.action:
            yield core.sense.instrument


def _once(fillers: Iterable[Filler]) -> list[str]:
    """The values of a sentence, each once, in order: of equals the first named ranks first."""
    return list(dict.fromkeys(filler.value for filler in fillers if filler.value))
