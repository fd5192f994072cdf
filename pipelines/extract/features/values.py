"""Values that several questions ask for, and how a feature is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pipelines.extract.draft import Draft
    from pipelines.extract.parse import Token

NOUN_MODIFIERS = ("amod", "compound", "nmod")
"""Relations of the words before a noun to it."""

_BOUNDS = (1, 2, 3, 5, 8, 13, 21)
_BEYOND = 34
_DETERMINERS = frozenset(
    {"the", "a", "an", "any", "no", "its", "their", "this", "these", "such", "some", "those", "all"}
)


def crossed(feature: str, *others: str) -> list[str]:
    """A feature by itself, then together with each of some others."""
    return [feature, *[f"{feature}|{other}" for other in others]]


def steps(name: str, probability: float) -> Iterator[str]:
    """A feature for each tenth that a probability (0 to 1) reaches."""
    yield from (f"{name}>{step}" for step in range(1, 10) if probability * 10 >= step)


def decile(probability: float) -> int:
    """The tenth, 0 to 9, that a probability lies in."""
    return min(9, int(probability * 10))


def bucket(distance: int) -> int:
    """The least bound, in tokens, that a distance does not pass."""
    return next((bound for bound in _BOUNDS if distance <= bound), _BEYOND)


def length(draft: Draft) -> int:
    """The length of a draft's sentence in tens of tokens, 6 at most."""
    return min(6, len(draft.reading.doc) // 10)


def core_of(draft: Draft) -> Token:
    """The head token of the noun that a draft is about."""
    return draft.reading.doc[draft.act.core.head]


def predicate_of(draft: Draft) -> Token | None:
    """The token of a draft's predicate."""
    at = draft.act.predicate
    return None if at is None else draft.reading.doc[at]


def modifiers(token: Token, relations: Collection[str]) -> Iterator[str]:
    """A feature for each child of a token in one of the relations."""
    yield from (f"modifier={kid.word}" for kid in token.children if kid.dep_ in relations)


def determiner(draft: Draft) -> str:
    """The determiner of a draft's noun: itself, "other" for a rare one, or "none"."""
    first = next(
        (kid.lower_ for kid in core_of(draft).children if kid.dep_ in ("det", "poss", "predet")),
        "none",
    )
    return first if first in {*_DETERMINERS, "none"} else "other"


def level(draft: Draft) -> str:
    """Whether a draft tells of a change of level, of a level alone, or of none."""
    return "change" if draft.level_from else "set" if draft.level_to else "none"
