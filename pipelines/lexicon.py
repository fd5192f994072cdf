"""The words and rules by which acts are found: TOML files read into one checked value.

A file is a table of tables; docs/lexicon.md tells the keys. An analyst's own files
are laid over these: [measures.tariff] adds its words to [tariff] of measures.toml,
and its rules go before those shipped. Every fault names the file, the line and
what is wrong.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from pipelines.catalogue import Catalogue, load_catalogue
from pipelines.names import Names, load_names
from pipelines.rule_files import KINDS, read_rules
from pipelines.toml_file import TomlFile
from pipelines.vocabulary import ACTIONS, ACTIONS_OF, INSTRUMENTS, STATUSES
from pipelines.word_files import SECTIONS, read_own, sole_tables, tables_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pipelines.rule_files import Rule
    from pipelines.word_files import Table

_SENSE_KEYS = ("instrument", "kind", "sense", "action", "words", "of", "forms")
_CLASS_KEYS = ("verbs", "nouns", "adjectives")
_SOLE = ("reporting", "general", "echoes")
"""Sections that are one table each."""

_REPORTING_KEYS = ("verbs", "strong", "prepositions", "speakers")
_ECHO_KEYS = ("verbs", "nouns")

T = TypeVar("T")

_WORD = re.compile(r"[^\W_]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Sense:
    """What a noun or verb names: a kind of thing, of one instrument or of any.

    `table` is where it stands in the files, `sense` the way a flow takes
    ("in", "out" or ""), `action` what a verb does by itself, `of` the things of which
    alone it is told ("the sale of a mine"), none for any.
    """

    table: str
    kind: str
    instrument: str | None = None
    sense: str = ""
    action: str | None = None
    of: frozenset[str] = frozenset()


@dataclass(slots=True)
class Lemmas(Generic[T]):
    """Phrases of lemmas by their first one, each with what it stands for."""

    by_first: dict[str, list[tuple[tuple[str, ...], T]]] = field(default_factory=dict)

    def add(self, phrase: str, value: T) -> None:
        """File one phrase; the longest of a first word are tried first."""
        words = lemmas_of(phrase)
        bucket = self.by_first.setdefault(words[0], [])
        bucket.append((words, value))
        bucket.sort(key=lambda pair: -len(pair[0]))

    def phrases(self) -> Iterator[tuple[str, ...]]:
        """Every phrase, as lemmas."""
        for bucket in self.by_first.values():
            yield from (words for words, _ in bucket)

    def starting(self, lemma: str) -> Sequence[tuple[tuple[str, ...], T]]:
        """The phrases that begin with a lemma, the longest first."""
        return self.by_first.get(lemma, ())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that extraction knows about words.

    Predicates and action words stand for a class of actions, status words for a
    status, verbs of saying and echoes ("do the same") for themselves. `forms` are
    irregular forms of nouns and verbs, `general` those of them that everyday news uses
    of anything; `rules` go by class and kind; `version` marks the words in use.
    """

    names: Names
    catalogue: Catalogue
    nouns: Lemmas[Sense]
    verbs: Lemmas[Sense]
    forms: frozenset[str]
    general: frozenset[str]
    signs: Lemmas[str]
    predicates: Lemmas[str]
    action_nouns: Lemmas[str]
    action_adjectives: Lemmas[str]
    status_verbs: Lemmas[str]
    status_nouns: Lemmas[str]
    status_adjectives: Lemmas[str]
    report_verbs: Lemmas[str]
    strong_reports: frozenset[str]
    report_prepositions: tuple[str, ...]
    speakers: frozenset[str]
    echo_verbs: Lemmas[str]
    echo_nouns: Lemmas[str]
    rules: Mapping[tuple[str, str], Rule]
    version: str


def lemmas_of(phrase: str) -> tuple[str, ...]:
    """A phrase cut as the tokenizer of the language model cuts it, in lower case."""
    return tuple(_WORD.findall(phrase.lower()))


def load_lexicon(folder: Path, extra: Sequence[Path] = ()) -> Lexicon:
    """Read data/lexicon, data/rules and the user's own files.

    Raises LexiconError with file, line and fault.
    """
    own = read_own(extra)
    shipped = {name: TomlFile.read(folder / "lexicon" / f"{name}.toml") for name in SECTIONS}
    rules = TomlFile.read(folder / "rules" / "acts.toml")
    of = {name: tables_of(name, shipped[name], own) for name in SECTIONS if name not in _SOLE}
    reporting = sole_tables("reporting", shipped["reporting"], own)
    actions = _classes(of["actions"], _CLASS_KEYS)
    statuses = _classes(of["status"], _CLASS_KEYS, STATUSES)
    signs = _classes(of["signs"], ("words",), INSTRUMENTS)
    said = _lists(reporting, _REPORTING_KEYS)
    echoes = _lists(sole_tables("echoes", shipped["echoes"], own), _ECHO_KEYS)
    nouns, verbs = _senses(of["measures"]), _senses(of["verbs"])
    general = sole_tables("general", shipped["general"], own)
    return Lexicon(
        names=load_names(folder, extra),
        catalogue=load_catalogue(folder, extra),
        nouns=nouns,
        verbs=verbs,
        forms=_forms((*of["measures"], *of["verbs"])),
        general=_general(general, {*nouns.phrases(), *verbs.phrases()}),
        signs=signs["words"],
        predicates=actions["verbs"],
        action_nouns=actions["nouns"],
        action_adjectives=actions["adjectives"],
        status_verbs=statuses["verbs"],
        status_nouns=statuses["nouns"],
        status_adjectives=statuses["adjectives"],
        report_verbs=_themselves(said["verbs"]),
        strong_reports=frozenset(said["strong"]),
        report_prepositions=said["prepositions"],
        speakers=frozenset(said["speakers"]),
        echo_verbs=_themselves(echoes["verbs"]),
        echo_nouns=_themselves(echoes["nouns"]),
        rules=read_rules([*own, rules], [table.name for table in of["actions"]]),
        version=_version([*shipped.values(), rules, *own]),
    )


def _themselves(phrases: Iterable[str]) -> Lemmas[str]:
    """Phrases that stand for themselves."""
    found = Lemmas[str]()
    for phrase in phrases:
        found.add(phrase, phrase)
    return found


def _senses(tables: Iterable[Table]) -> Lemmas[Sense]:
    """The words of nouns or verbs, each with the sense of its table.

    What is told of some things only goes before what is told of any.
    """
    senses, told = dict[str, Sense](), list[tuple[str, Sense]]()
    for table in tables:
        table.check_keys(_SENSE_KEYS)
        sense = senses[table.name] = _sense(table, senses.get(table.name))
        told += [(words, sense) for words in table.words("words")]
    found = Lemmas[Sense]()
    for words, sense in sorted(told, key=lambda pair: not pair[1].of):
        found.add(words, sense)
    return found


def _forms(tables: Iterable[Table]) -> frozenset[str]:
    """The irregular forms of nouns or verbs, in lower case."""
    return frozenset[str]().union(*(_single_words(table, "forms") for table in tables))


def _general(tables: Iterable[Table], known: Collection[tuple[str, ...]]) -> frozenset[str]:
    """The words of general.toml, each of which must be a noun or verb that acts are about."""
    words = set[str]()
    for table in tables:
        table.check_keys(("words",))
        for word in table.words("words"):
            if lemmas_of(word) not in known:
                raise table.fault(f"{word!r} is no word of measures.toml or verbs.toml", "words")
            words.add(word.lower())
    return frozenset(words)


def _sense(table: Table, below: Sense | None) -> Sense:
    """The sense of a table; what it leaves open is as in the one that it is laid over."""
    kind = table.choice("kind", KINDS) or (below.kind if below else "")
    if not kind:
        raise table.fault(f"needs a kind, one of {', '.join(KINDS)}")
    instrument = table.choice("instrument", INSTRUMENTS) or (below.instrument if below else None)
    action = table.choice("action", ACTIONS) or (below.action if below else None)
    if instrument and action and action not in ACTIONS_OF[instrument]:
        raise table.fault(f"{instrument} does not take the action {action}", "action")
    sense = table.choice("sense", ("in", "out")) or (below.sense if below else "")
    of = _single_words(table, "of") or (below.of if below else frozenset())
    return Sense(table.name, kind, instrument, sense, action, of)


def _single_words(table: Table, key: str) -> frozenset[str]:
    """The words under a key in lower case, none of which may be of several words."""
    words = table.words(key)
    for word in words:
        if len(word.split()) > 1:
            raise table.fault(f"{word!r} is no single word", key)
    return frozenset(word.lower() for word in words)


def _classes(
    tables: Iterable[Table], keys: Sequence[str], names: Sequence[str] = ()
) -> dict[str, Lemmas[str]]:
    """Words that stand for the name of their table, by key; `names` are those allowed."""
    found = {key: Lemmas[str]() for key in keys}
    for table in tables:
        if names and table.name not in names:
            raise table.fault(f"unknown name; known are {', '.join(names)}")
        table.check_keys(keys)
        for key in keys:
            for words in table.words(key):
                found[key].add(words, table.name)
    return found


def _lists(tables: Iterable[Table], keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The lists of a file under some keys, each with what is laid over it."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(keys, ())
    for table in tables:
        table.check_keys(keys)
        for key in keys:
            found[key] += table.words(key)
    return found


def _version(files: Iterable[TomlFile]) -> str:
    """A short mark of the words in use: it changes when any file does."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(repr(file.tables).encode())
    return digest.hexdigest()[:12]
