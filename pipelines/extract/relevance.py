"""Whether a sentence can hold an event at all, told from its words before any parse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_STEM = 5


class Relevance:
    """Looks for words of policy; made once for a lexicon, asked for each sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        nouns = (words[-1] for words in lexicon.nouns.phrases())
        verbs = (words[0] for words in lexicon.verbs.phrases())
        self._stems = frozenset(_stem(word) for word in (*nouns, *verbs) if len(word) > 1)

    def may_hold_event(self, sentence: str) -> bool:
        """True where any word begins like a noun or verb that acts are about."""
        return any(_stem(word) in self._stems for word in _WORD.findall(sentence.lower()))


def _stem(word: str) -> str:
    """The beginning that the inflected forms of a word share, roughly."""
    return word[:_LONGEST_STEM]


def stems(words: Iterable[str]) -> frozenset[str]:
    """The stems of some words."""
    return frozenset(_stem(word) for word in words)
