"""Words for full text search: what is indexed, and what a user's words become.

SQLite's FTS5 finds no single words in Chinese, Japanese or Korean text, which
has no spaces, so each such letter is indexed as a word of its own and a run of
them is searched as a phrase. A user's words are always quoted, so no sign in
them is an operator.
"""

from __future__ import annotations

import re

_UNSPACED = "([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff])"
"""Not compiled here, which takes longer than most queries; `re` remembers it."""


def segmented(text: str) -> str:
    """The text with spaces around each letter of scripts that part no words."""
    return text if text.isascii() else re.sub(_UNSPACED, r" \1 ", text)


def match_expression(words: str) -> str:
    """The FTS5 expression for a user's words; "" where they hold no letter or digit.

    Text in double quotes is a phrase; all words and phrases must occur.
    A word with signs in it (section-301) is a phrase of its parts.
    """
    readable = words.encode("utf-8", "replace").decode().replace("\0", " ")
    phrases = [quoted or word for quoted, word in re.findall(r'"([^"]+)"|(\S+)', readable)]
    spaced = [" ".join(segmented(phrase).replace('"', " ").split()) for phrase in phrases]
    return " ".join(f'"{phrase}"' for phrase in spaced if re.search(r"\w", phrase))
