"""A parsed sentence with everything that the lexicon knows in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import TYPE_CHECKING

from pipelines.extract.dates import find_dates
from pipelines.extract.levels import Change, find_changes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc, Token

    from pipelines.lexicon import Lexicon, Phrases, Sense
    from pipelines.names import Context, Name

_REACH = 9
"""How many tokens may stand between the words of one phrase ("put the tariffs on hold")."""


@dataclass(frozen=True, slots=True)
class Filler:
    """What may fill a field of an act, at the tokens `first` to `last`.

    `value` is a party's code, an item's id or a date; `kind` is the kind of
    name, "item", or the role of the date's preposition.
    """

    first: int
    last: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Core:
    """What an act is about: a noun or a self-standing verb, at its head token."""

    first: int
    last: int
    sense: Sense

    @property
    def head(self) -> int:
        """The token that the parse hangs the phrase from."""
        return self.last if not self.sense.action else self.first


@dataclass(slots=True)
class Reading:
    """One sentence. `offset` is its first character in its field."""

    doc: Doc
    field: str
    offset: int
    published: dt.date
    names: list[Filler] = made_by(default_factory=list)
    goods: list[Filler] = made_by(default_factory=list)
    cores: list[Core] = made_by(default_factory=list)
    classes: dict[int, list[str]] = made_by(default_factory=dict)
    status_words: dict[int, list[str]] = made_by(default_factory=dict)
    reports: dict[int, str] = made_by(default_factory=dict)
    dates: list[Filler] = made_by(default_factory=list)
    changes: Sequence[Change] = ()

    @property
    def is_title(self) -> bool:
        """Whether the sentence is the document's title."""
        return self.field == "title"


def lemma(token: Token) -> str:
    """A token's lemma in lower case; plurals taken for names are made singular."""
    if token.pos_ == "PROPN" or token.lemma_ == token.text:
        return singular(token.lower_)
    return token.lemma_.lower()


def singular(word: str) -> str:
    """The singular of an English plural, roughly: "duties" to "duty"."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def read(
    doc: Doc,
    field_name: str,
    offset: int,
    published: dt.date,
    lexicon: Lexicon,
    context: Context,
) -> Reading:
    """Find in a parsed sentence every name, item, noun of policy and predicate."""
    reading = Reading(doc, field_name, offset, published)
    lemmas = [lemma(token) for token in doc]
    names = lexicon.names.find(doc.text, published, context)
    reading.names = _parties(doc, names)
    reading.changes = find_changes(doc.text)
    reading.dates = _dates(doc, published, None)
    reading.goods = _goods(doc, names, lexicon)
    covered = {
        i
        for name in reading.names
        if name.kind != "demonym"
        for i in range(name.first, name.last + 1)
    }
    reading.cores = _cores(doc, lemmas, covered, lexicon)
    reading.classes = _classes(doc, lemmas, lexicon)
    reading.status_words = _by_part(
        doc, lemmas, (lexicon.status_verbs, lexicon.status_nouns, lexicon.status_adjectives)
    )
    reading.reports = {
        token.i: found[0]
        for token in doc
        if token.pos_ in ("VERB", "AUX")
        and (found := _hits(doc, lemmas, token.i, lexicon.report_verbs))
    }
    return reading


def _token_range(doc: Doc, start: int, end: int) -> tuple[int, int] | None:
    span = doc.char_span(start, end, alignment_mode="expand")
    return (span.start, span.end - 1) if span is not None and len(span) else None


def _parties(doc: Doc, names: Iterable[Name]) -> list[Filler]:
    return _fillers(
        doc, ((n.start, n.end, n.kind, n.code) for n in names if n.code and n.kind != "outlet")
    )


def _goods(doc: Doc, names: Sequence[Name], lexicon: Lexicon) -> list[Filler]:
    """Items named by a word; a company stands for what it deals in where none is named."""
    found = lexicon.names.find_items(doc.text, names)
    goods = _fillers(
        doc, ((n.start, n.end, "weak item" if n.weak else "item", n.item) for n in found)
    )
    if any(good.kind == "item" for good in goods):
        return goods
    companies = lexicon.names.companies
    dealt = (
        (n.start, n.end, "company item", item)
        for n in names
        if n.kind == "company" and n.code in companies
        for item in companies[n.code].items
    )
    return [*goods, *_fillers(doc, dealt)]


def _dates(doc: Doc, published: dt.date, anchor: str | None) -> list[Filler]:
    found = find_dates(doc.text, published, anchor=anchor)
    return _fillers(doc, ((d.start, d.end, d.role, d.value or "") for d in found))


def _fillers(doc: Doc, found: Iterable[tuple[int, int, str, str]]) -> list[Filler]:
    fillers = []
    for start, end, kind, value in found:
        where = _token_range(doc, start, end)
        if where:
            fillers.append(Filler(*where, kind, value))
    return fillers


def _cores(doc: Doc, lemmas: Sequence[str], covered: set[int], lexicon: Lexicon) -> list[Core]:
    cores: list[Core] = []
    at = 0
    while at < len(doc):
        core = None
        if at not in covered:
            core = _noun_core(doc, lemmas, at, lexicon) or _verb_core(doc, lemmas, at, lexicon)
        if core is not None:
            cores.append(core)
        at = core.last + 1 if core is not None and not core.sense.action else at + 1
    return cores


def _noun_core(doc: Doc, lemmas: Sequence[str], at: int, lexicon: Lexicon) -> Core | None:
    for words, sense in lexicon.nouns.starting(lemmas[at]):
        last = at + len(words) - 1
        if tuple(lemmas[at : last + 1]) == words and _is_noun(doc[last], len(words)):
            return Core(at, last, sense)
    return None


def _is_noun(token: Token, words: int) -> bool:
    return words > 1 or token.pos_ in ("NOUN", "PROPN") or token.tag_ in ("NN", "NNS")


def _verb_core(doc: Doc, lemmas: Sequence[str], at: int, lexicon: Lexicon) -> Core | None:
    if doc[at].pos_ not in ("VERB", "AUX"):
        return None
    for words, sense in lexicon.verbs.starting(lemmas[at]):
        last = _reach(doc, lemmas, at, words)
        if last is not None:
            return Core(at, last, sense)
    return None


def _reach(doc: Doc, lemmas: Sequence[str], at: int, words: Sequence[str]) -> int | None:
    """Where the last word of a phrase stands, its words in order below the first one's head."""
    position = at
    for word in words[1:]:
        stop = min(len(doc), position + _REACH)
        position = next(
            (i for i in range(position + 1, stop) if lemmas[i] == word or doc[i].lower_ == word), -1
        )
        if position < 0 or not (doc[at].is_ancestor(doc[position]) or position == at + 1):
            return None
    return position


def _hits(doc: Doc, lemmas: Sequence[str], at: int, phrases: Phrases) -> list[str]:
    """The values of the phrases that start at a token; longer ones hide shorter ones."""
    best, found = 0, []
    for words, value in phrases.starting(lemmas[at]):
        if len(words) < best:
            break
        if _reach(doc, lemmas, at, words) is not None:
            best = len(words)
            found.append(value)
    return found


def _by_part(
    doc: Doc, lemmas: Sequence[str], tables: tuple[Phrases, Phrases, Phrases]
) -> dict[int, list[str]]:
    verbs, nouns, adjectives = tables
    of_part = {
        "VERB": verbs,
        "AUX": verbs,
        "NOUN": nouns,
        "PROPN": nouns,
        "ADJ": adjectives,
        "ADV": adjectives,
    }
    found: dict[int, list[str]] = {}
    for token in doc:
        table = of_part.get(token.pos_)
        hits = _hits(doc, lemmas, token.i, table) if table is not None else []
        if not hits and token.pos_ == "VERB" and token.dep_ == "amod":
            hits = [v for _, v in adjectives.starting(token.lower_)]
        if hits:
            found[token.i] = hits
    return found


def _classes(doc: Doc, lemmas: Sequence[str], lexicon: Lexicon) -> dict[int, list[str]]:
    found = _by_part(
        doc, lemmas, (lexicon.predicates, lexicon.action_nouns, lexicon.action_adjectives)
    )
    for token in doc:
        if (
            token.i not in found
            and token.pos_ in ("NOUN", "PROPN", "ADJ")
            and token.tag_ in ("NNS", "NNP", "NNPS")
        ):
            hits = _hits(doc, lemmas, token.i, lexicon.predicates) if token.i + 1 < len(doc) else []
            if hits and _could_be_verb(token):
                found[token.i] = hits
    return found


def _could_be_verb(token: Token) -> bool:
    """A plural noun of a headline that may be a verb: "Beijing slaps ban"."""
    return bool(re.search(r"[a-z]s$", token.text)) and token.dep_ in (
        "nsubj",
        "compound",
        "ROOT",
        "dobj",
    )
