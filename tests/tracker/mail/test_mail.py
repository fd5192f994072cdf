"""Letters are right as bytes, and each hand-over ends in the state that is true."""

from __future__ import annotations

import datetime as dt
import email
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.errors import ConfigError
from tracker.config.model import MailConfig
from tracker.mail import Image, Letter, Postman, clean_header, compose, message_id

if TYPE_CHECKING:
    from conftest import PostOffice

LETTER = Letter(
    sender="tracker@example.org",
    recipient="desk@example.org",
    subject="Tariffs raised",
    text="Hello\n.\n..dots\nÜber\n",
    html='<h1>Über</h1><img src="cid:chart">',
    message_id="<digest.weekly.1@example.org>",
    date=dt.datetime(2025, 6, 16, 7, 30, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    images=(Image("chart", b"\x89PNG\r\n"),),
    references=("<digest.weekly.0@example.org>",),
    list_id="weekly.tracker.example.org",
    unsubscribe="https://example.org/unsubscribe?list=weekly&from=" + "x" * 200,
    one_click=True,
)
BODY = compose(LETTER)
CERTIFICATE = Path(__file__).parents[1] / "data" / "self_signed.pem"


def parsed(body: bytes) -> EmailMessage:
    return email.message_from_bytes(body, policy=policy.SMTP)  # type: ignore[arg-type, return-value]


def test_text_comes_first_and_html_last() -> None:
    message = parsed(BODY)
    assert message.get_content_type() == "multipart/alternative"
    text, related = message.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    html, image = related.iter_parts()
    assert html.get_content_type() == "text/html"
    assert (image["Content-ID"], image.get_content()) == ("<chart>", b"\x89PNG\r\n")
    assert image.get_content_disposition() == "inline"


def test_headers_are_whole() -> None:
    message = parsed(BODY)
    assert message["Date"] == "Mon, 16 Jun 2025 07:30:00 +0100"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["References"] == message["In-Reply-To"] == "<digest.weekly.0@example.org>"
    assert message["List-Id"] == "<weekly.tracker.example.org>"
    assert message["List-Unsubscribe"] == f"<{LETTER.unsubscribe}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_same_letter_is_the_same_bytes() -> None:
    assert compose(LETTER) == BODY


def test_lines_end_in_crlf_and_stay_short() -> None:
    assert b"\n" not in BODY.replace(b"\r\n", b"")
    assert b"\r" not in BODY.replace(b"\r\n", b"")
    assert max(len(line) for line in BODY.split(b"\r\n")) < 998


@example("Côte d'Ivoire ¡ ¡ suspends 関税 =?utf-8?q?=0A?= on ¡ oil", "")
@given(st.text(max_size=400), st.text(max_size=200))
def test_no_text_breaks_a_header_or_adds_one(subject: str, text: str) -> None:
    body = compose(replace(LETTER, subject=subject, text=text, html=text or "x"))
    message = parsed(body)
    assert message.keys() == parsed(BODY).keys()
    assert message["Subject"] == clean_header(subject)
    assert b"\n" not in body.replace(b"\r\n", b"")


@pytest.mark.parametrize("evil", ["\r\nBcc: x@y", "\u2028Bcc: x@y", "\x00\x0b\x85", "\u202eabc"])
def test_headers_stay_on_one_line(evil: str) -> None:
    cleaned = clean_header(f"Tariffs{evil}")
    assert cleaned.isprintable()
    assert cleaned.startswith("Tariffs ") or cleaned == "Tariffs"


def test_over_long_headers_are_cut() -> None:
    assert clean_header("x" * 500) == "x" * 199 + "…"


def test_a_message_id_tells_period_and_recipient_apart() -> None:
    one = message_id("digest", "weekly", "2025-W24", "desk@example.org", "t@example.org")
    assert one == message_id("digest", "weekly", "2025-W24", "DESK@example.org", "t@example.org")
    others = {
        message_id("digest", "weekly", "2025-W25", "desk@example.org", "t@example.org"),
        message_id("digest", "weekly", "2025-W24", "news@example.org", "t@example.org"),
        message_id("digest", "daily", "2025-W24", "desk@example.org", "t@example.org"),
    }
    assert len({one} | others) == 4
    assert one.startswith("<digest.weekly-2025-W24.")
    assert one.endswith("@example.org>")


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        ("", "accepted", 250),
        ("mail 451", "temporary", 451),
        ("mail 421", "temporary", 421),
        ("rcpt 450", "temporary", 450),
        ("rcpt 550", "refused", 550),
        ("data 451", "temporary", 451),
        ("data 554", "refused", 554),
        ("body 452", "temporary", 452),
        ("body 552", "refused", 552),
        ("drop before data", "temporary", None),
        ("drop within data", "unknown", None),
        ("drop after data", "unknown", None),
    ],
)
def test_each_end_has_its_state(
    office: PostOffice, fault: str, state: str, code: int | None
) -> None:
    office.faults = [fault]
    with Postman(office.config(), None) as postman:
        outcome = postman.hand_over("desk@example.org", BODY)
        assert (outcome.state, outcome.code) == (state, code)
        assert postman.hand_over("news@example.org", BODY).state == "accepted"
    assert office.taken[-1] == ("news@example.org", BODY)


def test_dots_and_smuggled_ends_arrive_as_they_were(office: PostOffice) -> None:
    body = b"Subject: x\r\n\r\n.\r\n..\r\n.hidden\r\na\n.\nb\r.\rc\r\n"
    with Postman(office.config(), None) as postman:
        postman.hand_over("desk@example.org", body)
    assert office.taken == [
        ("desk@example.org", b"Subject: x\r\n\r\n.\r\n..\r\n.hidden\r\na\r\n.\r\nb\r\n.\r\nc\r\n")
    ]


def test_a_server_that_is_not_there_is_asked_once(closed_port: int, office: PostOffice) -> None:
    with Postman(office.config(port=closed_port), None) as postman:
        first = postman.hand_over("desk@example.org", BODY)
        assert first.state == "temporary"
        assert "refused" in first.reply
        assert postman.hand_over("news@example.org", BODY) is first


def test_a_server_that_does_not_greet_is_temporary(office: PostOffice) -> None:
    office.greeting = "554 go away"
    with Postman(office.config(), None) as postman:
        assert postman.hand_over("desk@example.org", BODY).state == "temporary"


def test_a_server_that_never_answers_is_left(office: PostOffice) -> None:
    office.faults = ["slow"]
    with Postman(office.config(timeout_seconds=0.2), None) as postman:
        assert postman.hand_over("desk@example.org", BODY).state == "temporary"


def test_starttls_that_is_not_offered_fails(office: PostOffice) -> None:
    with Postman(office.config(security="starttls"), None) as postman:
        outcome = postman.hand_over("desk@example.org", BODY)
    assert outcome.state == "temporary"
    assert "STARTTLS" in outcome.reply
    assert office.tried == []


def test_a_certificate_that_nobody_vouches_for_is_refused(office: PostOffice) -> None:
    office.offers = ["STARTTLS"]
    with Postman(office.config(security="starttls"), None) as postman:
        outcome = postman.hand_over("desk@example.org", BODY)
    assert outcome.state == "temporary"
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.reply
    assert office.tried == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_trusted_certificate_carries_log_in_and_letter(office: PostOffice, security: str) -> None:
    office.offers = ["STARTTLS", "AUTH PLAIN"]
    office.tls = office.certify() if security == "tls" else None
    config = office.config(security=security, username="tracker")
    with Postman(config, "pässword", CERTIFICATE) as postman:
        assert postman.hand_over("desk@example.org", BODY).state == "accepted"
    assert office.logins == ["PLAIN AHRyYWNrZXIAcMOkc3N3b3Jk"]


def test_a_certificate_for_another_name_is_refused(office: PostOffice) -> None:
    office.offers = ["STARTTLS"]
    with Postman(office.config(security="starttls", host="127.1"), None, CERTIFICATE) as postman:
        outcome = postman.hand_over("desk@example.org", BODY)
    assert outcome.state == "temporary"
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.reply


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_authorities_that_cannot_be_read_are_a_fault(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "ca.pem"
    if text is not None:
        file.write_text(text)
    with pytest.raises(ConfigError, match=r"ca_file: .*ca\.pem cannot be read"):
        Postman(MailConfig(security="tls"), None, file)


def test_a_log_in_needs_a_password_and_a_safe_way(office: PostOffice) -> None:
    with pytest.raises(ConfigError, match="TRACKER_MAIL_PASSWORD"):
        Postman(office.config(username="tracker"), None)
    with pytest.raises(ConfigError, match="starttls"):
        Postman(office.config(host="mail.example.org", username="tracker"), "secret")
