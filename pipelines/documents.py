"""Documents and mentions as JSON: what `tracker extract` reads and writes."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from pipelines.errors import DocumentError
from pipelines.headline import headline
from pipelines.model import Article, Mention

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.catalogue import Catalogue

_LISTS = ("items", "actors", "targets")
_GUIDE = ("field", "quote", "instrument", "action", *_LISTS, "status", "date", "attribution")
_MORE = (
    "start",
    "end",
    "direction",
    "confidence",
    "rule",
    "effective_from",
    "effective_until",
    "level_from",
    "level_to",
)


def parse_line(line: str) -> Mapping[str, Any]:
    """Return the JSON object on a line; raises DocumentError where there is none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"not JSON: {error}") from None
    if not isinstance(found, dict):
        raise DocumentError("not a JSON object")
    return found


def read_document(found: Mapping[str, Any]) -> Article:
    """Return the article in {"id", "published", "title", "text", "source"}.

    Title and text stay exactly as they are, since mentions count characters
    in them. Raises DocumentError where a part is missing or of another kind.
    """
    title, text = _text(found, "title"), _text(found, "text")
    if not title.strip() and not text.strip():
        raise DocumentError("it has neither title nor text")
    outlet = _text(found, "source")
    published = _day(_text(found, "published"))
    return Article(str(found.get("url") or ""), title, text, published, outlet)


def _text(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    if value is None and key != "published":
        return ""
    if not isinstance(value, str):
        raise DocumentError(f'"{key}" must be text, not {json.dumps(value)[:40]}')
    return value


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        raise DocumentError(f'"published" must be a day such as 2025-06-10, not "{text}"') from None


def mention_row(mention: Mention, catalogue: Catalogue) -> dict[str, Any]:
    """Return a mention as a JSON object: the fields of the guide, then the program's own."""
    row = {name: getattr(mention, name) for name in _GUIDE}
    row |= {name: list(row[name]) for name in _LISTS}
    row["headline"] = headline(mention, catalogue)
    return row | {name: getattr(mention, name) for name in _MORE}
