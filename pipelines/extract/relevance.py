"""Whether a document or sentence can hold an event, told from its words before any parse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from pipelines.lexicon import Lexicon
    from pipelines.names import Names

_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = "aeiou"


class Relevance:
    """Looks for words of policy; made once for a lexicon, asked for each document and sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._names: Names = lexicon.names
        nouns, verbs = [*lexicon.nouns.phrases()], [*lexicon.verbs.phrases()]
        alone = {words[0] for words in (*nouns, *verbs) if len(words) == 1}
        self._measures = _forms_of_all(alone - lexicon.general)
        heads = (*(words[-1] for words in nouns), *(words[0] for words in verbs))
        self._forms = lexicon.forms.union(_forms_of_all(heads))

    def may_tell(self, document: str, on: dt.date) -> bool:
        """True where any word of policy is no general one, or anybody is named."""
        words = _WORD.findall(document.lower())
        return not self._measures.isdisjoint(words) or self._names.has_any(document, on)

    def may_hold_event(self, sentence: str) -> bool:
        """True where any word is a form of a noun or verb that acts are about."""
        return not self._forms.isdisjoint(_WORD.findall(sentence.lower()))


def _forms_of_all(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form for word in words if word.isalpha() for form in forms_of(word))


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
