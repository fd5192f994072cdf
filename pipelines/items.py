"""Finds the goods and services that a text names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.phrases import Phrases, plural, words_of
from pipelines.toml_file import TomlFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


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
class Items:
    """The words of all items."""

    phrases: Phrases[tuple[str, bool]]

    def find(self, text: str) -> list[ItemName]:
        """The items that `text` names, in order; the longest phrase at a word wins."""
        words = words_of(text)
        found: list[ItemName] = []
        at = 0
        while at < len(words):
            end, values = next(self.phrases.at(words, at), (at + 1, []))
            start, stop = words[at].start, words[end - 1].end
            if all(item for item, _ in values):
                ids = dict.fromkeys(values)
                found.extend(ItemName(start, stop, item, weak) for item, weak in ids)
            at = end
        return found


def load_items(folder: Path, extra: Sequence[Path] = ()) -> Items:
    """Read lexicon/items.toml of the data `folder`, and the words of `extra` besides.

    Raises LexiconError with file, line and fault.
    """
    phrases: Phrases[tuple[str, bool]] = Phrases()
    for path in (folder / "lexicon" / "items.toml", *extra):
        file = TomlFile.read(path)
        for phrase in file.strings("not_item", file.table("not_item"), "words"):
            _add(phrases, phrase, ("", False))
        for item, row in file.rows("item").items():
            for phrase in file.strings(item, row, "words"):
                _add(phrases, phrase, (item, False))
            for phrase in file.strings(item, row, "weak"):
                _add(phrases, phrase, (item, True))
    return Items(phrases)


def _add(phrases: Phrases[tuple[str, bool]], phrase: str, value: tuple[str, bool]) -> None:
    """File a phrase and its plural."""
    for form in {phrase, plural(phrase)}:
        phrases.add(form, value)
