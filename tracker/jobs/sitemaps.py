"""The entries of a sitemap, and where it is an index those of the sitemaps that it names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.errors import DocumentError, FeedError, FetchError
from pipelines.feed import Feed
from pipelines.model import Entry
from pipelines.sitemap import Sitemap, newest
from tracker.fetch import Answer
from tracker.worker import Workers, parse_sitemap

Ask = Callable[[str], Answer]
"""Asks for an address on behalf of the source; raises FetchError for any answer but 200."""

PART = "part"
"""The class of error of a source that could be had in part only."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source holds.

    `fault` says which part of it could not be had. `lasting` tells whether the
    same bytes would mean the same entries.
    """

    feed: Feed
    fault: str = ""
    lasting: bool = True


def read_sitemaps(answer: Answer, ask: Ask, workers: Workers) -> Reading:
    """The entries of the sitemap in `answer`, its parts included.

    Raises DocumentError where it cannot be read, or none of its parts can be had.
    """
    sitemap = _parsed(answer, workers)
    if not sitemap.parts:
        return Reading(Feed("", sitemap.entries))
    entries: list[Entry] = []
    faults: list[str] = []
    for part in sitemap.parts:
        try:
            entries.extend(_part(ask(part), workers))
        except (FetchError, DocumentError) as error:
            faults.append(f"{answer.url}: a sitemap that it names fails: {error}")
    if not entries:
        raise FeedError(faults[0], PART)
    lasting = sitemap.dated and not faults
    return Reading(Feed("", newest(entries)), faults[0] if faults else "", lasting)


def _part(answer: Answer, workers: Workers) -> tuple[Entry, ...]:
    sitemap = _parsed(answer, workers)
    if sitemap.parts:
        raise FeedError(f"{answer.url}: this is an index within an index")
    return sitemap.entries


def _parsed(answer: Answer, workers: Workers) -> Sitemap:
    return parse_sitemap(workers, answer.body, answer.url, answer.content_type)
