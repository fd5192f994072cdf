"""One article's page: ask for it, read it, or take the feed's own text instead.

Nothing here touches the database; what comes back is recorded by the caller.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipelines.article import Page
from pipelines.copies import signature
from pipelines.errors import ArticleError, DocumentError, FetchError
from tracker.fetch import Answer, Fetcher, MustWaitError
from tracker.jobs.polling import status_error, validators
from tracker.queries.articles import Wanted
from tracker.store.articles import Text
from tracker.worker import Workers, parse_page

MAX_ATTEMPTS = 6
FIRST_RETRY = dt.timedelta(minutes=15)
CHECKS = (dt.timedelta(hours=6), dt.timedelta(days=1), dt.timedelta(days=3))
"""The ages at which a page is read again, to see whether it was edited."""

_FOR_GOOD = frozenset({"address", "scheme", "robots", "tls"})
"""Kinds of failure that asking again will not mend."""


@dataclass(frozen=True, slots=True)
class Read:
    """The outcome for one article: a text, or an error, or neither where the
    page has not changed or was not asked for, since its host wants us to wait
    (`postponed`). `next_try` is when its page is due again, if ever."""

    article: Wanted
    text: Text | None = None
    error: str = ""
    next_try: dt.datetime | None = None
    postponed: bool = False


def read_article(article: Wanted, fetcher: Fetcher, workers: Workers, now: dt.datetime) -> Read:
    """Ask for the article's page and read it; every failure becomes part of the outcome."""
    headers = validators(article.etag, article.last_modified)
    try:
        answer = fetcher.get(article.link, headers, article.source_url)
        if answer.status == 304:
            return Read(article, next_try=next_check(article, now))
        if answer.status != 200:
            return failed_read(article, status_error(article.link, answer), _passes(answer), now)
        page = _page_of(article.link, answer, workers)
    except MustWaitError as error:
        return Read(article, next_try=error.until, postponed=True)
    except FetchError as error:
        return failed_read(article, str(error), error.kind not in _FOR_GOOD, now)
    except DocumentError as error:
        return failed_read(article, str(error), error.kind == "challenge", now)
    return Read(article, _text(article, page, answer), next_try=next_check(article, now))


def next_check(article: Wanted, now: dt.datetime) -> dt.datetime | None:
    """When the page is read again; None once it is old enough to stay as it is."""
    first_seen = dt.datetime.fromisoformat(article.first_seen)
    return next((first_seen + age for age in CHECKS if first_seen + age > now), None)


def _page_of(link: str, answer: Answer, workers: Workers) -> Page:
    """The article in an answer, read in a child; raises DocumentError."""
    if _is_front(answer.url) and not _is_front(link):
        raise ArticleError(f"{link}: it leads to the site's front page", "missing")
    if not _is_page(answer):
        raise ArticleError(f"{answer.url}: this is {answer.content_type[:60]}, no page", "type")
    return parse_page(workers, answer.body, answer.url, answer.content_type)


def _is_front(url: str) -> bool:
    return urlsplit(url).path in {"", "/"} and not urlsplit(url).query


def _is_page(answer: Answer) -> bool:
    """Whether the answer may be a page by its type, or tells none; a PDF or a film is not."""
    kind = answer.content_type.partition(";")[0].strip().lower()
    return kind in {"", "application/octet-stream"} or kind.startswith("text/") or "html" in kind


def _passes(answer: Answer) -> bool:
    """Whether an answer may be another one later."""
    return answer.status in {408, 425, 429} or answer.status >= 500


def _text(article: Wanted, page: Page, answer: Answer) -> Text:
    cut = not article.title or article.title.endswith(("...", "…"))
    return Text(
        title=(page.title or article.title) if cut else article.title,
        text=page.text,
        origin="page",
        day=page.day,
        canonical=page.canonical,
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
        signature=signature(page.text),
    )


def failed_read(article: Wanted, error: str, passes: bool, now: dt.datetime) -> Read:
    """Take the feed's own text, and ask again later where that may help.

    An entry without a text of its own still has a title, which is taken at last.
    """
    attempts = article.attempts + 1
    again = passes and attempts < MAX_ATTEMPTS
    next_try = now + FIRST_RETRY * 3 ** (attempts - 1) if again else None
    has_text = bool(article.feed_body) or (not again and bool(article.title))
    if not has_text or article.state not in {"new", "failed"}:
        return Read(article, None, error, next_try)
    body = article.feed_body
    own = Text(article.title, body, "feed", error=error, signature=signature(body))
    return Read(article, own, error, next_try)
