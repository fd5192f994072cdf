"""What goes into a digest and what comes out of it, as frozen values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from pipelines.chart import Week
from pipelines.model import Event
from pipelines.period import Period


@dataclass(frozen=True, slots=True)
class Link:
    """An article that tells of an event; `url` is http or https."""

    outlet: str
    url: str
    title: str = ""
    published: dt.date | None = None
    official: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """An event as a digest tells it.

    `actor` names who does it, `measure` the instrument and its goods in words;
    `says` are those who predict or tell it; `first_of_story` marks a measure
    that was not heard of before; `late` an event of an earlier period that was
    found after its digest.
    """

    event: Event
    headline: str
    label: str
    actor: str = ""
    links: tuple[Link, ...] = ()
    says: tuple[str, ...] = ()
    first_of_story: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What an earlier digest told otherwise, or told and is no longer so.

    `report` is None where the event was withdrawn; `was` is what was said.
    """

    was: str
    report: Report | None


@dataclass(frozen=True, slots=True)
class Expectation:
    """An earlier expectation that has come true or has lapsed in the period.

    `told` is the day on which it was told of, `by` who told of it; `fulfilled`
    the event that fulfils it, `days` after; `expected` the expectation's own id.
    """

    headline: str
    told: dt.date
    by: tuple[str, ...] = ()
    fulfilled: Report | None = None
    days: int | None = None
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """Where a measure stands on the last day of the period, by the event that decided it."""

    name: str
    stands: str
    since: str | None = None
    until: str | None = None
    level: str | None = None
    pending: int = 0
    corroboration: str = ""
    decided_by: Report | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """How the sources fared: how many are polled, and the names of those that fail."""

    polled: int = 0
    failing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """How much each property of an event counts for its rank; see docs/digest.md."""

    corroboration: float = 2.0
    official: float = 1.0
    reach: float = 1.5
    novelty: float = 1.0
    weight: float = 3.0
    detail: float = 3.0


@dataclass(frozen=True, slots=True)
class Edition:
    """All that a digest of one period tells, before it is laid out.

    `dates` is how days are written: "en" (9 June 2025), "en-us" (June 9, 2025)
    or "iso". `filters` says in words what the digest is limited to.
    """

    name: str
    period: Period
    zone: str
    reports: tuple[Report, ...] = ()
    changes: tuple[Change, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    measures: tuple[Measure, ...] = ()
    weeks: tuple[Week, ...] = ()
    health: Health = field(default_factory=Health)
    filters: str = ""
    dates: str = "en"
    unsubscribe: str = ""
    ranking: Ranking = field(default_factory=Ranking)


@dataclass(frozen=True, slots=True)
class Alert:
    """A short message about a few events, as text."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest as it is read: `chart` is the PNG that the HTML shows as "cid:chart"."""

    subject: str
    text: str
    html: str
    chart: bytes
    events: int
