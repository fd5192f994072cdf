"""An act with everything that was read about it, before it is decided whether to tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.extract.acts import Act
    from pipelines.extract.links import Link
    from pipelines.extract.reading import Reading
    from pipelines.extract.status import Mood


@dataclass(slots=True)
class Draft:
    """A proposed mention; its fields are filled in reader by reader.

    `action` is at first that of the act, then one of the same direction.
    `parties`, `goods` and `dates` are what the sentence offers for them, `topic` the
    probability that its words alone give to the act's topic, `rivals` the other acts
    proposed for the same noun, as "rule|role", `nations` how many states and blocs the
    document names, `earlier` the status with which it last told the same act.
    """

    act: Act
    reading: Reading
    mood: Mood
    action: str
    parties: Sequence[Link]
    goods: Sequence[Link]
    dates: Sequence[Link]
    items: tuple[str, ...] = ()
    items_from: str = ""
    actors: tuple[str, ...] = ()
    actors_from: str = ""
    targets: tuple[str, ...] = ()
    targets_from: str = ""
    status: str = "in_force"
    status_by_rule: str = "in_force"
    earlier: str = "untold"
    when: tuple[str, ...] = ()
    when_from: str = ""
    attribution: str | None = None
    topic: float = 0.0
    rivals: tuple[str, ...] = ()
    nations: int = 0
    probability: float = 0.0
    effective_from: str | None = None
    effective_until: str | None = None
    level_from: str | None = None
    level_to: str | None = None
    change: str | None = None

    @property
    def instrument(self) -> str:
        """The instrument of the act."""
        return self.act.instrument

    @property
    def date(self) -> str | None:
        """The date of the act, if it is told."""
        return next(iter(self.when), None)

    def is_apart_from(self, other: Draft, *, by_rule: bool = False) -> bool:
        """Whether other words tell it as done where another draft is to come, or the other way.

        `by_rule` goes by the statuses that the rules give, before any field is filled.
        """
        by_others = self.act.core != other.act.core and self.act.anchor != other.act.anchor
        told = (self, other)
        statuses = {draft.status_by_rule if by_rule else draft.status for draft in told}
        return by_others and "in_force" in statuses and len(statuses - {"denied"}) == 2

    def fill(self, gap: str, values: tuple[str, ...], source: str) -> None:
        """Set the items, actors, targets or date, and where they come from; "" where none are."""
        setattr(self, gap, values)
        setattr(self, f"{gap}_from", source if values else "")
