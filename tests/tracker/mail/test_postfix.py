"""A digest through a real mail server: Debian's Postfix, over STARTTLS, on loopback.

It runs in a folder of its own, as root, which its processes need, and hands on what
it took to the office, which shows what became of the bytes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines.period import Rhythm
from tracker.config.model import Config, DigestConfig, MailConfig
from tracker.jobs.delivery import Delivery, deliver_due
from tracker.jobs.digest import compose_due
from tracker.mail import Postman

if TYPE_CHECKING:
    import sqlite3

    from conftest import Clock, PostOffice, Press

POSTFIX = shutil.which("postfix", path=f"/usr/sbin:/usr/local/sbin:{os.environ['PATH']}")
PEM = Path(__file__).parents[1] / "data" / "self_signed.pem"
DESK = "desk@example.org"

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
mynetworks = 127.0.0.0/8
relay_domains = example.org
relay_recipient_maps = inline:{{ {desk}=known }}
transport_maps = inline:{{ example.org=smtp:[127.0.0.1]:{office} }}
default_transport = error:this server delivers nowhere else
smtpd_tls_chain_files = {folder}/server.pem
smtpd_tls_security_level = encrypt
smtpd_relay_restrictions = permit_mynetworks, reject
message_size_limit = 200000
local_recipient_maps =
alias_maps =
alias_database =
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup  unix n - n - 0 cleanup
qmgr     unix n - n 300 1 qmgr
tlsmgr   unix - - n 1000? 1 tlsmgr
rewrite  unix - - n - - trivial-rewrite
bounce   unix - - n - 0 bounce
defer    unix - - n - 0 bounce
error    unix - - n - - error
smtp     unix - - n - - smtp
anvil    unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog  unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Server:
    """A running Postfix: its port, and the folder of its files."""

    port: int
    folder: Path

    def config(self, **changes: object) -> MailConfig:
        known = MailConfig(
            host="localhost",
            port=self.port,
            security="starttls",
            ca_file=str(PEM),
            sender="tracker@example.org",
        )
        return replace(known, **changes)  # type: ignore[arg-type]


def run(folder: Path, command: str) -> None:
    assert POSTFIX is not None
    told = (POSTFIX, "-c", folder / "etc", command)
    ran = subprocess.run(told, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def set_up(folder: Path, port: int, office: int) -> None:
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    (folder / "server.pem").write_bytes(key_first(PEM))
    (folder / "server.pem").chmod(0o600)
    (folder / "etc/main.cf").write_text(MAIN.format(folder=folder, desk=DESK, office=office))
    (folder / "etc/master.cf").write_text(MASTER.format(port=port))


def key_first(pem: Path) -> bytes:
    """The key and the certificate in the order in which Postfix wants them."""
    parts = pem.read_bytes().split(b"-----BEGIN ")[1:]
    return b"".join(b"-----BEGIN " + part for part in sorted(parts, key=lambda p: b"KEY" not in p))


@pytest.fixture
def server(closed_port: int, office: PostOffice) -> Iterator[Server]:
    if POSTFIX is None:
        pytest.skip("Postfix is not installed: apt-get install postfix")
    if os.geteuid() != 0:
        pytest.skip("only root can start Postfix")
    folder = Path("/run") / f"tracker-postfix-{closed_port}"  # its sockets need a short path
    folder.mkdir()
    try:
        set_up(folder, closed_port, office.port)
        run(folder, "start")
        yield Server(closed_port, folder)
    finally:
        with suppress(AssertionError):
            run(folder, "abort")
        shutil.rmtree(folder)


@pytest.fixture
def send(
    db: sqlite3.Connection, press: Press, clock: Clock, tmp_path: Path
) -> Callable[..., tuple[Delivery, ...]]:
    """Compose a digest for these recipients and hand it over."""

    def digest(mail: MailConfig, *to: str) -> tuple[Delivery, ...]:
        press.publish("tariff/tighten", "2025-06-10", actors="US", targets="CN", items="steel")
        weekly = DigestConfig(name="weekly", to=to, when=Rhythm("week"))
        config = Config(tmp_path, mail=mail, digests=(weekly,))
        compose_due(config, db, clock())
        return deliver_due(config, db, clock, None)

    return digest


def stored(db: sqlite3.Connection) -> bytes:
    (row,) = db.execute("SELECT body FROM messages WHERE recipient = ?", (DESK,))
    return bytes(row[0])


def test_a_digest_arrives_as_it_was_composed(
    server: Server, office: PostOffice, send: Callable[..., tuple[Delivery, ...]], db
) -> None:
    (delivery,) = send(server.config(), DESK)
    assert (delivery.state, delivery.code) == ("accepted", 250)
    assert office.arrivals.acquire(timeout=60)
    ((recipient, body),) = office.taken
    assert recipient == DESK
    received, _, rest = body.partition(b"\r\nFrom: ")
    assert received.startswith(b"Received: from")
    assert b"with ESMTPS" in received
    assert b"From: " + rest == stored(db)


def test_what_the_server_refuses_is_parked_and_the_other_one_goes_out(
    server: Server, office: PostOffice, send: Callable[..., tuple[Delivery, ...]]
) -> None:
    deliveries = send(server.config(), "nobody@example.org", DESK)
    states = {one.recipient: (one.state, one.code) for one in deliveries}
    assert states == {"nobody@example.org": ("refused", 550), DESK: ("accepted", 250)}
    assert office.arrivals.acquire(timeout=60)
    assert [recipient for recipient, _ in office.taken] == [DESK]


def test_nothing_is_sent_in_the_clear_or_to_a_stranger(server: Server, office: PostOffice) -> None:
    body = b"Subject: x\r\n\r\nx\r\n"
    with Postman(server.config(security="none"), None) as postman:
        in_the_clear = postman.hand_over(DESK, body)
    with Postman(server.config(), None) as postman:
        to_a_stranger = postman.hand_over(DESK, body)
    assert (in_the_clear.state, in_the_clear.code) == ("refused", 530)
    assert "STARTTLS" in in_the_clear.reply
    assert to_a_stranger.state == "temporary"
    assert "CERTIFICATE_VERIFY_FAILED" in to_a_stranger.reply


def test_a_message_that_is_too_large_for_it_is_refused(server: Server) -> None:
    body = b"Subject: x\r\n\r\n" + b"x" * 900 + b"\r\n"
    with Postman(server.config(), None, PEM) as postman:
        assert postman.hand_over(DESK, body * 400).state == "refused"
        assert postman.hand_over(DESK, body).state == "accepted"
