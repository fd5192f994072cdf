"""An answer of the Federal Register's JSON API -> its entries.

The API is documented at federalregister.gov/developers; a document has its
own number, which is its guid here, and the day of its publication.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pipelines.dates import read_moment
from pipelines.errors import FeedError
from pipelines.model import Entry
from pipelines.plain import one_line
from pipelines.url import web_url

MAX_ENTRIES = 1000
"""As many as the API gives on one page."""


def read_federal_register(data: bytes, url: str) -> tuple[Entry, ...]:
    """The documents in the answer `data` of the API at `url`.

    An entry's body is the kind of document, its action, its abstract and its
    dates, as far as the query asked for them, and its document number. Raises
    FeedError where the answer is another one, such as the API's own errors.
    """
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FeedError(f"{url}: this is no JSON of the Federal Register ({error})") from error
    if not isinstance(answer, dict):
        raise FeedError(f"{url}: this JSON is no answer of the Federal Register")
    rows = answer.get("results")
    if rows is None and answer.get("count") == 0:
        return ()
    if not isinstance(rows, list):
        told = answer.get("errors") or answer.get("message") or "it has no results"
        raise FeedError(f"{url}: the Federal Register gives no documents ({_line(told)[:200]})")
    entries = (_entry(row, url) for row in rows[:MAX_ENTRIES] if isinstance(row, dict))
    return tuple(entry for entry in entries if entry is not None)


def _entry(row: Mapping[str, Any], base: str) -> Entry | None:
    link = web_url(_line(row.get("html_url")), base) or web_url(_line(row.get("pdf_url")), base)
    if link is None:
        return None
    told = read_moment(_line(row.get("publication_date")))
    number = _line(row.get("document_number"))
    return Entry(
        link=link,
        title=_line(row.get("title")),
        guid=number or None,
        published=told.at if told else None,
        day=told.day if told else None,
        body=_body(row, number),
    )


def _body(row: Mapping[str, Any], number: str) -> str:
    """Paragraphs; a document's action often only repeats its kind."""
    kind, action = _line(row.get("type")), _line(row.get("action"))
    agencies = row.get("agencies")
    names = (
        [_line(one.get("name")) for one in agencies if isinstance(one, dict)] if agencies else []
    )
    parts = [
        f"{kind} by {', '.join(name for name in names if name)}" if any(names) else kind,
        action if action.rstrip(".").lower() != kind.lower() else "",
        _line(row.get("abstract")),
        _line(row.get("dates")),
        f"Effective on {_line(row.get('effective_on'))}" if row.get("effective_on") else "",
        f"Document number {number}" if number else "",
    ]
    return "\n\n".join(part.rstrip(".") + "." for part in parts if part)


def _line(value: object) -> str:
    return one_line(str(value)) if value is not None else ""
