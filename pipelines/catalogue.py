"""What can be traded and who acts, as queries and headlines need it.

Light on purpose: two small TOML files and the standard library, for commands
that must start at once. How news names things is read by `names` and `items`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.toml_file import Row, TomlFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

ITEM_KEYS = ("parent", "name", "short", "covers")
PARTY_KEYS = ("name", "short", "adjective", "also", "people", "weak", "kind")


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of goods or services: `name` stands before a noun, `short` alone."""

    id: str
    parent: str | None
    name: str
    short: str
    covers: str


@dataclass(frozen=True, slots=True)
class Party:
    """A country, territory or bloc: `name` is as headlines write it, `full` its whole name."""

    code: str
    name: str
    adjective: str
    full: str
    also: tuple[str, ...] = ()
    bloc: bool = False


@dataclass(frozen=True)
class Catalogue:
    """The items' tree and the parties, by id and by code."""

    items: Mapping[str, Item]
    parties: Mapping[str, Party]

    def lineage(self, item: str) -> tuple[str, ...]:
        """The item and its ancestors, nearest first; () where the id is unknown."""
        return tuple(self._upwards(item))

    def children(self, item: str) -> frozenset[str]:
        """The item and all items below it; empty where the id is unknown."""
        return frozenset(other for other in self.items if item in self._upwards(other))

    def related(self, a: str, b: str) -> bool:
        """Whether the two items are equal or one is an ancestor of the other."""
        return a == b or a in self._upwards(b) or b in self._upwards(a)

    def party_code(self, words: str) -> str | None:
        """The code of a party named by code, name or adjective in any case; None where unknown.

        "org:Name" names a company and is returned as it is.
        """
        if words.lower().startswith("org:"):
            return f"org:{words[4:].strip()}"
        return self._code_of.get(plain(words))

    @property
    def _code_of(self) -> dict[str, str]:
        """Codes by plain names; a code beats a name, a name an adjective."""
        codes: dict[str, str] = {}
        for party in self.parties.values():
            codes.setdefault(plain(party.adjective), party.code)
        for party in self.parties.values():
            names = (*party.also, party.full, party.name)
            codes.update(dict.fromkeys(map(plain, names), party.code))
        return codes | {code.lower(): code for code in self.parties}

    def _upwards(self, item: str) -> Iterator[str]:
        step: str | None = item
        while step is not None and step in self.items:
            yield step
            step = self.items[step].parent


def load_catalogue(folder: Path, extra: Sequence[Path] = ()) -> Catalogue:
    """Read lexicon/items.toml and parties.toml of the data `folder`, with `extra` laid over them.

    Raises LexiconError with file, line and fault.
    """
    items: dict[str, Item] = {}
    parties: dict[str, Party] = {}
    for path in (*(folder / "lexicon" / name for name in ("items.toml", "parties.toml")), *extra):
        file = TomlFile.read(path)
        for id_, row in file.rows("item").items():
            items[id_] = _item(file, id_, row, items.get(id_))
        for code, row in file.rows("party").items():
            parties[code] = _party(file, code, row, parties.get(code))
        _check_tree(file, items)
    return Catalogue(MappingProxyType(items), MappingProxyType(parties))


def plain(words: str) -> str:
    """`words` without accents, dots, capitals and outer space, to compare names by."""
    bare = unicodedata.normalize("NFKD", words.strip()).replace(".", "")
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).casefold()


def _item(file: TomlFile, id_: str, row: Row, older: Item | None) -> Item:
    """The item of a row, laid over an older one of the same id."""
    file.known(id_, row, ITEM_KEYS)
    name = file.string(id_, row, "name", older.name if older else "")
    if not name:
        raise file.fault(id_, "has no name; give the one that headlines shall use")
    short = file.string(id_, row, "short", older.short if older and "name" not in row else name)
    parent = file.string(id_, row, "parent", (older.parent or "") if older else "")
    covers = file.string(id_, row, "covers", older.covers if older else "")
    return Item(id_, parent or None, name, short, covers)


def _party(file: TomlFile, code: str, row: Row, older: Party | None) -> Party:
    """The party of a row, laid over an older one of the same code."""
    file.known(code, row, PARTY_KEYS)
    also = tuple(
        word for key in ("also", "people", "weak") for word in file.strings(code, row, key)
    )
    if older and "name" not in row:
        return replace(older, also=older.also + also)
    full, adjective = file.string(code, row, "name"), file.string(code, row, "adjective")
    if not full or not adjective:
        raise file.fault(code, "needs a name and an adjective")
    bloc = file.string(code, row, "kind", "country") == "bloc"
    return Party(code, file.string(code, row, "short", full), adjective, full, also, bloc)


def _check_tree(file: TomlFile, items: Mapping[str, Item]) -> None:
    """Raise LexiconError where a parent is unknown or the tree has a ring."""
    for item in items.values():
        seen: list[str] = [item.id]
        while (parent := items[seen[-1]].parent) is not None:
            if parent not in items:
                raise file.fault(
                    seen[-1], f"its parent {parent!r} is no item; add it or correct it"
                )
            if parent in seen:
                raise file.fault(item.id, f"its parents form a ring: {' > '.join([*seen, parent])}")
            seen.append(parent)
