"""Digests: which are due, composing one, showing one, sending one.

A digest is due when its period has ended and the database has none of it, or
lacks the message of one of its recipients. It is composed once, and kept as
the bytes that are handed over.
"""

from __future__ import annotations

import base64
import datetime as dt
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from zoneinfo import ZoneInfo

from pipelines.catalogue import load_catalogue
from pipelines.digest import IMAGE, Ranking, compose
from pipelines.errors import ConfigError
from pipelines.period import Period, Rhythm, due_period, named_period
from tracker.config.model import Config, DigestConfig
from tracker.jobs.delivery import Clock, Delivery, deliver_due
from tracker.jobs.edition import Maker, filter_key
from tracker.mail import Image, Letter, message_id
from tracker.mail import compose as compose_letter
from tracker.queries.digests import (
    StoredDigest,
    digest_id,
    digest_of,
    previous_message_id,
    recipients,
)
from tracker.resources import data_folder
from tracker.store.outbox import Composed, Parcel, add_digest, add_messages

_DEFAULT = "weekly"


@dataclass(frozen=True, slots=True)
class Order:
    """What a person asks for: the digest called `name` (else the first one), of the period
    `key` such as "2025-W24" (else the last that fell due), for `to` (else its recipients)."""

    name: str = ""
    key: str = ""
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A digest as it is, or would be, sent.

    `html` is whole, with the chart in it; `message` are the bytes of the mail
    to the first recipient; `stored` says whether the period was composed before.
    """

    name: str
    period: Period
    subject: str
    text: str
    html: str
    message: bytes
    events: int
    stored: bool


def compose_due(config: Config, db: sqlite3.Connection, now: dt.datetime) -> tuple[Composed, ...]:
    """Compose each digest that is due at `now` and put its messages in the outbox.

    Returns the digests that were composed. A recipient who is new to a digest
    gets its last one.
    """
    desk = _Desk(config, db)
    issues = [_Issue(chosen, desk.period(chosen, "", now), chosen.to) for chosen in config.digests]
    made = [desk.ensure(issue, now) for issue in issues]
    return tuple(one for one in made if one is not None)


def preview(
    config: Config, db: sqlite3.Connection, now: dt.datetime, order: Order = Order()
) -> Preview:
    """Return the digest that is asked for, in part where its period has not ended.

    What was composed before is shown as it was; else it is composed and not
    kept. Raises ConfigError for an unknown name or period.
    """
    desk = _Desk(config, db)
    issue = desk.issue(order, now)
    stored = digest_of(db, issue.chosen.name, issue.period.key)
    composed = _as_composed(stored) if stored else desk.compose(issue, now)
    recipient = issue.to[0] if issue.to else config.mail.sender
    return Preview(
        composed.name,
        issue.period,
        composed.subject,
        composed.text,
        _with_picture(composed),
        desk.parcel(issue, composed, recipient).body,
        composed.events,
        stored is not None,
    )


def send(
    config: Config,
    db: sqlite3.Connection,
    clock: Clock,
    password: str | None,
    order: Order = Order(),
) -> tuple[Delivery, ...]:
    """Send the digest that is asked for now; nobody gets the same one twice.

    Returns how each message that was due fared; nothing where all have theirs
    already. Raises ConfigError for an unknown name, a period that has not
    ended, or where nobody is to get it.
    """
    now = clock()
    desk = _Desk(config, db)
    issue = desk.issue(order, now)
    if issue.period.end > now.astimezone(desk.zone).date():
        raise ConfigError(
            f"{issue.period.key} has not ended: what is sent would not be whole; --preview shows it"
        )
    if not issue.to:
        raise ConfigError(f'the digest "{issue.chosen.name}" has no recipient: give one with --to')
    desk.ensure(issue, now)
    return deliver_due(config, db, clock, password)


@dataclass(frozen=True, slots=True)
class _Issue:
    """One digest of one period for some recipients."""

    chosen: DigestConfig
    period: Period
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where digests are composed and addressed."""

    config: Config
    db: sqlite3.Connection

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.config.schedule.timezone)

    def issue(self, order: Order, now: dt.datetime) -> _Issue:
        """Return what an order means; raises ConfigError."""
        chosen = _choose(self.config, order.name)
        return _Issue(chosen, self.period(chosen, order.key, now), order.to or chosen.to)

    def period(self, chosen: DigestConfig, key: str, now: dt.datetime) -> Period:
        if not key:
            return due_period(chosen.when, now, self.zone)
        try:
            return named_period(chosen.when, key)
        except ValueError as error:
            raise ConfigError(str(error)) from error

    def ensure(self, issue: _Issue, now: dt.datetime) -> Composed | None:
        """Have the digest and its messages; return it where it was composed only now."""
        id_ = digest_id(self.db, issue.chosen.name, issue.period.key)
        if id_ is None:
            made = self.compose(issue, now)
            parcels = self.parcels(issue, made, issue.to)
            return made if add_digest(self.db, made, parcels) is not None else None
        there = recipients(self.db, id_)
        missing = [one for one in issue.to if one not in there]
        stored = digest_of(self.db, issue.chosen.name, issue.period.key) if missing else None
        if stored is not None:
            parcels = self.parcels(issue, _as_composed(stored), missing)
            add_messages(self.db, id_, parcels, now)
        return None

    def compose(self, issue: _Issue, now: dt.datetime) -> Composed:
        catalogue = load_catalogue(data_folder(), self.config.lexicon_files)
        maker = Maker(self.db, issue.chosen, issue.period, catalogue)
        made = maker.make(self.config.schedule.timezone)
        ranking = Ranking(**asdict(self.config.ranking))
        digest = compose(replace(made.edition, ranking=ranking))
        return Composed(
            name=issue.chosen.name,
            period=issue.period.key,
            starts=issue.period.start,
            ends=issue.period.end,
            composed_at=now,
            events=digest.events,
            filters=filter_key(issue.chosen),
            subject=digest.subject,
            text=digest.text,
            html=digest.html,
            chart=digest.chart,
            told=made.told,
        )

    def parcels(self, issue: _Issue, composed: Composed, to: Iterable[str]) -> list[Parcel]:
        """Return the messages; none where the digest is empty and such are not sent."""
        if not composed.events and issue.chosen.empty == "skip":
            return []
        return [self.parcel(issue, composed, one) for one in dict.fromkeys(to)]

    def parcel(self, issue: _Issue, composed: Composed, to: str) -> Parcel:
        sender = self.config.mail.sender
        before = previous_message_id(self.db, composed.name, to, composed.ends)
        letter = Letter(
            sender=sender,
            recipient=to,
            subject=composed.subject,
            text=composed.text,
            html=composed.html,
            message_id=message_id("digest", composed.name, composed.period, to, sender),
            date=composed.composed_at.astimezone(self.zone),
            images=(Image(IMAGE.removeprefix("cid:"), composed.chart),) if composed.chart else (),
            references=(before,) if before else (),
            list_id=issue.chosen.list_id or f"{composed.name}.{sender.rpartition('@')[2]}",
            unsubscribe=issue.chosen.unsubscribe,
            one_click=issue.chosen.one_click,
        )
        return Parcel(to, letter.message_id, compose_letter(letter))


def _choose(config: Config, name: str) -> DigestConfig:
    """Return the digest called `name`, or the first; a plain weekly one where there is none."""
    if not config.digests and name in ("", _DEFAULT):
        return DigestConfig(name=_DEFAULT, to=(), when=Rhythm("week"))
    for chosen in config.digests:
        if name in ("", chosen.name):
            return chosen
    known = ", ".join(chosen.name for chosen in config.digests) or _DEFAULT
    raise ConfigError(f'no digest is called "{name}"; there are: {known}')


def _as_composed(stored: StoredDigest) -> Composed:
    return Composed(
        name=stored.name,
        period=stored.period,
        starts=stored.starts,
        ends=stored.ends,
        composed_at=stored.composed_at,
        events=stored.events,
        filters=stored.filters,
        subject=stored.subject,
        text=stored.text,
        html=stored.html,
        chart=stored.chart,
    )


def _with_picture(composed: Composed) -> str:
    """Return the HTML with the chart in it, for a browser."""
    data = base64.b64encode(composed.chart).decode()
    return composed.html.replace(IMAGE, f"data:image/png;base64,{data}")
