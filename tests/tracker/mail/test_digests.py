"""Each recipient gets each digest once, and each event stands in exactly one."""

from __future__ import annotations

import datetime as dt
import email
import re
import sqlite3
from collections.abc import Callable
from email import policy
from typing import TYPE_CHECKING

import pytest

from pipelines.errors import ConfigError
from tracker.config.model import Config
from tracker.jobs.delivery import deliver_due
from tracker.jobs.digest import Order, compose_due, preview, send
from tracker.queries.digests import list_digests, messages, parked_messages
from tracker.store.outbox import RETRY_FOR, TRIES, claim, wait

if TYPE_CHECKING:
    from conftest import Clock, PostOffice, Press

Settings = Callable[..., Config]
DESK = "desk@example.org"
TARIFF = {"items": "steel", "actors": "US", "targets": "IN"}


@pytest.fixture
def tick(db: sqlite3.Connection, clock: Clock) -> Callable[[Config], list[str]]:
    """What the daemon does each minute; gives the states of what was handed over."""

    def go(config: Config) -> list[str]:
        compose_due(config, db, clock())
        return [delivery.state for delivery in deliver_due(config, db, clock, None)]

    return go


def texts(office: PostOffice, recipient: str = DESK) -> list[str]:
    found = [
        email.message_from_bytes(body, policy=policy.default)
        for to, body in office.taken
        if to == recipient
    ]
    return [m.get_body(("plain",)).get_content().replace("\r\n", "\n") for m in found]  # type: ignore[union-attr]


def ids(office: PostOffice) -> list[tuple[str, str]]:
    pattern = re.compile(rb"^Message-ID: (.*?)\r$", re.MULTILINE)
    return [(to, pattern.search(body)[1].decode()) for to, body in office.taken]  # type: ignore[index]


def test_each_recipient_gets_the_week_once(
    office: PostOffice,
    press: Press,
    settings: Settings,
    clock: Clock,
    tick: Callable[..., list[str]],
) -> None:
    press.publish("tariff/tighten", "2025-06-11", **TARIFF)
    assert tick(settings()) == ["accepted", "accepted"]
    assert tick(settings()) == []
    clock.set("2025-06-22T23:00:00+00:00")
    assert tick(settings()) == []
    assert sorted(to for to, _ in office.taken) == [DESK, "news@example.org"]
    assert "US raises tariffs on steel from India" in texts(office)[0]
    clock.set("2025-06-23T07:30:00+00:00")
    assert tick(settings()) == ["accepted", "accepted"]
    assert "No policy act was found in this period." in texts(office)[1]


def test_weeks_that_were_slept_through_make_one_digest(
    office: PostOffice,
    press: Press,
    settings: Settings,
    clock: Clock,
    tick: Callable[..., list[str]],
) -> None:
    tick(settings())
    press.publish("tariff/tighten", "2025-06-18", **TARIFF)
    press.publish("sanction/impose", "2025-07-02", actors="EU", targets="RU")
    clock.set("2025-07-08T10:00:00+00:00")
    assert tick(settings()) == ["accepted", "accepted"]
    last = texts(office)[-1]
    assert "Week 27" in last
    assert last.index("EU imposes sanctions on Russia") < last.index("FOUND LATE")
    assert last.index("FOUND LATE") < last.rindex("US raises tariffs on steel from India")


def test_an_event_found_late_is_in_the_next_digest_only(
    office: PostOffice,
    press: Press,
    settings: Settings,
    clock: Clock,
    tick: Callable[..., list[str]],
) -> None:
    press.publish("sanction/impose", "2025-05-02", actors="EU", targets="RU")
    tick(settings())
    press.publish("tariff/tighten", "2025-06-11", seen="2025-06-16T07:00:00+00:00", **TARIFF)
    for week in ("2025-06-23", "2025-06-30"):
        clock.set(f"{week}T07:30:00+00:00")
        tick(settings())
    first, second, third = texts(office)
    assert "FOUND LATE" in second
    assert [("raises tariffs on steel" in text) for text in (first, second, third)] == [
        False,
        True,
        False,
    ]
    assert not any("EU imposes sanctions on Russia\n" in text for text in (first, second, third))


def test_what_changed_and_what_was_withdrawn_is_reported(
    office: PostOffice,
    press: Press,
    settings: Settings,
    clock: Clock,
    tick: Callable[..., list[str]],
) -> None:
    gone = press.publish("sanction/impose", "2025-06-10", actors="EU", targets="RU")
    press.publish("tariff/tighten", "2025-06-11", status="announced", **TARIFF)
    tick(settings())
    press.withdraw(gone, "2025-06-17T08:00:00+00:00")
    press.publish("tariff/tighten", "2025-06-12", date="2025-06-11", outlet="BBC", **TARIFF)
    for week in ("2025-06-23", "2025-06-30"):
        clock.set(f"{week}T07:30:00+00:00")
        tick(settings())
    second, third = texts(office)[1:]
    part = second.partition("CORRECTIONS TO EARLIER DIGESTS")[2]
    assert "EU imposes sanctions on Russia\n  withdrawn" in part
    assert "US raises tariffs on steel from India\n  changed" in part
    assert "Earlier: announced" in part
    assert "CORRECTIONS" not in third


def test_faults_are_tried_again_with_the_same_bytes(
    office: PostOffice,
    press: Press,
    settings: Settings,
    clock: Clock,
    tick: Callable[..., list[str]],
) -> None:
    press.publish("tariff/tighten", "2025-06-11", **TARIFF)
    office.faults = ["rcpt 450", "drop after data"]
    assert tick(settings()) == ["temporary", "unknown"]
    assert tick(settings()) == []
    clock.set("2025-06-16T07:31:00+00:00")
    assert tick(settings()) == ["accepted", "accepted"]
    assert len(office.taken) == 3
    assert len(set(ids(office))) == 2
    assert len(set(office.taken)) == 2


def test_a_refused_message_is_parked_and_the_others_go_on(
    db: sqlite3.Connection,
    office: PostOffice,
    settings: Settings,
    clock: Clock,
    tick: Callable[..., list[str]],
) -> None:
    office.faults = ["rcpt 550"]
    assert tick(settings()) == ["refused", "accepted"]
    clock.set("2025-06-18T07:31:00+00:00")
    assert tick(settings()) == []
    (parked,) = parked_messages(db)
    assert (parked.recipient, parked.state, parked.reply) == (DESK, "refused", "fault at rcpt")


def test_a_message_is_given_up_after_two_days(
    db: sqlite3.Connection,
    office: PostOffice,
    settings: Settings,
    clock: Clock,
    tick: Callable[..., list[str]],
) -> None:
    config = settings(to=(DESK,))
    office.faults = ["mail 451"] * 100
    states = []
    for _ in range(24 * 3):
        states += tick(config)
        clock.now += dt.timedelta(hours=1)
    assert states[-1] == "expired"
    assert 10 < len(states) < 30
    assert [message.state for message in parked_messages(db)] == ["expired"]


def test_a_machine_that_slept_for_days_has_not_used_up_its_tries(
    db: sqlite3.Connection,
    office: PostOffice,
    settings: Settings,
    clock: Clock,
    tick: Callable[..., list[str]],
) -> None:
    config = settings(to=(DESK,))
    office.faults = ["mail 451"] * 2
    assert tick(config) == ["temporary"]
    clock.now += dt.timedelta(days=5)
    assert tick(config) == ["temporary"]
    clock.now += dt.timedelta(minutes=10)
    assert tick(config) == ["accepted"]


def test_the_tries_fill_the_two_days() -> None:
    assert sum(map(wait, range(1, TRIES)), dt.timedelta()) >= RETRY_FOR
    assert sum(map(wait, range(1, TRIES - 1)), dt.timedelta()) < RETRY_FOR


def test_a_process_that_died_at_it_makes_it_unknown(
    db: sqlite3.Connection, office: PostOffice, settings: Settings, clock: Clock
) -> None:
    """A claimed message waits for its lease and then goes out again, the same one."""
    config = settings(to=(DESK,))
    compose_due(config, db, clock())
    assert claim(db, clock(), dt.timedelta(minutes=10)) is not None
    assert deliver_due(config, db, clock, None) == ()
    clock.now += dt.timedelta(minutes=10)
    (delivery,) = deliver_due(config, db, clock, None)
    assert (delivery.state, delivery.attempt) == ("accepted", 2)


def test_a_new_recipient_gets_the_last_digest(
    office: PostOffice, settings: Settings, tick: Callable[..., list[str]]
) -> None:
    tick(settings(to=(DESK,)))
    assert tick(settings(to=(DESK, "late@example.org"))) == ["accepted"]
    assert [to for to, _ in office.taken] == [DESK, "late@example.org"]
    assert texts(office, DESK) == texts(office, "late@example.org")


def test_letters_of_a_series_refer_to_the_one_before(
    office: PostOffice, settings: Settings, clock: Clock, tick: Callable[..., list[str]]
) -> None:
    tick(settings(to=(DESK,)))
    clock.set("2025-06-23T07:30:00+00:00")
    tick(settings(to=(DESK,)))
    second = email.message_from_bytes(office.taken[1][1])
    assert second["In-Reply-To"] == ids(office)[0][1]


def test_an_empty_period_is_skipped_where_asked(
    db: sqlite3.Connection, office: PostOffice, settings: Settings, tick: Callable[..., list[str]]
) -> None:
    assert tick(settings(empty="skip")) == []
    assert office.taken == []
    assert [digest.period for digest in list_digests(db)] == ["2025-W24"]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 2),
        ({"actor": ("china",)}, 1),
        ({"target": ("US",)}, 1),
        ({"item": ("critical_minerals",)}, 1),
        ({"item": ("semiconductors",)}, 0),
        ({"instrument": ("tariff", "export_control")}, 2),
        ({"direction": ("liberalise",)}, 1),
        ({"status": ("announced",)}, 0),
        ({"source": ("Reuters",)}, 2),
        ({"match": "rare-earth EASES"}, 1),
        ({"min_confidence": 0.95}, 0),
    ],
)
def test_a_digest_tells_what_passes_its_filters(
    db: sqlite3.Connection,
    press: Press,
    settings: Settings,
    clock: Clock,
    filters: dict[str, object],
    count: int,
) -> None:
    press.publish("tariff/tighten", "2025-06-11", **TARIFF)
    press.publish(
        "export_control/ease", "2025-06-12", items="rare_earths", actors="CN", targets="US"
    )
    (composed,) = compose_due(settings(**filters), db, clock())
    assert composed.events == count
    assert ("Limited to" in composed.text) == bool(filters)


def test_other_filters_do_not_call_old_news_late(
    office: PostOffice,
    press: Press,
    settings: Settings,
    clock: Clock,
    tick: Callable[..., list[str]],
) -> None:
    press.publish("tariff/tighten", "2025-06-11", **TARIFF)
    tick(settings(instrument=("talks",)))
    clock.set("2025-06-23T07:30:00+00:00")
    tick(settings())
    clock.set("2025-06-30T07:30:00+00:00")
    tick(settings())
    assert not any("FOUND LATE" in text for text in texts(office))


def test_the_preview_is_what_is_sent(
    db: sqlite3.Connection,
    office: PostOffice,
    press: Press,
    settings: Settings,
    clock: Clock,
    tick: Callable[..., list[str]],
) -> None:
    press.publish("tariff/tighten", "2025-06-11", **TARIFF)
    config = settings(to=(DESK,))
    shown = preview(config, db, clock())
    assert not shown.stored
    assert "data:image/png;base64," in shown.html
    tick(config)
    assert [body for _, body in office.taken] == [shown.message]
    again = preview(config, db, clock() + dt.timedelta(days=2), Order(key="2025-W24"))
    assert again.stored
    assert again.message == shown.message


def test_bodies_are_kept_for_a_quarter(
    db: sqlite3.Connection, settings: Settings, clock: Clock, tick: Callable[..., list[str]]
) -> None:
    tick(settings(to=(DESK,)))
    sizes = []
    for days in (84, 14):
        clock.now += dt.timedelta(days=days)
        tick(settings(to=(DESK,)))
        sizes.append(db.execute("SELECT length(body) FROM messages ORDER BY id").fetchone()[0])
    assert sizes[0] > 0
    assert sizes[1] == 0


def test_sending_by_hand_sends_once(
    db: sqlite3.Connection, office: PostOffice, settings: Settings, clock: Clock
) -> None:
    order = Order(to=("boss@example.org",))
    (delivery,) = send(settings(), db, clock, None, order)
    assert (delivery.recipient, delivery.state) == ("boss@example.org", "accepted")
    assert send(settings(), db, clock, None, order) == ()
    compose_due(settings(), db, clock())
    deliver_due(settings(), db, clock, None)
    assert len(office.taken) == 3
    assert {message.state for message in messages(db)} == {"accepted"}


@pytest.mark.parametrize(
    ("order", "fault"),
    [
        (Order(name="daily"), "there are: weekly"),
        (Order(key="last week"), "is no period"),
        (Order(key="2025-W25"), "has not ended"),
    ],
)
def test_orders_that_cannot_be_kept_say_why(
    db: sqlite3.Connection, settings: Settings, clock: Clock, order: Order, fault: str
) -> None:
    with pytest.raises(ConfigError, match=fault):
        send(settings(), db, clock, None, order)


def test_nobody_to_send_to(db: sqlite3.Connection, settings: Settings, clock: Clock) -> None:
    with pytest.raises(ConfigError, match="--to"):
        send(settings(to=()), db, clock, None)


def test_the_mail_of_a_full_week_is_under_100_kb(
    db: sqlite3.Connection, press: Press, settings: Settings, clock: Clock
) -> None:
    codes = [code for code in press.rules.catalogue.parties if len(code) == 2]
    for code in codes[:120]:
        press.publish("tariff/tighten", "2025-06-11", items="steel", actors="US", targets=code)
    shown = preview(settings(), db, clock())
    assert shown.events == 120
    assert 50_000 < len(shown.message) < 100_000


def test_what_became_of_expectations_is_told_once(
    office: PostOffice,
    press: Press,
    settings: Settings,
    clock: Clock,
    tick: Callable[..., list[str]],
) -> None:
    act = {"items": "eda_software", "actors": "US", "targets": "CN"}
    press.publish(
        "export_control/lift", "2025-06-10", status="expected", attribution="Hassett", **act
    )
    press.publish("tariff/lift", "2025-06-11", status="expected", date="2025-06-20", **TARIFF)
    tick(settings(to=(DESK,)))
    press.publish("export_control/lift", "2025-06-25", **act)
    for week in ("2025-06-23", "2025-06-30", "2025-07-07", "2025-07-14"):
        clock.set(f"{week}T07:30:00+00:00")
        tick(settings(to=(DESK,)))
    parts = [text.partition("EXPECTATIONS THAT CAME TRUE OR LAPSED")[2] for text in texts(office)]
    came_true = "told of on 10 June by Hassett; came true after 15 days"
    assert [came_true in " ".join(part.split()) for part in parts] == [
        False,
        False,
        True,
        False,
        False,
    ]
    lapsed = "US lifts tariffs on steel from India lapsed;"
    assert [lapsed in " ".join(part.split()) for part in parts] == [
        False,
        False,
        False,
        True,
        False,
    ]


def test_the_digest_says_where_measures_stand(
    office: PostOffice, press: Press, settings: Settings, tick: Callable[..., list[str]]
) -> None:
    press.publish("tariff/impose", "2025-06-03", level_to="25 percent", **TARIFF)
    press.publish("tariff/suspend", "2025-06-11", effective_until="2025-08-12", **TARIFF)
    tick(settings(to=(DESK,)))
    (text,) = texts(office)
    part = " ".join(text.partition("WHERE MEASURES STAND")[2].split())
    assert "US: tariffs on steel from India: suspended, since 11 June, until 12 August" in part
