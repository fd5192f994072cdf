"""Questions to a dependency parse that several readers ask: subjects, objects, governors.

Relations are those of the ClearNLP labels that spaCy's English models use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from pipelines.extract.parse import Token

SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
_IN_PHRASE = frozenset(
    {"amod", "appos", "compound", "conj", "nmod", "pcomp", "pobj", "poss", "prep"}
)
"""Relations inside the phrase of a noun."""

_THINGS = frozenset({"compound", "dobj", "nsubjpass"})
"""Relations of what a verb or a noun of action is done to."""

_NOTHING = frozenset({"none", "nothing"})
_LESS = frozenset({"fewer", "less", "no"})

_RELATIVE_WORDS = frozenset({"which", "that", "who", "whom"})
_OBJECT_CONTROL = frozenset(
    {
        "advise", "allow", "appeal", "ask", "authorise", "authorize", "ban", "bar", "beg",
        "block", "call", "compel", "direct", "enable", "encourage", "expect", "force", "help",
        "instruct", "invite", "lead", "let", "lobby", "oblige", "order", "permit", "persuade",
        "plead", "press", "pressure", "prevent", "prompt", "push", "request", "require", "stop",
        "tell", "urge", "want",
    }
)  # fmt: skip
"""Verbs whose object does what the verb below says: "ordered mills to stop"."""

_ASKING = frozenset({"on", "to", "upon", "with"})
"""Prepositions of whom such a verb asks."""


def child(token: Token, *relations: str) -> Token | None:
    """The first child in one of the relations."""
    for kid in token.children:
        if kid.dep_ in relations:
            return kid
    return None


def clause_verb(token: Token) -> Token:
    """The verb at or above a token that its clause turns on, or the token itself."""
    above = token
    while not above.is_verb:
        if above.head is above:
            return token
        above = above.head
    return above


def phrase_above(token: Token) -> Iterator[Token]:
    """The tokens above one that stand in the same phrase of a noun, nearest first."""
    while token.dep_ in _IN_PHRASE and token.head is not token:
        token = token.head
        yield token


def conjuncts(token: Token) -> list[Token]:
    """A token and what is coordinated after it."""
    found = [token]
    for kid in token.children:
        if kid.dep_ == "conj":
            found += conjuncts(kid)
    return found


def first_conjunct(token: Token) -> Token:
    """The head of the coordination that a token stands in."""
    while token.dep_ == "conj" and token.head != token:
        token = token.head
    return token


def agent(verb: Token) -> Token | None:
    """Who a passive says that it was done by."""
    by = child(verb, "agent")
    if by is None:
        by = next((k for k in verb.children if k.dep_ == "prep" and k.lower_ == "by"), None)
    return child(by, "pobj", "pcomp") if by is not None else None


def things(token: Token) -> Iterator[Token]:
    """What a verb or a noun of action is done to: "buy a mine", "a bid for it", "mine sale".

    Of a part also what it is a part of: "own half of a bank".
    """
    for kid in token.children:
        if kid.dep_ in _THINGS:
            yield from conjuncts(kid)
            yield from _held_by(kid, ("of",))
    yield from _held_by(token, ("of", "for"))


def _held_by(token: Token, prepositions: Container[str]) -> Iterator[Token]:
    """The nouns that prepositions of a token hold."""
    for kid in token.children:
        if kid.dep_ == "prep" and kid.lower_ in prepositions:
            noun = child(kid, "pobj")
            yield from conjuncts(noun) if noun is not None else ()


def antecedent(token: Token) -> Token:
    """The noun that a relative word stands for, or the token itself."""
    if token.lower_ in _RELATIVE_WORDS:
        for up in token.ancestors:
            if up.dep_ == "relcl":
                return up.head
    return token


def subject(verb: Token, depth: int = 0) -> Token | None:
    """Who does what an active verb says, through control, raising and participles."""
    if depth > 6:
        return None
    own = child(verb, *SUBJECTS)
    if own is not None:
        return antecedent(own)
    return _inherited_subject(verb, depth)


def _inherited_subject(verb: Token, depth: int) -> Token | None:
    head, relation = verb.head, verb.dep_
    found = None
    if head == verb:
        return None
    if relation == "conj":
        found = subject(head, depth + 1) if head.is_verb else None
    elif relation in ("xcomp", "ccomp"):
        found = _controller(head, depth)
    elif relation == "advcl" and _is_asked_for(verb):
        found = _called_on(head)
    elif relation in ("acomp", "advcl", "pcomp", "prep", "dep"):
        above = head.head if head.pos_ == "ADP" and relation != "acomp" else head
        found = _clause_subject(above, depth)
    elif relation in ("acl", "relcl"):
        found = _noun_subject(head, depth)
    return found


def _controller(head: Token, depth: int) -> Token | None:
    if head.lemma_ in _OBJECT_CONTROL:
        controlled = child(head, "dobj", "nsubjpass") or _called_on(head)
        if controlled is not None:
            return controlled
    passive = child(head, *PASSIVE_SUBJECTS)
    if passive is not None:
        return antecedent(passive)
    return _clause_subject(head, depth)


def _called_on(verb: Token) -> Token | None:
    """Whom a verb asks by a preposition: "called on Manila to lift", "appealed to it to stay"."""
    return next(_held_by(verb, _ASKING), None)


def is_call(verb: Token) -> bool:
    """Whether a verb calls on somebody to do what one below it says: "appealed to it to stay"."""
    return any(
        kid.is_verb and kid.dep_ in ("advcl", "xcomp") and _is_asked_for(kid)
        for kid in verb.children
    )


def _is_asked_for(verb: Token) -> bool:
    """Whether a verb says what somebody is asked for: "called on Manila to lift the ban"."""
    asking = verb.head
    to = has_helper(verb, "to")
    return to and asking.lemma_ in _OBJECT_CONTROL and _called_on(asking) is not None


def _clause_subject(head: Token, depth: int) -> Token | None:
    if head.pos_ in ("VERB", "AUX", "ADJ"):
        return child(head, *PASSIVE_SUBJECTS) or subject(head, depth + 1)
    return _noun_subject(head, depth)


def _noun_subject(noun: Token, depth: int) -> Token | None:
    """The holder of a noun's act: "China's plan to lift", "announced a plan to lift"."""
    owner = child(noun, "poss")
    if owner is not None:
        return owner
    up = noun
    while up.dep_ in ("pobj", "prep", "conj") and up.head != up:
        up = up.head
    if up.dep_ in ("dobj", "attr", "nsubj", "nsubjpass") or up.is_verb:
        verb = up if up.is_verb else up.head
        found = subject(verb, depth + 1)
        return found if found != noun else None
    return None


def governors(token: Token, limit: int = 6) -> Iterator[tuple[Token, tuple[str, ...]]]:
    """The tokens above one, nearest first, each with the relations that lead to it."""
    path: tuple[str, ...] = ()
    for _ in range(limit):
        if token.head == token:
            return
        path = (*path, token.dep_)
        token = token.head
        yield token, path


def has_helper(verb: Token, word: str) -> bool:
    """Whether a word helps a verb: "had cut", "to lift"."""
    return any(kid.dep_ == "aux" and kid.lower_ == word for kid in verb.children)


def is_negated(token: Token) -> bool:
    """Whether a "not", "never" or "no longer" belongs to a token."""
    return any(
        kid.dep_ == "neg"
        or kid.lower_ in ("never", "hardly", "neither", "nor")
        or _is_no_longer(kid)
        for kid in token.children
    )


def is_ended(verb: Token) -> bool:
    """Whether what a verb says happens no more, or less: "no longer buys", "has shipped no ore"."""
    what = child(verb, "dobj")
    no_more = what is not None and (
        what.lower_ in _NOTHING or any(kid.lower_ in _LESS for kid in what.children)
    )
    return no_more or is_no_longer(verb)


def is_no_longer(verb: Token) -> bool:
    """Whether a "no longer" belongs to a verb."""
    return any(_is_no_longer(kid) for kid in verb.children)


def _is_no_longer(token: Token) -> bool:
    return token.lower_ == "longer" and any(kid.lower_ == "no" for kid in token.children)
