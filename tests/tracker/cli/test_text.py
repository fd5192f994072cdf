from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.cli.text import cells, clean, clean_lines, escape_hidden, pad, shorten, wrap

HOSTILE = [
    ("plain", "plain"),
    ("two\nlines\tand tabs\u2028more", "two lines and tabs more"),
    ("\x1b[31mred\x1b[0m", "red"),
    ("\x1b]8;;http://evil.example\x07link\x1b]8;;\x1b\\", "link"),
    ("\x1b]0;title\x07x", "x"),
    ("\x9b31mred", "red"),
    ("\x1bPpayload\x1b\\x", "x"),
    ("unended \x1b]52;c;AAAA", "unended"),
    ("abc\u202edef\u2066g\u200fh", "abcdefgh"),
    ("bell\x07 null\x00 del\x7f", "bell null del"),
    ("tag\U000e0041", "tag"),
    ("lone\ud800", "lone"),
    ("0\r\x1a\r0", "0 0"),
    ("é 中文 ok", "é 中文 ok"),
]


@pytest.mark.parametrize(("text", "cleaned"), HOSTILE)
def test_nothing_that_steers_a_terminal_is_left(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once.isprintable() or all(char.isprintable() or ord(char) > 0xFF for char in once)


def test_line_breaks_can_be_kept() -> None:
    assert clean_lines("a\x1b[1m\nb\x07") == "a\nb"


@given(st.text())
def test_escaped_json_means_the_same(text: str) -> None:
    escaped = escape_hidden(json.dumps({"t": text}, ensure_ascii=False))
    assert json.loads(escaped) == {"t": text}
    assert not any(0x7F <= ord(char) <= 0x9F or char == "\u202e" for char in escaped)


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("中文", 4), ("e\u0301", 1), ("", 0), ("ﬀ", 1)]
)
def test_counts_cells(text: str, width: int) -> None:
    assert cells(text) == width


@given(st.text(alphabet="ab 中é-", max_size=80), st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = wrap(clean(text), width)
    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")


@given(st.text(alphabet="ab 中é-", max_size=80), st.integers(2, 30))
def test_shortened_text_fits(text: str, width: int) -> None:
    assert cells(shorten(clean(text), width)) <= width


def test_padding_fills_to_the_width() -> None:
    assert pad("中", 4) == "中  "
    assert pad("7", 3, right=True) == "  7"
