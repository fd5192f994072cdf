"""The words of a parsed sentence, and where phrases of the lexicon stand among them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.extract.parse import Parse, Token
    from pipelines.lexicon import Lemmas

T = TypeVar("T")

NUMBER = "#"
"""What stands for any figure in a phrase: "lift to #"."""

_REACH = 9
"""How many tokens may stand between the words of one phrase ("put the tariffs on hold")."""


def _may_stand_before_a_figure(token: Token) -> bool:
    return token.pos_ not in ("NOUN", "PROPN", "VERB", "NUM")


@dataclass(frozen=True, slots=True)
class Words:
    """A parse with the lemma and the form of each token, by its number."""

    doc: Parse
    lemmas: Sequence[str]
    forms: Sequence[str]

    @classmethod
    def of(cls, doc: Parse) -> Words:
        """The words of a parse."""
        return cls(doc, [token.base for token in doc], [token.lower_ for token in doc])

    def standing(self, at: int, phrases: Lemmas[T]) -> Iterator[tuple[tuple[str, ...], T]]:
        """The phrases whose words stand side by side from a token on, as lemmas or forms."""
        for word in dict.fromkeys((self.lemmas[at], self.forms[at])):
            for phrase, value in phrases.starting(word):
                if self._stand(phrase, at):
                    yield phrase, value

    def _stand(self, phrase: Sequence[str], at: int) -> bool:
        end = at + len(phrase)
        told = zip(phrase, self.lemmas[at:end], self.forms[at:end], strict=False)
        return end <= len(self.lemmas) and all(word in (a, b) for word, a, b in told)

    def last_of(self, phrase: Sequence[str], at: int) -> int | None:
        """Where the last word of a phrase that starts at a token stands.

        Its words come in order below the first one, or right behind it.
        """
        position = at
        for word in phrase[1:]:
            position = self._next(word, position)
            below = position >= 0 and self.doc[at].is_ancestor(self.doc[position])
            if not below and position != at + 1:
                return None
        return position

    def _next(self, word: str, after: int) -> int:
        """The next token of a word near behind one, -1 where there is none."""
        if word == NUMBER:
            return self._number(after)
        near = slice(after + 1, after + _REACH)
        found = [
            words.index(word) for words in (self.lemmas[near], self.forms[near]) if word in words
        ]
        return after + 1 + min(found) if found else -1

    def _number(self, after: int) -> int:
        """The token of a figure close behind one ("to 5", "to about $5"), -1 where none is."""
        near = itertools.takewhile(_may_stand_before_a_figure, self.doc[after + 1 : after + 4])
        last = after + sum(1 for _ in near) + 1
        return last if last < len(self.doc) and self.lemmas[last][:1].isdigit() else -1

    def values(self, at: int, phrases: Lemmas[str]) -> list[str]:
        """The values of the phrases that start at a token; longer ones hide shorter ones."""
        longest, found = 0, []
        for phrase, value in phrases.starting(self.lemmas[at]):
            if len(phrase) < longest:
                break
            if self.last_of(phrase, at) is not None:
                longest = len(phrase)
                found.append(value)
        return found

    def values_by_part(
        self, verbs: Lemmas[str], nouns: Lemmas[str], adjectives: Lemmas[str]
    ) -> dict[int, list[str]]:
        """The values of verbs, nouns and adjectives, each at its part of speech, by token."""
        parts = {"NOUN": nouns, "PROPN": nouns, "ADJ": adjectives, "ADV": adjectives}
        found: dict[int, list[str]] = {}
        for token in self.doc:
            table = verbs if token.is_verb else parts.get(token.pos_)
            values = self.values(token.i, table) if table is not None else []
            if not values and token.pos_ == "VERB" and token.dep_ == "amod":
                values = [value for _, value in adjectives.starting(token.lower_)]
            if values:
                found[token.i] = values
        return found
