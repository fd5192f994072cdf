import pytest

from pipelines.plain import one_line, paragraphs

TITLES = [
    ("A &amp;amp; B", "A & B"),
    ("<b>US</b> lifts", "US lifts"),
    ("&lt;script&gt;x&lt;/script&gt; tariffs", "x tariffs"),
    ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    ("red\x1b[31m title\u202e", "red[31m title"),
    ("two\u2028lines\x85and\ttabs", "two lines and tabs"),
    ("AT&T and R&D", "AT&T and R&D"),
]


@pytest.mark.parametrize(("raw", "title"), TITLES)
def test_a_title_is_one_line_of_plain_text(raw: str, title: str) -> None:
    assert one_line(raw) == title


def test_paragraphs_are_parted_by_one_blank_line() -> None:
    assert paragraphs(" one \r\n\r\n\r\ntwo\u200b  words\nthree ") == "one\n\ntwo words\n\nthree"
