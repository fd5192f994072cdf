"""How a mention was found, for `tracker extract --explain`: as rows and as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tracker.cli.text import clean

if TYPE_CHECKING:
    from pipelines.extract.explain import Verdict
    from pipelines.model import Article, Mention

Row = Mapping[str, Any]

_FIELDS = (
    "instrument", "action", "items", "actors", "targets", "status", "date", "effective_from",
    "effective_until", "level", "attribution",
)  # fmt: skip
_FROM_DOCUMENT = ("items", "actors", "targets")


def explained(row: dict[str, Any], mention: Mention, verdict: Verdict, article: Article) -> Row:
    """A mention's row with what decided it: cues in its field, sources, weights, the verdict."""
    text = article.title if mention.field == "title" else article.text
    draft = verdict.draft
    return row | {
        "told": verdict.told,
        "why": verdict.why,
        "found": draft.act.found,
        "role": draft.act.role,
        "filled_from": {name: getattr(draft, f"{name}_from") for name in _FROM_DOCUMENT},
        "cues": [
            {
                "decides": cue.decides,
                "start": cue.start,
                "end": cue.end,
                "words": text[cue.start : cue.end],
            }
            for cue in mention.cues
        ],
        "signs": dict(verdict.signs),
    }


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the rows as text, the acts of a sentence below it."""
    for (field, start, quote), acts in groupby(
        rows, lambda row: (row["field"], row["start"], row["quote"])
    ):
        yield f"{field} {start}: {clean(quote)}"
        for act in acts:
            yield from _act(act)
        yield ""


def _act(row: Row) -> Iterator[str]:
    verdict = "told" if row["told"] else "rejected"
    yield f"  {verdict:<9} {row['rule']}, {row['confidence']:.2f}: {clean(row['headline'])}"
    if not row["told"]:
        yield f"    {row['why']}"
        return
    for name in _FIELDS:
        value = _value(row, name)
        if value:
            yield f"    {name:<16} {clean(value)}{_because(row, name)}"
    if row["signs"]:
        signs = ", ".join(f"{name} {weight:+.2f}" for name, weight in row["signs"].items())
        yield f"    {'weights':<16} {clean(signs)}"


def _value(row: Row, name: str) -> str:
    if name == "level":
        return " to ".join(part for part in (row["level_from"], row["level_to"]) if part)
    value = row[name]
    return ", ".join(value) if isinstance(value, list) else value or ""


def _because(row: Row, name: str) -> str:
    """The words that a field was read from, or where else it comes from."""
    words = [f'"{clean(cue["words"])}"' for cue in row["cues"] if cue["decides"] == name]
    source = row["filled_from"].get(name, "sentence")
    if source != "sentence":
        return f"  from the document ({source})"
    how = f" ({row['found']})" if name == "instrument" else ""
    return f"  {', '.join(words)}{how}" if words else ""
