"""The line that begins an agency's report and is no part of its first sentence.

"LONDON/PARIS, June 9 (Wire) - " or "Accra, 12 May - ": a place, a day, an agency and a dash.
"""

# ruff: noqa: RUF001 - quotation marks and dashes are what this module reads

from __future__ import annotations

import re

_WORD = r"[^\W\d_a-z][\w.'’]*"
_PLACE = rf"{_WORD}(?:[ /-]{_WORD}){{0,3}}(?:, {_WORD}(?: {_WORD})?)?"
_DAY = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?"
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE})(?P<source>(?:,? {_DAY})?(?:,? \([^()\n]{{2,40}}\))?)"
    r"(?: ?:|\s*(?:--?|[–—]))\s+(?=[^\W_a-z]|[“\"‘'$€£])"
)
_FEWEST = 4
"""How many letters a place in capitals has at least where it stands alone: OSLO, not US or EU."""

_NO_PLACE = re.compile(
    r".*DAY$|(?:THE (?!HAGUE)|PRESIDENT|.*MINISTER|SECRETARY|AMBASSADOR|M[RS]S?\b)"
)
"""A weekday, and who speaks in the record of a press conference."""


def end_of_dateline(text: str, start: int, end: int) -> int:
    """Where the first sentence of the paragraph from `start` to `end` begins."""
    match = _DATELINE.match(text, start, end)
    return match.end() if match and _is_dateline(match) else start


def _is_dateline(match: re.Match[str]) -> bool:
    """A day or an agency tells one, else a place in capitals."""
    if match["source"]:
        return True
    city = match["place"].split(",")[0]
    letters = sum(map(str.isalpha, city))
    return city.isupper() and letters >= _FEWEST and not _NO_PLACE.match(city)
