"""A mail server on loopback that fails as it is told to."""

from __future__ import annotations

import datetime as dt
import socket
import sqlite3
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.merge import MergeRules
from pipelines.model import Mention
from pipelines.period import Rhythm
from tracker.config.model import Config, DigestConfig, MailConfig
from tracker.resources import data_folder
from tracker.store.timeline import record_mentions

PEM = Path(__file__).parents[1] / "data" / "self_signed.pem"


class PostOffice:
    """Takes messages; `faults` are used up one a transaction, and then all goes well.

    A fault is a step and an answer ("rcpt 450", "mail 421", "data 554",
    "body 451"), "drop before data", "drop within data", "drop after data" (the
    message is taken), or "slow" (an answer that never comes).
    """

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.taken: list[tuple[str, bytes]] = []
        self.arrivals = threading.Semaphore(0)
        self.tried: list[str] = []
        self.greeting = "220 post office"
        self.offers: list[str] = []
        self.logins: list[str] = []
        self.tls: ssl.SSLContext | None = None
        self.closing = threading.Event()
        self.waiting = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def config(self, **changes: object) -> MailConfig:
        settings: dict[str, object] = {
            "host": "localhost",
            "port": self.port,
            "sender": "tracker@example.org",
            "timeout_seconds": 5.0,
            **changes,
        }
        return MailConfig(**settings)  # type: ignore[arg-type]

    def close(self) -> None:
        self.closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def certify(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PEM)
        return context

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(peer,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, peer: socket.socket) -> None:
        with suppress(OSError, EOFError), peer:
            if self.tls is not None:
                peer = self.tls.wrap_socket(peer, server_side=True)
            with closing(Conversation(self, peer)) as conversation:
                conversation.run()


class Conversation:
    def __init__(self, office: PostOffice, peer: socket.socket) -> None:
        self.office = office
        self.peer = peer
        self.lines = peer.makefile("rb")
        self.fault = ""
        self.recipient = ""

    def run(self) -> None:
        self.say(self.office.greeting)
        while line := self.lines.readline():
            verb, _, rest = line.decode("ascii").strip().partition(" ")
            getattr(self, f"on_{verb.lower()}", self.on_other)(rest)
            if verb.upper() == "QUIT":
                return

    def close(self) -> None:
        self.lines.close()
        self.peer.close()

    def say(self, words: str) -> None:
        self.peer.sendall(words.encode() + b"\r\n")

    def answer(self, step: str, good: str) -> None:
        code = self.fault.removeprefix(step + " ") if self.fault.startswith(step + " ") else ""
        self.say(f"{code} fault at {step}" if code else good)
        if code == "421":
            raise EOFError

    def on_ehlo(self, _: str) -> None:
        lines = ["localhost", *self.office.offers]
        for number, line in enumerate(lines, 1):
            self.say(f"250{' ' if number == len(lines) else '-'}{line}")

    def on_starttls(self, _: str) -> None:
        self.say("220 go ahead")
        self.peer = self.office.certify().wrap_socket(self.peer, server_side=True)
        self.lines = self.peer.makefile("rb")

    def on_auth(self, rest: str) -> None:
        self.office.logins.append(rest)
        self.say("235 welcome")

    def on_mail(self, _: str) -> None:
        self.fault = self.office.faults.pop(0) if self.office.faults else ""
        if self.fault == "slow":
            self.office.waiting.set()
            self.office.closing.wait(30)
        self.answer("mail", "250 ok")

    def on_rcpt(self, rest: str) -> None:
        self.recipient = rest.partition("<")[2].rstrip(">")
        self.office.tried.append(self.recipient)
        self.answer("rcpt", "250 ok")

    def on_data(self, _: str) -> None:
        if self.fault == "drop before data":
            raise EOFError
        if self.fault.startswith("data "):
            self.answer("data", "")
            return
        self.say("354 go on")
        if self.fault == "drop within data":
            self.lines.readline()
            raise EOFError
        body = b""
        while (line := self.lines.readline()) not in (b".\r\n", b""):
            body += line[1:] if line.startswith(b".") else line
        if line == b"":
            raise EOFError
        if not self.fault.startswith("body "):
            self.office.taken.append((self.recipient, body))
            self.office.arrivals.release()
        if self.fault == "drop after data":
            raise EOFError
        self.answer("body", "250 taken")

    def on_rset(self, _: str) -> None:
        self.say("250 ok")

    def on_quit(self, _: str) -> None:
        self.say("221 bye")

    def on_other(self, _: str) -> None:
        self.say("502 what?")


@pytest.fixture
def office() -> Iterator[PostOffice]:
    opened = PostOffice()
    yield opened
    opened.close()


class Press:
    """Puts articles with one act each straight into the timeline."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.rules = MergeRules(load_catalogue(data_folder()))
        self.articles = 0

    def publish(self, kind: str, day: str, **told: object) -> int:
        """Store an article of a day that tells of "instrument/action"; return its id."""
        self.articles += 1
        outlet = str(told.pop("outlet", "Reuters"))
        seen = str(told.pop("seen", f"{day}T12:00:00+00:00"))
        url = f"https://{outlet.lower()}.example/{self.articles}"
        article = self.db.execute(
            "INSERT INTO articles (url, link, outlet, official, title, published, day_origin,"
            " first_seen, state) VALUES (?, ?, ?, ?, ?, ?, 'page', ?, 'fetched') RETURNING id",
            (url, url, outlet, told.pop("official", 0), f"Title {self.articles}", day, seen),
        ).fetchone()[0]
        self._revise(article, [_mention(kind, day, told)], seen)
        return int(article)

    def withdraw(self, article: int, seen: str) -> None:
        """Replace an article's text by one that tells of nothing."""
        self._revise(article, [], seen)

    def _revise(self, article: int, mentions: list[Mention], seen: str) -> None:
        number = self.db.execute(
            "SELECT count(*) FROM revisions WHERE article = ?", (article,)
        ).fetchone()[0]
        revision = self.db.execute(
            "INSERT INTO revisions (article, number, title, text, hash, origin, seen)"
            " VALUES (?, ?, 'Title', 'Text.', ?, 'page', ?) RETURNING id",
            (article, number + 1, str(number), seen),
        ).fetchone()[0]
        now = dt.datetime.fromisoformat(seen)
        record_mentions(self.db, article, revision, mentions, self.rules, now)


def _mention(kind: str, day: str, told: dict[str, object]) -> Mention:
    instrument, action = kind.split("/")
    lists = {
        name: tuple(str(told.pop(name, "")).split()) for name in ("items", "actors", "targets")
    }
    return Mention(
        field="text",
        start=0,
        end=5,
        quote="Text.",
        instrument=instrument,
        action=action,
        status=str(told.pop("status", "in_force")),
        date=str(told.pop("date", day)),
        confidence=0.9,
        **lists,
        **told,  # type: ignore[arg-type]
    )


@pytest.fixture
def press(db: sqlite3.Connection) -> Press:
    return Press(db)


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.now

    def set(self, moment: str) -> None:
        self.now = dt.datetime.fromisoformat(moment)


@pytest.fixture
def clock() -> Clock:
    return Clock(dt.datetime(2025, 6, 16, 7, 30, tzinfo=dt.UTC))


@pytest.fixture
def settings(office: PostOffice, tmp_path: Path) -> Callable[..., Config]:
    """A configuration that sends a weekly digest to the desk and the news room."""

    def make(**digest: object) -> Config:
        chosen = {
            "name": "weekly",
            "to": ("desk@example.org", "news@example.org"),
            "when": Rhythm("week"),
            **digest,
        }
        return Config(tmp_path, mail=office.config(), digests=(DigestConfig(**chosen),))

    return make
