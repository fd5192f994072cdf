"""What stands in the place of a document: a challenge, a login or a paywall."""

from __future__ import annotations

import re

from pipelines.markup import decode

_HEAD = 60_000
_CHALLENGE = re.compile(
    r"just a moment\.\.\.|attention required!|verify(ing)? (that )?you are (a )?human"
    r"|enable javascript and cookies to continue|are you a robot|cf-chl-|captcha-delivery"
    r"|unusual traffic from|ddos protection by|checking your browser|please enable cookies"
    r"|pardon our interruption|access to this page has been denied|_incapsula_resource",
    re.IGNORECASE,
)
_WALL = re.compile(
    r"subscribe (now )?to (continue|read)|to continue reading|already a subscriber"
    r"|(log|sign) in to (continue|read|your account)|type=[\"']?password"
    r"|this (article|content) is (only )?(for|available to) subscribers",
    re.IGNORECASE,
)

WORDS = {
    "challenge": "a challenge page that asks for a human",
    "wall": "a login or paywall page",
    "html": "an HTML page",
}
"""The kinds of obstacle, in words."""


def obstacle(data: bytes, content_type: str = "") -> str:
    """The kind of obstacle that an HTML page is: "challenge", "wall", or plain "html".

    "" where the bytes are no HTML page.
    """
    text = decode(data[:_HEAD], content_type)
    start = text[:2000].lower()
    if "<html" not in start and "<!doctype html" not in start and "<head" not in start:
        return ""
    if _CHALLENGE.search(text):
        return "challenge"
    return "wall" if _WALL.search(text) else "html"
