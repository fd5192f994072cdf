"""Tables for terminals of any width. They load at once, which rich's do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from tracker.cli.text import cells, clean, pad, wrap

_GAP = 2
_NARROWEST = 9
"""A column that narrows can do so down to this, where nothing else is left to give way."""

_WEIGHTS = ("bold", "dim")


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one cell; `style` is a colour name or "dim", "bold" or ""."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its title, how it gives way, and on which side its text stands.

    A column narrows down to `least` cells where that is set, its text wrapped;
    where the table is still too wide, columns go in the order of `drop`
    (1 first; 0 never goes), and at last the others narrow further.
    """

    title: str
    least: int = 0
    drop: int = 0
    right: bool = False


def lay_out(
    headings: Sequence[Heading],
    rows: Sequence[Sequence[Cell]],
    width: int | None,
    *,
    colour: bool = False,
) -> Iterator[str]:
    """Yield the lines of a table not wider than `width` cells (None: as wide as it needs)."""
    texts = [[clean(cell.text) for cell in row] for row in rows]
    natural = [
        max([cells(heading.title), *(cells(row[at]) for row in texts)])
        for at, heading in enumerate(headings)
    ]
    kept = _kept(headings, natural, width)
    widths = _widths([headings[at] for at in kept], [natural[at] for at in kept], width)
    titles = [Cell(headings[at].title, "bold") for at in kept]
    sides = [headings[at].right for at in kept]
    yield from _lines(titles, widths, sides, colour=colour)
    for row, text in zip(rows, texts, strict=True):
        shown = [Cell(text[at], row[at].style) for at in kept]
        yield from _lines(shown, widths, sides, colour=colour)


def _kept(headings: Sequence[Heading], natural: Sequence[int], width: int | None) -> list[int]:
    """Return the columns that stay when the others have gone as far as needed."""
    kept = list(range(len(headings)))
    droppable = sorted((at for at in kept if headings[at].drop), key=lambda at: headings[at].drop)
    for at in droppable:
        if width is None or _least(headings, natural, kept) <= width:
            break
        kept.remove(at)
    return kept


def _least(headings: Sequence[Heading], natural: Sequence[int], kept: Sequence[int]) -> int:
    """Return the width of the kept columns when each is as narrow as it goes."""
    needed = sum(min(natural[at], headings[at].least or natural[at]) for at in kept)
    return needed + _GAP * (len(kept) - 1)


def _widths(
    headings: Sequence[Heading], natural: Sequence[int], width: int | None
) -> tuple[int, ...]:
    """Return the width of each column: those that can narrow do so in proportion."""
    widths = list(natural)
    narrowing = [at for at, head in enumerate(headings) if head.least]
    for floor in (max(head.least for head in headings), _NARROWEST):
        least = [min(head.least, floor) for head in headings]
        excess = 0 if width is None else sum(widths) + _GAP * (len(widths) - 1) - width
        for _ in range(excess):
            free = [at for at in narrowing if widths[at] > least[at]]
            if not free:
                break
            widths[max(free, key=lambda at: (widths[at] / natural[at], widths[at]))] -= 1
    return tuple(widths)


def _lines(
    row: Sequence[Cell], widths: Sequence[int], sides: Sequence[bool], *, colour: bool
) -> Iterator[str]:
    """Yield the lines of one row, its cells wrapped."""
    wrapped = [wrap(cell.text, width) for cell, width in zip(row, widths, strict=True)]
    for at in range(max(len(lines) for lines in wrapped)):
        parts = []
        for cell, lines, width, right in zip(row, wrapped, widths, sides, strict=True):
            text = pad(lines[at] if at < len(lines) else "", width, right=right)
            parts.append(styled(text, cell.style) if colour else text)
        yield (" " * _GAP).join(parts).rstrip()


def styled(text: str, style: str) -> str:
    """Return the text in a colour, dim or bold; spaces around it stay plain."""
    bare = text.strip(" ")
    if not style or not bare:
        return text
    painted = click.style(bare, **({style: True} if style in _WEIGHTS else {"fg": style}))
    return text.replace(bare, painted, 1)
