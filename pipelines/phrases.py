"""Words of a text and a dictionary of phrases that finds the longest one at a word.

A phrase is compared without accents, dots, hyphens and possessive endings
("U.S.-China", "China's", "Šefčovič"). A word of it with a capital matches only
a word with one; an abbreviation only in capitals, from four letters on also as
a name ("Opec"). "*" in a phrase stands for up to three words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

T = TypeVar("T")

_WORD = re.compile(
    r"(?P<word>(?:[^\W\d_]\.){2,}[^\W\d_]?(?![^\W_])|[^\W_]+|&)(?P<owner>['\u2019](?:s\b|(?!\w)))?"
)
_SOFT_GAP = re.compile(r"\.?[ \n]?['\u2018\u2019]?| ?[-\u2010-\u2013/] ?| +")
_COMMA_GAP = re.compile(r"\.?,[ \n]?")
_STROKED = str.maketrans("øØłŁđĐıßæÆœŒðÐþÞ", "oOlLdDisaAoOdDtT")
_STAR = "STAR"
_WILD_WORDS = 3

SOFT, COMMA, HARD = 0, 1, 2
"""How a word hangs on the one before it: within a phrase, after a comma, not at all."""


class Word(NamedTuple):
    """A word of a text: where it stands, folded for comparison, and as written without dots.

    It `owns` the next where it ends like "China's", and `closes` what goes
    before where a full stop follows that is no part of it.
    """

    start: int
    end: int
    folded: str
    form: str
    gap: int = HARD
    owns: bool = False
    closes: bool = False

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.form[0].isupper()


@lru_cache(maxsize=8)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of `text` in order; possessive endings belong to no word.

    The last few answers are kept: names, goods and relevance ask about the same text.
    """
    words: list[Word] = []
    before = 0
    for match in _WORD.finditer(text):
        start, end = match.span(1)
        form, owner = _form(match[1]), match[2]
        gap = _gap(text[before:start]) if words else HARD
        closes = text[match.end() : match.end() + 1] == "."
        words.append(Word(start, end, form.lower(), form, gap, owner is not None, closes))
        before = match.end()
    return tuple(words)


def _form(word: str) -> str:
    """A word without dots and accents."""
    if word.isascii():
        return word.replace(".", "") if "." in word else word
    parts = unicodedata.normalize("NFKD", word.translate(_STROKED))
    return "".join(c for c in parts if c != "." and not unicodedata.combining(c)) or word


def _gap(between: str) -> int:
    """How firmly two words hang together that `between` stands between."""
    if between in (" ", "-") or _SOFT_GAP.fullmatch(between):
        return SOFT
    return COMMA if _COMMA_GAP.fullmatch(between) else HARD


def plural(phrase: str) -> str:
    """The regular plural of a phrase's last word: "battery cell" > "battery cells"."""
    if re.search(r"[^aeiou]y$", phrase):
        return f"{phrase[:-1]}ies"
    return f"{phrase}es" if re.search(r"(s|x|z|ch|sh)$", phrase) else f"{phrase}s"


def fits(written: str, seen: str) -> bool:
    """Whether a word of a text has the capitals that a word of a phrase asks for."""
    if written == seen or written.islower():
        return True
    if len(written) > 1 and (written.isupper() or _is_mixed(written)):
        return len(written) > 3 and seen[0].isupper()
    return seen[0].isupper() or (written[0].islower() and not seen.islower())


def _is_mixed(written: str) -> bool:
    """Whether a word is a short abbreviation such as "DoT"."""
    return len(written) < 4 and not written[1:].islower()


@dataclass(frozen=True, slots=True)
class _Phrase(Generic[T]):
    """A phrase by its folded words (None for "*"), with its written forms and gaps.

    `number` tells which was filed first.
    """

    folded: tuple[str | None, ...]
    forms: tuple[str, ...]
    gaps: tuple[int, ...]
    value: T
    number: int

    def end(self, words: Sequence[Word], at: int) -> int:
        """One past the last word where the phrase stands at word `at`; 0 where it does not."""
        if None in self.folded:
            return self._wild_end(words, at)
        stop = at + len(self.folded)
        return stop if stop <= len(words) and self._stands(words, at, 0, stop - at) else 0

    def _stands(self, words: Sequence[Word], at: int, first: int, last: int) -> bool:
        """Whether the words from `first` to before `last` of the phrase stand at word `at`."""
        for place, word in zip(range(first, last), words[at : at + last - first], strict=False):
            if word.folded != self.folded[place] or not fits(self.forms[place], word.form):
                return False
            if place and word.gap > self.gaps[place]:
                return False
        return True

    def _wild_end(self, words: Sequence[Word], at: int) -> int:
        star = self.folded.index(None)
        tail = len(self.folded) - star - 1
        if len(words) < at + star or not self._stands(words, at, 0, star):
            return 0
        for skipped in range(1, _WILD_WORDS + 1):
            begin = at + star + skipped
            if begin + tail > len(words) or words[begin - 1].gap == HARD:
                return 0
            if self._stands(words, begin, star + 1, star + 1 + tail):
                return begin + tail
        return 0


@dataclass(slots=True)
class Phrases(Generic[T]):
    """Phrases and what each stands for, filed by their first two words.

    A phrase of one word, or with "*" second, is filed under None.
    """

    by_first: dict[str, dict[str | None, list[_Phrase[T]]]] = field(default_factory=dict)
    count: int = 0

    def add(self, phrase: str, value: T, *, plurals: bool = False) -> None:
        """File a phrase, and its regular plural too; several values may stand under one."""
        words = words_of(phrase.replace("*", _STAR) if "*" in phrase else phrase)
        if not words or words[0].form == _STAR:
            return
        last = words[-1].form
        for form in (last, plural(last)) if plurals else (last,):
            forms = (*(word.form for word in words[:-1]), form)
            folded = tuple(None if form == _STAR else form.lower() for form in forms)
            gaps = tuple(word.gap for word in words)
            entry = _Phrase(folded, forms, gaps, value, self.count)
            self.count += 1
            seconds = self.by_first.setdefault(forms[0].lower(), {})
            seconds.setdefault(folded[1] if len(folded) > 1 else None, []).append(entry)

    def of(self, phrase: str) -> list[T]:
        """What stands under a phrase so far."""
        folded = tuple(word.folded for word in words_of(phrase))
        seconds = self.by_first.get(folded[0], {}) if folded else {}
        return [
            entry.value
            for entries in seconds.values()
            for entry in entries
            if entry.folded == folded
        ]

    def values(self) -> Iterator[T]:
        """What stands under any phrase."""
        for seconds in self.by_first.values():
            for entries in seconds.values():
                yield from (entry.value for entry in entries)

    def at(self, words: Sequence[Word], place: int) -> Iterator[tuple[int, list[T]]]:
        """What stands at a word: (one past its last word, its values), the longest first."""
        seconds = self.by_first.get(words[place].folded)
        if seconds is None:
            return iter(())
        found: dict[int, list[T]] = {}
        for phrase in self._candidates(seconds, words, place):
            end = phrase.end(words, place)
            if end:
                found.setdefault(end, []).append(phrase.value)
        return iter(sorted(found.items(), reverse=True))

    def _candidates(
        self, seconds: Mapping[str | None, list[_Phrase[T]]], words: Sequence[Word], place: int
    ) -> Sequence[_Phrase[T]]:
        """The phrases that the words at `place` and after it may begin, as they were filed."""
        loose = seconds.get(None, ())
        close = seconds.get(words[place + 1].folded, ()) if place + 1 < len(words) else ()
        if loose and close:
            return sorted((*loose, *close), key=lambda phrase: phrase.number)
        return loose or close
