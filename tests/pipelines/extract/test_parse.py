"""A parse answers as spaCy's own documents do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.extract.parse import Parse

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

TEXTS = (
    "Norway's trade ministry, which had been weighing it, lifted the duties it put on salmon feed.",
    "Ottawa lifts curbs, lifts and curbs: what the curbs' lifting leaves",
    "What did the U.S. say that it would do?  \n Nobody knew; 4,000 were sold.",
    "A hearing is scheduled on the issue today.",
)


@pytest.fixture(scope="module")
def docs(language: Language) -> list[Doc]:
    return list(language.pipe(TEXTS))


def test_tokens_are_told_and_hang_together_as_in_the_document(docs: list[Doc]) -> None:
    for doc in docs:
        for mine, token in zip(Parse.of(doc), doc, strict=True):
            assert (mine.i, mine.idx, mine.end) == (token.i, token.idx, token.idx + len(token))
            assert (mine.text, mine.lemma_, mine.pos_) == (token.text, token.lemma_, token.pos_)
            assert mine.head.i == token.head.i
            assert [kid.i for kid in mine.children] == [kid.i for kid in token.children]
            assert [up.i for up in mine.ancestors] == [up.i for up in token.ancestors]
            assert [one.i for one in mine.subtree] == [one.i for one in token.subtree]


def test_who_stands_above_whom(docs: list[Doc]) -> None:
    for doc in docs:
        parse = Parse.of(doc)
        pairs = [(a.i, b.i) for a in doc for b in doc]
        mine = [parse[a].is_ancestor(parse[b]) for a, b in pairs]
        assert mine == [doc[a].is_ancestor(doc[b]) for a, b in pairs]


def test_the_highest_of_some_tokens_and_their_words(docs: list[Doc]) -> None:
    for doc in docs:
        parse = Parse.of(doc)
        for span in (doc[a:b] for a in range(len(doc)) for b in range(a + 1, len(doc) + 1)):
            first, last = span.start, span.end - 1
            assert parse.root(first, last).i == span.root.i
            assert parse.words(first, last) == span.text
            assert [token.i for token in parse[span.start : span.end]] == [*range(first, last + 1)]


def test_the_tokens_that_hold_some_characters(docs: list[Doc]) -> None:
    for doc in docs:
        parse = Parse.of(doc)
        places = [(a, b) for a in range(len(doc.text)) for b in range(a + 1, len(doc.text) + 2)]
        for start, end in places:
            if doc.text[start:end].isspace():
                continue
            span = doc.char_span(start, end, alignment_mode="expand")
            found = None if span is None else (span.start, span.end - 1)
            assert parse.place(start, end) == found


def test_no_text_has_no_tokens(language: Language) -> None:
    parse = Parse.of(language(""))
    assert len(parse) == 0
    assert parse.place(0, 1) is None
