"""Runs a spaCy pipeline over sentences, with what it would tell of each word told once.

The attribute ruler and the lemmatizer of spaCy's English models look at a word, its tag
and its relation, hardly ever at the words beside it. They are asked once for each
such three and the answer is kept, which gives the same parts of speech and lemmas in
a fifth of the time; a sentence that one of the ruler's longer patterns fits is given to
them whole. Other pipelines are run as they are.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from spacy.matcher import Matcher
from spacy.tokens import Doc

from pipelines.extract.parse import Form, Parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from spacy.language import Language

_WORDWISE = ["attribute_ruler", "lemmatizer"]
_BATCH = 64
"""How many sentences go through the model together: what fits into a processor's cache."""

_MOST_KNOWN = 200_000
"""How many answers are kept before they are forgotten, some 60 MB."""

_APART = ","
"""Stands between words that are asked about together, so that no longer pattern fits them."""

_Key = tuple[int, int, int]
_COLUMNS: list[int | str] = ["ORTH", "TAG", "DEP", "HEAD", "IDX"]


class Parser:
    """Parses sentences with a pipeline that has a tagger, a parser and a lemmatizer."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._pipes: list[Any] = [pipe for _, pipe in nlp.pipeline]
        self._wordwise: _Wordwise | None = None
        if nlp.pipe_names[-2:] == _WORDWISE:
            *self._pipes, ruler, lemmatizer = self._pipes
            self._wordwise = _Wordwise(nlp, ruler, lemmatizer)

    def parse(self, texts: Iterable[str]) -> list[Parse]:
        """The parse of each text."""
        told = list(texts)
        docs = [self._nlp.make_doc(text) for text in told]
        for pipe in self._pipes:
            docs = list(pipe.pipe(docs, batch_size=_BATCH))
        if self._wordwise is None:
            return [Parse.of(doc) for doc in docs]
        return self._wordwise.parses(docs, told)


class _Wordwise:
    """Parts of speech and lemmas by the word, tag and relation of a token."""

    def __init__(self, nlp: Language, ruler: Any, lemmatizer: Any) -> None:
        self._nlp = nlp
        self._steps = (ruler, _looking_up(lemmatizer))
        self._known: dict[_Key, Form] = {}
        longer = [each for row in ruler.patterns for each in row["patterns"] if len(each) > 1]
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
        tables = [_Table.of(doc) for doc in docs]
        self._learn({key for table in tables for key in table.keys} - self._known.keys())
        return list(map(self._parse, docs, texts, tables))

    def _parse(self, doc: Doc, text: str, table: _Table) -> Parse:
        forms = [self._known[key] for key in table.keys]
        if not forms or (self._may_fit(forms) and self._longer(doc)):
            return Parse.of(self._run(doc))
        return Parse(text, forms, table.starts, table.heads)

    def _may_fit(self, forms: Iterable[Form]) -> bool:
        """Whether a sentence has what one of the longer patterns asks for."""
        if ("", "") in self._marks:
            return True
        found = (("LOWER", form.lower_) for form in forms), (("DEP", form.dep_) for form in forms)
        return not self._marks.isdisjoint(itertools.chain(*found))

    def _learn(self, keys: Iterable[_Key]) -> None:
        """Ask about some words, each beside a comma."""
        asked = sorted(keys)
        if not asked:
            return
        strings = self._nlp.vocab.strings
        beside = (strings[","], strings["punct"])
        words = [word for orth, _, _ in asked for word in (strings[orth], _APART)]
        doc = Doc(self._nlp.vocab, words=words)
        rows = [row for _, tag, dep in asked for row in ((tag, dep), beside)]
        values: Any = np.array(rows, dtype="uint64")
        doc = self._run(doc.from_array(["TAG", "DEP"], values))
        for place, key in enumerate(asked):
            self._known[key] = Form.of(doc[2 * place])

    def _run(self, doc: Doc) -> Doc:
        for step in self._steps:
            doc = step(doc)
        return doc


def _mark(pattern: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """A word or relation that a pattern asks for, as attribute and value, none as ("", "")."""
    asked = ((name, token.get(name)) for token in pattern for name in ("LOWER", "DEP"))
    return next(((name, value) for name, value in asked if isinstance(value, str)), ("", ""))


def _looking_up(lemmatizer: Any) -> Any:
    """A lemmatizer that looks up the lemmas it knows, which it is shipped with as lists."""
    known = lemmatizer.lookups.get_table("lemma_index", {})
    for part, lemmas in known.items():
        known[part] = dict.fromkeys(lemmas)
    return lemmatizer


class _Table(NamedTuple):
    """What the tokens of a document are known by, where they start, and their heads' numbers."""

    keys: list[_Key]
    starts: list[int]
    heads: list[int]

    @classmethod
    def of(cls, doc: Doc) -> _Table:
        orths, tags, deps, heads, starts = doc.to_array(_COLUMNS).T
        keys = zip(orths.tolist(), tags.tolist(), deps.tolist(), strict=True)
        numbers = heads.astype("int64") + np.arange(len(doc))
        return cls([*keys], starts.tolist(), numbers.tolist())
