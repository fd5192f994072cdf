"""Hand over the messages of the outbox that are due."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from tracker.channels import tell_service
from tracker.config.model import Config
from tracker.mail import DEADLINES, Outcome, Postman
from tracker.queries.digests import is_delivery_due
from tracker.store import outbox

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one message fared: a state of `tracker.mail` or "expired", and the server's words."""

    recipient: str
    message_id: str
    attempt: int
    state: str
    code: int | None
    reply: str


def deliver_due(
    config: Config,
    db: sqlite3.Connection,
    clock: Clock,
    password: str | None,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[Delivery, ...]:
    """Hand over each message that is due, until none is left or `stopped` says so.

    Raises ConfigError where the log-in or `ca_file` is not whole, and TimelineError.
    """
    if not is_delivery_due(db, clock()):
        return ()
    done: list[Delivery] = []
    with Postman(config.mail, password, config.mail_authorities) as postman:
        while not stopped():
            claimed = outbox.claim(db, clock(), _lease(config))
            if claimed is None:
                break
            outcome = _hand_over(config, postman, claimed)
            done.append(_settled(db, clock(), claimed, outcome))
    return tuple(done)


def _hand_over(config: Config, postman: Postman, claimed: outbox.Claim) -> Outcome:
    if claimed.channel == "notify":
        return tell_service(claimed.recipient, claimed.body, config.folder)
    return postman.hand_over(claimed.recipient, claimed.body)


def _settled(
    db: sqlite3.Connection, now: dt.datetime, claimed: outbox.Claim, outcome: Outcome
) -> Delivery:
    result = (outcome.state, outcome.code, outcome.reply)
    state = outbox.settle(db, claimed, result, now)
    return Delivery(
        claimed.recipient,
        claimed.message_id,
        claimed.attempts,
        state,
        outcome.code,
        outcome.reply,
    )


def _lease(config: Config) -> dt.timedelta:
    """Return for how long a hand-over may take: connecting, talking, and a minute more."""
    return dt.timedelta(seconds=2 * DEADLINES * config.mail.timeout_seconds + 60)
