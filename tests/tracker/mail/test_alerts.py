"""An alert tells each event once in each status, and not too often."""

from __future__ import annotations

import datetime as dt
import email
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from email import policy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tracker.channels import pack, tell_service
from tracker.config.model import AlertConfig, Config
from tracker.jobs.alert import raise_alerts
from tracker.jobs.delivery import deliver_due

if TYPE_CHECKING:
    from conftest import Clock, PostOffice, Press

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # of Apprise

Look = Callable[..., list[str]]
TARIFF = {"items": "steel", "actors": "US", "targets": "IN"}
DESK = ("desk@example.org",)


@pytest.fixture
def look(
    db: sqlite3.Connection, clock: Clock, settings: Callable[..., Config], office: PostOffice
) -> Look:
    """What the daemon does each minute; gives the subjects that arrived, an hour later."""

    def go(**keys: Any) -> list[str]:
        chosen = AlertConfig(**{"name": "now", "to": DESK, **keys})
        config = replace(settings(), digests=(), alerts=(chosen,))
        before = len(office.taken)
        raise_alerts(config, db, clock())
        deliver_due(config, db, clock, None)
        clock.now += dt.timedelta(hours=2)
        arrived = [
            email.message_from_bytes(body, policy=policy.default) for _, body in office.taken
        ]
        return [str(message["Subject"]) for message in arrived[before:]]

    return go


def test_each_event_is_told_once_in_each_status(press: Press, look: Look) -> None:
    press.publish("sanction/impose", "2025-06-10", actors="EU", targets="RU")
    assert look() == []  # it was there before
    press.publish("tariff/tighten", "2025-06-14", status="announced", **TARIFF)
    assert look() == ["Announced: US raises tariffs on steel from India"]
    press.publish("tariff/tighten", "2025-06-15", date="2025-06-14", outlet="BBC",
                  status="announced", **TARIFF)  # fmt: skip
    assert look() == []
    press.publish("tariff/tighten", "2025-06-16", date="2025-06-14", outlet="NHK", **TARIFF)
    assert look() == ["In force: US raises tariffs on steel from India"]
    assert look() == []


def test_what_comes_together_is_one_message(press: Press, look: Look) -> None:
    look()
    press.publish("tariff/tighten", "2025-06-14", **TARIFF)
    press.publish("sanction/impose", "2025-06-15", actors="EU", targets="RU")
    (subject,) = look()
    assert subject.endswith("(+1 more)")


def test_no_more_than_so_many_an_hour_and_nothing_is_lost(
    press: Press, look: Look, clock: Clock
) -> None:
    look(per_hour=1)
    press.publish("tariff/tighten", "2025-06-14", **TARIFF)
    assert len(look(per_hour=1)) == 1
    clock.now -= dt.timedelta(minutes=90)
    press.publish("sanction/impose", "2025-06-15", actors="EU", targets="RU")
    assert look(per_hour=1) == []
    assert look(per_hour=1) == ["In force: EU imposes sanctions on Russia"]


def test_it_keeps_to_its_filters_and_to_what_is_new(press: Press, look: Look) -> None:
    keys = {"actor": ("EU",), "days": 14}
    look(**keys)
    press.publish("tariff/tighten", "2025-06-14", **TARIFF)
    press.publish("sanction/impose", "2025-03-02", actors="EU", targets="RU")
    assert look(**keys) == []
    press.publish("sanction/impose", "2025-06-15", actors="EU", targets="BY")
    assert look(**keys) == ["In force: EU imposes sanctions on Belarus"]


def test_other_filters_begin_anew(press: Press, look: Look) -> None:
    look(actor=("EU",))
    press.publish("tariff/tighten", "2025-06-14", **TARIFF)
    assert look() == []
    assert look() == []


def test_other_services_are_told_through_apprise(
    db: sqlite3.Connection,
    clock: Clock,
    press: Press,
    settings: Callable[..., Config],
    chat: Chat,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DESK_CHAT", f"json://127.0.0.1:{chat.port}/hook/token")
    config = replace(settings(), alerts=(AlertConfig(name="now", notify=("env:DESK_CHAT",)),))
    config = replace(config, digests=())
    raise_alerts(config, db, clock())
    press.publish("tariff/tighten", "2025-06-14", **TARIFF)
    assert [one.events for one in raise_alerts(config, db, clock())] == [1]
    (delivery,) = deliver_due(config, db, clock, None)
    assert (delivery.state, delivery.recipient) == ("accepted", "env:DESK_CHAT")
    (told,) = chat.told
    assert told["title"] == "In force: US raises tariffs on steel from India"
    assert "https://reuters.example/1" in told["message"]


@pytest.mark.parametrize("reference", ["env:NOT_SET", "file:none", "env:WRONG"])
def test_an_address_that_cannot_be_used_is_tried_again(
    reference: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRONG", "nonsense://secret-token")
    outcome = tell_service(reference, pack("a", "b"), tmp_path)
    assert outcome.state == "temporary"
    assert "secret-token" not in outcome.reply


class Chat:
    """A service on loopback that takes JSON."""

    def __init__(self) -> None:
        import threading
        from http.server import BaseHTTPRequestHandler, HTTPServer

        told: list[dict[str, Any]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told.append(json.loads(body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.told = told
        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def chat() -> Any:
    pytest.importorskip("apprise")
    opened = Chat()
    yield opened
    opened.close()
