import pytest

from pipelines.obstacle import obstacle

PAGES = [
    (b"<html><title>Just a moment...</title></html>", "challenge"),
    (b"<!DOCTYPE html><script src='/cdn-cgi/challenge-platform/cf-chl-x'></script>", "challenge"),
    (b"<html><form><input type='password'></form></html>", "wall"),
    (b"<html><p>Already a subscriber? Sign in</p></html>", "wall"),
    (b"<html><p>Welcome to our site</p></html>", "html"),
    (b'<rss version="2.0"></rss>', ""),
    (b"just a moment...", ""),
    (b"", ""),
]


@pytest.mark.parametrize(("page", "kind"), PAGES)
def test_what_stands_in_a_documents_place_is_told_apart(page: bytes, kind: str) -> None:
    assert obstacle(page) == kind
