"""Text from the web as plain text: markup, entities and control characters removed."""

from __future__ import annotations

import html
import re
import unicodedata

_MARKUP = re.compile(r"<(?:[a-zA-Z/!?][^<>]*)>")
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_INVISIBLE = frozenset("\u200b\u200e\u200f\u2060\ufeff\u00ad")
_BIDI = frozenset("\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS = {"\x85": "\n", "\u2028": "\n", "\u2029": "\n\n", "\r": "\n", "\t": " ", "\xa0": " "}


def clean(text: str) -> str:
    """`text` without control, bidirectional and invisible characters, in normal form C.

    Line breaks stay, of every kind as "\\n".
    """
    joined = text.replace("\r\n", "\n")
    return unicodedata.normalize("NFC", "".join(_plain_char(char) for char in joined))


def one_line(text: str) -> str:
    """A title: entities decoded (also where they were escaped twice), markup and breaks removed."""
    once = _unescape(_MARKUP.sub(" ", text))
    twice = _unescape(_MARKUP.sub(" ", once))
    return " ".join(clean(twice).split())


def paragraphs(text: str) -> str:
    """`text` cleaned, each line a paragraph, parted by one blank line."""
    lines = (" ".join(line.split()) for line in clean(text).split("\n"))
    return "\n\n".join(line for line in lines if line)


def _unescape(text: str) -> str:
    """Entities decoded where they end in a semicolon: "&copy=1" in prose stays."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def _plain_char(char: str) -> str:
    if char in _BREAKS:
        return _BREAKS[char]
    if char in _INVISIBLE or char in _BIDI:
        return ""
    if char != "\n" and unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"}:
        return ""
    return char
