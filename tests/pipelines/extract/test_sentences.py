# ruff: noqa: RUF001 - dashes and CJK stops are what is tested

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.sentences import LONGEST, Span, split


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split(text)]


ONE_SENTENCE = [
    "The U.S. Commerce Department and Mr. Li met Sen. Smith and Gov. Jones on Sept. 5.",
    "President Donald J. Trump signed it at 12:01 a.m. Eastern time on Aug. 7.",
    "Huawei Technologies Co., Ltd. and ZTE Corp. Shenzhen lost their licences.",
    "Investigation No. 332-576 and Inv. No. TC-24 rest on 19 CFR 351.106 and Sec. 301.",
    "Duties rise by 2.5 percent to $1.2bn, e.g. on steel vs. aluminium.",
    '"Will you lift the tariffs?" Mr Hassett asked.',
    "“Not yet!” Trump said on Monday.",
    '"Deal?" he asked.',
    "We wait … So do they.",
    "Section 1. Purpose and scope of the order",
    "Sec. 2. (a) The Secretary shall publish it.",
    "St. Petersburg and Mt. Pleasant lost trade.",
    "The rule covers chips, the U.S. (not the EU) says.",
]


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_a_stop_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert sentences(text) == [text]


TWO_SENTENCES = [
    ("It hit the U.S.", "The EU followed."),
    ("He sold it to Acme Inc.", "It paid."),
    ("They relax the curbs on the U.S.", "Bloomberg has cited sources."),
    ("He said, “We will act.”", "China agreed."),
    ('She asked, "When?"', '"Now," he said.'),
    ("Apple cut orders.", "iPhone makers did not."),
    ("It grew in 2024.", "15 companies followed."),
    ("(The text was softened.)", "The ban stayed."),
    ("The levy ends in Jan.", "The next one follows."),
    ("It mines raw ore.", "Africa follows."),
    ("The rule applies.[12]", "The ban does not."),
    ("“It comes first.", "It comes second,” he said."),
]


@pytest.mark.parametrize(("first", "second"), TWO_SENTENCES)
def test_a_stop_ends_a_sentence_with_its_closing_quotes(first: str, second: str) -> None:
    assert sentences(f"{first} {second}") == [first, second]


def test_a_missing_blank_after_a_stop_is_seen_before_an_opening_word() -> None:
    assert sentences("It was lifted.The ban ended. See Amazon.Com today.") == [
        "It was lifted.",
        "The ban ended.",
        "See Amazon.Com today.",
    ]


def test_paragraphs_and_headings_end_sentences() -> None:
    text = "WHAT CHANGES\n\nThe duty\nrises\n\n\nReaction\nChina objected"
    assert sentences(text) == ["WHAT CHANGES", "The duty\nrises", "Reaction", "China objected"]


def test_a_wrapped_line_goes_on() -> None:
    text = "The United States will impose duties on most goods from\nChina and from the EU."
    assert sentences(text) == [text]


def test_bullets_and_emphasis_stand_outside() -> None:
    text = "- The Order starts a probe. - This probe ends soon.\n\n*Sanctions on 400 targets*"
    assert sentences(text) == [
        "The Order starts a probe.",
        "This probe ends soon.",
        "Sanctions on 400 targets",
    ]


def test_emphasis_inside_a_sentence_is_kept() -> None:
    assert sentences("*Generics*: They are exempt.") == ["*Generics*: They are exempt."]


def test_sentences_in_a_list_stand_alone() -> None:
    text = "It orders steps, including: - Requiring 25% of scrap to stay. - Banning the rest."
    assert sentences(text) == [
        "It orders steps, including:",
        "Requiring 25% of scrap to stay.",
        "Banning the rest.",
    ]


def test_short_items_belong_to_the_lead_in() -> None:
    text = "Letters went to: - Japan (25%)\n\n- Laos (40%)\n\nWHAT NEXT\n\nThey may answer."
    assert sentences(text) == [
        "Letters went to: - Japan (25%)\n\n- Laos (40%)",
        "WHAT NEXT",
        "They may answer.",
    ]


def test_numbered_lines_are_items() -> None:
    text = "1. The duty rises to 25%.\n2. The quota ends"
    assert sentences(text) == ["1. The duty rises to 25%.", "2. The quota ends"]


def test_chinese_and_japanese_stops_end_sentences() -> None:
    assert sentences("商务部宣布管制。“即日生效。”美国回应！") == [
        "商务部宣布管制。",
        "“即日生效。”",
        "美国回应！",
    ]


def test_a_semicolon_list_is_one_sentence() -> None:
    text = "The order (1) lifts the ban; (2) keeps the quota; and (3) asks for a report."
    assert sentences(text) == [text]


def test_an_endless_sentence_is_cut_at_a_clause() -> None:
    text = "the first ban is lifted; " * 200
    pieces = sentences(text)
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert all(piece.endswith(";") for piece in pieces)


def test_a_text_without_blanks_is_cut_at_the_limit() -> None:
    assert {span.end - span.start for span in split("a" * 50, longest=10)} == {10}


@pytest.mark.parametrize("text", ["", "   \n\n ", "...", "- \n\n*", "“”"])
def test_no_words_no_sentences(text: str) -> None:
    assert split(text) == ()


@given(st.text(alphabet="ab A.!?\"'”*-•:;\n1。U…()", max_size=200), st.integers(1, 40))
def test_spans_are_ordered_apart_and_hold_every_word(text: str, longest: int) -> None:
    spans = split(text, longest)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(s.end - s.start <= longest for s in spans)
    covered = "".join(text[s.start : s.end] for s in spans)
    assert [c for c in covered if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize("unit", [". ", "A. ", "U.S. ", ": - A", "1. ", "\n- a:\n", "*", '."'])
def test_time_grows_with_the_length(unit: str) -> None:
    started = time.process_time()
    split(unit * (60_000 // len(unit)))
    assert time.process_time() - started < 1


def test_a_span_is_where_the_sentence_stands() -> None:
    assert split("Tariffs rose. Quotas fell.") == (Span(0, 13), Span(14, 26))
