"""Reads the files of names: parties, what stands for them, people, companies and outlets."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.phrases import Phrases, plural, words_of
from pipelines.toml_file import Row, TomlFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

PERSON_KEYS = ("roles", "also", "surname")
COMPANY_KEYS = ("also", "short", "items", "weak")
OUTLET_KEYS = ("also", "domains", "official", "home", "silent", "weak")
PLACE_KINDS = {"cities": "metonym", "organs": "organ", "regions": "region", "towns": "town"}

_TERM = re.compile(
    r"(?P<role>.+?)(?: (?P<since>\d{4}(?:-\d\d){0,2})?\.\.(?P<until>\d{4}(?:-\d\d){0,2})?)?"
)
_NO_PLURAL = ("ese", "ish", "ss", "ch", "is", "x", "ic", "men", "s")
_FIRST_DAY, _LAST_DAY = dt.date.min, dt.date.max


@dataclass(frozen=True, slots=True)
class Term:
    """An office and the days, both included, between which it was held."""

    role: str
    since: dt.date
    until: dt.date


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with the offices held, the weightier first where they overlap."""

    name: str
    party: str
    terms: tuple[Term, ...]

    def role(self, on: dt.date) -> str:
        """The office held on a day, "" where none."""
        return next((term.role for term in self.terms if term.since <= on <= term.until), "")


@dataclass(frozen=True, slots=True)
class Company:
    """A company or a body that is no state organ; `home` is the code of its country or ""."""

    code: str
    name: str
    home: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlet:
    """A medium: `official` where a state publishes it as its own word."""

    name: str
    home: str
    domains: tuple[str, ...] = ()
    official: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What a phrase stands for.

    `full` names count wherever they stand, others need the words around them;
    `weak` ones mean something else as often.
    """

    kind: str
    code: str
    label: str
    full: bool = True
    weak: bool = False
    person: Person | None = None


@dataclass(slots=True)
class NameBook:
    """All names read, by phrase, and the words that help to tell them."""

    phrases: Phrases[Known] = field(default_factory=Phrases)
    companies: dict[str, Company] = field(default_factory=dict)
    outlets: dict[str, Outlet] = field(default_factory=dict)
    domains: dict[str, Outlet] = field(default_factory=dict)
    titles: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    suffixes: set[str] = field(default_factory=set)
    makers: set[str] = field(default_factory=set)
    trades: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    surname_first: set[str] = field(default_factory=set)
    ambiguous: set[str] = field(default_factory=set)


def read_names(folder: Path, extra: Sequence[Path] = ()) -> NameBook:
    """Read parties.toml, names/*.toml, people.toml, companies.toml and outlets.toml.

    `folder` is the data folder; the files of `extra` may hold any of their tables.
    Raises LexiconError with file, line and fault.
    """
    lexicon = folder / "lexicon"
    own = [
        lexicon / name for name in ("parties.toml", "people.toml", "companies.toml", "outlets.toml")
    ]
    paths = [*sorted((lexicon / "names").glob("*.toml")), *own, *extra]
    files = [TomlFile.read(path) for path in paths]
    book = NameBook()
    for file in files:
        _read_words(file, book)
    for file in files:
        for read in (_read_parties, _read_places, _read_people, _read_companies, _read_outlets):
            read(file, book)
    return book


def _read_words(file: TomlFile, book: NameBook) -> None:
    """The lists of words that the other tables need first."""
    words = file.table("name_words")
    for key in ("titles", "given", "suffixes", "makers", "trades", "shared", "surname_first"):
        getattr(book, key).update(
            word if key == "surname_first" else words_of(word)[-1].folded
            for word in file.strings("name_words", words, key)
        )
    for phrase in file.strings("not_a_name", file.table("not_a_name"), "words"):
        book.phrases.add(phrase, Known("none", "", phrase))
    for key in ("organs", "offices"):
        for organ in file.strings("any_state", file.table("any_state"), key):
            book.phrases.add(organ, Known("organ", "", organ))


def _read_parties(file: TomlFile, book: NameBook) -> None:
    """Names and peoples of parties."""
    for code, row in file.rows("party").items():
        weak = set(file.strings(code, row, "weak"))
        names = (file.string(code, row, "name"), file.string(code, row, "short"))
        for word in dict.fromkeys((*names, *file.strings(code, row, "also"), *weak)):
            if word:
                book.phrases.add(word, _party("party", code, word, word in weak))
        for word in (file.string(code, row, "adjective"), *file.strings(code, row, "people")):
            for form in dict.fromkeys((word, _people(word))) if word else ():
                book.phrases.add(form, _party("demonym", code, word, word in weak))


def _party(kind: str, code: str, word: str, weak: bool) -> Known:
    """What a name of a party stands for."""
    return Known(kind, code, word, full=not weak, weak=weak)


def _people(word: str) -> str:
    """The plural of a people: "Russians", "Chinese"."""
    return word if word.endswith(_NO_PLURAL) else plural(word)


def _read_places(file: TomlFile, book: NameBook) -> None:
    """Capitals, organs and regions that stand for a state."""
    for code, row in file.rows("names").items():
        file.known(code, row, (*PLACE_KINDS, "weak"))
        weak = set(file.strings(code, row, "weak"))
        for key, kind in PLACE_KINDS.items():
            for word in file.strings(code, row, key):
                if any(known.code != code for known in book.phrases.of(word)):
                    book.ambiguous.add(word)
                book.phrases.add(word, _party(kind, code, word, word in weak))


def _read_people(file: TomlFile, book: NameBook) -> None:
    """People by party, with their full names, other names and surnames."""
    for party, people in file.rows("people").items():
        for name, value in people.items():
            row: Row = value if isinstance(value, dict) else {"roles": value}
            file.known(name, row, PERSON_KEYS)
            terms = tuple(_term(file, name, text) for text in file.strings(name, row, "roles"))
            person = Person(name, party, terms)
            for word in (name, *file.strings(name, row, "also")):
                book.phrases.add(word, Known("person", party, name, person=person))
            surname = file.string(name, row, "surname", _surname(name, party, book))
            if surname and surname != name:
                weak = words_of(surname)[-1].folded in book.shared
                known = Known("person", party, name, full=False, weak=weak, person=person)
                book.phrases.add(surname, known)


def _surname(name: str, party: str, book: NameBook) -> str:
    """The first word of a name where the party writes it so, else the last."""
    words = name.split()
    return words[0] if party in book.surname_first else words[-1]


def _term(file: TomlFile, name: str, text: str) -> Term:
    """The term "president 2017-01-20..2021-01-20"; an end may be open or cut to a month."""
    match = _TERM.fullmatch(text)
    if match is None:
        raise file.fault(name, f"{text!r} is no role; write 'president 2017-01-20..2021-01-20'")
    try:
        since, until = _day(match["since"], last=False), _day(match["until"], last=True)
    except ValueError as error:
        raise file.fault(name, f"{text!r} has no such date: {error}") from error
    return Term(match["role"], since, until)


def _day(text: str | None, *, last: bool) -> dt.date:
    """The first or last day of a date cut to its precision; the end of time where there is none."""
    if not text:
        return _LAST_DAY if last else _FIRST_DAY
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    if day or not last:
        return dt.date(year, month or 1, day or 1)
    month = month or 12
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def _read_companies(file: TomlFile, book: NameBook) -> None:
    """Companies and bodies by home country; home "none" for those of no state."""
    for home, companies in file.rows("companies").items():
        for name, row in companies.items():
            file.known(name, row, COMPANY_KEYS)
            code = f"org:{name}"
            country = "" if home == "none" else home
            book.companies[code] = Company(code, name, country, file.strings(name, row, "items"))
            for word, known in _company_names(file, name, row):
                book.phrases.add(word, known)


def _company_names(file: TomlFile, name: str, row: Row) -> Iterator[tuple[str, Known]]:
    """Each name of a company and how it counts."""
    weak = bool(row.get("weak"))
    yield name, Known("company", f"org:{name}", name, full=not weak, weak=weak)
    for word in file.strings(name, row, "also"):
        yield word, Known("company", f"org:{name}", name)
    for word in file.strings(name, row, "short"):
        yield word, Known("company", f"org:{name}", name, full=False)


def _read_outlets(file: TomlFile, book: NameBook) -> None:
    """Outlets by name, with their sites."""
    for name, row in file.rows("outlets").items():
        file.known(name, row, OUTLET_KEYS)
        domains = file.strings(name, row, "domains")
        official = bool(row.get("official"))
        outlet = Outlet(name, file.string(name, row, "home"), domains, official)
        book.outlets[name] = outlet
        book.domains.update(dict.fromkeys(domains, outlet))
        for word in () if row.get("silent") else (name, *file.strings(name, row, "also")):
            weak = bool(row.get("weak"))
            book.phrases.add(word, Known("outlet", f"org:{name}", name, not weak, weak))
