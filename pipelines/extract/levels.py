"""Rates, amounts and quantities in news text, and how they change.

A level is a number with its unit as written: "145 percent", "$60bn", "18,125
tons", "$47.60 a barrel". A change says that one level gave way to another ("from
145 to 30 percent", "to 25%, up from 10%"), that a level was raised, cut or kept,
or only that a rate stands ("a 25% tariff"). A span of rates ("10 to 41 percent",
"ranging from 19% to 28%") is one level with an upper end, and no change.
"""

# ruff: noqa: RUF001 - dashes and quotation marks are what the patterns read

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["percent", "points", "money", "quantity", "per_unit", "multiple"]
Direction = Literal["up", "down", "equal"]

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d+)?)"
_WORDS = MappingProxyType(
    {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
    | {"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15}
    | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100}
)
_ANY = rf"(?:{_NUMBER}|{'|'.join(_WORDS)})"
_PERCENT = r"\s?(?:%|-?per[\s-]?cents?\b(?!age))"
_POINTS = r"[\s-](?:percentage[\s-]points?|pct\s?pts?|basis\s+points?|points?)\b"
_SIGN = r"(?:(?:US|C|CA|A|AU|S|HK|NT|NZ|R|Z)?\$|[£€¥₩₹]|Rs\.?\s?|RMB\s?|(?:USD|EUR|GBP|CNY|JPY)\s)"
_SCALE = r"[\s-]?(?:thousand|million|billion|trillion|bln|mln|bn|mn|tn|m|k|lakh|crore)\b"
_COINS = (
    r"\s(?:U\.?S\.?\s)?(?:dollars?|euros?|cents|yen|yuan|won|renminbi|pounds\s+sterling|rupees?"
    r"|rupiah|pesos?|reais|francs?|roubles?|rubles?|rand)\b"
)
_THINGS = (
    r"\s(?:(?:metric|short|long|net|dry)\s)?(?:tonnes?|tons?|mt|MMT|kilograms?|kg|barrels?|bpd"
    r"|bushels?|litres?|liters?|gallons?|cubic\s+met(?:re|er)s?|gigawatts?|GW|units|vehicles|cars"
    r"|cargoes|shipments|heads?|chips|wafers)\b"
)
_PER = (
    r"(?:\s(?:\([^()]{1,20}\)\s)?(?:a|an|per)\s|\s?/\s?)(?:(?:metric|net|short)\s)?(?:tonne|ton|barrel"
    r"|bbl|kilogram|kg|pound|lb|litre|liter|gallon|bushel|item|package|parcel|unit|head|share|hour"
    r"|MWh|kWh|day|month|year|million\s+BTU)\b|\s(?:apiece|each)\b"
)
_ONE = (
    rf"(?:(?P<sign>{_SIGN})(?P<amount>{_NUMBER})(?P<scale>{_SCALE})?"
    rf"|(?P<number>{_ANY})(?:(?P<percent>{_PERCENT})|(?P<points>{_POINTS})"
    rf"|(?P<scale2>{_SCALE})?(?:(?P<coins>{_COINS})|(?P<things>{_THINGS}))))(?P<per>{_PER})?"
)
_LEVEL = re.compile(rf"(?<![\w.$€£])(?<![^%\s\d]-){_ONE}", re.IGNORECASE)
_LINK = r"\s?(?P<link>-|–|—|to|and)\s?"
_GAP = re.compile(_LINK)
_BARE_LOW = re.compile(
    rf"(?<![\w.$€£,-])(?P<sign>{_SIGN})?(?P<amount>{_ANY}){_LINK}$", re.IGNORECASE
)
_BARE_FROM = re.compile(
    r",?\s+(?:(?:up|down)\s+)?(?:from|in\s+place\s+of|instead\s+of|rather\s+than)\s+"
    rf"(?P<amount>{_ANY})(?=\s*(?:[,;)]|\.\s|\.?$)|\s(?:in|on|as|and|for|with|under)\b)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MULTIPLE = re.compile(
    r"\b(?P<word>doubl(?:e[sd]?|ing)|trebl(?:e[sd]?|ing)|tripl(?:e[sd]?|ing)"
    r"|quadrupl(?:e[sd]?|ing)|halv(?:e[sd]?|ing)|(?P<fold>two|three|four|five|ten)[\s-]?fold)\b",
    re.IGNORECASE,
)
_FACTORS = MappingProxyType(
    {"doub": "2", "treb": "3", "trip": "3", "quad": "4", "halv": "0.5", "two": "2", "thre": "3"}
    | {"four": "4", "five": "5", "ten": "10"}
)

_UP = (
    r"rais\w*|increas\w*|hik(?:e[sd]?|ing)|climb\w*|ris(?:e|es|en|ing)|rose|jump\w*|soar\w*|boost\w*"
    r"|elevat\w*|ratchet\w*|bump\w*|escalat\w*|doubl\w*|trebl\w*|tripl\w*|quadrupl\w*|higher"
    r"|(?:go|goes|went|going|gone|move[sd]?|step\w*|up)\s+up|up"
)
_DOWN = (
    r"cut(?:s|ting)?|lower\w*|reduc\w*|slash\w*|drop\w*|fall(?:s|en|ing)?|fell|trim\w*|par(?:e|es|ed)"
    r"|halv\w*|decreas\w*|eas(?:e[sd]?|ing)|shrink\w*|shrank|(?:roll|scal)\w*\s+back|sank|down"
)
_SAME = r"remain\w*|stay\w*|kept|keep\w*|maintain\w*|unchanged|h[oe]ld(?:s|ing)?|left|retain\w*"
_OPEN = (
    r"go(?:es|ing|ne)?|went|revis\w*|chang\w*|adjust\w*|brought|bring\w*|tak(?:e[ns]?|ing)|took"
    r"|mov\w*|lift\w*|updat\w*|amend\w*"
)
_VERB = re.compile(
    rf"\b(?:(?P<down>{_DOWN})|(?P<up>{_UP})|(?P<equal>{_SAME})|(?P<open>{_OPEN}))\b", re.IGNORECASE
)
_STOP = re.compile(r"[.!?][\"'”’]*\s+(?=[A-Z“\"])|;\s|\n")
_WINDOW = 100
_MANNER = (
    r"(?:as\s+(?:low|high|much)\s+as|a\s+(?:total|record|minimum|maximum)\s+of|just|only|about"
    r"|around|some|nearly|almost|roughly|a|an|the)"
)
_STEP_TO = re.compile(rf",?\s+to\s+(?:{_MANNER}\s+)?", re.IGNORECASE)
_TO = re.compile(rf"\bto\s+(?:{_MANNER}\s+){{0,2}}$", re.IGNORECASE)
_FROM = re.compile(
    rf"(?:\bfrom|\bin\s+place\s+of|\binstead\s+of|\brather\s+than|\bcompared\s+with|\bagainst)"
    rf"\s+(?:{_MANNER}\s+|the\s+(?:current|present|existing|previous)\s+){{0,2}}$",
    re.IGNORECASE,
)
_BY = re.compile(rf"\bby\s+(?:{_MANNER}\s+|up\s+to\s+){{0,2}}$", re.IGNORECASE)
_AT = re.compile(rf"(?:\bat|\ban?|\bthe|\badditional)\s+(?:{_MANNER}\s+)?$", re.IGNORECASE)
_NOT_TO = re.compile(
    r"(?:\bup|\bsubject|\bequal|\bclose|\bamount\w*|\bapplied|\bsimilar)\s+to\s+", re.I
)
_SPREAD = re.compile(
    r"\b(?:rang(?:e[sd]?|ing)|var(?:y|ies|ied|ying)|anything|anywhere|(?:rates|duties|tariffs|levies)"
    r"(?:\s+of)?)\s+(?:from\s+)?$",
    re.IGNORECASE,
)
_NEAR = 48
_JOINS_FROM = re.compile(
    rf"\s*,?\s*(?:(?:up|down)\s+)?(?:sharply\s+)?(?:from|in\s+place\s+of|instead\s+of|rather\s+than"
    rf"|compared\s+with|against)\s+(?:{_MANNER}\s+|the\s+(?:current|present|existing|previous)\s+)?",
    re.IGNORECASE,
)
_SCALES = MappingProxyType(
    {"thousand": Decimal(10**3), "k": Decimal(10**3), "lakh": Decimal(10**5)}
    | dict.fromkeys(("million", "m", "mn", "mln"), Decimal(10**6))
    | {"crore": Decimal(10**7)}
    | dict.fromkeys(("billion", "bn", "bln"), Decimal(10**9))
    | dict.fromkeys(("trillion", "tn"), Decimal(10**12))
)
_SHORT = MappingProxyType(
    {"thousand": "k", "k": "k", "lakh": " lakh", "crore": " crore"}
    | dict.fromkeys(("million", "m", "mn", "mln"), "m")
    | dict.fromkeys(("billion", "bn", "bln"), "bn")
    | dict.fromkeys(("trillion", "tn"), "tn")
)
_RATE = (
    r"(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|rates?|tax(?:es)?|surcharges?|surtax(?:es)?|charges?"
    r"|caps?|thresholds?|ceilings?|fees?|margins?|quotas?)"
)
_RATE_AFTER = re.compile(rf"(?:\s+[\w'’-]+){{0,3}}?\s+{_RATE}\b", re.IGNORECASE)
_RATE_BEFORE = re.compile(
    rf"\b{_RATE}(?:\s+rates?)?(?:,?\s+(?:of|at|to|is|was|set|worth|cap|under|exceeding|as\s+high\s+as"
    r"|up|between|ranging|from|additional|an?)){1,4}\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Level:
    """A number with its unit at the characters `start` to `end`.

    `value` is the text in one form ("145 percent", "$60bn"); `number` has its scale
    worked in (60000000000); `unit` is "%", "points", a currency, a thing or "x";
    `upper` is the other end of a span ("10 to 41 percent").
    """

    start: int
    end: int
    kind: Kind
    value: str
    number: Decimal
    unit: str
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A level given up or taken at the characters `start` to `end`.

    A rate that only stands has `level_to` alone; `by` is the step where the text
    tells one ("lowered by 5 points"); `direction` is None where nothing shows it.
    """

    start: int
    end: int
    level_from: Level | None
    level_to: Level | None
    direction: Direction | None
    by: Level | None = None


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two levels joined by "to", a dash or "and", of which the first may lack its unit."""

    low: Level
    high: Level
    change: bool


def find_levels(text: str) -> tuple[Level, ...]:
    """Return the levels in `text`, in order and apart from each other."""
    found = [*_levels(text), *_multiples(text)]
    return tuple(sorted(found, key=lambda level: level.start))


def find_changes(text: str) -> tuple[Change, ...]:
    """Return the changes of levels in `text`, in order."""
    parts = _parts(text)
    found = [*_changes(text, parts)]
    taken = [(change.start, change.end) for change in found]
    found += [c for c in _bare_multiples(text) if not _lies_in(c, taken)]
    return tuple(sorted(found, key=lambda change: change.start))


def _levels(text: str) -> Iterator[Level]:
    for part in _parts(text):
        if isinstance(part, Level):
            yield part
        elif part.change:
            yield part.low
            yield part.high
        else:
            yield _span(part)


def _parts(text: str) -> list[Level | _Pair]:
    """The levels of a text, those that are the ends of one span or change in pairs."""
    parts: list[Level | _Pair] = []
    for match in _LEVEL.finditer(text):
        level = _level(match)
        last = parts[-1] if parts else None
        low, link = _joined_low(text, last, level)
        if low is None or not _is_pair(text, low, link):
            parts.append(level)
            continue
        if low is last:
            parts.pop()
        parts.append(_Pair(low, level, _gives_way(text, low, link)))
    return parts


def _joined_low(text: str, last: Level | _Pair | None, level: Level) -> tuple[Level | None, str]:
    """The level or bare number right before `level`, and what joins them."""
    if isinstance(last, Level):
        gap = _GAP.fullmatch(text, last.end, level.start)
        if gap and last.unit == level.unit:
            return last, gap["link"].lower()
    low = max(0, level.start - _NEAR)
    bare = _BARE_LOW.search(text[low : level.start])
    if bare is None or _YEAR.fullmatch(bare["amount"]):
        return None, ""
    start, end = low + bare.start(), low + bare.end("amount")
    if isinstance(last, Level) and start < last.end:
        return None, ""
    return _with_unit_of(level, start, end, bare["amount"]), bare["link"].lower()


def _with_unit_of(level: Level, start: int, end: int, amount: str) -> Level:
    """A bare number with the unit and the scale of the level that it is told beside."""
    scale = level.number / (_decimal(_figure(level.value)) or 1)
    value = level.value.replace(_figure(level.value), amount, 1)
    number = _plain_number(_decimal(amount) * (scale or 1))
    return replace(level, start=start, end=end, value=value, number=number)


def _is_pair(text: str, low: Level, link: str) -> bool:
    return (
        link != "and"
        or re.search(r"\bbetween\s+$", text[max(0, low.start - 10) : low.start]) is not None
    )


def _gives_way(text: str, low: Level, link: str) -> bool:
    """Whether "from A to B" tells a change, as it does after a verb, and no spread of rates."""
    before = _clause_before(text, low.start)
    if link != "to" or not _FROM.search(before) or _SPREAD.search(before):
        return False
    return _VERB.search(before) is not None


def _level(match: re.Match[str]) -> Level:
    amount = match["amount"] or match["number"]
    scale = (match["scale"] or match["scale2"] or "").strip(" -").lower()
    number = _plain_number(_decimal(amount) * _SCALES.get(scale, Decimal(1)))
    kind, unit, text = _unit(match)
    sign = (match["sign"] or "").strip()
    value = f"{sign}{amount}{_SHORT.get(scale, '')}" if sign else _spelled(amount, scale, text)
    if match["per"]:
        value += " " + _plain(match["per"])
        kind = "per_unit"
    return Level(match.start(), match.end(), kind, value, number, unit)


def _unit(match: re.Match[str]) -> tuple[Kind, str, str]:
    """The kind, the unit and how the unit is written in the one form of a value."""
    if match["percent"]:
        return "percent", "%", "percent"
    if match["points"]:
        basis = "basis" in match["points"].lower()
        return "points", "points", "basis points" if basis else "percentage points"
    if match["sign"]:
        return "money", match["sign"].strip(), ""
    if match["coins"]:
        return "money", _plain(match["coins"]).lower(), _plain(match["coins"])
    return "quantity", _plain(match["things"]).lower(), _plain(match["things"])


def _spelled(amount: str, scale: str, unit: str) -> str:
    return " ".join(filter(None, (amount, scale, unit)))


def _plain(words: str) -> str:
    return " ".join(words.split()).replace("/ ", "/")


def _figure(value: str) -> str:
    """The number in a value as written."""
    found = re.search(_ANY, value, re.IGNORECASE)
    return found.group() if found else value


def _decimal(amount: str) -> Decimal:
    word = _WORDS.get(amount.lower())
    return Decimal(word) if word is not None else Decimal(amount.replace(",", ""))


def _plain_number(number: Decimal) -> Decimal:
    """Without an exponent or needless zeros after the point."""
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


def _multiples(text: str) -> Iterator[Level]:
    for match in _MULTIPLE.finditer(text):
        key = (match["fold"] or match["word"])[:4].lower()
        factor = _FACTORS[key]
        yield Level(*match.span(), "multiple", match["word"].lower(), Decimal(factor), "x")


def _changes(text: str, parts: Sequence[Level | _Pair]) -> Iterator[Change]:
    spent = -1
    for index, part in enumerate(parts):
        if index <= spent:
            continue
        follower = parts[index + 1] if index + 1 < len(parts) else None
        change, used = _change(text, part, follower)
        spent = index + used
        if change:
            yield change


def _change(
    text: str, part: Level | _Pair, follower: Level | _Pair | None
) -> tuple[Change | None, int]:
    """The change that a part of the text tells, and how many more parts it uses."""
    if isinstance(part, _Pair):
        told = _between(part.low, part.high) if part.change else _standing_span(text, part)
        return told, 0
    if isinstance(follower, Level):
        if _counts_down(text, part, follower):
            return _between(follower, part), 1
        if _is_step(text, part, follower):
            made = _single(follower, _verb_before(text, part.start))
            return (replace(made, by=part) if made else None), 1
    older = _bare_older(text, part)
    return (_between(older, part) if older else _alone(text, part)), 0


def _bare_older(text: str, level: Level) -> Level | None:
    """The number without a unit after "to 15 per cent from"."""
    bare = _BARE_FROM.match(text, level.end, level.end + _NEAR)
    if bare is None or _YEAR.fullmatch(bare["amount"]):
        return None
    return _with_unit_of(level, *bare.span("amount"), bare["amount"])


def _is_step(text: str, step: Level, level: Level) -> bool:
    """Whether the levels are those of "by 5 points to 10%"."""
    by = _BY.search(text[max(0, step.start - _NEAR) : step.start])
    return by is not None and _STEP_TO.fullmatch(text, step.end, level.start) is not None


def _between(older: Level, newer: Level) -> Change:
    """The change from `older` to `newer`, with the direction that the numbers show."""
    start, end = min(older.start, newer.start), max(older.end, newer.end)
    return Change(start, end, older, newer, _order(older, newer))


def _order(older: Level, newer: Level) -> Direction:
    if older.number == newer.number:
        return "equal"
    return "up" if newer.number > older.number else "down"


def _counts_down(text: str, newer: Level, older: Level) -> bool:
    """Whether "B, up from A", "B instead of A" joins two levels."""
    gap = text[newer.end : older.start]
    return len(gap) <= _NEAR and newer.unit == older.unit and _JOINS_FROM.fullmatch(gap) is not None


def _alone(text: str, level: Level) -> Change | None:
    """A level that stands without another: raised to, cut by, kept at, or only a rate."""
    before = _clause_before(text, level.start)
    verb = _verb_before(text, level.start)
    if _TO.search(before) and not _NOT_TO.search(before[-_NEAR:]) and verb:
        return _single(level, verb)
    if _BY.search(before) and _way(verb) in {"up", "down"}:
        return Change(level.start, level.end, None, None, _way(verb), by=level)
    if _AT.search(before) and _way(verb) == "equal" and level.kind == "percent":
        return Change(level.start, level.end, None, level, "equal")
    return Change(level.start, level.end, None, level, None) if _is_rate(text, level) else None


def _standing_span(text: str, pair: _Pair) -> Change | None:
    span = _span(pair)
    return Change(span.start, span.end, None, span, None) if _is_rate(text, span) else None


def _span(pair: _Pair) -> Level:
    """One level with an upper end ("10 to 41 percent", "$80 to $200")."""
    low, high = pair.low, pair.high
    number, upper = sorted((low.number, high.number))
    first = low.value if high.value.startswith(high.unit) else _figure(low.value)
    value = f"{first} to {high.value}"
    return replace(high, start=low.start, value=value, number=number, upper=upper)


def _is_rate(text: str, level: Level) -> bool:
    """Whether a percentage or a price is that of a duty, a cap or the like."""
    if level.kind not in {"percent", "per_unit"}:
        return False
    if _RATE_AFTER.match(text, level.end, level.end + _NEAR) and level.kind == "percent":
        return True
    return _RATE_BEFORE.search(text[max(0, level.start - _NEAR) : level.start]) is not None


def _single(level: Level, verb: re.Match[str] | None) -> Change | None:
    if verb is None:
        return None
    return Change(level.start, level.end, None, level, _way(verb))


def _way(verb: re.Match[str] | None) -> Direction | None:
    """The direction of a change verb; None where it has none of its own ("go to")."""
    if verb is None:
        return None
    names: tuple[Direction, ...] = ("up", "down", "equal")
    return next((name for name in names if verb[name]), None)


def _verb_before(text: str, start: int) -> re.Match[str] | None:
    verbs = list(_VERB.finditer(_clause_before(text, start)))
    return verbs[-1] if verbs else None


def _clause_before(text: str, start: int) -> str:
    return _STOP.split(text[max(0, start - _WINDOW) : start])[-1]


def _bare_multiples(text: str) -> Iterator[Change]:
    """ "Doubled", "halved" without a level beside them."""
    for level in _multiples(text):
        way: Direction = "down" if level.number < 1 else "up"
        yield Change(level.start, level.end, None, None, way, by=level)


def _lies_in(change: Change, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a change with its levels follows a bare "doubled" within its clause."""
    return any(0 <= start - change.end < _WINDOW // 2 for start, _ in taken)
