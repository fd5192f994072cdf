"""A parsed sentence as plain values: tokens that know their heads and children.

What spaCy tells of a token is asked once; its own tokens are made anew at every look.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple, overload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy import tokens


class Form(NamedTuple):
    """What is told of a word wherever it has the same part: names as spaCy's.

    `word` is the lemma in lower case, `base` what the lexicon knows it by: plurals taken
    for names are made singular.
    """

    text: str
    lower_: str
    lemma_: str
    pos_: str
    tag_: str
    dep_: str
    is_alpha: bool
    is_number: bool
    is_stop: bool
    is_mark: bool
    is_verb: bool
    word: str
    base: str

    @classmethod
    def of(cls, token: tokens.Token) -> Form:
        """The form of a token of spaCy's."""
        return cls(
            text=token.text,
            lower_=token.lower_,
            lemma_=token.lemma_,
            pos_=token.pos_,
            tag_=token.tag_,
            dep_=token.dep_,
            is_alpha=token.is_alpha,
            is_number=token.like_num or token.is_digit,
            is_stop=token.is_stop,
            is_mark=token.is_punct or token.is_space,
            is_verb=token.pos_ in ("VERB", "AUX"),
            word=token.lemma_.lower(),
            base=_base(token),
        )


def _base(token: tokens.Token) -> str:
    if token.pos_ == "PROPN" or token.lemma_ == token.text:
        return singular(token.lower_)
    return token.lemma_.lower()


def singular(word: str) -> str:
    """The singular of an English plural, roughly: "duties" to "duty", "cargoes" to "cargo"."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 6 and word.endswith("oes"):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


class Token:
    """A word in its place: the `i`th of its sentence, at the characters `idx` to `end`.

    The head of a root is the root itself; `children` are in order. The other names are
    those of a Form.
    """

    __slots__ = (*Form._fields, "children", "end", "head", "i", "idx")

    text: str
    lower_: str
    lemma_: str
    pos_: str
    tag_: str
    dep_: str
    is_alpha: bool
    is_number: bool
    is_stop: bool
    is_mark: bool
    is_verb: bool
    word: str
    base: str
    i: int
    idx: int
    end: int
    head: Token
    children: Sequence[Token]

    def __init__(self, form: Form, i: int, idx: int) -> None:
        (
            self.text,
            self.lower_,
            self.lemma_,
            self.pos_,
            self.tag_,
            self.dep_,
            self.is_alpha,
            self.is_number,
            self.is_stop,
            self.is_mark,
            self.is_verb,
            self.word,
            self.base,
        ) = form
        self.i = i
        self.idx = idx
        self.end = idx + len(form.text)
        self.head = self
        self.children = ()

    @property
    def ancestors(self) -> Iterator[Token]:
        """The tokens above, nearest first."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    @property
    def subtree(self) -> Iterator[Token]:
        """The token and all below it; of a tree without crossings, in order."""
        for kid in self.children:
            if kid.i < self.i:
                yield from kid.subtree
        yield self
        for kid in self.children:
            if kid.i > self.i:
                yield from kid.subtree

    def is_ancestor(self, other: Token) -> bool:
        """Whether the token stands above another one."""
        return any(above is self for above in other.ancestors)


class Parse:
    """The tokens of a sentence and its text."""

    __slots__ = ("_roots", "_starts", "_tokens", "text")

    def __init__(
        self, text: str, forms: Iterable[Form], starts: Sequence[int], heads: Iterable[int]
    ) -> None:
        """Take the forms of the tokens, their first characters and the numbers of their heads."""
        self.text = text
        self._starts = starts
        self._roots: dict[tuple[int, int], Token] = {}
        self._tokens = [Token(form, *at) for form, at in zip(forms, enumerate(starts), strict=True)]
        children: dict[int, list[Token]] = {}
        for token, head in zip(self._tokens, heads, strict=True):
            if head != token.i:
                token.head = self._tokens[head]
                children.setdefault(head, []).append(token)
        for head, kids in children.items():
            self._tokens[head].children = kids

    @classmethod
    def of(cls, doc: tokens.Doc) -> Parse:
        """The parse that a document of spaCy's holds."""
        forms = [Form.of(token) for token in doc]
        return cls(doc.text, forms, [token.idx for token in doc], [token.head.i for token in doc])

    def __len__(self) -> int:
        return len(self._tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self._tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> list[Token]: ...
    def __getitem__(self, at: int | slice) -> Token | list[Token]:
        return self._tokens[at]

    @property
    def top(self) -> Token | None:
        """The first root, None where the sentence has no words."""
        return next((token for token in self._tokens if token.head is token), None)

    def hang(self, token: Token, head: Token, relation: str) -> None:
        """Hang a token from another one, or make it the root where it is its own head."""
        if token.head is not token:
            token.head.children = [kid for kid in token.head.children if kid is not token]
        if head is not token:
            head.children = sorted([*head.children, token], key=lambda kid: kid.i)
        token.head, token.dep_ = head, relation
        self._roots.clear()

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """The first and last of the tokens that hold some characters, None where none does."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        if first < 0 or end > len(self.text):
            return None
        if start >= self._tokens[first].end:
            first += 1
        return (first, last) if first <= last else None

    def words(self, first: int, last: int) -> str:
        """The text from the token `first` to the token `last`."""
        return self.text[self._tokens[first].idx : self._tokens[last].end]

    def root(self, first: int, last: int) -> Token:
        """The token that stands highest of those from `first` to `last`, a bare mark the last."""
        if first == last:
            return self._tokens[first]
        found = self._roots.get((first, last))
        if found is None:
            found = self._roots[first, last] = self._root(first, last)
        return found

    def _root(self, first: int, last: int) -> Token:
        span = self._tokens[first : last + 1]
        root = next((token for token in span if token.head is token), None)
        if root is not None:
            return root
        outward = [token for token in span if not first <= token.head.i <= last]
        return min(outward, key=_depth, default=span[0])


def _depth(token: Token) -> tuple[bool, int]:
    """How deep a token stands, of marks and of words."""
    is_bare = token.is_mark and not token.children
    return is_bare, 0 if is_bare else sum(1 for _ in token.ancestors)
