"""Titles In Headline Case and leads IN CAPITALS, put into running case for the parser.

The text keeps its length, so offsets hold. Names keep their capitals.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from pipelines.names import Names

_WORD = re.compile(r"[^\W\d_][\w'\u2019]*")
_CAPITALISED_SHARE = 0.7
_FEWEST_WORDS = 4


def truecased(text: str, names: Names, on: dt.date) -> str:
    """The text with its headline capitals lowered, where it is in headline case."""
    if not is_headline(text):
        return text
    kept = [(name.start, name.end) for name in names.find(text, on)]
    return _WORD.sub(lambda match: _lowered(match, kept), text)


def is_headline(text: str) -> bool:
    """Whether most of the longer words of a text begin with a capital."""
    words = [word for word in _WORD.findall(text) if len(word) > 3]
    capitalised = sum(word[0].isupper() for word in words)
    return len(words) >= _FEWEST_WORDS and capitalised >= _CAPITALISED_SHARE * len(words)


def _lowered(match: re.Match[str], kept: list[tuple[int, int]]) -> str:
    word = match.group()
    if any(start <= match.start() < end for start, end in kept):
        return word
    if match.start() == 0:
        return word[0] + word[1:].lower() if word.isupper() else word
    lowered = word.lower()
    return lowered if len(lowered) == len(word) else word
