"""A parsed sentence with everything that the lexicon knows in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pipelines.extract.changes import find_changes
from pipelines.extract.cores import find_cores
from pipelines.extract.dates import find_dates
from pipelines.extract.firms import find_firms
from pipelines.extract.mend import mend_name
from pipelines.extract.words import Words
from pipelines.names import Name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from pipelines.extract.changes import Change
    from pipelines.extract.cores import Core
    from pipelines.extract.parse import Parse, Token
    from pipelines.lexicon import Lexicon
    from pipelines.names import Context

_VERB_FORM = re.compile(r"[a-z]s$")
_NOMINAL = frozenset({"amod", "compound", "dobj", "nmod", "nsubj", "pobj"})
"""Relations of nouns and of what stands before them."""

_MISREAD_VERBS = frozenset({"nsubj", "compound", "ROOT", "dobj"})


_SILENT = frozenset({"outlet", "town"})
"""Kinds of names that are no party to an act."""

MOST = 40
"""The most names, goods, dates and nouns of policy that are looked at in one sentence."""


class Filler(NamedTuple):
    """What may fill a field of an act, at the tokens `first` to `last`.

    `value` is a party's code, an item's id or a date; `kind` is the kind of
    name, "item", or the role of the date's preposition.
    """

    first: int
    last: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A telling phrase of so many words, and the instrument that it points to."""

    length: int
    instrument: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: the field ("title" or "text") and its first character there.

    `last_date` is the last date told before it, which "the same day" leans on.
    """

    field: str
    offset: int
    last_date: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence, published on a day, with what is found in it.

    By token: `classes` are the actions that its words stand for, `status_words` the
    statuses, `reports` the phrase of a verb of saying, `signs` the telling phrases that
    start there, the longest first.
    """

    doc: Parse
    text: str
    place: Place
    published: dt.date
    names: Sequence[Filler]
    goods: Sequence[Filler]
    dates: Sequence[Filler]
    changes: Sequence[Change]
    cores: Sequence[Core]
    classes: Mapping[int, Sequence[str]]
    status_words: Mapping[int, Sequence[str]]
    reports: Mapping[int, str]
    signs: Mapping[int, Sequence[Sign]]

    @property
    def field(self) -> str:
        """The field that the sentence stands in."""
        return self.place.field

    @property
    def offset(self) -> int:
        """The first character of the sentence in its field."""
        return self.place.offset

    def token_of(self, filler: Filler) -> Token:
        """The token by which a filler hangs in the parse."""
        return self.doc.root(filler.first, filler.last)

    @property
    def days(self) -> list[str]:
        """The dates that are no end of something, each once, in order."""
        return list(dict.fromkeys(d.value for d in self.dates if d.value and d.kind != "until"))

    @property
    def is_title(self) -> bool:
        """Whether the sentence is the document's title."""
        return self.field == "title"


def read(
    doc: Parse, place: Place, published: dt.date, lexicon: Lexicon, context: Context
) -> Reading:
    """Find in a parsed sentence every name, item, noun of policy and predicate."""
    words, text = Words.of(doc), doc.text
    named = lexicon.names.find(text, published, context)
    names = _names(doc, named)
    for name in names:
        mend_name(doc, name.first, name.last)
    cores = find_cores(words, names, lexicon)[:MOST]
    firms = _firms(doc, named, cores, lexicon) if place.field == "text" else []
    if firms:
        named = sorted([*named, *firms], key=lambda name: name.start)
        names = _names(doc, named)
    return Reading(
        doc=doc,
        text=text,
        place=place,
        published=published,
        names=names[:MOST],
        goods=_goods(doc, text, named, lexicon)[:MOST],
        dates=_dates(doc, text, published, place.last_date)[:MOST],
        changes=find_changes(text),
        cores=tuple(cores),
        classes=_classes(words, lexicon),
        status_words=words.values_by_part(
            lexicon.status_verbs, lexicon.status_nouns, lexicon.status_adjectives
        ),
        reports=_reports(words, lexicon),
        signs=_signs(doc, lexicon),
    )


def _names(doc: Parse, named: Iterable[Name]) -> list[Filler]:
    return _fillers(
        doc, ((n.start, n.end, n.kind, n.code) for n in named if n.code and n.kind not in _SILENT)
    )


def _firms(
    doc: Parse, named: Sequence[Name], cores: Sequence[Core], lexicon: Lexicon
) -> list[Name]:
    """The names of companies that no file lists."""
    found = find_firms(doc, named, cores, lexicon.names.book.titles)
    told = ((first, last, doc.words(first.i, last.i)) for first, last in found)
    return [
        Name(first.idx, last.end, "company", f"org:{label}", label) for first, last, label in told
    ]


def _goods(doc: Parse, text: str, named: Sequence[Name], lexicon: Lexicon) -> list[Filler]:
    """Items named by a noun; a company stands for what it deals in where none is named."""
    found = lexicon.names.find_items(text, named)
    goods = [
        good
        for good in _fillers(
            doc, ((n.start, n.end, "weak item" if n.weak else "item", n.item) for n in found)
        )
        if good.first < good.last or not _stands_as_verb(doc[good.first])
    ]
    if any(good.kind == "item" for good in goods):
        return goods
    companies = lexicon.names.companies
    dealt = (
        (n.start, n.end, "company item", item)
        for n in named
        if n.kind == "company" and n.code in companies
        for item in companies[n.code].items
    )
    return [*goods, *_fillers(doc, dealt)]


def _stands_as_verb(token: Token) -> bool:
    """Whether a word that may name goods is a verb here, as "ships" may be."""
    return token.pos_ == "VERB" and token.dep_ not in _NOMINAL


def _dates(doc: Parse, text: str, published: dt.date, last_date: str | None) -> list[Filler]:
    adjectives = {token.idx for token in doc if token.dep_ == "amod"}
    found = find_dates(text, published, anchor=last_date, adjectives=adjectives)
    return _fillers(doc, ((d.start, d.end, d.role, d.value or "") for d in found))


def _fillers(doc: Parse, found: Iterable[tuple[int, int, str, str]]) -> list[Filler]:
    """What is found at some characters, at the tokens that hold them."""
    fillers = []
    for start, end, kind, value in found:
        place = doc.place(start, end)
        if place is not None:
            fillers.append(Filler(*place, kind, value))
    return fillers


def _classes(words: Words, lexicon: Lexicon) -> dict[int, list[str]]:
    found = words.values_by_part(
        lexicon.predicates, lexicon.action_nouns, lexicon.action_adjectives
    )
    for token in words.doc[:-1]:
        if token.i not in found and _could_be_verb(token):
            values = words.values(token.i, lexicon.predicates)
            if values:
                found[token.i] = values
    return found


def _could_be_verb(token: Token) -> bool:
    """A plural noun of a headline that may be a verb: "Beijing slaps ban"."""
    return (
        token.pos_ in ("NOUN", "PROPN", "ADJ")
        and token.tag_ in ("NNS", "NNP", "NNPS")
        and token.dep_ in _MISREAD_VERBS
        and _VERB_FORM.search(token.text) is not None
    )


def _reports(words: Words, lexicon: Lexicon) -> dict[int, str]:
    said = (
        (token.i, words.values(token.i, lexicon.report_verbs))
        for token in words.doc
        if token.is_verb
    )
    return {i: phrases[0] for i, phrases in said if phrases}


def _signs(doc: Parse, lexicon: Lexicon) -> dict[int, list[Sign]]:
    found = {
        token.i: [
            Sign(len(phrase), instrument)
            for phrase, instrument in lexicon.signs.starting(token.word)
            if _stands(phrase, doc[token.i : token.i + len(phrase)])
        ]
        for token in doc
    }
    return {at: signs for at, signs in found.items() if signs}


def _stands(phrase: Sequence[str], tokens: Sequence[Token]) -> bool:
    """Whether some tokens are the words of a phrase, as lemmas or forms."""
    return len(tokens) == len(phrase) and all(
        word in (token.word, token.lower_) for word, token in zip(phrase, tokens, strict=True)
    )
