"""From an edition to the subject, the text and the HTML of its message."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from pipelines.chart import bars, bars_text
from pipelines.digest import words
from pipelines.digest.layout import Page, alert_lines, alert_subject, lay_out, subject
from pipelines.digest.model import Alert, Digest, Edition, Report
from pipelines.period import Period
from pipelines.plain import clean, one_line
from pipelines.url import web_url

MAX_BYTES = 100_000
"""No message is larger: several mail clients cut what is."""

IMAGE = "cid:chart"
"""Where the HTML finds the chart in a message."""

_ROOMS = (40, 25, 15, 10, 6, 3, 1)
_WIDTH = 72
_OVERHEAD = 1.12
_STANDS_COLOURS = MappingProxyType(
    {
        "in_force": "restrict",
        "eased": "liberalise",
        "suspended": "liberalise",
        "lifted": "liberalise",
        "announced": "maintain",
        "none": "neutral",
    }
)


def compose(edition: Edition, image: str = IMAGE) -> Digest:
    """Return the digest of an edition; `image` is the address of the chart in the HTML.

    Sections are shortened until text, HTML and chart together stay under
    `MAX_BYTES` as mail.
    """
    if not any(week.restrict or week.liberalise for week in edition.weeks):
        edition = replace(edition, weeks=())
    chart = bars(edition.weeks) if edition.weeks else b""
    templates = _templates()
    for room in _ROOMS:
        page = lay_out(edition, room)
        text, html = _render(templates, edition, page, image)
        if (len(text.encode()) + len(html.encode()) + len(chart)) * _OVERHEAD < MAX_BYTES:
            break
    return Digest(one_line(subject(edition)), text, html, chart, len(edition.reports))


def compose_alert(reports: Sequence[Report], today: dt.date, dates: str) -> Alert:
    """Return a message about events that just appeared or changed; `dates` is as in Edition."""
    period = Period("day", today.isoformat(), today, today + dt.timedelta(days=1))
    edition = Edition("alert", period, "", tuple(reports), dates=dates)
    lines = alert_lines(edition)
    more = max(0, len(reports) - len(lines))
    text = _templates().get_template("alert.txt").render(lines=lines, more=more)
    return Alert(one_line(alert_subject(edition)), clean(text))


def _render(templates: Environment, edition: Edition, page: Page, image: str) -> tuple[str, str]:
    values: Mapping[str, object] = {
        "edition": edition,
        "page": page,
        "image": image,
        "alt": _alt(edition),
        "most": max((max(one.restrict, one.liberalise) for one in edition.weeks), default=0),
        "chart": bars_text(edition.weeks),
        "footer": _footer(edition),
        "css": templates.get_template("digest.css").render(),
        "colours": _STANDS_COLOURS,
    }
    text = clean(templates.get_template("digest.txt").render(values))
    html = templates.get_template("digest.html").render(values)
    inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    return text, inliner.inline(html)


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(fill=_fill, one_line=one_line, safe_url=_safe_url)
    environment.globals["safe_url"] = _safe_url
    return environment


def _safe_url(url: str) -> str:
    """Return an http or https address as it may be linked, or nothing."""
    return web_url(url) or ""


def _fill(words_: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        one_line(words_),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _alt(edition: Edition) -> str:
    """Return the chart in a sentence, for those who do not see it."""
    if not edition.weeks:
        return ""
    told = "; ".join(
        f"{week.name}: {week.restrict} restricting, {week.liberalise} liberalising"
        for week in edition.weeks
        if week.restrict or week.liberalise
    )
    return f"Acts by week. {told or 'none'}."


def _footer(edition: Edition) -> str:
    health = edition.health
    failing = f"{len(health.failing)} failing" + (
        f" ({', '.join(health.failing[:5])})" if health.failing else ""
    )
    span = words.period_words(edition.period, edition.dates)
    return (
        f"Digest {edition.name}: {span}, days of {edition.zone}. "
        f"Sources polled: {health.polled}; {failing}. "
        "Headlines are composed from what the linked outlets report; check them there."
    )
