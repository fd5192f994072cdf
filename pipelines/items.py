"""Finds the goods and services that a text names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.phrases import Phrases, words_of
from pipelines.toml_file import TomlFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipelines.phrases import Word


@dataclass(frozen=True, slots=True)
class ItemName:
    """The characters `start` to `end` of a text name an item.

    `weak` words ("equipment", "bank", "port") name it only where they are what
    an act is about; elsewhere they are most often something else.
    """

    start: int
    end: int
    item: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Use:
    """What a phrase names: an item, or "" for none; `open` where it holds a "*"."""

    item: str
    weak: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """The words of all items."""

    phrases: Phrases[Use]

    def find(self, text: str) -> list[ItemName]:
        """The items that `text` names, in order; the longest phrase at a word wins."""
        words, begins = words_of(text), self.phrases.by_first
        found: list[ItemName] = []
        end = 0
        for at, word in enumerate(words):
            if at < end or word.folded not in begins:
                continue
            end, uses = self._at(words, at)
            stop = words[end - 1].end
            if all(use.item for use in uses):
                ids = dict.fromkeys((use.item, use.weak) for use in uses)
                found.extend(ItemName(word.start, stop, item, weak) for item, weak in ids)
        return found

    def _at(self, words: Sequence[Word], at: int) -> tuple[int, Sequence[Use]]:
        """Where to go on, and what the longest phrase at word `at` names.

        "all * imports" gives way where it holds a nearer name ("all car imports").
        """
        for end, uses in self.phrases.at(words, at):
            within = range(at + 1, end)
            if not uses[0].open or not any(self._named(words, i, end) for i in within):
                return end, uses
        return at + 1, ()

    def _named(self, words: Sequence[Word], at: int, end: int) -> bool:
        """Whether a closed phrase stands from word `at` to no later than before `end`."""
        return any(
            stop <= end and any(not use.open for use in uses)
            for stop, uses in self.phrases.at(words, at)
        )


def load_items(folder: Path, extra: Sequence[Path] = ()) -> Items:
    """Read lexicon/goods.toml of the data `folder`, and the goods of `extra` besides.

    Raises LexiconError with file, line and fault.
    """
    phrases: Phrases[Use] = Phrases()
    for path in (folder / "lexicon" / "goods.toml", *extra):
        file = TomlFile.read(path)
        for phrase in file.strings("not_goods", file.table("not_goods"), "words"):
            phrases.add(phrase, Use(""), plurals=True)
        for item, row in file.rows("goods").items():
            file.known(item, row, ("words", "weak"))
            for phrase in file.strings(item, row, "words"):
                phrases.add(phrase, Use(item, open="*" in phrase), plurals=True)
            for phrase in file.strings(item, row, "weak"):
                phrases.add(phrase, Use(item, weak=True), plurals=True)
    return Items(phrases)
