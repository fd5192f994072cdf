"""Rates, amounts and quantities in news text.

A level is a number with its unit as written: "145 percent", "$60bn", "18,125
tons", "$47.60 a barrel". A span of rates ("10 to 41 percent", "ranging from 19% to 28%") is
one level with an upper end.
"""

# ruff: noqa: RUF001 - dashes and quotation marks are what the patterns read

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from pipelines.extract.level_verbs import FROM, VERB, clause_before

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["percent", "points", "money", "quantity", "per_unit", "multiple"]

_FIGURES = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d+)?)"
_WORDS = MappingProxyType(
    {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
    | {"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15}
    | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100}
)
NUMBER = rf"(?:{_FIGURES}|{'|'.join(_WORDS)})"
"""A number in figures or words, as a pattern."""

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
    rf"(?:(?P<sign>{_SIGN})(?P<amount>{_FIGURES})(?P<scale>{_SCALE})?"
    rf"|(?P<number>{NUMBER})(?:(?P<percent>{_PERCENT})|(?P<points>{_POINTS})"
    rf"|(?P<scale2>{_SCALE})?(?:(?P<coins>{_COINS})|(?P<things>{_THINGS}))))(?P<per>{_PER})?"
)
_LEVEL = re.compile(rf"(?<![\w.$€£])(?<![^%\s\d]-){_ONE}", re.IGNORECASE)
_LINK = r"\s?(?P<link>-|–|—|to|and)\s?"
_GAP = re.compile(_LINK)
_BARE_LOW = re.compile(
    rf"(?<![\w.$€£,-])(?P<sign>{_SIGN})?(?P<amount>{NUMBER}){_LINK}$", re.IGNORECASE
)
YEAR = re.compile(r"(?:19|20)\d\d")
"""What looks like a year rather than a level."""

_MULTIPLE = re.compile(
    r"\b(?P<word>doubl(?:e[sd]?|ing)|trebl(?:e[sd]?|ing)|tripl(?:e[sd]?|ing)"
    r"|quadrupl(?:e[sd]?|ing)|halv(?:e[sd]?|ing)|(?P<fold>two|three|four|five|ten)[\s-]?fold)\b",
    re.IGNORECASE,
)
_FACTORS = MappingProxyType(
    {"doub": "2", "treb": "3", "trip": "3", "quad": "4", "halv": "0.5", "two": "2", "thre": "3"}
    | {"four": "4", "five": "5", "ten": "10"}
)
_SPREAD = re.compile(
    r"\b(?:rang(?:e[sd]?|ing)|var(?:y|ies|ied|ying)|anything|anywhere|(?:rates|duties|tariffs|levies)"
    r"(?:\s+of)?)\s+(?:from\s+)?$",
    re.IGNORECASE,
)
_NEAR = 48
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
class Pair:
    """Two levels joined by "to", a dash or "and", of which the first may lack its unit."""

    low: Level
    high: Level
    change: bool


def find_levels(text: str) -> tuple[Level, ...]:
    """Return the levels in `text`, in order and apart from each other."""
    found = [*_levels(text), *multiples(text)]
    return tuple(sorted(found, key=lambda level: level.start))


def _levels(text: str) -> Iterator[Level]:
    for part in parts_of(text):
        if isinstance(part, Level):
            yield part
        elif part.change:
            yield part.low
            yield part.high
        else:
            yield span(part)


def parts_of(text: str) -> list[Level | Pair]:
    """The levels of a text, those that are the ends of one span or change in pairs."""
    parts: list[Level | Pair] = []
    for match in _LEVEL.finditer(text):
        level = _level(match)
        last = parts[-1] if parts else None
        low, link = _joined_low(text, last, level)
        if low is None or not _is_pair(text, low, link):
            parts.append(level)
            continue
        if low is last:
            parts.pop()
        parts.append(Pair(low, level, _gives_way(text, low, link)))
    return parts


def _joined_low(text: str, last: Level | Pair | None, level: Level) -> tuple[Level | None, str]:
    """The level or bare number right before `level`, and what joins them."""
    if isinstance(last, Level):
        gap = _GAP.fullmatch(text, last.end, level.start)
        if gap and last.unit == level.unit:
            return last, gap["link"].lower()
    low = max(0, level.start - _NEAR)
    bare = _BARE_LOW.search(text[low : level.start])
    if bare is None or YEAR.fullmatch(bare["amount"]):
        return None, ""
    start, end = low + bare.start(), low + bare.end("amount")
    if isinstance(last, Level) and start < last.end:
        return None, ""
    return with_unit_of(level, start, end, bare["amount"]), bare["link"].lower()


def with_unit_of(level: Level, start: int, end: int, amount: str) -> Level:
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
    before = clause_before(text, low.start)
    if link != "to" or not FROM.search(before) or _SPREAD.search(before):
        return False
    return VERB.search(before) is not None


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
    found = re.search(NUMBER, value, re.IGNORECASE)
    return found.group() if found else value


def _decimal(amount: str) -> Decimal:
    word = _WORDS.get(amount.lower())
    return Decimal(word) if word is not None else Decimal(amount.replace(",", ""))


def _plain_number(number: Decimal) -> Decimal:
    """Without an exponent or needless zeros after the point."""
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


def multiples(text: str) -> Iterator[Level]:
    """The levels that are so many times another: "doubled", "threefold"."""
    for match in _MULTIPLE.finditer(text):
        key = (match["fold"] or match["word"])[:4].lower()
        factor = _FACTORS[key]
        yield Level(*match.span(), "multiple", match["word"].lower(), Decimal(factor), "x")


def span(pair: Pair) -> Level:
    """One level with an upper end ("10 to 41 percent", "$80 to $200")."""
    low, high = pair.low, pair.high
    number, upper = sorted((low.number, high.number))
    first = low.value if high.value.startswith(high.unit) else _figure(low.value)
    value = f"{first} to {high.value}"
    return replace(high, start=low.start, value=value, number=number, upper=upper)
