"""Text from the web made safe for terminals, and its width in cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_SEQUENCES = re.compile(
    r"(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f]).*?(?:\x07|\x1b\\|\x9c|$)"  # OSC, DCS, SOS, PM, APC
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI
    r"|\x1b[ -/]*[0-~]?",  # other escapes
    re.DOTALL,
)
"""Terminal sequences of ECMA-48, with their payloads."""

_BREAKS = re.compile(r"[\s\x85\u2028\u2029]+")

_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # C0, DEL and C1
    "\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"  # bidi controls, invisible ones
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # byte order mark, annotations, tags
    "\ud800-\udfff]"  # lone surrogates cannot be written at all
)


def clean(text: str) -> str:
    """Return text on one line without anything that steers a terminal."""
    return " ".join(_HIDDEN.sub("", _BREAKS.sub(" ", _SEQUENCES.sub("", text))).split())


def clean_lines(text: str) -> str:
    """Return text without anything that steers a terminal, its lines and columns kept."""
    lines = _SEQUENCES.sub("", text).splitlines()
    return "\n".join(_HIDDEN.sub("", line).replace("\t", " ").rstrip() for line in lines)


def escape_hidden(text: str) -> str:
    r"""Return a JSON text with hidden characters written as \u escapes, meaning the same."""
    return _HIDDEN.sub(lambda found: _escape(found[0]), text)


def _escape(char: str) -> str:
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def cells(text: str) -> int:
    """Return how many cells of a terminal a cleaned text takes."""
    return len(text) if text.isascii() else sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return the text filled with spaces to a width in cells."""
    space = " " * max(0, width - cells(text))
    return space + text if right else text + space


def wrap(text: str, width: int) -> list[str]:
    """Return the lines of a text, none wider than `width` cells, broken at spaces if it can be."""
    lines: list[str] = []
    line = ""
    for word in _pieces(text, width):
        joined = f"{line} {word}" if line else word
        if line and cells(joined) > width:
            lines.append(line)
            line = word
        else:
            line = joined
    return [*lines, line]


def _pieces(text: str, width: int) -> Iterator[str]:
    """Yield the words of a text, those wider than `width` cut."""
    for word in text.split(" "):
        rest = word
        while cells(rest) > width:
            end = _fitting(rest, width)
            yield rest[:end]
            rest = rest[end:]
        yield rest


def _fitting(text: str, width: int) -> int:
    """Return how many characters fit into `width` cells, at least one."""
    used = 0
    for index, char in enumerate(text):
        used += _cell(char)
        if used > width:
            return max(1, index)
    return len(text)


def shorten(text: str, width: int) -> str:
    """Return the text cut to `width` cells, with an ellipsis where it was cut."""
    if cells(text) <= width:
        return text
    kept = text[: _fitting(text, max(1, width - 1))].rstrip()
    return f"{kept}…" if cells(kept) < width else "…"
