"""What the expression of a date is read against."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container

    from pipelines.extract.tense import Tense
    from pipelines.extract.when import When


class Setting(NamedTuple):
    """What an expression is read against.

    `published` is the day of the article; `anchor` and `day` the last date and the
    last full day told before, `near` and `near_day` those of the same text; `ahead`
    the next full day told after; `tense` that of the words around, `firm` where it
    is certain; `role` that of the preposition; `year` a year that a coming date of
    the same list gives; `adjectives` where words begin that only look like verbs.
    """

    published: dt.date
    anchor: When | None = None
    day: When | None = None
    near: When | None = None
    near_day: When | None = None
    ahead: When | None = None
    tense: Tense | None = None
    firm: bool = False
    role: str = "on"
    year: int | None = None
    adjectives: Container[int] = ()
