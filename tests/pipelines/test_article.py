import datetime as dt

import pytest

from pipelines.article import plain_body, read_page
from pipelines.errors import ArticleError

URL = "https://www.example.com/news/quota?utm_source=rss"
WORDS = (
    "The ministry raised the quota for rare earth exports on Monday, officials said in a notice. "
    "Exporters must apply for the new licences before the end of the month, the notice says."
)
PAGE = f"""<html><head><title>Quota raised | Example</title>
<link rel="canonical" href="https://example.com/news/quota">
<meta property="article:published_time" content="2025-06-10T23:00:00-04:00"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Quota raised</h1>
<p>{WORDS}</p><p>{WORDS[::-1]}</p>
</article><footer>About us</footer></body></html>"""


def test_a_page_gives_title_text_day_and_canonical_address() -> None:
    page = read_page(PAGE.encode(), URL, "text/html; charset=utf-8")
    assert page.title == "Quota raised"
    assert page.text == f"{WORDS}\n\n{WORDS[::-1]}"
    assert page.day == dt.date(2025, 6, 10)
    assert page.canonical == "https://example.com/news/quota"


def test_a_short_notice_keeps_its_paragraphs() -> None:
    notice = (
        "<html><body><article><h1>Notice 101</h1><time>2026-11-16</time>"
        "<p>The ministry imposes a duty of 12 percent on imports of steel wire.</p>"
        "<p>It lapses at the end of next year, unless it is prolonged.</p></article></body></html>"
    )
    assert read_page(notice.encode(), URL).text.split("\n\n") == [
        "2026-11-16",
        "The ministry imposes a duty of 12 percent on imports of steel wire.",
        "It lapses at the end of next year, unless it is prolonged.",
    ]


@pytest.mark.parametrize("href", ["https://evil.example/x", "javascript:x", "https://example.com/"])
def test_a_canonical_address_elsewhere_is_not_believed(href: str) -> None:
    page = read_page(PAGE.replace("https://example.com/news/quota", href).encode(), URL)
    assert page.canonical == "https://www.example.com/news/quota"


def test_a_canonical_address_does_not_give_up_https() -> None:
    linked = PAGE.replace("https://example.com/news/quota", "http://rss.example.com/q")
    assert read_page(linked.encode(), URL).canonical == "https://rss.example.com/q"


EMPTY = {
    "no main text": b"<html><body></body></html>",
    "challenge page": b"<html><body><h1>Just a moment...</h1></body></html>",
    "paywall page": b"<html><body><p>Subscribe to continue</p></body></html>",
    "too many elements": b"<p>" * 200_000,
    "cannot be read": b"",
}


@pytest.mark.parametrize("reason", EMPTY)
def test_a_page_without_an_article_says_why(reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        read_page(EMPTY[reason], URL)


BODIES = [
    ("plain words", "plain words"),
    ("<p>One.</p><p>Two &amp; three.</p><script>x()</script>", "One.\n\nTwo & three."),
    ("one<br>two", "one\n\ntwo"),
    ("", ""),
]


@pytest.mark.parametrize(("body", "text"), BODIES)
def test_an_entrys_own_body_becomes_paragraphs(body: str, text: str) -> None:
    assert plain_body(body) == text
