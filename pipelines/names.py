"""Finds parties, people, companies, outlets and goods by their names in a text.

One pass over the words of a text, the longest name at a word first; the names
are those of data/lexicon. People count for the party whose office they hold.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from pipelines.items import load_items
from pipelines.name_files import read_names
from pipelines.phrases import COMMA, HARD, SOFT, words_of
from pipelines.unnamed import company_end

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pipelines.items import ItemName, Items
    from pipelines.name_files import Company, Known, NameBook, Outlet
    from pipelines.phrases import Word

PLACES = frozenset({"party", "demonym", "metonym", "region", "town"})
"""The kinds of name that say whose an organ is that stands beside them."""

_OWNER_GAP = re.compile(r"(?:['\u2019]s?)? |-")
_MINISTRY = re.compile(r"minist|parliament|central bank|prime")
_PLACE_GAP = re.compile(r" (?:of|in|for) (?:the )?")
_SENTENCE_END = re.compile(r"[.!?:]['\"\u201d\u2019)]*\s+$")
_BREAK = re.compile(r"\n")
_END_WIDTH = 6
_LONG = 4
_MOST = 0.6
_OPENINGS = frozenset(
    {"the", "a", "an", "this", "that", "its", "their", "his", "her", "our", "some"}
)
_LINKS = frozenset({"of", "for", "on", "and"})
_STATELESS = frozenset({"US", "EU", "UN", "WTO"})


@dataclass(frozen=True, slots=True)
class Name:
    """The characters `start` to `end` of a text name somebody.

    `kind` is party, demonym, metonym, region, town, organ, person, company or outlet;
    `code` the party or "org:Company", "" for an organ that any state may have
    and that the text leaves open; `label` the name in full; `role` what a
    person is on the day asked for, "" outside office.
    """

    start: int
    end: int
    kind: str
    code: str
    label: str
    role: str = ""


@dataclass
class Context:
    """What a document says elsewhere, which lets a sentence use short names.

    Its names are found when they are first asked about: `find` finds them in its `text`,
    of which `shared` are labels that no state has alone; `home` is the state whose own
    publisher issues it, where one does.
    """

    find: Callable[[], Sequence[Name]] = tuple
    text: str = ""
    shared: Container[str] = ()
    home: str = ""

    @cached_property
    def labels(self) -> frozenset[str]:
        """The people and companies named in full."""
        return frozenset(name.label for name in self._names if name.kind in ("person", "company"))

    @cached_property
    def organs(self) -> Mapping[str, str]:
        """Whose each organ is: "commerce ministry": "CN"."""
        organs = (name for name in self._names if name.kind == "organ" and name.code)
        return {_key(self.text, organ): organ.code for organ in organs}

    @cached_property
    def parties(self) -> Sequence[str]:
        """The states and blocs named, most often first, the home of the publisher last."""
        codes = (name.code for name in self._names if name.label not in self.shared)
        counts = Counter(code for code in codes if code and not code.startswith("org:"))
        ranked = [code for code, _ in counts.most_common()]
        return tuple(dict.fromkeys([*ranked, self.home] if self.home else ranked))

    @cached_property
    def _names(self) -> Sequence[Name]:
        return self.find()


@dataclass(frozen=True, slots=True)
class Names:
    """All names known, and the goods."""

    book: NameBook
    items: Items

    @property
    def companies(self) -> Mapping[str, Company]:
        """Companies by code, "org:Nvidia": where they are at home and what they deal in."""
        return self.book.companies

    @property
    def outlets(self) -> Mapping[str, Outlet]:
        """Outlets by name."""
        return self.book.outlets

    def outlet_of(self, domain: str) -> Outlet | None:
        """The outlet whose site a host name belongs to, None where unknown."""
        parts = domain.lower().rstrip(".").split(".")
        hosts = (".".join(parts[i:]) for i in range(len(parts)))
        return next((self.book.domains[host] for host in hosts if host in self.book.domains), None)

    def find(self, text: str, on: dt.date, context: Context | None = None) -> list[Name]:
        """The names in `text` in order, with the offices of the day `on`; towns too.

        Give the `context` of the document where the text is a part of one.
        """
        return self._find(text, on, self.context(text, on) if context is None else context)

    def find_items(self, text: str, names: Iterable[Name] = ()) -> list[ItemName]:
        """The goods and services that `text` names, in order, but for words of its `names`.

        A company whose name stands for its goods ("TikTok") is found.
        """
        others = [name for name in names if name.kind not in PLACES]
        return [item for item in self.items.find(text) if not self._part(item, others)]

    def _part(self, item: ItemName, names: Iterable[Name]) -> bool:
        """Whether an item's words belong to a name, but for that of a company that deals in it."""
        for name in names:
            if name.start <= item.start and item.end <= name.end:
                company = self.companies.get(name.code)
                whole = (name.start, name.end) == (item.start, item.end)
                return not (whole and company and item.item in company.items)
        return False

    def has_any(self, text: str, on: dt.date) -> bool:
        """Whether `text` names anybody or any place; stops at the first name."""
        return any(True for _ in self._scanned(text, on, Context()))

    def _find(self, text: str, on: dt.date, context: Context) -> list[Name]:
        found = list(self._scanned(text, on, context))
        return _placed(found, text, context, self.book.ambiguous)

    def _scanned(self, text: str, on: dt.date, context: Context) -> Iterator[Name]:
        words = words_of(text)
        return _Scan(self.book, text, words, on, context).names()

    def context(self, text: str, on: dt.date, home: str = "") -> Context:
        """What a whole document (title and text) tells about the names in it.

        `home` is the state whose own publisher issues it, where one does: its
        organs are meant where no other state is named.
        """
        return Context(lambda: self._find(text, on, Context()), text, self.book.ambiguous, home)


def load_names(folder: Path, extra: Sequence[Path] = ()) -> Names:
    """Read the names and items of the data `folder`, and those of `extra` besides.

    Raises LexiconError with file, line and fault.
    """
    return Names(read_names(folder, extra), load_items(folder, extra))


@dataclass
class _Scan:
    """One pass over the words of one text."""

    book: NameBook
    text: str
    words: Sequence[Word]
    on: dt.date
    context: Context

    @cached_property
    def lines(self) -> _Lines:
        """The lines of the text."""
        return _Lines.of(self.text, self.words)

    def names(self) -> Iterator[Name]:
        """Every name, before organs are given to the places beside them."""
        end, begins = 0, self.book.phrases.by_first
        for at, word in enumerate(self.words):
            if at < end or not (word.folded in begins or word.capital):
                continue
            end, name = self._name_at(at)
            if name is not None:
                yield name

    def _name_at(self, at: int) -> tuple[int, Name | None]:
        """Where to go on, and the name at word `at` if there is one."""
        for end, values in self.book.phrases.at(self.words, at):
            if any(known.kind == "none" for known in values):
                return end, None
            known = self._chosen(values, at, end)
            if known is not None:
                return self._longer(known, at, end) or self._named(known, at, end)
        return self._unlisted(at) or (at + 1, None)

    def _longer(self, known: Known, at: int, end: int) -> tuple[int, Name] | None:
        """The unlisted company whose name a known one begins: "Turkish Petroleum Refinery"."""
        if known.kind != "company" and known.kind not in PLACES:
            return None
        least = end + (known.kind != "company")
        if company_end(self.words, at, self.book.makers, self.book.suffixes) <= least:
            return None
        return self._unlisted(at)

    def _unlisted(self, at: int) -> tuple[int, Name] | None:
        """The company that is told by its shape alone."""
        word = self.words[at]
        if not word.capital or word.folded in self.book.titles or word.folded in _OPENINGS:
            return None
        book = self.book
        end = company_end(self.words, at, book.makers, book.suffixes, book.trades)
        if not end or self._inside(at) or self._headline(at, end):
            return None
        start, stop = word.start, self.words[end - 1].end
        label = " ".join(self.text[start:stop].split())
        return self._past_suffix(end), Name(start, stop, "company", f"org:{label}", label)

    def _named(self, known: Known, at: int, end: int) -> tuple[int, Name]:
        """The name that stands from word `at` to before `end`, with a company's legal form."""
        if known.kind == "company":
            end = self._past_suffix(end)
        start, stop = self.words[at].start, self.words[end - 1].end
        role = known.person.role(self.on) if known.person else ""
        return end, Name(start, stop, known.kind, known.code, known.label, role)

    def _inside(self, at: int) -> bool:
        """Whether capitals before word `at`, or "of" after one, make it a part of a longer name."""
        before = self.words[max(0, at - 2) : at]
        if not before or self.words[at].gap != SOFT:
            return False
        ends = before[-1].owns or (before[-1].closes and len(before[-1].form) > 2)
        if before[-1].capital:
            return not ends and not self._begins(at - 1)
        return before[-1].folded in _LINKS and before[0].capital and not self._begins(at - 2)

    def _past_suffix(self, end: int) -> int:
        """One past the words "Co., Ltd." and the like that follow."""
        while (
            end < len(self.words)
            and self.words[end].folded in self.book.suffixes
            and self.words[end].capital
            and self.words[end].gap <= COMMA
        ):
            end += 1
        return end

    def _chosen(self, values: Iterable[Known], at: int, end: int) -> Known | None:
        """The one that the words name here, None where they name none for certain."""
        fit = [known for known in values if self._counts(known, at, end)]
        if len({(known.code, known.person and known.label) for known in fit}) < 2:
            return next(iter(fit), None)
        ranks = [self._rank(known, at) for known in fit]
        best = min(ranks)
        same = [known for known, rank in zip(fit, ranks, strict=True) if rank == best]
        people = {known.label for known in same if known.person}
        return same[0] if len(people) < 2 else None

    def _rank(self, known: Known, at: int) -> tuple[int, int, bool]:
        """Lower is likelier: states before people, those named elsewhere or in office first.

        Of office holders, the one whose office is the title before the name.
        """
        if known.person is not None:
            role = known.person.role(self.on)
            title = self.words[at - 1].folded if self._titled(at) else ""
            titled = bool(title) and title in role.lower().split()
            return (1, (not self._is_named(known)) * 2 + (not titled), not role)
        return (0, self._place(known.code), known.full)

    def _place(self, code: str) -> int:
        """The place of a party among those the document names; an open organ stands after them."""
        parties = self.context.parties
        if code in parties:
            return parties.index(code)
        return len(parties) + bool(code if parties else not code)

    def _counts(self, known: Known, at: int, end: int) -> bool:
        """Whether the name can be meant here at all."""
        if known.full:
            return True
        if known.person is not None and not self._is_named(known):
            alone = not (self._other_given(at) or self._given_after(known, at, end))
            return alone and (self._titled(at) or not known.weak)
        if known.kind == "outlet":
            return not (self._begins(at) or self._headline(at) or self._goes_on(end))
        if known.weak:
            return not (self._other_given(at) or self._goes_on(end))
        return self._is_named(known) and not self._other_given(at)

    def _is_named(self, known: Known) -> bool:
        """Whether the document names somebody in full."""
        return known.label in self.context.labels

    def _given_after(self, known: Known, at: int, end: int) -> bool:
        """Whether the surname stands first and another given name than the person's follows."""
        first = words_of(known.label)[0].folded
        return first == self.words[at].folded and self._goes_on(end)

    def _titled(self, at: int) -> bool:
        """Whether "President", "Mr" or the like stands before word `at`."""
        return (
            at > 0 and self.words[at].gap != HARD and self.words[at - 1].folded in self.book.titles
        )

    def _other_given(self, at: int) -> bool:
        """Whether another capitalised word before makes this a part of a longer, unknown name."""
        if at == 0 or self.words[at].gap != 0 or not self.words[at - 1].capital:
            return False
        before = self.words[at - 1]
        if before.owns or before.folded in self.book.given:
            return before.folded in self.book.given
        if before.folded in self.book.titles or self._begins(at - 1) or self._headline(at - 1):
            return False
        return not any(True for _ in self.book.phrases.at(self.words, at - 1))

    def _goes_on(self, end: int) -> bool:
        """Whether a capitalised word after makes this a part of a longer, unknown name."""
        if end >= len(self.words) or self.words[end].gap != 0 or self.words[end - 1].owns:
            return False
        after = self.words[end]
        if not after.capital or after.folded in self.book.titles or self._headline(end):
            return False
        return not any(True for _ in self.book.phrases.at(self.words, end))

    def _begins(self, at: int) -> bool:
        """Whether word `at` begins a sentence."""
        start = self.words[at].start
        before = self.text[max(0, start - _END_WIDTH) : start]
        return (
            start <= self.lines.lead or before.endswith("\n") or bool(_SENTENCE_END.search(before))
        )

    def _headline(self, at: int, end: int = 0) -> bool:
        """Whether the line of word `at` has capitals throughout, but for the words to `end`."""
        first, last = self.lines.around(self.words[at].start)
        longs, capitals = self.lines.counts(first, last)
        for word in self.words[max(at, first) : min(end, last)]:
            if len(word.form) >= _LONG:
                longs -= 1
                capitals -= word.capital
        return capitals > _MOST * longs if longs else end > 0


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a text, and how many long words and capitals stand before each word.

    `lead` is where its first printed character stands.
    """

    lead: int
    breaks: Sequence[int]
    starts: Sequence[int]
    longs: Sequence[int]
    capitals: Sequence[int]

    @classmethod
    def of(cls, text: str, words: Sequence[Word]) -> _Lines:
        long = [len(word.form) >= _LONG for word in words]
        capital = [a and word.capital for a, word in zip(long, words, strict=True)]
        return cls(
            len(text) - len(text.lstrip()),
            [match.start() for match in _BREAK.finditer(text)],
            [word.start for word in words],
            list(accumulate(long, initial=0)),
            list(accumulate(capital, initial=0)),
        )

    def around(self, place: int) -> tuple[int, int]:
        """The first word and one past the last of the line that a character stands in."""
        line = bisect_left(self.breaks, place)
        start = self.breaks[line - 1] if line else -1
        stop = self.breaks[line] if line < len(self.breaks) else None
        last = len(self.starts) if stop is None else bisect_left(self.starts, stop)
        return bisect_left(self.starts, start + 1), last

    def counts(self, first: int, last: int) -> tuple[int, int]:
        """How many words of a range are long, and how many of those have a capital."""
        return self.longs[last] - self.longs[first], self.capitals[last] - self.capitals[first]


def _placed(
    names: Sequence[Name], text: str, context: Context, shared: Container[str]
) -> list[Name]:
    """The names, with open and `shared` organs given to the state beside them or told elsewhere."""
    placed: list[Name] = []
    for i, name in enumerate(names):
        if name.kind == "organ" and (not name.code or name.label in shared):
            after = names[i + 1] if i + 1 < len(names) else None
            beside = _beside(name, placed[-1] if placed else None, after, text)
            code = beside or name.code or _told(name, text, context)
            placed.append(replace(name, code=code))
        else:
            placed.append(name)
    return placed


def _beside(organ: Name, before: Name | None, after: Name | None, text: str) -> str:
    """The state named right before an organ, or as its place or by its office holder after it."""
    if before and before.kind in PLACES and _OWNER_GAP.fullmatch(text[before.end : organ.start]):
        return before.code
    if after and after.kind in PLACES and _PLACE_GAP.fullmatch(text[organ.end : after.start]):
        return after.code
    if after and after.kind == "person" and text[organ.end : after.start] == " ":
        return after.code
    return ""


def _told(organ: Name, text: str, context: Context) -> str:
    """Whose an open organ is elsewhere; a ministry is else of the state that is named most."""
    told = context.organs.get(_key(text, organ), "")
    if told or not _MINISTRY.search(organ.label):
        return told
    return next((code for code in context.parties if code not in _STATELESS), "")


def _key(text: str, organ: Name) -> str:
    """An organ's words, to find it again in a document."""
    return text[organ.start : organ.end].lower()
