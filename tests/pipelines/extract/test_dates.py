import datetime as dt
import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.date_words import PATTERNS, kinds_in
from pipelines.extract.dates import DatePhrase, extend, find_dates

TUESDAY = dt.date(2025, 6, 10)


def read(text: str, published: dt.date = TUESDAY, **hints: object) -> list[tuple[object, ...]]:
    phrases = find_dates(text, published, **hints)  # type: ignore[arg-type]
    return [(p.value, p.role) for p in phrases]


def values(text: str, published: dt.date = TUESDAY, **hints: object) -> list[str | None]:
    return [p.value for p in find_dates(text, published, **hints)]  # type: ignore[arg-type]


ABSOLUTE = [
    ("It signed the pact on June 4, 2025.", "2025-06-04", "on"),
    ("It signed the pact on Monday, June 9, 2025.", "2025-06-09", "on"),
    ("Effective October 18, 2019, duties rise.", "2019-10-18", "from"),
    ("It runs until 10 November 2026.", "2026-11-10", "until"),
    ("On the 2nd of July 2024 it ended.", "2024-07-02", "on"),
    ("It fell on 2025-06-09.", "2025-06-09", "on"),
    ("It fell on 09.06.2025.", "2025-06-09", "on"),
    ("It fell on 10/11/2025.", "2025-10-11", "on"),
    ("It fell on 25/11/2025.", "2025-11-25", "on"),
    ("Imposed in September of 2018, the duty stays.", "2018-09", "on"),
    ("The ban begins in January 2027.", "2027-01", "on"),
    ("The ban begins in 2027.", "2027", "on"),
    ("The ban begins in mid-2027.", "2027", "on"),
    ("It will be phased out by the end of 2027.", "2027", "by"),
    ("It ended at the end of 2024.", "2024-12", "on"),
    ("Quotas shrink in Q1 2027.", "2027", "on"),
    ("Quotas shrank in fiscal 2023.", "2023", "on"),
    ("It applies to the second quarter of 2022.", "2022", "until"),
    ("As announced on Liberation Day, it is 10%.", "2025-04-02", "on"),
]


@pytest.mark.parametrize(("text", "value", "role"), ABSOLUTE)
def test_a_date_with_its_year(text: str, value: str, role: str) -> None:
    assert read(text) == [(value, role)]


def test_no_kind_is_passed_over_whose_pattern_matches() -> None:
    tables = (ABSOLUTE, PARTIAL, WEEKDAYS, RELATIVE, ANCHORED, WITHIN, RANGES, LENGTHS, NO_DATE)
    texts = [cell for table in tables for row in table for cell in row if isinstance(cell, str)]
    texts += ["They met the day before."]
    told = {(kind, text) for text in texts for kind in kinds_in(text)}
    matched = {(kind, t) for t in texts for kind, pattern in PATTERNS.items() if pattern.search(t)}
    assert matched <= told
    assert {kind for kind, _ in matched} == {*PATTERNS}


PARTIAL = [
    ("The call took place on the 5th.", "2025-06-05", "on"),
    ("Hassett told CNBC on the 9th (local time).", "2025-06-09", "on"),
    ("The minister said so on the 22nd.", "2025-05-22", "on"),
    ("It will be lifted on the 22nd.", "2025-06-22", "on"),
    ("It is effective from the 15th.", "2025-06-15", "from"),
    ("It was frozen as of the 2nd of last month.", "2025-05-02", "from"),
    ("The duty took effect on Feb. 4.", "2025-02-04", "on"),
    ("The duty took effect on 4 Feb.", "2025-02-04", "on"),
    ("The duty will take effect on Feb 4.", "2026-02-04", "on"),
    ("It will apply from 12:01 a.m. EDT on August 1.", "2025-08-01", "from"),
    ("Importers have been exempt since December 6.", "2024-12-06", "since"),
    ("It has been on hold since October 9.", "2024-10-09", "since"),
    ("China put magnets under control in April.", "2025-04", "on"),
    ("Washington imposed the curbs in October.", "2024-10", "on"),
    ("Deliveries may dip in December.", "2025-12", "on"),
    ("They agreed to lift the duties from July 1.", "2025-07-01", "from"),
    ("The truce came last May.", "2025-05", "on"),
    ("The truce came last June.", "2024-06", "on"),
    ("The truce came last November.", "2024-11", "on"),
    ("It was prolonged in March last year.", "2024-03", "on"),
    ("From July next year the ceiling rises.", "2026-07", "from"),
    ("The law was passed in May of this year.", "2025-05", "on"),
    ("The panel is due to decide by mid-January.", "2026-01", "by"),
    ("It should be ready by the end of March.", "2026-03", "by"),
    ("The April ruling stands.", "2025-04", "on"),
    ("It will start on New Year's Day.", "2026-01-01", "on"),
    ("We expect its assent before Christmas.", "2025-12", "before"),
]


@pytest.mark.parametrize(("text", "value", "role"), PARTIAL)
def test_a_date_without_its_year(text: str, value: str, role: str) -> None:
    assert read(text) == [(value, role)]


WEEKDAYS = [
    ("He said on Monday that talks go on.", "2025-06-09", "on"),
    ("He said late on Sunday night that talks go on.", "2025-06-08", "on"),
    ("The ministry said Tuesday (local time).", "2025-06-10", "on"),
    ("The ministry said Wednesday.", "2025-06-04", "on"),
    ("They will meet on Wednesday.", "2025-06-11", "on"),
    ("Duties apply from Monday.", "2025-06-16", "from"),
    ("Duties apply from next Tuesday.", "2025-06-17", "from"),
    ("They met last Friday.", "2025-06-06", "on"),
    ("They meet this Friday.", "2025-06-13", "on"),
    ("They met on Monday of last week.", "2025-06-02", "on"),
    ("A round fixed for Thursday was called off.", "2025-06-12", "for"),
    ("Jokowi reopens palm oil tap on Thursday, but rules stay", "2025-06-12", "on"),
    ("Duties end at midnight on Monday.", "2025-06-09", "on"),
]


@pytest.mark.parametrize(("text", "value", "role"), WEEKDAYS)
def test_a_weekday_goes_with_its_tense(text: str, value: str, role: str) -> None:
    assert read(text) == [(value, role)]


RELATIVE = [
    ("He signed it today.", "2025-06-10", "on"),
    ("He signed it last night.", "2025-06-09", "on"),
    ("He signed it yesterday.", "2025-06-09", "on"),
    ("It takes effect tomorrow.", "2025-06-11", "on"),
    ("Duties are set to start at midnight.", "2025-06-11", "on"),
    ("It was blocked late last month.", "2025-05", "on"),
    ("It was blocked at the end of last month.", "2025-05", "on"),
    ("A decision is due early next month.", "2025-07", "on"),
    ("It was cut earlier this month.", "2025-06", "on"),
    ("They met last week.", "2025-06", "on"),
    ("They meet later this week.", "2025-06", "on"),
    ("They meet over the weekend.", "2025-06", "during"),
    ("It ends at the end of the week.", "2025-06-13", "on"),
    ("It may come early next year.", "2026", "on"),
    ("Quotas fall in the first quarter of next year.", "2026", "on"),
    ("It stopped buying this spring.", "2025", "on"),
    ("It is likely before the year is out.", "2025", "before"),
    ("It lapses at the end of the year.", "2025-12", "on"),
    ("It acts by the end of the year.", "2025", "by"),
    ("It lost its licence at the turn of the year.", "2025-01", "on"),
    ("It was signed a year ago.", "2024-06", "on"),
    ("It was signed three months ago.", "2025-03", "on"),
    ("It slapped on duties six weeks ago.", "2025-04", "on"),
    ("It slapped on duties three days ago.", "2025-06-07", "on"),
    ("It was signed a decade ago.", "2015", "on"),
    ("The duty will rise in one week.", "2025-06-17", "on"),
    ("The duty will rise in 90 days.", "2025-09-08", "on"),
    ("A tender is to follow within a fortnight.", "2025-06", "by"),
    ("The comment period closes within 30 days.", "2025-07", "by"),
    ("It applies effective immediately.", "2025-06-10", "on"),
]


@pytest.mark.parametrize(("text", "value", "role"), RELATIVE)
def test_a_date_told_from_the_day_of_publication(text: str, value: str, role: str) -> None:
    assert read(text) == [(value, role)]


ANCHORED = [
    ("They started the same day.", "2025-06-05", "2025-06-05"),
    ("They went on the following day.", "2025-06-05", "2025-06-06"),
    ("The duty rose a day earlier.", "2025-06-05", "2025-06-04"),
    ("Two days later the ban came.", "2025-06-05", "2025-06-07"),
    ("A month later it was doubled.", "2025-02-04", "2025-03"),
    ("Magnets follow a year later.", "2025-01-01", "2026-01-01"),
    ("Graphite followed that December.", "2023-08", "2023-12"),
    ("It lapsed the following April.", "2023-10", "2024-04"),
    ("It was rolled back the following month.", "2023-09", "2023-10"),
    ("No shipment was recorded that month.", "2023-08-01", "2023-08"),
    ("It ended on July 13 of the same year.", "2018-04", "2018-07-13"),
    ("The exit came three days after he backed it.", "2023-07-17", "2023-07-14"),
    ("It met that Friday.", "2025-06-05", "2025-06-06"),
]


@pytest.mark.parametrize(("text", "anchor", "value"), ANCHORED)
def test_a_date_told_from_an_earlier_one(text: str, anchor: str, value: str) -> None:
    assert values(text, anchor=anchor) == [value]


@pytest.mark.parametrize("text", [a[0] for a in ANCHORED if "earlier" not in a[0]][:8])
def test_nothing_is_told_from_a_date_that_is_not_there(text: str) -> None:
    assert values(text) == []


WITHIN = [
    ("He doubled on Feb. 4 a duty, and again a month later.", ["2025-02-04", "2025-03"]),
    ("In May 2019 it left, and that August it struck a bargain.", ["2019-05", "2019-08"]),
    ("A ban of March 1 last year was waived in mid-May.", ["2024-03-01", "2024-05"]),
    ("A day after it banned apps, the state on Monday scrapped a tender.", None),
    ("25% will apply 21 days after August 7.", ["2025-08-28"]),
    ("It was prolonged in November, in March and in May.", ["2024-11", "2025-03", "2025-05"]),
    ("He removed duties imposed on April 8 and April 9, 2024.", ["2024-04-08", "2024-04-09"]),
    ("They promised renewal by November or December.", ["2025-11", "2025-12"]),
]


@pytest.mark.parametrize(("text", "expected"), WITHIN)
def test_dates_of_one_sentence_lean_on_each_other(text: str, expected: list[str] | None) -> None:
    assert values(text) == (expected or ["2025-06-08", "2025-06-09"])


RANGES = [
    ("The pause runs from 1 July to 30 September.", "2025-07-01", "2025-09-30"),
    ("The talks of June 9-10 went on.", "2025-06-09", "2025-06-10"),
    ("They met on 9 and 10 June.", "2025-06-09", "2025-06-10"),
    ("The review covers November 1, 2018 through October 31, 2019.", "2018-11-01", "2019-10-31"),
    ("It was dropped from mid-May to late July.", "2025-05", "2025-07"),
    ("The plan for 2026-2028 was agreed.", "2026", "2028"),
]


@pytest.mark.parametrize(("text", "start", "end"), RANGES)
def test_a_range_has_an_end(text: str, start: str, end: str) -> None:
    (phrase,) = find_dates(text, dt.date(2025, 8, 20) if "waived" in text else TUESDAY)
    assert (phrase.value, phrase.until) == (start, end)


def test_a_deadline_that_is_moved_is_no_range() -> None:
    text = "He extended the pause from July 9 to August 1."
    assert read(text) == [("2025-07-09", "from"), ("2025-08-01", "until")]


LENGTHS = [
    ("Both backed down for 90 days.", "P90D"),
    ("It issued a six-month license.", "P6M"),
    ("The truce was extended another 90 days.", "P90D"),
    ("It is put on ice for a year.", "P1Y"),
    ("The measure lasts for a further two weeks.", "P2W"),
]


@pytest.mark.parametrize(("text", "lasts"), LENGTHS)
def test_a_length_of_time_is_a_duration(text: str, lasts: str) -> None:
    (phrase,) = find_dates(text, TUESDAY)
    assert (phrase.value, phrase.role, phrase.lasts) == (None, "for", lasts)


def test_a_duration_and_its_end_are_two_phrases() -> None:
    text = "It suspends the duty for 90 days until 10 November 2026."
    assert read(text) == [(None, "for"), ("2026-11-10", "until")]


@pytest.mark.parametrize(
    ("start", "lasts", "end"),
    [
        ("2025-05-14", "P90D", "2025-08-12"),
        ("2025-01-31", "P1M", "2025-02-28"),
        ("2025-05", "P90D", "2025-07"),
        ("2025", "P1Y", "2026"),
        ("2025-05-14", "P2W", "2025-05-28"),
        ("9999", "P1Y", None),
    ],
)
def test_extend_adds_a_duration(start: str, lasts: str, end: str | None) -> None:
    assert extend(start, lasts) == end


NO_DATE = [
    "Talks go on in the coming days.",
    "It may march on.",
    "It may apply.",
    "Jan Smith and Mar-a-Lago stay.",
    "The Trade Expansion Act of 1962 allows it.",
    "Decree 682/2025 and Decision No. 1959/QD are in force.",
    "It exported 2,025 tons and 2000 tonnes for $2025.",
    "The 18th package and the 5th round came.",
    "It has been so since the 1990s.",
    "It grew over the past year and in recent weeks.",
    "It rises every April.",
    "Under Executive Order 14193 duties apply.",
    "The fall of the regime came.",
    "",
]


@pytest.mark.parametrize("text", NO_DATE)
def test_what_is_no_date(text: str) -> None:
    assert values(text) == []


def test_the_day_of_publication_is_never_assumed() -> None:
    assert values("China lifted the ban on its own.") == []


def test_adjectives_tell_no_tense() -> None:
    text = "Qatar will stop selling liquefied gas in January."
    assert values(text) == ["2025-01"]
    assert values(text, adjectives={text.index("liquefied")}) == ["2026-01"]


def test_what_is_half_a_year_off_lies_ahead_where_it_is_a_start() -> None:
    march = dt.date(2024, 3, 12)
    assert values("It agreed to ban them from September.", march) == ["2024-09"]
    assert values("It agreed to ban them from November.", march) == ["2023-11"]


NEW_YEAR = [
    (dt.date(2025, 1, 3), "It took effect on December 31.", "2024-12-31"),
    (dt.date(2024, 12, 20), "It will take effect on January 2.", "2025-01-02"),
    (dt.date(2024, 12, 20), "US duties on steel: January 2", "2025-01-02"),
    (dt.date(2025, 1, 3), "US duties on steel: December 30", "2024-12-30"),
    (dt.date(2024, 12, 30), "It starts on Thursday.", "2025-01-02"),
    (dt.date(2025, 1, 1), "It ended last month.", "2024-12"),
    (dt.date(2025, 1, 2), "They met last week.", "2024-12"),
    (dt.date(2024, 2, 29), "It ended a year ago.", "2023-02"),
]


@pytest.mark.parametrize(("published", "text", "value"), NEW_YEAR)
def test_dates_on_both_sides_of_new_year(published: dt.date, text: str, value: str) -> None:
    assert values(text, published) == [value]


def test_a_phrase_knows_where_it_and_its_preposition_stand() -> None:
    text = "It applies from 12:01 a.m. EDT on June 4, says he."
    (phrase,) = find_dates(text, TUESDAY)
    assert phrase == DatePhrase(34, 40, 11, "2025-06-04", "from", "partial")
    assert text[phrase.start : phrase.end] == "June 4"


def test_a_wrong_anchor_is_refused() -> None:
    with pytest.raises(ValueError, match="2025-13"):
        find_dates("the same day", TUESDAY, anchor="2025-13")


WORDS = st.sampled_from(
    [
        "on",
        "from",
        "until",
        "the",
        "a",
        "in",
        "for",
        "of",
        "and",
        "to",
        "9",
        "9th",
        "31",
        "June",
        "June",
        "May",
        "Feb.",
        "2025",
        "1999",
        "Monday",
        "last",
        "next",
        "this",
        "week",
        "month",
        "year",
        "day",
        "days",
        "after",
        "before",
        "later",
        "ago",
        "two",
        "90",
        "midnight",
        "today",
        ",",
        ".",
        ";",
        "-",
        "said",
        "will",
        "quarter",
        "first",
        "end",
        "end-of",
        "same",
        "following",
        "that",
    ]
)


@given(
    st.lists(WORDS, max_size=25).map(" ".join),
    st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)),
    st.sampled_from([None, "2024-02-29", "2023-05", "2020"]),
)
def test_any_words_give_ordered_phrases_apart(
    text: str, published: dt.date, anchor: str | None
) -> None:
    phrases = find_dates(text, published, anchor=anchor)
    assert all(p.cue_start <= p.start < p.end <= len(text) for p in phrases)
    assert all(a.end <= b.start for a, b in itertools.pairwise(phrases))
    assert all(bool(p.value) != bool(p.lasts) for p in phrases)


@pytest.mark.parametrize("unit", ["June 9 ", "a day after ", "the ", "2025 ", "Monday ", " "])
def test_time_grows_with_the_length(unit: str) -> None:
    started = time.process_time()
    find_dates(unit * (30_000 // len(unit)), TUESDAY)
    assert time.process_time() - started < 2
