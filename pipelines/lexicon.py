"""The words and rules by which acts are found: TOML files read into one checked value.

A file is a table of tables; data/lexicon/README and docs/lexicon.md tell the keys.
An analyst's own files are laid over these: a table of the same name adds its
words to it. Every fault names the file, the line and what is wrong.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.catalogue import Catalogue, load_catalogue
from pipelines.errors import LexiconError
from pipelines.model import ACTIONS, ACTIONS_OF, INSTRUMENTS, STATUSES
from pipelines.names import Names, load_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
    own = [_read(path) for path in extra]
    files = {
        name: _merged(_read(folder / "lexicon" / f"{name}.toml"), own, name)
        for name in ("measures", "verbs", "signs", "actions", "status", "reporting")
    }
    rules = _read(folder / "rules" / "acts.toml")
    return Lexicon(
        names=load_names(folder, extra),
        catalogue=load_catalogue(folder, extra),
        nouns=_senses(files["measures"]),
        verbs=_senses(files["verbs"]),
        signs=_tables(files["signs"], "words"),
        predicates=_tables(files["actions"], "verbs"),
        action_nouns=_tables(files["actions"], "nouns"),
        action_adjectives=_tables(files["actions"], "adjectives"),
        status_verbs=_tables(files["status"], "verbs"),
        status_nouns=_tables(files["status"], "nouns"),
        status_adjectives=_tables(files["status"], "adjectives"),
        report_verbs=_list(files["reporting"], "verbs"),
        strong_reports=frozenset(files["reporting"].tables["strong"]),
        report_prepositions=tuple(files["reporting"].tables["prepositions"]),
        speakers=frozenset(files["reporting"].tables["speakers"]),
        rules=_rules(rules),
        version=_version([*files.values(), rules]),
    )


@dataclass(frozen=True, slots=True)
class _File:
    """A TOML file as read, kept with its text so that a fault can name a line."""

    path: Path
    text: str
    tables: dict[str, Any]

    def fault(self, about: str, what: str) -> LexiconError:
        line = next(
            (number for number, row in enumerate(self.text.splitlines(), 1) if about in row), 1
        )
        return LexiconError(f"{self.path}:{line}: {what}")


def _read(path: Path) -> _File:
    try:
        text = path.read_text(encoding="utf-8")
        return _File(path, text, tomllib.loads(text))
    except OSError as error:
        raise LexiconError(f"{path}: cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{path}: {error}") from error


def _merged(base: _File, own: Iterable[_File], name: str) -> _File:
    """A shipped file with what the user's files say under its name laid over it."""
    tables = {
        key: dict(value) if isinstance(value, dict) else value for key, value in base.tables.items()
    }
    for extra in own:
        for key, table in extra.tables.get(name, {}).items():
            _lay_over(tables.setdefault(key, {}), table)
    return _File(base.path, base.text, tables)


def _lay_over(below: dict[str, Any], above: Mapping[str, Any]) -> None:
    for key, value in above.items():
        below[key] = [*below.get(key, ()), *value] if isinstance(value, list) else value


def _senses(file: _File) -> Phrases:
    phrases = Phrases()
    for name, table in file.tables.items():
        sense = _sense(file, name, table)
        for words in table["words"]:
            phrases.add(words, sense)
    return phrases


def _sense(file: _File, name: str, table: Mapping[str, Any]) -> Sense:
    instrument, action = table.get("instrument"), table.get("action")
    if table.get("kind") not in KINDS:
        raise file.fault(f"[{name}]", f"[{name}] kind must be one of {', '.join(KINDS)}")
    if instrument is not None and instrument not in INSTRUMENTS:
        raise file.fault(f"[{name}]", f"[{name}] unknown instrument {instrument!r}")
    if action is not None and action not in ACTIONS:
        raise file.fault(f"[{name}]", f"[{name}] unknown action {action!r}")
    return Sense(name, table["kind"], instrument, table.get("sense", ""), action)


def _tables(file: _File, key: str) -> Phrases:
    phrases = Phrases()
    for name, table in file.tables.items():
        for words in table.get(key, ()):
            phrases.add(words, name)
    return phrases


def _list(file: _File, key: str) -> Phrases:
    phrases = Phrases()
    for words in file.tables[key]:
        phrases.add(words, words)
    return phrases


def _rules(file: _File) -> dict[tuple[str, str], Rule]:
    rules: dict[tuple[str, str], Rule] = {}
    for rank, table in enumerate(file.tables["rule"]):
        rule = _rule(file, table, rank)
        rules.setdefault((rule.predicate, rule.core), rule)
    return rules


def _rule(file: _File, table: Mapping[str, Any], rank: int) -> Rule:
    about = f'id = "{table.get("id")}"'
    if table.get("action") not in ACTIONS:
        raise file.fault(about, f"rule {table.get('id')}: unknown action {table.get('action')!r}")
    if table.get("status", STATUSES[0]) not in STATUSES:
        raise file.fault(about, f"rule {table['id']}: unknown status {table['status']!r}")
    instrument = table.get("instrument")
    if instrument and table["action"] not in ACTIONS_OF.get(instrument, ()):
        raise file.fault(about, f"rule {table['id']}: {instrument} does not take {table['action']}")
    return Rule(
        id=table["id"],
        predicate=table["predicate"],
        core=table["core"],
        action=table["action"],
        rank=rank,
        instrument=instrument,
        status=table.get("status"),
        match=tuple(table.get("match", ())),
        differ=tuple(table.get("differ", ())),
    )


def _version(files: Iterator[_File] | Sequence[_File]) -> str:
    """A short mark of the words in use: it changes when any file does."""
    import hashlib

    digest = hashlib.sha256()
    for file in files:
        digest.update(repr(file.tables).encode())
    return digest.hexdigest()[:12]
