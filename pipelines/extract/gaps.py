"""What the lexicon may lack: unknown words that stand near measures that it knows.

Looks at the sentences of many articles that hold a noun of a measure: verbs beside
it, goods that it is on ("tariffs on zips", "zip tariffs") and capitalised names. It
needs the tagger of a language model, no parse.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.extract import sentences
from pipelines.extract.parse import Parse
from pipelines.extract.relevance import forms_of
from pipelines.extract.truecase import is_headline
from pipelines.extract.words import Words
from pipelines.names import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.language import Language

    from pipelines.extract.parse import Token
    from pipelines.lexicon import Lexicon
    from pipelines.model import Article

KINDS = ("verb", "goods", "name")

_MEASURES = frozenset({"measure", "rate", "permit", "quota", "preference", "listing", "aid"})
_NEAR = 4
"""How many tokens may stand between a measure and a verb."""

_EXAMPLES = 3
_LONGEST = 20_000
"""How many characters of an article are looked at."""

_ON = frozenset({"on", "of", "for", "against", "covering"})
_GENERAL = frozenset(
    {"good", "product", "item", "commodity", "material", "thing", "country", "nation", "company"}
    | {"firm", "year", "month", "week", "day", "time", "part", "percent", "cent", "value", "use"}
    | {"number", "basis", "range", "kind", "type", "top", "sector", "industry", "maker", "partner"}
)
"""Nouns behind a measure that name no goods."""

_CALENDAR = frozenset(
    name.lower()
    for names in (calendar.day_name, calendar.month_name, calendar.day_abbr, calendar.month_abbr)
    for name in names
)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that holds an unknown word, and the article that it is from."""

    url: str
    quote: str


@dataclass(frozen=True, slots=True)
class Gap:
    """An unknown word: `kind` is one of KINDS; in how many articles, how often, and where."""

    kind: str
    word: str
    articles: int
    count: int
    examples: tuple[Example, ...]


@dataclass(slots=True)
class _Seen:
    articles: set[str] = field(default_factory=set)
    count: int = 0
    examples: list[Example] = field(default_factory=list)

    def add(self, url: str, quote: str) -> None:
        self.count += 1
        if url not in self.articles and len(self.examples) < _EXAMPLES:
            self.examples.append(Example(url, quote))
        self.articles.add(url)


class GapFinder:
    """Looks for unknown words; `nlp` needs a tagger and a lemmatizer."""

    def __init__(self, lexicon: Lexicon, nlp: Language) -> None:
        self._lexicon = lexicon
        self._nlp = nlp
        nouns = lexicon.nouns.by_first.values()
        phrases = [(words, sense) for bucket in nouns for words, sense in bucket]
        self._measures = frozenset(
            form
            for words, sense in phrases
            if sense.kind in _MEASURES and words[-1].isalpha()
            for form in forms_of(words[-1])
        )
        self._verbs = _starts(lexicon, "verbs", "predicates", "status_verbs", "report_verbs")
        self._nouns = lexicon.speakers | _starts(
            lexicon, "nouns", "action_nouns", "status_nouns", "signs"
        )

    def find(self, articles: Iterable[Article], fewest: int = 2) -> list[Gap]:
        """The unknown words of at least `fewest` articles, by kind, the most frequent first."""
        seen: dict[tuple[str, str], _Seen] = {}
        with self._nlp.select_pipes(disable=[n for n in self._nlp.pipe_names if n == "parser"]):
            pairs = ((quote, article) for article in articles for quote in self._quotes(article))
            for doc, article in self._nlp.pipe(pairs, as_tuples=True):
                for kind, word in set(self._unknown(Parse.of(doc), article)):
                    seen.setdefault((kind, word), _Seen()).add(article.url, doc.text)
        gaps = [
            Gap(kind, word, len(one.articles), one.count, tuple(one.examples))
            for (kind, word), one in seen.items()
            if len(one.articles) >= fewest
        ]
        return sorted(gaps, key=lambda g: (KINDS.index(g.kind), -g.articles, -g.count, g.word))

    def _quotes(self, article: Article) -> Iterator[str]:
        """The sentences of a text that hold a measure and are in running case."""
        text = article.text[:_LONGEST]
        for span in sentences.split(text):
            quote = text[span.start : span.end]
            words = quote.lower().replace("-", " ").split()
            holds = any(word.strip(".,;:!?()\"'") in self._measures for word in words)
            if holds and not is_headline(quote):
                yield quote

    def _unknown(self, doc: Parse, article: Article) -> Iterator[tuple[str, str]]:
        known = self._covered(doc, article)
        measures = [t.i for t in doc if t.lower_ in self._measures and t.pos_ in ("NOUN", "PROPN")]
        yield from self._unknown_verbs(doc, measures, known)
        for at in measures:
            for run in (_before(doc, at), _behind(doc, at)):
                if run and not known & {token.i for token in run}:
                    yield from self._unknown_goods(run)
        yield from self._unknown_names(doc, known)

    def _covered(self, doc: Parse, article: Article) -> set[int]:
        """The tokens that the lexicon knows as a name, goods or a part of a longer noun."""
        names = self._lexicon.names.find(doc.text, article.published, Context())
        goods = self._lexicon.names.find_items(doc.text, names)
        places = [(one.start, one.end) for one in names] + [(one.start, one.end) for one in goods]
        spans = (doc.place(*place) for place in places)
        found = {i for span in spans if span is not None for i in range(span[0], span[1] + 1)}
        return found | self._in_phrases(doc)

    def _in_phrases(self, doc: Parse) -> set[int]:
        """The tokens of nouns of several words ("countervailing duty")."""
        words = Words.of(doc)
        return {
            i
            for at in range(len(doc))
            for phrase, _ in words.standing(at, self._lexicon.nouns)
            if len(phrase) > 1
            for i in range(at, at + len(phrase))
        }

    def _unknown_verbs(
        self, doc: Parse, measures: Sequence[int], known: set[int]
    ) -> Iterator[tuple[str, str]]:
        for token in doc:
            if token.pos_ != "VERB" or token.is_stop or not token.is_alpha or token.i in known:
                continue
            near = any(abs(token.i - at) <= _NEAR for at in measures)
            if near and token.base not in self._verbs:
                yield "verb", token.base

    def _unknown_goods(self, run: Sequence[Token]) -> Iterator[tuple[str, str]]:
        words = [token.base for token in run]
        if not {words[-1]} & (self._nouns | _GENERAL | self._verbs):
            yield "goods", " ".join(words)

    def _unknown_names(self, doc: Parse, known: set[int]) -> Iterator[tuple[str, str]]:
        run: list[Token] = []
        for token in [*doc, None]:
            if token is not None and self._is_name(token) and token.i not in known:
                run.append(token)
                continue
            if len(run) > 1 or (run and run[0].i > 0):
                yield "name", " ".join(one.text for one in run)
            run = []

    def _is_name(self, token: Token) -> bool:
        """Whether a token may be part of a name: no title, no month, no measure."""
        word = token.lower_.rstrip(".")
        known = word in _CALENDAR or word in self._lexicon.names.book.titles
        capital = token.text[:1].isupper() and len(word) > 1 and token.pos_ == "PROPN"
        return capital and not known and word not in self._measures


def _starts(lexicon: Lexicon, *tables: str) -> frozenset[str]:
    """The first and last words of the phrases of some tables."""
    phrases = [words for table in tables for words in getattr(lexicon, table).phrases()]
    return frozenset(word for words in phrases for word in (words[0], words[-1]))


def _before(doc: Parse, at: int) -> list[Token]:
    """The nouns right before a measure, which it may be on."""
    run: list[Token] = []
    while at > 0 and doc[at - 1].tag_ in ("NN", "NNS") and doc[at - 1].is_alpha:
        at -= 1
        run.insert(0, doc[at])
    return run


def _behind(doc: Parse, at: int) -> list[Token]:
    """The nouns behind a measure and its preposition, articles and numbers left out."""
    place = at + 1
    if place >= len(doc) or doc[place].lower_ not in _ON:
        return []
    place += 1
    while place < len(doc) and doc[place].pos_ in ("DET", "ADJ", "NUM", "PRON"):
        place += 1
    run = []
    while place < len(doc) and doc[place].tag_ in ("NN", "NNS") and doc[place].is_alpha:
        run.append(doc[place])
        place += 1
    return run
