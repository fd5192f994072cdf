"""An act with everything that is read about it, before it is decided whether to tell it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pipelines.extract import rates, status, tree
from pipelines.extract.links import DOERS, links_of
from pipelines.extract.status import Moods

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from pipelines.extract.acts import Act
    from pipelines.extract.changes import Change
    from pipelines.extract.links import Link
    from pipelines.extract.parse import Token
    from pipelines.extract.reading import Reading
    from pipelines.extract.status import Mood


@dataclass
class Draft:
    """A proposed mention; its fields are filled in reader by reader.

    `topic` is the probability that its words alone give to the act's topic, `rivals` the
    other acts proposed for the same noun, as "rule|role", `nations` how many states and
    blocs the document names, `sentences` how many of its sentences may hold an act,
    `earlier` the status with which it last told the same act, `beside` what else its
    sentence tells, `moods` those of the sentence's acts.
    Its parties, goods, dates and level are read when they are first asked for: most acts
    proposed are dropped without.
    """

    act: Act
    reading: Reading
    topic: float = 0.0
    rivals: tuple[str, ...] = ()
    nations: int = 0
    sentences: int = 1
    beside: Sequence[Draft] = ()
    moods: Moods = field(default_factory=Moods, repr=False, compare=False)
    probability: float = 0.0
    items: tuple[str, ...] = ()
    items_from: str = ""
    actors: tuple[str, ...] = ()
    actors_from: str = ""
    targets: tuple[str, ...] = ()
    targets_from: str = ""
    status: str = "in_force"
    earlier: str = "untold"
    when: tuple[str, ...] = ()
    when_from: str = ""
    attribution: str | None = None
    effective_from: str | None = None
    effective_until: str | None = None

    @property
    def instrument(self) -> str:
        """The instrument of the act."""
        return self.act.instrument

    @cached_property
    def action(self) -> str:
        """At first the action of the act, then one of the same direction."""
        return self.act.action

    @property
    def date(self) -> str | None:
        """The date of the act, if it is told."""
        return next(iter(self.when), None)

    @cached_property
    def mood(self) -> Mood:
        """The form of the act and what governs it."""
        return self.moods.of(self.act, self.reading)

    @cached_property
    def status_by_rule(self) -> str:
        """The status as plain rules tell it; what a rule makes of an act done is that act's."""
        told = status.by_rule(self.mood, title=self.reading.is_title)
        return self.act.status if self.act.status and told == "in_force" else told

    @cached_property
    def parties(self) -> Sequence[Link]:
        """What the sentence offers of parties."""
        return self._links[0]

    @cached_property
    def goods(self) -> Sequence[Link]:
        """What the sentence offers of goods."""
        return self._links[1]

    @cached_property
    def dates(self) -> Sequence[Link]:
        """What the sentence offers of dates."""
        return self._links[2]

    @cached_property
    def _links(self) -> Sequence[Sequence[Link]]:
        reading = self.reading
        return links_of(self.act, reading, reading.names, reading.goods, reading.dates)

    @cached_property
    def change(self) -> Change | None:
        """The change of level that stands nearest to the noun of the act."""
        return rates.nearest(self.act, self.reading)

    @property
    def level_from(self) -> str | None:
        """The level given up."""
        level = self.change and self.change.level_from
        return level.value if level else None

    @property
    def level_to(self) -> str | None:
        """The level taken."""
        level = self.change and self.change.level_to
        return level.value if level else None

    def is_apart_from(self, other: Draft, *, by_rule: bool = False) -> bool:
        """Whether other words tell it as done where another draft is to come, or the other way.

        `by_rule` goes by the statuses that the rules give, before any field is filled.
        """
        by_others = self.act.core != other.act.core and self.act.anchor != other.act.anchor
        told = (self, other)
        statuses = {draft.status_by_rule if by_rule else draft.status for draft in told}
        return by_others and "in_force" in statuses and len(statuses - {"denied"}) == 2

    def own(self, found: Sequence[Link]) -> Sequence[Link]:
        """Of what it is offered that which no other act of its sentence has by its clause.

        Where others have all of it, all of it.
        """
        return [link for link in found if not self.is_anothers(link)] or found

    def is_anothers(self, link: Link) -> bool:
        """Whether another act of the sentence has it by its clause.

        Who does both does this one too: "signed a pact with Oman and resumed talks with India".
        """
        if link.is_of_other_clause or link.place in DOERS:
            return link.is_of_other_clause
        token = self.reading.token_of(link.filler)
        verb = next((up.i for up in (token, *token.ancestors) if up.i in self._verbs), None)
        return verb is not None and verb != self.verb.i

    @cached_property
    def _verbs(self) -> Set[int]:
        return {self.verb.i, *(other.verb.i for other in self.beside)}

    @cached_property
    def verb(self) -> Token:
        """The verb that its clause turns on, or its anchor where there is none."""
        return tree.clause_verb(self.reading.doc[self.act.anchor])

    def fill(self, gap: str, values: tuple[str, ...], source: str) -> None:
        """Set the items, actors, targets or date, and where they come from; "" where none are."""
        setattr(self, gap, values)
        setattr(self, f"{gap}_from", source if values else "")
