"""Messages as bytes, and their way to the mail server.

A letter becomes the same bytes each time: text first, HTML last, boundaries
made of the Message-ID. Handing it over ends in one of four states, for one
recipient at a time:

    accepted    the server has taken it
    temporary   not now: no connection, TLS or log-in failed, a 4xx answer
    refused     never: a 5xx answer
    unknown     the connection broke after DATA; the server may have taken it

Security is what the configuration says and never less: STARTTLS that is not
offered is a failure, and a password goes over TLS or loopback only.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import smtplib
import socket
import ssl
import threading
import unicodedata
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import policy
from email.header import Header
from email.headerregistry import HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Self

from pipelines.errors import ConfigError, MailError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tracker.config.model import MailConfig

_HEADER_LIMIT = 200
_REPLY_LIMIT = 200
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_LINE_MAKERS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
DEADLINES = 4
"""A conversation may take so many times the timeout of one answer."""


@dataclass(frozen=True, slots=True)
class Image:
    """A PNG that the HTML shows as `cid:name`."""

    name: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A message before it is bytes; `date` is aware and in the reader's zone.

    `html` may be empty; `references` are the ids of earlier letters of the series; `list_id`,
    `unsubscribe` (an address to open or to write to) and `one_click` may be empty.
    """

    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    message_id: str
    date: dt.datetime
    images: tuple[Image, ...] = ()
    references: tuple[str, ...] = ()
    list_id: str = ""
    unsubscribe: str = ""
    one_click: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a hand-over ended: a state of the module's table, and the server's words."""

    state: str
    code: int | None = None
    reply: str = ""


def compose(letter: Letter) -> bytes:
    """Return the message with CRLF line ends, the same for the same letter."""
    message = EmailMessage(policy=_policy())
    for name, value in _headers(letter):
        message[name] = value
    message.set_content(_lines(letter.text), cte="quoted-printable")
    if letter.html:
        message.add_alternative(_lines(letter.html), subtype="html", cte="quoted-printable")
    _attach_images(message, letter.images)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(_boundary(letter.message_id, number))
    return message.as_bytes()


def clean_header(value: str) -> str:
    """Return a value on one line: without control, line or bidi characters, cut when over-long.

    What would be read as an encoded word ("=?utf-8?...") is taken apart.
    """
    spaced = (" " if unicodedata.category(char) in _LINE_MAKERS else char for char in value)
    words = " ".join("".join(spaced).replace("=?", "= ?").split())
    return words if len(words) <= _HEADER_LIMIT else words[: _HEADER_LIMIT - 1].rstrip() + "…"


def message_id(kind: str, name: str, period: str, recipient: str, sender: str) -> str:
    """Return the Message-ID of one message of a series: the same whenever it is asked for."""
    told = "\0".join((kind, name, period, recipient.lower())).encode()
    stamp = hashlib.blake2b(told, digest_size=12).hexdigest()
    words = re.sub(r"[^A-Za-z0-9]+", "-", f"{name}.{period}").strip("-")
    return f"<{kind}.{words}.{stamp}@{sender.rpartition('@')[2]}>"


class Postman:
    """One connection to the mail server, opened at the first letter; a context manager."""

    def __init__(
        self, config: MailConfig, password: str | None, authorities: Path | None = None
    ) -> None:
        """`authorities` is a file of certificates to trust in place of the system's.

        Raise ConfigError where it cannot be read, or where a log-in is configured
        that would not be safe or whole.
        """
        _check(config, password)
        self._tls = trust(authorities) if config.security != "none" else None
        self._config = config
        self._password = password
        self._smtp: smtplib.SMTP | None = None
        self._broken: Outcome | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError), self._deadline(self._smtp):
                self._smtp.quit()
            self._smtp.close()

    def hand_over(self, recipient: str, body: bytes) -> Outcome:
        """Hand one message to the server; raises nothing that a server can cause.

        A server that cannot be reached is asked once; the letters after the
        first get the same answer at once.
        """
        if self._broken is not None:
            return self._broken
        try:
            smtp = self._connected()
        except (MailError, smtplib.SMTPException, OSError) as error:
            code, words = _told(error)
            server = f"{self._config.host}:{self._config.port}"
            self._broken = Outcome("temporary", code, f"{server}: {words}")
            return self._broken
        with self._deadline(smtp):
            return self._transact(smtp, recipient, body)

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            smtp = _client(self._config, self._tls)
            with self._deadline(smtp):
                _greet(smtp, self._config, self._password, self._tls)
            self._smtp = smtp
        return self._smtp

    def _transact(self, smtp: smtplib.SMTP, recipient: str, body: bytes) -> Outcome:
        try:
            refusal = _envelope(smtp, self._config.sender, recipient)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Outcome("temporary", *_told(error))
        if refusal is not None:
            self._after(refusal)
            return refusal
        try:
            smtp.send(_transparent(body))
            outcome = _answered(*smtp.getreply())
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Outcome("unknown", *_told(error))
        self._after(outcome)
        return outcome

    def _after(self, outcome: Outcome) -> None:
        """Make the connection ready for the next letter, or let it go."""
        if outcome.state == "accepted":
            return
        if outcome.code == 421 or self._smtp is None:
            self._drop()
            return
        try:
            self._smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None

    @contextmanager
    def _deadline(self, smtp: smtplib.SMTP) -> Iterator[None]:
        """End a conversation that a slow server draws out, by closing its socket."""
        timer = threading.Timer(self._config.timeout_seconds * DEADLINES, _shut, [smtp])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


class _Verbatim(UniqueUnstructuredHeader):
    """A header of ids or addresses: broken at spaces, never turned into encoded words."""

    name: str

    def fold(self, *, policy: policy.Policy) -> str:
        value = str(self).replace(" ", policy.linesep + " ")
        return f"{self.name}: {value}{policy.linesep}"


class _Words(UniqueUnstructuredHeader):
    """A header of free text, encoded whole: the email package loses spaces between words."""

    name: str

    def fold(self, *, policy: policy.Policy) -> str:
        told = str(self)
        words = Header(told, "us-ascii" if told.isascii() else "utf-8", header_name=self.name)
        return f"{self.name}: {words.encode(linesep=policy.linesep)}{policy.linesep}"


def _policy() -> policy.EmailPolicy[EmailMessage]:
    headers = HeaderRegistry()
    headers.map_to_type("subject", _Words)  # type: ignore[arg-type] # the registry adds the base
    for name in ("references", "in-reply-to", "list-id", "list-unsubscribe"):
        headers.map_to_type(name, _Verbatim)  # type: ignore[arg-type]
    return policy.EmailPolicy(linesep="\r\n", cte_type="7bit", header_factory=headers)


def _headers(letter: Letter) -> Iterator[tuple[str, str]]:
    yield "From", f"Policy event tracker <{letter.sender}>"
    yield "To", letter.recipient
    yield "Subject", clean_header(letter.subject)
    yield "Date", format_datetime(letter.date)
    yield "Message-ID", letter.message_id
    if letter.references:
        yield "References", " ".join(letter.references)
        yield "In-Reply-To", letter.references[-1]
    yield "Auto-Submitted", "auto-generated"
    yield "Precedence", "list"
    if letter.list_id:
        yield "List-Id", f"<{clean_header(letter.list_id)}>"
    if letter.unsubscribe:
        yield "List-Unsubscribe", f"<{letter.unsubscribe}>"
        if letter.one_click:
            yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _lines(text: str) -> str:
    """Return text with line feeds only, and no lone surrogate that bytes cannot hold."""
    told = text.encode("utf-8", "replace").decode()
    return re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", told).replace("\0", "")


def _attach_images(message: EmailMessage, images: tuple[Image, ...]) -> None:
    html = message.get_body(("html",))
    for image in images:
        if isinstance(html, EmailMessage):
            html.add_related(
                image.png,
                "image",
                "png",
                cid=f"<{image.name}>",
                disposition="inline",
                filename=f"{image.name}.png",
            )


def _boundary(stamp: str, number: int) -> str:
    told = hashlib.blake2b(f"{stamp}{number}".encode(), digest_size=15).hexdigest()
    return f"=_{told}"


def _check(config: MailConfig, password: str | None) -> None:
    if not config.username:
        return
    if password is None:
        raise ConfigError(
            "[mail] username: there is no password for it: set TRACKER_MAIL_PASSWORD"
            " or password_file"
        )
    if config.security == "none" and config.host not in _LOOPBACK:
        raise ConfigError(
            '[mail] security: a password is not sent without TLS: write "starttls" or "tls"'
        )


def trust(authorities: Path | None) -> ssl.SSLContext:
    """Return what verifies a server's certificate and name: by a file, or by the system's own.

    Raises ConfigError where the file holds no certificates.
    """
    try:
        return ssl.create_default_context(cafile=authorities)
    except OSError as error:
        reason = (
            "no certificates in PEM form" if isinstance(error, ssl.SSLError) else error.strerror
        )
        raise ConfigError(f"[mail] ca_file: {authorities} cannot be read: {reason}") from error


def _client(config: MailConfig, tls: ssl.SSLContext | None) -> smtplib.SMTP:
    if config.security == "tls":
        return smtplib.SMTP_SSL(timeout=config.timeout_seconds, context=tls)
    return smtplib.SMTP(timeout=config.timeout_seconds)


def _greet(
    smtp: smtplib.SMTP, config: MailConfig, password: str | None, tls: ssl.SSLContext | None
) -> None:
    """Connect, secure and log in; closes the client again where one of them fails."""
    try:
        smtp._host = config.host  # type: ignore[attr-defined] # the name that TLS checks
        code, words = smtp.connect(config.host, config.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        if config.security == "starttls":
            smtp.starttls(context=tls)
        smtp.ehlo_or_helo_if_needed()
        if config.username and password is not None:
            _log_in(smtp, config.username, password)
    except BaseException:
        smtp.close()
        raise


def _log_in(smtp: smtplib.SMTP, username: str, password: str) -> None:
    """Log in; smtplib itself takes ASCII only, RFC 4616 takes UTF-8."""
    if username.isascii() and password.isascii():
        smtp.login(username, password)
        return
    secret = base64.b64encode(f"\0{username}\0{password}".encode()).decode()
    code, words = smtp.docmd("AUTH", f"PLAIN {secret}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, words)


def _envelope(smtp: smtplib.SMTP, sender: str, recipient: str) -> Outcome | None:
    """Say who writes to whom; return None where the server now waits for the message."""
    for code, words in _steps(smtp, sender, recipient):
        if code >= 400:
            return _answered(code, words)
    return None if code == 354 else Outcome("temporary", code, _clean_reply(words))


def _steps(smtp: smtplib.SMTP, sender: str, recipient: str) -> Iterator[tuple[int, bytes]]:
    yield smtp.mail(sender)
    yield smtp.rcpt(recipient)
    yield smtp.docmd("DATA")


def _answered(code: int, words: bytes) -> Outcome:
    state = "accepted" if code < 400 else "temporary" if code < 500 else "refused"
    return Outcome(state, code, _clean_reply(words))


def _told(error: Exception) -> tuple[int | None, str]:
    """Return the code and the words of an error, on one line and without a secret."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return error.smtp_code, _clean_reply(words if isinstance(words, bytes) else words.encode())
    return None, clean_header(str(error) or type(error).__name__)


def _clean_reply(words: bytes) -> str:
    return clean_header(words.decode("utf-8", "replace"))[:_REPLY_LIMIT]


def _transparent(body: bytes) -> bytes:
    """Return a message as DATA wants it: CRLF only, dots doubled, and the end mark."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", body)
    dotted = re.sub(rb"(?m)^\.", b"..", lines)
    return dotted + (b"" if dotted.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _shut(smtp: smtplib.SMTP) -> None:
    with suppress(OSError, AttributeError):
        if smtp.sock is not None:
            smtp.sock.shutdown(socket.SHUT_RDWR)
