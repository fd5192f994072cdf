"""The words around a level that show which way it goes: its verb, "from", "to", "by".

They are sought in the clause before the level alone.
"""

# ruff: noqa: RUF001 - dashes and quotation marks are what the patterns read

from __future__ import annotations

import re
from typing import Literal

Direction = Literal["up", "down", "equal"]

_UP = (
    r"rais\w*|increas\w*|hik(?:e[sd]?|ing)|climb\w*|ris(?:e|es|en|ing)|rose|jump\w*|soar\w*|boost\w*"
    r"|elevat\w*|ratchet\w*|bump\w*|escalat\w*|doubl\w*|trebl\w*|tripl\w*|quadrupl\w*|higher"
    r"|(?:go|goes|went|going|gone|move[sd]?|step\w*|up)\s+up|up"
)
_DOWN = (
    r"cut(?:s|ting)?|lower\w*|reduc\w*|slash\w*|drop\w*|fall(?:s|en|ing)?|fell|trim\w*|par(?:e|es|ed)"
    r"|halv\w*|decreas\w*|eas(?:e[sd]?|ing)|shrink\w*|shrank|(?:roll|scal)\w*\s+back|sank|down"
)
_SAME = r"remain\w*|stay\w*|kept|keep\w*|maintain\w*|unchanged|h[oe]ld(?:s|ing)?|left|retain\w*"
_OPEN = (
    r"go(?:es|ing|ne)?|went|revis\w*|chang\w*|adjust\w*|brought|bring\w*|tak(?:e[ns]?|ing)|took"
    r"|mov\w*|lift\w*|updat\w*|amend\w*"
)
VERB = re.compile(
    rf"\b(?:(?P<down>{_DOWN})|(?P<up>{_UP})|(?P<equal>{_SAME})|(?P<open>{_OPEN}))\b", re.IGNORECASE
)
"""A verb or adverb of change, by its direction."""

_STOP = re.compile(r"[.!?][\"'”’]*\s+(?=[A-Z“\"])|;\s|\n")
_WINDOW = 100
MANNER = (
    r"(?:as\s+(?:low|high|much)\s+as|a\s+(?:total|record|minimum|maximum)\s+of|just|only|about"
    r"|around|some|nearly|almost|roughly|a|an|the)"
)
"""Words that may stand between a preposition and its level."""

FROM = re.compile(
    rf"(?:\bfrom|\bin\s+place\s+of|\binstead\s+of|\brather\s+than|\bcompared\s+with|\bagainst)"
    rf"\s+(?:{MANNER}\s+|the\s+(?:current|present|existing|previous)\s+){{0,2}}$",
    re.IGNORECASE,
)
"""What stands right before a level that is given up."""


def last_verb(clause: str) -> re.Match[str] | None:
    """The last verb of change in the words of a clause."""
    verbs = list(VERB.finditer(clause))
    return verbs[-1] if verbs else None


def clause_before(text: str, start: int) -> str:
    """The words of a clause before a character."""
    return _STOP.split(text[max(0, start - _WINDOW) : start])[-1]


def way(verb: re.Match[str] | None) -> Direction | None:
    """The direction of a change verb; None where it has none of its own ("go to")."""
    if verb is None:
        return None
    names: tuple[Direction, ...] = ("up", "down", "equal")
    return next((name for name in names if verb[name]), None)
