"""Whether a sentence can hold an event at all, told from its words before any parse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = "aeiou"


class Relevance:
    """Looks for words of policy; made once for a lexicon, asked for each sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        nouns = (words[-1] for words in lexicon.nouns.phrases())
        verbs = (words[0] for words in lexicon.verbs.phrases())
        regular = (form for word in (*nouns, *verbs) if word.isalpha() for form in forms_of(word))
        self._forms = lexicon.forms.union(regular)

    def may_hold_event(self, sentence: str) -> bool:
        """True where any word is a form of a noun or verb that acts are about."""
        return any(word in self._forms for word in _WORD.findall(sentence.lower()))


def forms_of(word: str) -> Iterator[str]:
    """The regular inflected forms of an English noun or verb, and a few that are none."""
    yield word
    yield word + "s"
    if word.endswith("y"):
        yield from (word[:-1] + "ies", word[:-1] + "ied", word + "ing", word + "ed")
    elif word.endswith("e"):
        yield from (word + "d", word[:-1] + "ing")
    else:
        yield from (word + "es", word + "ed", word + "ing")
    if len(word) > 2 and word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS:
        yield from (word + word[-1] + "ed", word + word[-1] + "ing")
