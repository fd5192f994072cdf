"""Keeps what was answered to a question, so that each question is asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

K = TypeVar("K", bound="Hashable")
T = TypeVar("T")


class Answers(Generic[K, T]):
    """The answers of `ask`, which takes several questions; all are forgotten beyond `most`."""

    def __init__(self, ask: Callable[[Sequence[K]], Iterable[T]], most: int) -> None:
        self._ask = ask
        self._most = most
        self._known: dict[K, T] = {}

    def __call__(self, questions: Sequence[K]) -> list[T]:
        """The answer to each question, in order."""
        if len(self._known) > self._most:
            self._known.clear()
        new = [each for each in dict.fromkeys(questions) if each not in self._known]
        if new:
            self._known.update(zip(new, self._ask(new), strict=True))
        return [self._known[each] for each in questions]
