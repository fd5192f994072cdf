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

from pipelines.extract.parse import Form, Parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from spacy.language import Language
    from spacy.vocab import Vocab

_MOST_KNOWN = 200_000
"""How many answers are kept before they are forgotten, some 60 MB."""

_COLUMNS: list[int | str] = ["ORTH", "TAG", "DEP", "HEAD", "IDX"]
_KEY = "V24"
"""The first three of the columns, as bytes."""

_Key = bytes
_GIVEN: list[int | str] = ["TAG", "DEP"]
_RULED: list[int | str] = ["TAG", "DEP", "POS", "MORPH", "LEMMA"]


class Wordwise:
    """The ruler and the lemmatizer at the end of a pipeline, asked about each word once."""

    def __init__(self, nlp: Language, ruler: AttributeRuler, lemmatizer: Any) -> None:
        self._vocab = nlp.vocab
        self._ruler = ruler
        self._lemmatizer = _looking_up(lemmatizer)
        self._single = _Ruler(ruler)
        self._known: dict[_Key, Form] = {}
        self._marked: set[_Key] = set()
        longer = [each for row in _rows(ruler) for each in row["patterns"] if len(each) > 1]
        self._marks = frozenset(map(_mark, longer))
        self._longer = Matcher(nlp.vocab)
        if longer:
            self._longer.add("longer", longer)

    def parses(self, docs: Sequence[Doc], texts: Sequence[str]) -> list[Parse]:
        """The parses with the part of speech and the lemma of every token.

        `texts` are those of the documents, which spaCy would put together anew.
        """
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
            self._marked.clear()
        tables = [_Table.of(doc) for doc in docs]
        self._learn(set().union(*(table.keys for table in tables)) - self._known.keys())
        return list(map(self._parse, docs, texts, tables))

    def _parse(self, doc: Doc, text: str, table: _Table) -> Parse:
        may_fit = not self._marked.isdisjoint(table.keys)
        if not table.keys or (may_fit and self._longer(doc)):
            return Parse.of(self._lemmatizer(self._ruler(doc)))
        return Parse(text, [self._known[key] for key in table.keys], table.starts, table.heads)

    def _learn(self, keys: Iterable[_Key]) -> None:
        """Ask about some words, one after the other in a document of their own."""
        asked = sorted(keys)
        if not asked:
            return
        rows: list[list[int]] = np.frombuffer(b"".join(asked), "uint64").reshape(-1, 3).tolist()
        words = [self._vocab.strings[orth] for orth, _, _ in rows]
        ruled = self._single.ruled(words, [(tag, dep) for _, tag, dep in rows])
        doc = self._lemmatizer(_doc(self._vocab, words, _RULED, ruled))
        told = dict(zip(asked, map(Form.of, doc), strict=True))
        self._known.update(told)
        self._marked.update(key for key, form in told.items() if self._may_fit(form))

    def _may_fit(self, form: Form) -> bool:
        """Whether a word is what one of the longer patterns asks for."""
        asked = (("LOWER", form.lower_), ("DEP", form.dep_), ("", ""))
        return not self._marks.isdisjoint(asked)


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
        self._known: dict[tuple[str, int, int], tuple[int, ...]] = {}

    def ruled(
        self, words: Sequence[str], given: Sequence[tuple[int, int]]
    ) -> list[tuple[int, ...]]:
        """The ruled columns of some words, which have a tag and a relation each."""
        named = (word if self._names.fullmatch(word.lower()) else "" for word in words)
        classes = [(name, *told) for name, told in zip(named, given, strict=True)]
        new = {each: at for at, each in enumerate(classes) if each not in self._known}
        if new:
            some, told = [words[at] for at in new.values()], [given[at] for at in new.values()]
            doc = self._ruler(_doc(self._ruler.vocab, some, _GIVEN, told))
            self._known.update(zip(new, map(tuple, doc.to_array(_RULED).tolist()), strict=True))
        return [self._known[each] for each in classes]


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
    """
    known = lemmatizer.lookups.get_table("lemma_index", {})
    for part, lemmas in known.items():
        known[part] = dict.fromkeys(lemmas)
    singulars = lemmatizer.lookups.get_table("lemma_exc", {}).get("noun", {})
    for plural, lemmas in singulars.items():
        regular = [lemma for lemma in lemmas if plural in (f"{lemma}s", f"{lemma}es")]
        singulars[plural] = regular or lemmas
    return lemmatizer


class _Table(NamedTuple):
    """What the tokens of a document are known by, where they start, and their heads' numbers."""

    keys: list[_Key]
    starts: list[int]
    heads: list[int]

    @classmethod
    def of(cls, doc: Doc) -> _Table:
        rows = doc.to_array(_COLUMNS)
        keys: list[_Key] = np.ascontiguousarray(rows[:, :3]).view(_KEY).ravel().tolist()
        heads = rows[:, 3].astype("int64") + np.arange(len(doc))
        return cls(keys, rows[:, 4].tolist(), heads.tolist())
