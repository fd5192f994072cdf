"""Events for calendars (RFC 5545) and feed readers (RFC 4287)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from tracker.cli.text import clean

Row = Mapping[str, Any]

_OCTETS = 75
"""The longest line of a calendar."""


def calendar(rows: Sequence[Row], now: dt.datetime) -> str:
    """Return a calendar with a day for each event that has one of its own.

    An event that takes effect later stands on the day on which it does.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//policy-event-tracker//EN",
        "X-WR-CALNAME:Policy events",
    ]
    for row in rows:
        day = _day(row)
        if day is not None:
            lines += _entry(row, day, now)
    folded = (part for line in [*lines, "END:VCALENDAR"] for part in _fold(line))
    return "".join(f"{line}\r\n" for line in folded)


def _day(row: Row) -> dt.date | None:
    text = row["effective_from"] or row["date"] or ""
    return dt.date.fromisoformat(text) if len(text) == len("2025-06-09") else None


def _entry(row: Row, day: dt.date, now: dt.datetime) -> list[str]:
    words = [f"{row['status']}, {row['corroboration']}"]
    words += [f"{source['outlet']}: {source['url']}" for source in row["sources"]]
    description = "\\n".join(_text(one) for one in words)
    return [
        "BEGIN:VEVENT",
        f"UID:{row['id']}@policy-event-tracker",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + dt.timedelta(1):%Y%m%d}",
        f"SUMMARY:{_text(row['headline'])}",
        f"DESCRIPTION:{description}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(text: str) -> str:
    """Return text escaped as RFC 5545, 3.3.11 has it."""
    return clean(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _fold(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets, the later ones begun with a space."""
    piece, size, limit = "", 0, _OCTETS
    for char in line:
        octets = len(char.encode())
        if size + octets > limit:
            yield piece
            piece, size = " ", 1
        piece += char
        size += octets
    yield piece


def atom(rows: Sequence[Row], now: dt.datetime) -> str:
    """Return an Atom feed of events, each linked to the first article that tells of it."""
    newest = max((row["last_seen"] for row in rows), default=now.isoformat(timespec="seconds"))
    entries = "".join(_atom_entry(row) for row in rows)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom">\n'
        "  <id>urn:policy-event-tracker:events</id>\n"
        "  <title>Policy events</title>\n"
        f"  <updated>{escape(newest)}</updated>\n"
        f"{entries}</feed>\n"
    )


def _atom_entry(row: Row) -> str:
    sources = row["sources"]
    links = [source for source in sources if source["url"].startswith(("http://", "https://"))]
    link = f'    <link href="{escape(clean(links[0]["url"]))}"/>\n' if links else ""
    told = "\n".join(f"{source['outlet']}: {source['quote']}" for source in sources)
    words = f"{row['status']}, {row['corroboration']}, {row['date'] or row['day']}\n{told}"
    summary = "\n".join(clean(line) for line in words.splitlines())
    authors = "".join(
        f"    <author><name>{escape(clean(name))}</name></author>\n"
        for name in dict.fromkeys(source["outlet"] for source in sources)
    )
    return (
        "  <entry>\n"
        f"    <id>urn:policy-event-tracker:{row['id']}</id>\n"
        f"    <title>{escape(clean(row['headline']))}</title>\n"
        f"    <updated>{row['last_seen']}</updated>\n"
        f"    <published>{row['first_seen']}</published>\n"
        f"{authors or '    <author><name>unknown</name></author>' + chr(10)}{link}"
        f"    <summary>{escape(summary)}</summary>\n"
        "  </entry>\n"
    )
