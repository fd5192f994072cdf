"""What holds for every address and every text."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipelines.plain import one_line, paragraphs
from pipelines.url import canonical_url, identity, web_url

HOSTS = st.sampled_from(
    ["example.com", "www.example.com", "m.example.co.uk", "b\u00fccher.example"]
)
PIECES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
URLS = st.builds(
    "{}://{}/{}?{}#{}".format, st.sampled_from(["http", "https"]), HOSTS, PIECES, PIECES, PIECES
)


@given(URLS | PIECES)
def test_a_cleaned_address_stays_as_it_is(link: str) -> None:
    for clean in (web_url, canonical_url):
        once = clean(link)
        assert once is None or clean(once) == once


@given(URLS)
def test_cleaning_does_not_change_what_a_page_is(link: str) -> None:
    cleaned = canonical_url(link)
    assert cleaned is None or identity(cleaned) == identity(link)


@given(URLS | PIECES)
def test_an_address_that_may_be_used_is_plain(link: str) -> None:
    usable = web_url(link)
    if usable is not None:
        assert usable.startswith(("http://", "https://"))
        assert usable.isascii()
        assert not set(usable) & set(' \\"<>\n\r\t')


@given(st.text())
def test_a_title_is_one_clean_line(text: str) -> None:
    line = one_line(text)
    assert line == " ".join(line.split())
    assert not {unicodedata.category(char) for char in line} & {"Cc", "Cs", "Co", "Cn"}


@given(st.text())
def test_paragraphs_stay_as_they_are(text: str) -> None:
    once = paragraphs(text)
    assert paragraphs(once) == once
    assert "\n\n\n" not in once
