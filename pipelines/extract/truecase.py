"""Titles In Headline Case and leads IN CAPITALS, put into running case for the parser.

The text keeps its length, so offsets hold. Names keep their capitals, and so do days and
months; they tell nothing of the case of the rest.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pipelines.names import Names

_WORD = re.compile(r"[^\W\d_][\w'\u2019]*")
_CAPITALISED_SHARE = 0.7
_FEWEST_WORDS = 4
_CALENDAR = frozenset(
    {
        *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
        *("october", "november", "december", "monday", "tuesday", "wednesday", "thursday"),
        *("friday", "saturday", "sunday"),
    }
)


def truecased(text: str, names: Names, on: dt.date) -> str:
    """The text with its headline capitals lowered, where it is in headline case."""
    if not is_headline(text):
        return text
    kept = [(name.start, name.end) for name in names.find(text, on)]
    plain = [match.group() for match in _WORD.finditer(text) if not _is_kept(match, kept)]
    if not _are_capitalised(plain):
        return text
    return _WORD.sub(lambda match: _lowered(match, kept), text)


def is_headline(text: str) -> bool:
    """Whether most of the longer words of a text begin with a capital."""
    words = _WORD.findall(text)
    return sum(map(_is_long, words)) >= _FEWEST_WORDS and _are_capitalised(words)


def _are_capitalised(words: Sequence[str]) -> bool:
    """Whether most of the longer ones among some words, if any are, begin with a capital."""
    longer = [word for word in words if _is_long(word)]
    capitalised = sum(word[0].isupper() for word in longer)
    return bool(longer) and capitalised >= _CAPITALISED_SHARE * len(longer)


def _is_long(word: str) -> bool:
    return len(word) > 3


def _is_kept(match: re.Match[str], kept: Sequence[tuple[int, int]]) -> bool:
    """Whether a word is part of a name, or that of a day or month."""
    named = any(start <= match.start() < end for start, end in kept)
    return named or match.group().lower() in _CALENDAR


def _lowered(match: re.Match[str], kept: Sequence[tuple[int, int]]) -> str:
    word = match.group()
    if _is_kept(match, kept):
        return word
    if match.start() == 0:
        return word[0] + word[1:].lower() if word.isupper() else word
    lowered = word.lower()
    return lowered if len(lowered) == len(word) else word
