"""Alerts: who is told at once that an event appeared, or that its status changed.

An alert tells each event once in each status. What it finds in one look goes
into one message, and no more than so many messages an hour: the rest waits and
comes together. What is there when an alert begins is taken as known.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from pipelines.catalogue import Catalogue, load_catalogue
from pipelines.digest import Alert, Report, compose_alert
from tracker.channels import pack
from tracker.config.model import AlertConfig, Config
from tracker.jobs.edition import filter_key, filters_of, report_of
from tracker.mail import Letter, compose, message_id
from tracker.queries.digests import alert_filters, alerted_events, alerts_since
from tracker.queries.edition import Candidate, candidates, witnessed
from tracker.resources import data_folder
from tracker.store.outbox import Parcel, add_alert, begin_alert

_HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert that was put in the outbox, with its subject and how many events it tells of."""

    name: str
    subject: str
    events: int


def raise_alerts(config: Config, db: sqlite3.Connection, now: dt.datetime) -> tuple[Raised, ...]:
    """Put what the configured alerts have to tell at `now` in the outbox."""
    if not config.alerts:
        return ()
    catalogue = load_catalogue(data_folder(), config.lexicon_files)
    raised = [_raise(config, db, now, chosen, catalogue) for chosen in config.alerts]
    return tuple(one for one in raised if one is not None)


def _raise(
    config: Config,
    db: sqlite3.Connection,
    now: dt.datetime,
    chosen: AlertConfig,
    catalogue: Catalogue,
) -> Raised | None:
    since = now.date() - dt.timedelta(days=chosen.days)
    found = candidates(db, replace(filters_of(chosen, catalogue), since=since))
    if alert_filters(db, chosen.name) != filter_key(chosen):
        begin_alert(db, chosen.name, filter_key(chosen), map(_key, found), now)
        return None
    known = alerted_events(db, chosen.name)
    fresh = [one for one in found if _key(one) not in known]
    if not fresh or alerts_since(db, chosen.name, now - _HOUR) >= chosen.per_hour:
        return None
    by_event = witnessed(db, [one.event.id for one in fresh])
    reports = [report_of(one, by_event[one.event.id], catalogue) for one in fresh]
    alert = _composed(config, now, chosen, reports)
    add_alert(db, chosen.name, map(_key, fresh), _parcels(config, now, chosen, alert, fresh), now)
    return Raised(chosen.name, alert.subject, len(fresh))


def _composed(
    config: Config, now: dt.datetime, chosen: AlertConfig, reports: Sequence[Report]
) -> Alert:
    today = now.astimezone(ZoneInfo(config.schedule.timezone)).date()
    return compose_alert(reports, today, chosen.dates)


def _parcels(
    config: Config,
    now: dt.datetime,
    chosen: AlertConfig,
    alert: Alert,
    fresh: Sequence[Candidate],
) -> list[Parcel]:
    told = hashlib.blake2b(repr([_key(one) for one in fresh]).encode(), digest_size=8).hexdigest()
    sender = config.mail.sender
    body = pack(alert.subject, alert.text)
    parcels = [
        Parcel(one, message_id("alert", chosen.name, told, one, sender), body, "notify")
        for one in dict.fromkeys(chosen.notify)
    ]
    for one in dict.fromkeys(chosen.to):
        letter = Letter(
            sender=sender,
            recipient=one,
            subject=alert.subject,
            text=alert.text,
            html="",
            message_id=message_id("alert", chosen.name, told, one, sender),
            date=now.astimezone(ZoneInfo(config.schedule.timezone)),
            list_id=f"{chosen.name}.{sender.rpartition('@')[2]}",
        )
        parcels.append(Parcel(one, letter.message_id, compose(letter)))
    return parcels


def _key(one: Candidate) -> tuple[str, str]:
    return one.event.id, one.event.status
