"""Whether the words around a date look back or ahead, as far as that shows without a parse."""

# ruff: noqa: RUF001 - typographic apostrophes and quotation marks are what the patterns read

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Container

Tense = Literal["past", "future"]

_BEFORE = 140
_AFTER = 90
_SOON = 24
_FEW_WORDS = 4
_AHEAD = (
    r"(?:will|would|may|might|could|shall|should|must|won['’]t|wouldn['’]t|can|'ll|’ll)\b"
    r"(?:\s+(?:not|also|then|now|only|again|be|have|been))*(?:\s+[a-z]+)?"
    r"|to\s+be(?:\s+[a-z]+)?"
    r"|(?:likely|unlikely|ready|prepared|poised|willing|about|going|set|hopes?|aims?|wants?|intends?"
    r"|seeks?|vows?)\s+to(?:\s+[a-z]+)?"
    r"|to\s+(?:take|come|go|start|begin|enter|apply|expire|climb|rise|fall|end|drop|double|meet"
    r"|visit|see|resume|lapse|hold|impose|raise|lift|cease|cut|put|set|let|hit|shut)"
    r"|due|expected|expects?|planned|plans?\s+to|planning|scheduled|slated|fixed|starting|beginning"
    r"|effective|takes?\s+(?:effect|force)|(?:comes?|goes|go|coming|going)\s+into"
    r"|enters?|starts?|begins?|expires?|kicks?\s+in|lapses?|runs?\s+out|upcoming|until|unless"
)
_DONE = (
    r"(?:was|were|had|has|have|been)\s+(?!due|set|expected|planned|scheduled|slated)"
    r"(?:[a-z]+ed|let)\s+to\s+[a-z]+"
)
_OPEN = (
    r"(?:had|was|were)\s+(?:been\s+)?(?:due|set|expected|planned|scheduled|slated|meant|supposed)"
    r"(?:\s+to(?:\s+[a-z]+){1,2})?"
)
_BACK = (
    r"was|were|had|did|has|have|took|went|came|began|said|told|met|put|cut|hit|struck|held|sent"
    r"|gave|made|set|brought|spoke|won|lost|drove|fell|rose|broke|left|wrote|found|saw|became|grew"
    r"|sold|bought|laid|paid|ran|drew|stood|threw|let|led|kept|since|previously|[a-z]{2,}ed"
    r"|froze|shut|forbade|withdrew|withheld|upheld|swore|sought|fought|caught|chose|swept|slid|sank"
    r"|shook|stuck|swung|fed|spent|built|lent|tore|dealt|undid|undertook|oversaw"
    r"|heard|knew|overtook|overthrew|rode|stole|foresaw|forgave|forwent|rebuilt|resold"
)
_CUE = re.compile(
    rf"\b(?:(?P<open>{_OPEN})|(?P<done>{_DONE})|(?P<future>{_AHEAD})|(?P<past>{_BACK}))\b"
)
_CLAUSE = re.compile(r"[.!?][\"'”’]*\s+(?=[A-Z“\"])|;\s|\n")


def tense_at(text: str, start: int, end: int, adjectives: Container[int] = ()) -> Tense | None:
    """Return the tense of the last verb or adverb before `start`, else of the first after `end`.

    Looks no further than the sentence, a semicolon and some twenty words; after the
    date only for a verb that follows soon, or where the date opens its clause. What begins at
    one of `adjectives` only looks like a verb: "liquefied gas".
    """
    low = max(0, start - _BEFORE)
    before = _CLAUSE.split(text[low:start])[-1]
    cues = _cues(before, start - len(before), adjectives)
    if cues:
        return _name(cues[-1])
    opens = len(before.rpartition(",")[2].split()) <= _FEW_WORDS
    after = _CLAUSE.split(text[end : end + (_AFTER if opens else _SOON)])[0]
    cues = _cues(after, end, adjectives)
    return _name(cues[0]) if cues else None


def _cues(part: str, offset: int, adjectives: Container[int]) -> list[re.Match[str]]:
    """The words of a part of a text that tell a tense; it begins at the character `offset`."""
    return [cue for cue in _CUE.finditer(part) if offset + cue.start() not in adjectives]


def _name(cue: re.Match[str]) -> Tense | None:
    """Past or future; None for "had been due to", which tells neither."""
    if cue["open"]:
        return None
    return "future" if cue["future"] else "past"
