"""What a document has told so far, for the references that lean on it.

"The levies", "it" and a bare "exports" take their instrument, items and parties
from the acts told before them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.extract.features import Offer
from pipelines.model import MEASURES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipelines.extract.draft import Draft
    from pipelines.extract.links import Link
    from pipelines.extract.reading import Filler, Reading


_PROMINENT = 4
"""How many parties or items of a document are prominent in it."""


@dataclass(slots=True)
class Memory:
    """The acts of a document in order, in how many of its sentences each party, item
    and date is named, and how often its nouns name an instrument outright.
    """

    told: list[Draft] = field(default_factory=list)
    parties: Counter[str] = field(default_factory=Counter)
    items: Counter[str] = field(default_factory=Counter)
    instruments: Counter[str] = field(default_factory=Counter)
    dates: Counter[str] = field(default_factory=Counter)

    def hear(self, readings: Sequence[Reading]) -> None:
        """Count beforehand what a document names."""
        for reading in readings:
            self.parties.update(_once(reading.names))
            self.items.update(_once(reading.goods))
            self.dates.update(_once(reading.dates))
            self.instruments.update(
                core.sense.instrument
                for core in reading.cores
                if core.sense.instrument and not core.sense.action
            )

    def measure(self) -> str | None:
        """The measure last spoken of."""
        return next((d.instrument for d in reversed(self.told) if d.instrument in MEASURES), None)

    def main_measures(self) -> list[str]:
        """The measures that the document's nouns name, the most frequent first."""
        return [name for name, _ in self.instruments.most_common() if name in MEASURES]

    def known(self, draft: Draft, gap: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What could fill a gap of a draft, likeliest first, with where it comes from."""
        same = self._last(gap, lambda told: told.instrument == draft.instrument)
        if same:
            alike = same.act.core.sense.table == draft.act.core.sense.table
            yield "alike" if alike else "like", getattr(same, gap)
        other = self._last(gap, lambda told: told.instrument != draft.instrument)
        if other:
            yield "other", getattr(other, gap)
        if gap == "items" and draft.instrument == "tariff":
            yield "whole", ("all_goods",)
        counts = self.items if gap == "items" else self.parties
        taken = {*draft.actors, *draft.targets}
        free = [value for value, _ in counts.most_common(_PROMINENT) if value not in taken]
        yield from zip(("main", "second"), ((value,) for value in free), strict=False)

    def standing(self, values: tuple[str, ...], gap: str) -> str:
        """How prominent the first of some values is: its rank, and how often acts have it."""
        counts = self.items if gap == "items" else self.parties
        ranks = [value for value, _ in counts.most_common(_PROMINENT)]
        rank = ranks.index(values[0]) if values[0] in ranks else _PROMINENT
        filled = [told for told in self.told if getattr(told, gap)]
        quarters = sum(values[0] in getattr(told, gap) for told in filled) * 4
        return f"{rank}-{quarters // len(filled) if filled else 'none'}"

    def _last(self, gap: str, fits: Callable[[Draft], bool]) -> Draft | None:
        """The act last told that fits and has a gap's field."""
        return next((d for d in reversed(self.told) if getattr(d, gap) and fits(d)), None)

    def ranked(self, found: Sequence[Link], counts: Counter[str]) -> list[Offer]:
        """Links as offers, each with how prominent it is in the document."""
        ranks = {value: rank for rank, (value, _) in enumerate(counts.most_common())}
        count = len({link.value for link in found})
        return [
            Offer(link, place, count, ranks.get(link.value, len(ranks)))
            for place, link in enumerate(found)
        ]


def _once(fillers: Iterable[Filler]) -> list[str]:
    """The values of a sentence, each once, in order: of equals the first named ranks first."""
    return list(dict.fromkeys(filler.value for filler in fillers))
