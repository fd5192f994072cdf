"""Titles In Headline Case and leads IN CAPITALS, put into running case for the parser.

The text keeps its length, so offsets hold. Names keep their capitals.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from pipelines.names import Names

_WORD = re.compile(r"[^\W\d_][\w'’]*")
_CAPITALISED_SHARE = 0.7
_FEWEST_WORDS = 4


def truecased(text: str, names: Names, on: dt.date) -> str:
    """The text with its headline capitals lowered, where it is in headline case."""
    words = [match for match in _WORD.finditer(text) if len(match.group()) > 3]
    if len(words) < _FEWEST_WORDS:
        return text
    capitalised = sum(match.group()[0].isupper() for match in words)
    if capitalised < _CAPITALISED_SHARE * len(words):
        return text
    kept = [(name.start, name.end) for name in names.find(text, on)]
    return _WORD.sub(lambda match: _lowered(match, kept), text)


def _lowered(match: re.Match[str], kept: list[tuple[int, int]]) -> str:
    word = match.group()
    if any(start <= match.start() < end for start, end in kept):
        return word
    if match.start() == 0:
        return word[0] + word[1:].lower() if word.isupper() else word
    lowered = word.lower()
    return lowered if len(lowered) == len(word) else word
