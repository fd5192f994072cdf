"""Parts of speech and lemmas by the word, its tag and its relation, each told once.

The attribute ruler and the lemmatizer of spaCy's English models look at a word, its tag
and its relation, hardly ever at the words beside it. They are asked once for each
such three and the answer is kept, which gives the same parts of speech and lemmas in
a fifth of the time; a sentence that one of the ruler's longer patterns fits is given to
them whole.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

from pipelines.extract.answers import Answers
from pipelines.extract.parse import Form, Parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spacy.language import Language
    from spacy.vocab import Vocab

_MOST_KNOWN = 200_000
"""How many answers are kept before they are forgotten, some 60 MB."""

_COLUMNS: list[int | str] = ["ORTH", "TAG", "DEP", "HEAD", "IDX"]
_KEY = "V24"
"""The first three of the columns, as bytes."""

_ANY = "\ue000"
"""Stands for all words that no pattern of one word names."""

_SILENT_E = re.compile(r"[^aeiou][aeiouy][^aeiouwxy]e$")
"""What ends a verb whose past looks like that of a shorter one: "fine" and "fin"."""

_Given = tuple[int, int]
_GIVEN: list[int | str] = ["TAG", "DEP"]
_RULED: list[int | str] = ["TAG", "DEP", "POS", "MORPH", "LEMMA"]


class Wordwise:
    """The ruler and the lemmatizer at the end of a pipeline, asked about each word once."""

    def __init__(self, nlp: Language, ruler: AttributeRuler, lemmatizer: Any) -> None:
        self._vocab = nlp.vocab
        self._ruler = ruler
        self._lemmatizer = _looking_up(lemmatizer)
        self._single = _Ruler(ruler)
        self._told = Answers(self._asked, _MOST_KNOWN)
        longer = [each for row in _rows(ruler) for each in row["patterns"] if len(each) > 1]
        self._marks = frozenset(map(_mark, longer))
        self._longer = Matcher(nlp.vocab)
        if longer:
            self._longer.add("longer", longer)

    def parses(self, docs: Sequence[Doc], texts: Sequence[str]) -> list[Parse]:
        """The parses with the part of speech and the lemma of every token.

        `texts` are those of the documents, which spaCy would put together anew.
        """
        tables = [_Table.of(doc) for doc in docs]
        told = iter(self._told([key for table in tables for key in table.keys]))
        of_docs = (list(itertools.islice(told, len(doc))) for doc in docs)
        return list(map(self._parse, docs, texts, tables, of_docs))

    def _parse(self, doc: Doc, text: str, table: _Table, told: Sequence[_Told]) -> Parse:
        may_fit = any(word.may_fit for word in told)
        if not told or (may_fit and self._longer(doc)):
            return Parse.of(self._lemmatizer(self._ruler(doc)))
        return Parse(text, [word.form for word in told], table.starts, table.heads)

    def _asked(self, keys: Sequence[bytes]) -> Iterator[_Told]:
        """What is told of words that stand one after the other in a document of their own."""
        rows: list[list[int]] = np.frombuffer(b"".join(keys), "uint64").reshape(-1, 3).tolist()
        words = [self._vocab.strings[orth] for orth, _, _ in rows]
        ruled = self._single.ruled(words, [(tag, dep) for _, tag, dep in rows])
        doc = self._lemmatizer(_doc(self._vocab, words, _RULED, ruled))
        return (_Told(form, self._may_fit(form)) for form in map(Form.of, doc))

    def _may_fit(self, form: Form) -> bool:
        """Whether a word is what one of the longer patterns asks for."""
        asked = (("LOWER", form.lower_), ("DEP", form.dep_), ("", ""))
        return not self._marks.isdisjoint(asked)


class _Told(NamedTuple):
    """What is told of a word, and whether one of the longer patterns may fit where it stands."""

    form: Form
    may_fit: bool


class _Ruler:
    """The patterns of one word of a ruler, asked once for all words that they tell the same of.

    These are the words of a tag and a relation, but for those that a pattern names.
    """

    def __init__(self, ruler: AttributeRuler) -> None:
        self._ruler = AttributeRuler(ruler.vocab)
        tokens: list[Mapping[str, Any]] = []
        for row in _rows(ruler):
            if short := [each for each in row["patterns"] if len(each) == 1]:
                self._ruler.add(short, row["attrs"], row["index"])
                tokens += itertools.chain.from_iterable(short)
        names = itertools.chain.from_iterable(map(_names, tokens))
        self._names = re.compile("|".join(dict.fromkeys(names)), re.DOTALL)
        self._told = Answers(self._asked, _MOST_KNOWN)

    def ruled(self, words: Sequence[str], given: Sequence[_Given]) -> list[tuple[int, ...]]:
        """The ruled columns of some words, which have a tag and a relation each."""
        named = (word if self._names.fullmatch(word.lower()) else _ANY for word in words)
        return self._told(list(zip(named, given, strict=True)))

    def _asked(self, classes: Sequence[tuple[str, _Given]]) -> list[tuple[int, ...]]:
        words, given = zip(*classes, strict=True)
        doc = self._ruler(_doc(self._ruler.vocab, words, _GIVEN, given))
        return [tuple(row) for row in doc.to_array(_RULED).tolist()]


def _doc(
    vocab: Vocab, words: Sequence[str], columns: list[int | str], rows: Sequence[tuple[int, ...]]
) -> Doc:
    """A document of some words with a row of values for each."""
    values: Any = np.array(rows, dtype="uint64")
    return Doc(vocab, words=list(words)).from_array(columns, values)


def _rows(ruler: AttributeRuler) -> list[dict[str, Any]]:
    return ruler.patterns


def _names(token: Mapping[str, Any]) -> Iterator[str]:
    """The words that a pattern of one word names, as regular expressions; all where it is open."""
    for name, value in token.items():
        if name in ("TAG", "DEP"):
            continue
        choice = {"IN": [value]} if isinstance(value, str) else value
        if name == "LOWER" and "IN" in choice:
            yield from map(re.escape, choice["IN"])
        elif name == "LOWER" and "REGEX" in choice:
            yield f".*(?:{choice['REGEX']}).*"
        else:
            yield r"\s+" if name == "IS_SPACE" else ".*"


def _mark(pattern: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """A word or relation that a pattern asks for, as attribute and value, none as ("", "")."""
    asked = ((name, token.get(name)) for token in pattern for name in ("LOWER", "DEP"))
    return next(((name, value) for name, value in asked if isinstance(value, str)), ("", ""))


def _looking_up(lemmatizer: Any) -> Any:
    """A lemmatizer that looks up the lemmas it knows, which it is shipped with as lists.

    Of the singulars that it has for a plural a regular one counts: "taxes" are of tax, not taxis.
    Of two verbs "fined" is of fine: that of fin, "finned", is an exception, which has its lemma.
    """
    known = lemmatizer.lookups.get_table("lemma_index", {})
    for part, lemmas in known.items():
        known[part] = dict.fromkeys(lemmas)
    singulars = lemmatizer.lookups.get_table("lemma_exc", {}).get("noun", {})
    for plural, lemmas in singulars.items():
        regular = [lemma for lemma in lemmas if plural in (f"{lemma}s", f"{lemma}es")]
        singulars[plural] = regular or lemmas
    verbs = known.get("verb", {})
    for verb in filter(_SILENT_E.search, list(verbs)):
        verbs.pop(verb[:-1], None)
    return lemmatizer


class _Table(NamedTuple):
    """What the tokens of a document are known by, where they start, and their heads' numbers."""

    keys: list[bytes]
    starts: list[int]
    heads: list[int]

    @classmethod
    def of(cls, doc: Doc) -> _Table:
        rows = doc.to_array(_COLUMNS)
        keys: list[bytes] = np.ascontiguousarray(rows[:, :3]).view(_KEY).ravel().tolist()
        heads = rows[:, 3].astype("int64") + np.arange(len(doc))
        return cls(keys, rows[:, 4].tolist(), heads.tolist())
