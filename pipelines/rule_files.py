"""Rules in TOML files: what a class of predicates makes of a kind of noun."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.vocabulary import ACTIONS, ACTIONS_OF, INSTRUMENTS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pipelines.errors import LexiconError
    from pipelines.toml_file import Row, TomlFile

KINDS = (
    "measure",
    "rate",
    "limit",
    "gate",
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
_KEYS = ("id", "predicate", "core", "action", "instrument", "status", "match", "differ")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a class of predicates makes of a kind of noun.

    `rank` is its place among all rules; of several that fit the first is taken.
    `match` and `differ` are sentences that it finds and that it must not find.
    """

    id: str
    predicate: str
    core: str
    action: str
    rank: int
    instrument: str | None = None
    status: str | None = None
    match: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()


def read_rules(files: Iterable[TomlFile], classes: Sequence[str]) -> dict[tuple[str, str], Rule]:
    """The rules by class and kind; of two for the same the one read first holds.

    Raises LexiconError with file, line and fault.
    """
    rules: dict[tuple[str, str], Rule] = {}
    seen: set[str] = set()
    for file in files:
        for number, row in enumerate(_rows_of(file)):
            told = _RuleRow(file, number, row)
            rule = _rule(told, classes, len(seen))
            if rule.id in seen:
                raise told.fault("its id is taken; give it another")
            seen.add(rule.id)
            rules.setdefault((rule.predicate, rule.core), rule)
    return rules


def _rows_of(file: TomlFile) -> list[Row]:
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
        if key not in _KEYS:
            raise told.fault(f"unknown key {key!r}; known are {', '.join(_KEYS)}")
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
