"""The expressions that name a date in English news, a pattern for each kind.

Patterns hold no open repetition, so that reading stays linear. Words between
which a parse must decide are left to the reader of the matches.
"""

# ruff: noqa: RUF001 - typographic quotation marks and dashes are what the patterns read

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTHS = MappingProxyType(
    {
        name: number
        for number, name in enumerate(
            ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
        )
    }
)
"""The first three letters of a month and its number."""

WEEKDAYS = MappingProxyType(
    {name: i for i, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
)
"""The first three letters of a weekday and its number, Monday being 0."""

NUMBERS = MappingProxyType(
    {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    | {"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13}
    | {"fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18}
    | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
    | {"a couple of": 2, "half a": 0.5, "half": 0.5}
)

SEASONS = MappingProxyType({"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12})
"""The month in which a season begins in the north."""

_MONTH = (
    r"(?P<month>january|february|march|april|may|june|july|august|september|october|november"
    r"|december|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?![a-z])(?!-a-)\.?)(?!\w)"
)
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
_DAY_TWO = r"(?P<day2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_OF_YEAR = (
    rf"(?:,?\s+(?:of\s+|in\s+)?(?:{_YEAR}"
    r"|(?P<year_word>this|last|next|that|the\s+same|the\s+following|the\s+previous)\s+year\b"
    r"(?!['’]s)))?"
)
_PART = r"(?:the\s+)?(?:very\s+)?(?:beginning|start|middle|end)\s+of|early|mid|late"
_NO_AMOUNT = r"(?!\s?(?:%|per\s?cent|(?:m|b|tr)illion|bn\b|tonnes|tons|barrels))"
_NUMBER = (
    r"(?P<number>a\s+couple\s+of|half\s+a|an?|one|two|three|four(?:teen)?|five|six(?:teen|ty)?"
    r"|seven(?:teen)?|eight(?:een)?|nine(?:ty)?|ten|eleven|twelve|thirt(?:een|y)|fifteen|twenty"
    r"|forty|fifty|\d{1,3})"
)
_UNIT = r"(?P<unit>day|week|fortnight|month|year|decade)"
_ABOUT = (
    r"(?:(?P<about>about|some|roughly|nearly|almost|around|approximately|up\s+to|(?:less|more|fewer)"
    r"\s+than|over|under|just\s+(?:over|under)|at\s+(?:least|most))\s+|(?:just|only|barely|exactly"
    r"|a\s+mere|the\s+(?:next|first|initial))\s+)?"
)
_WEEKDAY = (
    r"(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|(?:mon|tues?|wed|thurs?|thu|fri|sat|sun)\.)(?!\w)"
)
_WHICH = (
    r"this|last|next|that|the\s+following|the\s+previous|the\s+preceding|the\s+same"
    r"|this\s+coming|this\s+past|the\s+coming|the\s+current"
)

_SOURCES = {
    "today": r"\b(?:(?P<word>the\s+day\s+(?:before\s+yesterday|after\s+tomorrow)|today|tonight"
    r"|yesterday|tomorrow|this\s+(?:morning|afternoon|evening)|last\s+night)(?!\w)(?:['’]s)?"
    r"(?:\s+(?:morning|afternoon|evening|night))?"
    r"|(?P<at_once>effective\s+immediately|with\s+immediate\s+effect))",
    "iso": r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)([-/])(?P<month>0[1-9]|1[0-2])\2"
    r"(?P<day>0[1-9]|[12]\d|3[01])(?![\d/-])",
    "numeric": r"(?<![\d/.])(?P<first>\d{1,2})([/.])(?P<second>\d{1,2})\2(?P<year>(?:19|20)\d\d)"
    r"(?![\d/])",
    "month_day": rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}"
    rf"(?:\s?(?:-|–|—|to|through)\s?{_DAY_TWO}(?!\s+{_MONTH.replace('?P<month>', '?:')})"
    rf"|\s+and\s+{_DAY_TWO.replace('day2', 'day3')}(?=\s*[.,;)]|\s+(?:in|at|for|by|that|when)\b))?"
    rf"{_OF_YEAR}{_NO_AMOUNT}",
    "day_month": rf"(?<![\w:./,$€£-])(?:the\s+)?{_DAY}(?:\s?(?:-|–|—|to|and|or)\s?{_DAY_TWO})?"
    rf"\s+(?:of\s+)?{_MONTH}{_OF_YEAR}",
    "month": rf"\b(?:(?P<part>{_PART})[-\s]+)?(?:(?P<which>{_WHICH}|the)\s+)?{_MONTH}{_OF_YEAR}"
    rf"(?!\s+(?:the\s+)?\d{{1,2}}\b{_NO_AMOUNT})",
    "weekday": rf"\b(?:(?:early|late|later)\s+(?:on\s+)?)?(?:(?P<which>{_WHICH}|coming|the)\s+)?"
    rf"(?<!black\s)(?<!good\s){_WEEKDAY}(?:['’]s)?(?:\s+(?:morning|afternoon|evening|night|noon))?"
    r"(?:\s+(?:of\s+)?(?P<week>last|next|this)\s+week\b)?",
    "ordinal": r"\b(?:on|of|since|from|until|till|by|as\s+of|after|before|dated|through)\s+"
    r"(?P<core>the\s+(?P<day>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)\b"
    r"(?:\s+of\s+(?P<which>this|last|next|the|that|the\s+same)\s+month\b)?)"
    r"(?=\s*(?:$|[.,;:!?)(\"”–—-])|\s+(?:local|and|but|that|to|in|at|with|because|when|after|before"
    r"|for|as|it|he|she|they|ahead|by|from|said|told|met|put|cut|took|held|hit|began|[a-z]+ed)\b)",
    "period": rf"\b(?:(?P<part>{_PART}|earlier|later)[-\s]+(?:in\s+)?)?"
    rf"(?<!\bthe\s)(?P<which>{_WHICH}|the)\s+(?P<unit>day|date|night|morning|week|weekend|month"
    r"|quarter|year|spring|summer|autumn|fall|winter)\b(?:['’]s)?",
    "close": r"\b(?:(?P<ends>year|month|week)(?:-|['’]s\s+)end|(?P<turn>the\s+turn\s+of\s+the\s+"
    r"year)|the\s+(?P<out>year|month|week)\s+is\s+out)\b",
    "distance": rf"\b{_ABOUT}{_NUMBER}[-\s]+{_UNIT}s?['’]?\s+(?P<way>ago|earlier|later|prior"
    r"|previously|hence|from\s+(?:now|today)|(?:before|after)(?P<that>\s+that\b|\s*(?=[.,;)]|$))?)"
    r"\b(?!\s+than)",
    "beside": r"\bthe\s+(?P<unit>day|week|month|year)\s+(?P<way>(?:before|after)"
    r"(?P<that>\s+that\b|\s*(?=[.,;)]|$))?)",
    "within": rf"\b(?P<cue>in|within)\s+(?P<core>{_ABOUT}{_NUMBER}[-\s]+{_UNIT}s?"
    r"(?P<time>['’]?\s+time\b)?)(?!['’\w-]|\s+(?:ago|earlier|later|of|after|before|since|or)\b)",
    "length": rf"\b(?:for\s+(?P<core>{_ABOUT}(?:(?:another|a\s+further|an\s+additional|the)"
    rf"\s+)?{_NUMBER.replace('an?|', 'an?|another|')}[-\s]+{_UNIT}s?)(?!['’\w-]|\s+(?:ago|earlier))"
    rf"|(?P<core2>(?:another|a\s+further|an\s+additional)\s+{_NUMBER.replace('number', 'number2')}"
    rf"\s+{_UNIT.replace('unit', 'unit2')}s?)\b"
    rf"|(?P<core3>(?<![\w.,-]){_NUMBER.replace('number', 'number3')}-"
    rf"{_UNIT.replace('unit', 'unit3')})\b(?!-|\s+(?:bonds?|yields?|treasur|notes?|high|low|old)))",
    "midnight": r"\bat\s+(?P<core>midnight)\b",
    "quarter": rf"\b(?:(?:the\s+)?(?:first|second|third|fourth|last|final|opening|closing"
    r"|[1-4](?:st|nd|rd|th))[-\s]+(?:quarter|half|(?:two|three|four|six|nine)\s+months)"
    rf"(?:\s+of|\s+in|,)?\s+(?:(?:fiscal|calendar)\s+)?"
    rf"(?:{_YEAR}|(?P<which>this|last|next|the|that)\s+year\b)"
    rf"|(?:[QH][1-4]|[1-4][QH])(?:\s+of|,)?\s*['’]?{_YEAR.replace('year', 'year2')})",
    "year": r"(?<![\w$€£¥.,/:#–-])"
    rf"(?:(?P<part>{_PART})[-\s]+)?(?P<fiscal>(?:calendar|fiscal|financial|model)\s+(?:years?\s+)?"
    rf"|FY\s?)?{_YEAR}(?:[-–](?P<year2>(?:20)?\d\d)\b)?"
    rf"(?!/|[-–]\d|[,.]\d|['’]?s\b|-\w|\s?°|\s+(?:points|units|tonnes|tons|people|workers|jobs))"
    rf"{_NO_AMOUNT}",
    "holiday": r"\b(?P<name>New\s+Year['’]s\s+(?:Day|Eve)|Christmas(?:\s+(?:Day|Eve))?"
    r"|Boxing\s+Day|Independence\s+Day|the\s+Fourth\s+of\s+July|May\s+Day|Labou?r\s+Day"
    r"|Thanksgiving|Inauguration\s+Day|Liberation\s+Day|Veterans\s+Day|Halloween)\b",
}

PATTERNS = MappingProxyType(
    {kind: re.compile(source, re.IGNORECASE) for kind, source in _SOURCES.items()}
)
"""The patterns by kind; a group `core` is the expression where the match holds more."""

_UNITS = frozenset(
    f"{unit}{ending}"
    for unit in ("day", "week", "fortnight", "month", "year", "decade")
    for ending in ("", "s")
)
_MONTH_NAMES = frozenset({"january", "february", "march", "april", "may", "june", "july", "august"})
_MONTH_NAMES |= {"september", "october", "november", "december", "sept", *MONTHS}
_YEARS = frozenset({"19", "20"})
"""The first digits of a year; of other numbers each digit stands for itself."""

_SIGNS: Mapping[str, frozenset[str]] = MappingProxyType(
    dict.fromkeys(PATTERNS, _YEARS)
    | dict.fromkeys(("month_day", "day_month", "month"), _MONTH_NAMES)
    | dict.fromkeys(("close", "distance", "beside", "within", "length"), _UNITS)
    | {
        "today": frozenset({"today", "tonight", "yesterday", "tomorrow", "morning", "afternoon"})
        | {"evening", "night", "immediately", "immediate"},
        "weekday": frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday"})
        | {"sunday", "tues", "thurs", *WEEKDAYS},
        "period": frozenset({"day", "date", "night", "morning", "week", "weekend", "month"})
        | {"quarter", "year", *SEASONS},
        "midnight": frozenset({"midnight"}),
        "ordinal": frozenset({"st", "nd", "rd", "th"}),
        "quarter": frozenset({"quarter", "half", "months", "q", "h"}),
        "holiday": frozenset({"day", "eve", "christmas", "fourth", "thanksgiving", "halloween"}),
    }
)
"""Words of which a text must have one where a pattern of a kind matches in it."""

_SIGN = re.compile(r"[a-z]+|(?:19|20)(?=\d\d)|\d")


def kinds_in(text: str) -> list[str]:
    """The kinds of expressions that a text may hold, by single words of it."""
    words = _SIGN.findall(text.lower())
    return [kind for kind, signs in _SIGNS.items() if not signs.isdisjoint(words)]


_TIME = (
    r"(?:(?:\d{1,2}(?::\d\d)?\s?(?:[ap]\.?m\.?)|\d{1,2}:\d\d|noon|midnight)"
    r"(?:\s+\(?[A-Z]{2,4}\)?|\s+(?:Eastern|Beijing|Washington|Brussels|Moscow|local|GMT)"
    r"(?:\s+(?:daylight|standard))?(?:\s+time)?)?,?\s+)"
)
CUE = re.compile(
    r"\b(?:(?P<cue>on|in|at|of|dated|from|as\s+of|as\s+from|with\s+effect\s+from|until|till"
    r"|through|thru|to|since|by|(?:no|not)\s+later\s+than|before|ahead\s+of|prior\s+to|after"
    r"|following|beyond|past|during|over|throughout|within|for|between(?:\s+now\s+and)?)"
    r"|(?P<opening>starting|beginning|commencing|effective)(?:\s+(?:on|from|in|at|with|as\s+of))?)"
    r"(?:\s+(?:at|about|around|at\s+least|at\s+the\s+latest|as\s+(?:late|early)\s+as))?"
    rf"\s+(?:(?:shortly\s+)?{_TIME}(?:on\s+)?)?$",
    re.IGNORECASE,
)
"""The preposition, and a time of day, that end right before a date."""

Role = Literal["on", "from", "until", "since", "by", "before", "after", "during", "for"]

_PREPOSITIONS: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {
        "from": (
            *("from", "between", "starting", "beginning", "commencing", "effective"),
            *("as of", "as from", "with effect from"),
        ),
        "until": ("until", "till", "through", "thru", "to"),
        "by": ("by", "no later than", "not later than", "within", "between now and"),
        "before": ("before", "ahead of", "prior to"),
        "after": ("after", "following", "beyond", "past"),
        "during": ("during", "over", "throughout"),
        "since": ("since",),
        "for": ("for",),
    }
)
ROLE_OF: Mapping[str, Role] = MappingProxyType(
    {word: role for role, words in _PREPOSITIONS.items() for word in words}
)
"""The role that a preposition gives; all others give "on"."""

CONNECT = re.compile(
    r"\s*(?P<how>,?\s*(?:and|or|to|until|till|through|--?|–|—)|,)\s*(?:on\s+|in\s+|the\s+)*",
    re.IGNORECASE,
)
"""What joins two dates into a range or a pair."""

MOVED = re.compile(r"\b(?:extend|postpone|delay|push|move|shift|prolong|defer|bring)\w*\b[^.;]*$")
"""A verb after which "from ... to ..." is a change of date and no range."""

NO_DATE = re.compile(
    r"(?:\b(?:Act|Law|Code|Statute|Constitution)(?:\s+\([^()]{1,20}\))?,?\s+of"
    r"|\b(?:No|Nos|Decree|Decision|Order|Regulation|Resolution|Directive)\.?|\b(?:every|each))\s+$",
    re.IGNORECASE,
)
"""What stands before the year of a law, the number of a decree or a date that recurs."""

LOCAL_TIME = re.compile(r"\s+\(?(?:local|\w+)\s+time\)?", re.IGNORECASE)
