"""News text cut into sentences with exact character offsets, in linear time.

A paragraph ends at a blank line, at a line that starts a list item, and at the
end of a short line that the next one does not go on (a heading). Inside a
paragraph a sentence ends at a stop with its closing quotes and brackets, unless
the stop belongs to an abbreviation, an initial, a number or a list marker, or
the words go on in lower case. A quotation of several sentences is several
sentences. List bullets, the asterisks of emphasis and an agency's dateline stand
outside of them; a list of short items that are no sentences belongs to the words that lead it in.
A sentence longer than `LONGEST` characters is cut at a clause.
"""

# ruff: noqa: RUF001 - quotation marks, dashes and CJK stops are what this module reads

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract.dateline import end_of_dateline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST = 2000
"""The most characters in one sentence; text without stops is cut there."""

_HEADING = 50
_ITEM = 60
_LOOK_BACK = 32
_LOOK_AHEAD = 80

_ALWAYS_GOES_ON = re.compile(
    r"mr|mrs|ms|messrs|dr|prof|gov|sen|sens|rep|reps|gen|lt|col|maj|capt|cmdr|adm|sgt|amb|hon|"
    r"pres|inv|supt|st|mt|ft|vs|v|e\.g|i\.e|cf|fed|approx|dept|msgr|rev|atty",
    re.IGNORECASE,
)
"""Abbreviations that a name or a further word follows."""

_BEFORE_A_NUMBER = re.compile(
    r"no|nos|art|arts|sec|secs|para|paras|vol|vols|p|pp|fig|figs|ch|pub|stat|reg|doc|lic|cl|"
    r"cls|pt|supp|app|ex|tit|subsec|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec",
    re.IGNORECASE,
)
"""Abbreviations after which a number goes on with the sentence."""

_MAY_END = re.compile(
    r"inc|co|ltd|corp|llc|plc|bros|cos|corps|intl|etc|al|jr|sr|est|assn|univ|ave|blvd|jan|feb|"
    r"mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|ga|"
    r"pa|va|md|calif|tex|fla|mass|conn|ill|mich|minn|wis|ariz|ala|tenn|ky|okla|ore|wash|colo|"
    r"kan|neb|nev|vt|del|mo|miss|ark|mont|ind|wyo",
    re.IGNORECASE,
)
"""Abbreviations that end a sentence only where a word that opens one follows."""

_OPENERS = re.compile(
    r"a|according|additionally|after|all|also|although|amid|among|an|analysts|and|another|any|"
    r"apart|as|asked|at|because|before|both|but|by|critics|despite|during|each|earlier|"
    r"economists|even|every|few|for|from|furthermore|has|he|her|here|his|however|i|if|in|"
    r"instead|investors|it|its|last|later|lawmakers|like|many|meanwhile|more|moreover|most|"
    r"much|neither|no|none|nor|not|nothing|now|officials|on|once|one|only|or|other|others|our|"
    r"people|separately|shares|she|similarly|since|so|some|speaking|still|stocks|such|talks|"
    r"that|the|their|then|there|these|they|this|those|though|three|through|to|today|tomorrow|"
    r"two|under|unless|until|we|what|when|where|whether|which|while|who|why|with|without|"
    r"yesterday|yet|you|your",
    re.IGNORECASE,
)
"""Words that open a sentence, written with a capital after an abbreviation."""

_CLOSE = r"[\"'”’»)\]*_]*(?:\[\d{1,3}\])*"
_STOP = re.compile(
    rf"(?P<mark>[.!?…]+){_CLOSE}(?=\s|$)"
    r"|[。！？｡]+[」』”’\"）]*"
    r"|(?<=[a-z]{3})[.!?][\"”’]*(?=\*?[A-Z][a-z]* )"
    r"|:\*?(?=\s+[-•–—▪◦·]\s+[A-Z“\"‘'(])"
)
_BREAK = re.compile(r"\n[ \t\r\f\v\u00a0]*(?:\n\s*)?")
_BULLET = re.compile(r"(?:[-•–—▪◦·*]|#{1,6}|\(?[a-zA-Z0-9]{1,2}\)|\d{1,2}\.)\s")
_LEADING = re.compile(r"(?:[-•–—▪◦·*]\s+|#{1,6}\s+|\s+)+")
_LISTED = re.compile(r"\s+[-•–—▪◦·*]\s+")
_DASH = re.compile(r"\s+[-–—]")
_LAST_WORD = re.compile(r"[^\s(\[“\"‘'—–/]*$")
_NEXT_WORD = re.compile(r"\s*(?:[-•–—▪◦·]\s+)?[\"'“‘«(\[*]*(?![A-Z]\S*\d)([^\W\d_]*)")
_MARKER = re.compile(
    r"\W*(?:(?:section|sec\.|article|chapter|part|annex|item|step|title)\s+)?"
    r"(?:\d{1,3}|[ivxlcIVXLC]{1,5}|[A-Za-z])\.\W*",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"\s+(?:(?:[A-Z][\w.’'-]*|the|of|for|and)\s+){1,5}"
    r"(?:said|says|asked|asks|wrote|told|added|tweeted|posted|declared|replied|quipped)\b"
)
_NAMED = re.compile(
    r"\s+(?:Bloomberg|Reuters|CNBC|CNN|Xinhua|Nikkei|Trump|Biden|Xi|Putin|Beijing|Brussels|London"
    r"|Moscow|New Delhi|Ottawa|Seoul|Taipei|Tokyo|Brazil|Canada|China|Europe|Germany|India|Iran"
    r"|Japan|Mexico|Russia|Taiwan|Ukraine|Vietnam)(?:['’]s)?\s+[a-z]"
)
"""A name that opens a sentence after "U.S.", which it could not go on."""
_CLAUSES = (re.compile(r".*;(?=\s)", re.DOTALL), re.compile(r".*[,:—–](?=\s)", re.DOTALL))
_SPACE = re.compile(r".*\s", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `start` to `end` of a text."""

    start: int
    end: int


def split(text: str, longest: int = LONGEST) -> tuple[Span, ...]:
    """Return the sentences of `text` in order; they do not overlap and none is blank.

    `longest` bounds the characters of one sentence.
    """
    found = (
        sentence for start, end in _paragraphs(text) for sentence in _sentences(text, start, end)
    )
    return tuple(
        piece
        for sentence in _with_items(text, found)
        for piece in _bounded(text, sentence, longest)
    )


def _with_items(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Join the short items of a list, which are no sentences, to the lead-in with its colon."""
    last: Span | None = None
    listing = False
    for span in spans:
        item = last is not None and _is_item(text, last.end, span)
        if last is not None and item and (listing or text[last.end - 1] == ":"):
            last, listing = Span(last.start, span.end), True
            continue
        if last is not None:
            yield last
        last, listing = span, False
    if last is not None:
        yield last


def _is_item(text: str, end: int, span: Span) -> bool:
    """Whether `span` is a short list item without a stop, right after `end`."""
    bullet = _LISTED.fullmatch(text, end, span.start)
    short = span.end - span.start < _ITEM
    return bool(bullet) and short and text[span.end - 1] not in ".!?:"


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = line = 0
    for match in _BREAK.finditer(text):
        if _ends_paragraph(text, line, match):
            yield start, match.start()
            start = match.end()
        line = match.end()
    yield start, len(text)


def _ends_paragraph(text: str, line: int, match: re.Match[str]) -> bool:
    after = match.end()
    if match.group().count("\n") > 1 or _BULLET.match(text, after):
        return True
    short = match.start() - line < _HEADING
    return short and not text[after : after + 1].islower()


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    start = end_of_dateline(text, start, end)
    for match in _STOP.finditer(text, start, end):
        if match.start() >= start and _ends_sentence(text, start, end, match):
            yield from _trimmed(text, start, match.end())
            start = match.end()
    yield from _trimmed(text, start, end)


def _ends_sentence(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    mark = match["mark"]
    word = _next_word(text, match.end(), end)
    if mark is None:
        spaced = match.group()[0] not in ".!?"
        return spaced or text[match.end()] == "*" or bool(_OPENERS.fullmatch(word))
    if match.end() >= end:
        return True
    if mark == ".":
        return not word[:1].islower() and not _stop_goes_on(text, start, match, word)
    return _loud_end(text, match, word)


def _next_word(text: str, at: int, end: int) -> str:
    """The word after a stop, empty for a number, a code or a sign; iPhone counts as a capital."""
    match = _NEXT_WORD.match(text, at, min(end, at + _LOOK_AHEAD))
    word = match.group(1) if match else ""
    return word.capitalize() if word[1:2].isupper() else word


def _loud_end(text: str, match: re.Match[str], word: str) -> bool:
    """Whether !, ? or an ellipsis ends a sentence: not before "Mr Li said", nor after a space."""
    at = match.start()
    if word[:1].islower() or (match["mark"][0] in ".…" and text[at - 1 : at].isspace()):
        return False
    quoted = match.group()[-1] in "\"'”’"
    return not (quoted and _SPEAKER.match(text, match.end(), match.end() + _LOOK_AHEAD))


def _stop_goes_on(text: str, start: int, match: re.Match[str], word: str) -> bool:
    """Whether the single stop belongs to an abbreviation, an initial or a list marker."""
    at = match.start()
    if at - start < _LOOK_BACK and _MARKER.fullmatch(text, start, match.end()):
        return True
    found = _LAST_WORD.search(text, max(start, at - _LOOK_BACK), at)
    token = found.group() if found else ""
    if len(match.group()) > 1:
        return False
    if _DASH.match(text, match.end()) and _short(token):
        return True
    named = "." in token and _NAMED.match(text, match.end(), match.end() + _LOOK_AHEAD)
    return _abbreviates(token, word) and not named


def _abbreviates(token: str, word: str) -> bool:
    """Whether `token` and its stop are short for something that `word` goes on with."""
    opens = _OPENERS.fullmatch(word) is not None
    if _ALWAYS_GOES_ON.fullmatch(token):
        return not (opens and token.startswith("St"))
    if not word and _BEFORE_A_NUMBER.fullmatch(token):
        return True
    return _short(token) and not opens


def _short(token: str) -> bool:
    """Whether `token` may be an abbreviation: listed and capital, dotted, or an initial."""
    if token[-1:].isdigit():
        return False
    listed = _MAY_END.fullmatch(token) and (token[:1].isupper() or token in {"etc", "al"})
    return bool(listed) or "." in token.strip(".") or (len(token) == 1 and token.isupper())


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without bullets, emphasis and blanks at its ends; nothing where nothing is left."""
    lead = _LEADING.match(text, start, end)
    start = lead.end() if lead else start
    while end > start and text[end - 1].isspace():
        end -= 1
    start, end = _without_emphasis(text, start, end)
    if any(c.isalnum() for c in text[start:end]):
        yield Span(start, end)


def _without_emphasis(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out asterisks at the ends that pair with none inside, or with each other."""
    stars = text.count("*", start, end)
    whole = stars == 2 and text[start] == text[end - 1] == "*"
    if stars % 2 == 0 and not whole:
        return start, end
    if text[start] == "*":
        start += 1
    if end > start and text[end - 1] == "*":
        end -= 1
    return start, end


def _bounded(text: str, span: Span, longest: int) -> Iterator[Span]:
    start = span.start
    while span.end - start > longest:
        cut = _clause_end(text, start, start + longest)
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, span.end)


def _clause_end(text: str, start: int, limit: int) -> int:
    """Where to cut: the last clause in the second half of the piece, else a space, else `limit`."""
    half = start + (limit - start) // 2
    for pattern in (*_CLAUSES, _SPACE):
        if match := pattern.match(text, half, limit):
            return match.end()
    return limit
