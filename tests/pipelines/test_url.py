import pytest

from pipelines.url import canonical_url, identity, registrable, web_url

REFUSED = [
    "file:///etc/passwd",
    "ftp://example.com/a",
    "javascript:alert(1)",
    "data:text/html,x",
    "jar:http://example.com!/a",
    "http://user:secret@example.com/",
    "http://example.com\\@evil.example/",
    "http://example.com:99999/",
    "http://[::1/",
    "http:///nohost",
    "http://exa\x00mple.com/",
    "http://" + "a" * 3000,
    "",
]


@pytest.mark.parametrize("link", REFUSED)
def test_an_address_that_is_no_plain_web_page_is_refused(link: str) -> None:
    assert web_url(link) is None
    assert canonical_url(link) is None


CLEANED = [
    ("HTTPS://Example.COM:443/a?utm_source=x&id=3#top", "https://example.com/a?id=3"),
    ("http://example.com", "http://example.com/"),
    ("http://example.com:8080/a/?fbclid=1", "http://example.com:8080/a/"),
    ("https://example.com/a b?q=1 2", "https://example.com/a%20b?q=1%202"),
    ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
    ("https://example.com/a?b=2&a=1", "https://example.com/a?b=2&a=1"),
    ("http://[::1]:80/x", "http://[::1]/x"),
]


@pytest.mark.parametrize(("link", "clean"), CLEANED)
def test_cleaning_keeps_what_opens_the_page(link: str, clean: str) -> None:
    assert canonical_url(link) == clean


def test_a_relative_link_is_read_against_its_page() -> None:
    assert canonical_url("../b?x=1", "https://example.com/a/c/") == "https://example.com/a/b?x=1"


SAME = [
    ("http://www.example.com/a/", "https://example.com/a"),
    ("https://m.example.com/a", "https://example.com/a"),
    ("https://amp.example.com/a", "https://www.example.com/a/amp"),
    ("https://example.com/a.amp.html", "https://example.com/a.html"),
    ("https://example.com/a?amp=1", "https://example.com/a"),
    ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2&utm_medium=rss"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_forms_of_one_page_have_one_identity(one: str, other: str) -> None:
    assert identity(one) == identity(other)


DIFFERENT = [
    ("https://example.com/a?id=1", "https://example.com/a?id=2"),
    ("https://example.com/camp", "https://example.com/c"),
    ("https://news.example.com/a", "https://example.com/a"),
    ("http://example.com:8080/a", "http://example.com:8081/a"),
    ("https://m.com/a", "https://com/a"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_pages_keep_different_identities(one: str, other: str) -> None:
    assert identity(one) != identity(other)


REGISTRABLE = [
    ("https://feeds.bbci.co.uk/news/rss.xml", "bbci.co.uk"),
    ("https://www.gov.uk/a", "www.gov.uk"),
    ("http://m.example.com:8080/", "example.com"),
    ("http://127.0.0.1:8080/", "127.0.0.1:8080"),
]


@pytest.mark.parametrize(("url", "domain"), REGISTRABLE)
def test_the_registrable_domain_follows_the_public_suffix_list(url: str, domain: str) -> None:
    assert registrable(url) == domain
