"""The words of a parsed sentence, and where phrases of the lexicon stand among them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from itertools import pairwise
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


_SMALL = frozenset(
    {"about", "as", "at", "for", "from", "in", "into", "no", "of", "on", "over", "to", "up", "with"}
)
"""Words that are everywhere, and a part of a phrase only where they hang from its others."""


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

    def may_start(self, at: int, phrases: Lemmas[T]) -> bool:
        """Whether any phrase starts with the word of a token."""
        known = phrases.by_first
        return self.lemmas[at] in known or self.forms[at] in known

    def standing(self, at: int, phrases: Lemmas[T]) -> Iterator[tuple[tuple[str, ...], T]]:
        """The phrases whose words stand side by side from a token on, as lemmas or forms."""
        lemma, form = self.lemmas[at], self.forms[at]
        for word in (lemma,) if lemma == form else (lemma, form):
            for phrase, value in phrases.starting(word):
                if self._stand(phrase, at):
                    yield phrase, value

    def _stand(self, phrase: Sequence[str], at: int) -> bool:
        end = at + len(phrase)
        told = zip(phrase, self.lemmas[at:end], self.forms[at:end], strict=False)
        return end <= len(self.lemmas) and all(word in (a, b) for word, a, b in told)

    def hanging(self, at: int, phrases: Lemmas[T]) -> Iterator[tuple[tuple[str, ...], T, int]]:
        """The phrases that start at a token and whose words hang together, with the last one."""
        known = phrases.starting(self.lemmas[at])
        if not known:
            return
        reach = slice(at + 1, at + _REACH)
        near = {*self.lemmas[reach], *self.forms[reach], NUMBER}
        for phrase, value in known:
            if len(phrase) == 1 or phrase[1] in near:
                last = self.last_of(phrase, at)
                if last is not None:
                    yield phrase, value, last

    def last_of(self, phrase: Sequence[str], at: int) -> int | None:
        """Where the last word of a phrase that starts at a token stands.

        Its words come in order below the first one, or right behind it. Small ones belong to
        the others: "stopped sales from June" is no "stop from".
        """
        found = [at]
        for word, after in pairwise((*phrase[1:], "")):
            places = self._places(word, found[-1])
            place = next((i for i in places if self._belongs(self.doc[i], found, after)), None)
            if place is None:
                return None
            found.append(place)
        return found[-1]

    def _belongs(self, token: Token, found: Sequence[int], after: str) -> bool:
        """Whether a token may be one more word of a phrase of which some are found.

        A small one may do so with the word `after` it: "put its duty on tyres on hold".
        """
        if token.i == found[-1] + 1:
            return True
        is_small = token.lower_ in _SMALL and after not in self.forms[token.i + 1 : token.i + 3]
        if not is_small:
            return self.doc[found[0]].is_ancestor(token)
        above = token.head.head if token.dep_ == "aux" else token.head
        return above.i in found

    def _places(self, word: str, after: int) -> Iterator[int]:
        """The tokens of a word near behind one."""
        if word == NUMBER:
            yield from self._number(after)
            return
        for i in range(after + 1, min(after + _REACH, len(self.lemmas))):
            if word in (self.lemmas[i], self.forms[i]):
                yield i

    def _number(self, after: int) -> Iterator[int]:
        """The token of a figure close behind one ("to 5", "to about $5"), if there is one."""
        near = itertools.takewhile(_may_stand_before_a_figure, self.doc[after + 1 : after + 4])
        last = after + sum(1 for _ in near) + 1
        if last < len(self.doc) and self.lemmas[last][:1].isdigit():
            yield last

    def values(self, at: int, phrases: Lemmas[str]) -> list[str]:
        """The values of the phrases that start at a token; those of several words hide a word.

        "Put on hold" is not "put", but "walk away from" is "walk away" too.
        """
        stands = [(len(phrase), value) for phrase, value, _ in self.hanging(at, phrases)]
        several = [value for length, value in stands if length > 1]
        return list(dict.fromkeys(several or [value for _, value in stands]))

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
