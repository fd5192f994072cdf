"""A record of an archive -> the article in it, by the readers of the live pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.article import plain_body, read_page
from pipelines.dates import read_moment
from pipelines.documents import parse_line
from pipelines.errors import DocumentError
from pipelines.plain import one_line
from pipelines.url import canonical_url

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from pipelines.archive.record import Record


@dataclass(frozen=True, slots=True)
class Archived:
    """An article as an archive has it.

    `day_origin` tells where its day is from: its "entry" (a line or row says it),
    its "page", or when the archive has "seen" it.
    """

    url: str
    title: str
    text: str
    day: dt.date
    day_origin: str
    outlet: str = ""


def read_archived(record: Record) -> Archived:
    """The article in a record.

    Raises DocumentError where it cannot be read, tells no day or no address, and
    ArticleError where its page holds no article.
    """
    if record.fault:
        raise DocumentError(record.fault, "broken")
    if record.kind == "html":
        return _of_page(record)
    try:
        return _of_line(parse_line(record.data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise DocumentError(f"not UTF-8: {error}", "broken") from None


def _of_page(record: Record) -> Archived:
    page = read_page(record.data, record.url, record.content_type)
    seen = read_moment(record.seen)
    if page.day and not (seen and page.day.toordinal() > seen.day.toordinal() + 1):
        return Archived(page.canonical, page.title, page.text, page.day, "page")
    if seen is None:
        raise DocumentError("it tells no day", "day")
    return Archived(page.canonical, page.title, page.text, seen.day, "seen")


def _of_line(found: Mapping[str, Any]) -> Archived:
    url = canonical_url(_text(found, "url"))
    if url is None:
        raise DocumentError('"url" must be an address of the web', "broken")
    told = read_moment(_text(found, "published"))
    own_day = None
    title, text = one_line(_text(found, "title")), plain_body(_text(found, "text"))
    if not text and (source := _text(found, "html")):
        page = read_page(source.encode("utf-8", "replace"), url, "text/html; charset=utf-8")
        title, text, own_day = title or page.title, page.text, page.day
    day = told.day if told else own_day
    if day is None:
        raise DocumentError('"published" must be a day such as 2025-06-10', "day")
    if not title and not text:
        raise DocumentError("it has neither title nor text", "empty")
    origin = "entry" if told else "page"
    return Archived(url, title, text, day, origin, one_line(_text(found, "outlet")))


def _text(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise DocumentError(f'"{key}" must be text, not {str(value)[:40]}', "broken")
    return value
