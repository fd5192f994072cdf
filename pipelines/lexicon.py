"""The words and rules by which acts are found: TOML files read into one checked value.

A file is a table of tables; docs/lexicon.md tells the keys. An analyst's own files
are laid over these: [measures.tariff] adds its words to [tariff] of measures.toml,
and its rules go before those shipped. Every fault names the file, the line and
what is wrong.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipelines.catalogue import Catalogue, load_catalogue
from pipelines.model import ACTIONS, ACTIONS_OF, INSTRUMENTS, STATUSES
from pipelines.names import Names, load_names
from pipelines.toml_file import Row, TomlFile
from pipelines.word_files import SECTIONS, Table, read_own, sole_tables, tables_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pipelines.errors import LexiconError

KINDS = (
    "measure",
    "rate",
    "permit",
    "quota",
    "preference",
    "listing",
    "flow",
    "investment",
    "talks",
    "agreement",
    "case",
    "ruling",
    "probe",
    "aid",
)
"""How a noun behaves under a predicate; `export` and `import` are flows by their sense."""

_CORES = (*KINDS, "export", "import")
_SENSE_KEYS = ("instrument", "kind", "sense", "action", "words")
_CLASS_KEYS = ("verbs", "nouns", "adjectives")
_STATUS_KEYS = (*_CLASS_KEYS, "adverbs")
_REPORTING_KEYS = ("verbs", "strong", "prepositions", "speakers")
_RULE_KEYS = ("id", "predicate", "core", "action", "instrument", "status", "match", "differ")

_WORD = re.compile(r"[^\W_]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Sense:
    """What a noun or verb names: a kind of thing, of one instrument or of any.

    `table` is where it stands in the files, `sense` the way a flow takes
    ("in", "out" or ""), `action` what a verb does by itself.
    """

    table: str
    kind: str
    instrument: str | None = None
    sense: str = ""
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What a class of predicates makes of a kind of noun."""

    id: str
    predicate: str
    core: str
    action: str
    rank: int
    instrument: str | None = None
    status: str | None = None
    match: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()


@dataclass(slots=True)
class Phrases:
    """Phrases of lemmas by their first one, each with the tables it stands in."""

    by_first: dict[str, list[tuple[tuple[str, ...], Any]]] = field(default_factory=dict)

    def add(self, phrase: str, value: object) -> None:
        """File one phrase; the longest of a first word are tried first."""
        words = lemmas_of(phrase)
        bucket = self.by_first.setdefault(words[0], [])
        bucket.append((words, value))
        bucket.sort(key=lambda pair: -len(pair[0]))

    def phrases(self) -> Iterator[tuple[str, ...]]:
        """Every phrase, as lemmas."""
        for bucket in self.by_first.values():
            yield from (words for words, _ in bucket)

    def starting(self, lemma: str) -> Sequence[tuple[tuple[str, ...], Any]]:
        """The phrases that begin with a lemma, the longest first."""
        return self.by_first.get(lemma, ())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that extraction knows about words."""

    names: Names
    catalogue: Catalogue
    nouns: Phrases
    verbs: Phrases
    signs: Phrases
    predicates: Phrases
    action_nouns: Phrases
    action_adjectives: Phrases
    status_verbs: Phrases
    status_nouns: Phrases
    status_adjectives: Phrases
    report_verbs: Phrases
    strong_reports: frozenset[str]
    report_prepositions: tuple[str, ...]
    speakers: frozenset[str]
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
    of = {name: tables_of(name, shipped[name], own) for name in SECTIONS if name != "reporting"}
    reporting = sole_tables("reporting", shipped["reporting"], own)
    actions = _classes(of["actions"], _CLASS_KEYS)
    statuses = _classes(of["status"], _STATUS_KEYS, STATUSES)
    signs = _classes(of["signs"], ("words",), INSTRUMENTS)
    said = _lists(reporting)
    return Lexicon(
        names=load_names(folder, extra),
        catalogue=load_catalogue(folder, extra),
        nouns=_senses(of["measures"]),
        verbs=_senses(of["verbs"]),
        signs=signs["words"],
        predicates=actions["verbs"],
        action_nouns=actions["nouns"],
        action_adjectives=actions["adjectives"],
        status_verbs=statuses["verbs"],
        status_nouns=statuses["nouns"],
        status_adjectives=statuses["adjectives"],
        report_verbs=_phrases((words, words) for words in said["verbs"]),
        strong_reports=frozenset(said["strong"]),
        report_prepositions=said["prepositions"],
        speakers=frozenset(said["speakers"]),
        rules=_rules([*own, rules], [table.name for table in of["actions"]]),
        version=_version([*shipped.values(), rules, *own]),
    )


def _phrases(pairs: Iterable[tuple[str, object]]) -> Phrases:
    phrases = Phrases()
    for words, value in pairs:
        phrases.add(words, value)
    return phrases


def _senses(tables: Iterable[Table]) -> Phrases:
    """The words of nouns or verbs, each with the sense of its table."""
    phrases, senses = Phrases(), dict[str, Sense]()
    for table in tables:
        table.check_keys(_SENSE_KEYS)
        sense = senses[table.name] = _sense(table, senses.get(table.name))
        for words in table.words("words"):
            phrases.add(words, sense)
    return phrases


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
    return Sense(table.name, kind, instrument, sense, action)


def _classes(
    tables: Iterable[Table], keys: Sequence[str], names: Sequence[str] = ()
) -> dict[str, Phrases]:
    """Words that stand for the name of their table, by key; `names` are those allowed."""
    found = {key: Phrases() for key in keys}
    for table in tables:
        if names and table.name not in names:
            raise table.fault(f"unknown name; known are {', '.join(names)}")
        table.check_keys(keys)
        for key in keys:
            for words in table.words(key):
                found[key].add(words, table.name)
    return found


def _lists(tables: Iterable[Table]) -> dict[str, tuple[str, ...]]:
    """The lists of reporting.toml, each with what is laid over it."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(_REPORTING_KEYS, ())
    for table in tables:
        table.check_keys(_REPORTING_KEYS)
        for key in _REPORTING_KEYS:
            found[key] += table.words(key)
    return found


def _rules(files: Iterable[TomlFile], classes: Sequence[str]) -> dict[tuple[str, str], Rule]:
    """The rules by class and kind; those of an analyst stand before the shipped ones."""
    rules: dict[tuple[str, str], Rule] = {}
    seen: set[str] = set()
    for file in files:
        for number, row in enumerate(_rows_of_rules(file)):
            rule = _rule(_RuleRow(file, number, row), classes, len(seen))
            if rule.id in seen:
                raise _RuleRow(file, number, row).fault("its id is taken; give it another")
            seen.add(rule.id)
            rules.setdefault((rule.predicate, rule.core), rule)
    return rules


def _rows_of_rules(file: TomlFile) -> list[Row]:
    rows = file.tables.get("rule", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise file.fault("rule", "rules are tables, each under [[rule]]")
    return rows


@dataclass(frozen=True, slots=True)
class _RuleRow:
    """The rule that stands as the `number`th (from 0) in a file."""

    file: TomlFile
    number: int
    row: Row

    def word(self, key: str, values: Collection[str] = (), *, needed: bool = True) -> str:
        value = self.row.get(key, "")
        if not isinstance(value, str) or (needed and not value):
            raise self.fault(f"{key} must be a word")
        if value and values and value not in values:
            raise self.fault(f"unknown {key} {value!r}; known are {', '.join(values)}")
        return value

    def sentences(self, key: str) -> tuple[str, ...]:
        value = self.row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.fault(f"{key} must be a list of sentences")
        return tuple(value)

    def fault(self, message: str) -> LexiconError:
        heads = (
            line
            for line, text in enumerate(self.file.text.splitlines(), 1)
            if text.strip().startswith("[[rule]]")
        )
        line = next(itertools.islice(heads, self.number, None), 1)
        return self.file.fault_at(line, f"rule {self.row.get('id', self.number + 1)}: {message}")


def _rule(told: _RuleRow, classes: Sequence[str], rank: int) -> Rule:
    for key in told.row:
        if key not in _RULE_KEYS:
            raise told.fault(f"unknown key {key!r}; known are {', '.join(_RULE_KEYS)}")
    action = told.word("action", ACTIONS)
    instrument = told.word("instrument", INSTRUMENTS, needed=False)
    if instrument and action not in ACTIONS_OF[instrument]:
        raise told.fault(f"{instrument} does not take the action {action}")
    return Rule(
        id=told.word("id"),
        predicate=told.word("predicate", classes),
        core=told.word("core", _CORES),
        action=action,
        rank=rank,
        instrument=instrument or None,
        status=told.word("status", STATUSES, needed=False) or None,
        match=told.sentences("match"),
        differ=told.sentences("differ"),
    )


def _version(files: Iterable[TomlFile]) -> str:
    """A short mark of the words in use: it changes when any file does."""
    import hashlib

    digest = hashlib.sha256()
    for file in files:
        digest.update(repr(file.tables).encode())
    return digest.hexdigest()[:12]
