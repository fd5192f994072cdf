"""A digest tells what happened, safely, readably and within its size."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipelines.chart import Week
from pipelines.digest import (
    MAX_BYTES,
    Change,
    Edition,
    Expectation,
    Health,
    Link,
    Measure,
    Ranking,
    Report,
    compose,
)
from pipelines.digest.ranking import ranked
from pipelines.model import Event
from pipelines.period import Rhythm, named_period

WEEK = named_period(Rhythm("week"), "2025-W24")
SEEN = dt.datetime(2025, 6, 12, tzinfo=dt.UTC)
CSS = Path("pipelines/digest/templates/digest.css")


def report(number: int, headline: str, kind: str = "tariff/tighten", **told: object) -> Report:
    instrument, action = kind.split("/")
    outlets = told.pop("outlets", ("Reuters",))
    extra = {name: told.pop(name) for name in ("says", "late", "first_of_story") if name in told}
    facts: dict[str, object] = {
        "status": "in_force",
        "items": ("steel",),
        "actors": ("US",),
        "targets": ("IN",),
        "date": "2025-06-11",
        "effective_from": None,
        "effective_until": None,
        "level_from": None,
        "level_to": None,
        "corroboration": "confirmed",
        **told,
    }
    event = Event(
        id=f"e{number:04}",
        story="s1",
        instrument=instrument,
        action=action,
        date_precision="day",
        day=dt.date(2025, 6, 11),
        day_from_article=False,
        confidence=0.9,
        evidence=(),
        first_seen=SEEN,
        last_seen=SEEN,
        **facts,  # type: ignore[arg-type]
    )
    links = tuple(Link(name, f"https://{name.lower()}.example/{number}") for name in outlets)  # type: ignore[attr-defined]
    return Report(event, headline, "label", "US", links, **extra)  # type: ignore[arg-type]


def edition(*reports: Report, **told: object) -> Edition:
    return Edition("weekly", WEEK, "Europe/London", reports, **told)  # type: ignore[arg-type]


RAISED = report(1, "US raises tariffs on steel from India", level_from="25%", level_to="50%")
FULL = edition(
    RAISED,
    report(2, "China supplies gallium", "supply/start", status="expected", says=("Hassett",)),
    report(3, "EU cuts tariffs", "tariff/ease", status="announced", effective_from="2025-07-01"),
    report(4, "EU lifts tariffs on cars", "tariff/lift", status="denied"),
    report(5, "Synopsys stops supplying", "supply/stop", late=True),
    changes=(Change("China bans graphite", None), Change("announced", RAISED)),
    expectations=(
        Expectation("US and China hold talks", dt.date(2025, 6, 5), ("Bessent",), RAISED, 4),
        Expectation("EU bans gas", dt.date(2025, 5, 2)),
    ),
    measures=(Measure("US: tariffs on steel", "in_force", "2025-05-23", pending=1),),
    weeks=(Week("W23", 3, 1), Week("W24", 1, 2)),
    health=Health(23, ("mofcom",)),
)  # fmt: skip


def test_every_section_has_its_place() -> None:
    text = compose(FULL).text
    heads = re.findall(r"^([A-Z][A-Z, ]+)\n-+$", text, re.MULTILINE)
    assert heads == [
        "WHAT WAS DONE",
        "ANNOUNCED, TO TAKE EFFECT",
        "WHAT MAY COME",
        "DENIED",
        "EXPECTATIONS THAT CAME TRUE OR LAPSED",
        "FOUND LATE",
        "CORRECTIONS TO EARLIER DIGESTS",
        "WHERE MEASURES STAND",
        "RESTRICTING AND LIBERALISING ACTS BY WEEK",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "restricts; 11 June; tariffs; from 25% to 50%; confirmed",
        "https://reuters.example/1",
        "according to Hassett",
        "takes effect 1 July",
        "came true; told of on 5 June by Bessent; came true after 4 days",
        "lapsed; told of on 2 May",
        "withdrawn; no source tells of it any more",
        "Earlier: announced",
        "US: tariffs on steel: in force, since 23 May, 1 pending",
        "Sources polled: 23; 1 failing (mofcom)",
    ],
)
def test_each_fact_is_told(line: str) -> None:
    assert line in " ".join(compose(FULL).text.split())


def test_the_subject_says_the_most_important_act() -> None:
    assert compose(FULL).subject == "US raises tariffs on steel from India (+4 more) | Week 24"


def test_text_and_html_tell_the_same_acts() -> None:
    digest = compose(FULL)
    html = " ".join(re.sub(r"<[^>]+>", " ", digest.html.partition("<body")[2]).split())
    for one in FULL.reports:
        assert one.headline in " ".join(digest.text.split())
        assert one.headline in html


def test_text_fits_a_narrow_window() -> None:
    lines = compose(FULL).text.splitlines()
    assert max(len(line) for line in lines if "://" not in line) <= 72


PEOPLE = [
    (("he",), ""),
    (("he", "Two Canadian officials"), "according to two Canadian officials;"),
    (("Trump", "President Donald Trump"), "according to President Donald Trump;"),
    (("Bessent", "She", "a White House aide"), "according to Bessent and 1 other;"),
    (("US Trade Representative",), "according to US Trade Representative;"),
]


@pytest.mark.parametrize(("says", "told"), PEOPLE)
def test_who_says_so_is_named_or_left_out(says: tuple[str, ...], told: str) -> None:
    text = " ".join(compose(edition(report(1, "US raises tariffs", says=says))).text.split())
    assert told in text
    assert ("according to" in text) == bool(told)


EFFECTS = [
    ("2025-06-11", "2025-07-01", "takes effect 1 July;"),
    ("2025-06-11", "2025-07", "takes effect July 2025;"),
    ("2025-06-11", "2025-06", "takes effect June 2025;"),
    (None, "2025-06-20", "takes effect 20 June;"),
    ("2025-06-11", "2025-06-11", ""),
    ("2025-06-11", "2025-05", ""),
    ("2025-06-11", "2024", ""),
]


@pytest.mark.parametrize(("date", "start", "told"), EFFECTS)
def test_an_act_takes_effect_after_it_was_done(date: str | None, start: str, told: str) -> None:
    act = report(1, "US raises tariffs", date=date, effective_from=start)
    text = " ".join(compose(edition(act)).text.split())
    assert told in text
    assert ("takes effect" in text) == bool(told)


def test_the_lead_tells_one_headline_once() -> None:
    twice = [report(n, "US raises tariffs", status=s) for n, s in ((1, "planned"), (2, "in_force"))]
    digest = compose(edition(*twice, report(3, "EU cuts tariffs", "tariff/ease", actors=())))
    lead = [line for line in digest.text.splitlines() if line.startswith("* ")]
    assert lead == ["* US raises tariffs", "* EU cuts tariffs"]
    assert digest.subject.startswith("US raises tariffs (+2 more)")
    assert digest.text.count("- US raises tariffs") == 2


def test_each_line_of_the_lead_and_of_the_measures_tells_its_outlets_and_how_sure_it_is() -> None:
    measure = Measure("US: tariffs", "in_force", corroboration="single", decided_by=RAISED)
    digest = compose(edition(RAISED, measures=(measure,)))
    lead, _, rest = digest.html.partition("</ul>")
    for part in (lead, rest.partition("Where measures stand")[2]):
        assert 'href="https://reuters.example/1"' in part
    assert "confirmed" in lead
    assert "US: tariffs: in force, one outlet only\n  Reuters: https://reuters" in digest.text


def test_what_was_told_and_done_on_one_day_is_no_expectation_come_true() -> None:
    awaited = report(2, "China supplies gallium", "supply/start", status="expected")
    same_day = Expectation(awaited.headline, WEEK.start, (), RAISED, 0, awaited.event.id)
    text = compose(edition(RAISED, awaited, expectations=(same_day,))).text
    assert "EXPECTATIONS" not in text
    assert "Has come true by now." in text
    told_before = compose(edition(RAISED, expectations=(same_day,))).text
    assert "came true after 0 days" in told_before


def test_a_quiet_quarter_has_no_chart() -> None:
    digest = compose(edition(weeks=tuple(Week(f"W{n}", 0, 0) for n in range(12))))
    assert digest.chart == b""
    assert "img" not in {name for name, _ in Tags.of(digest.html)}
    assert "BY WEEK" not in digest.text


def test_an_empty_period_says_so() -> None:
    digest = compose(edition())
    assert digest.subject == "No policy acts: Week 24, 2025"
    assert "No policy act was found in this period.\n\n-- \n" in digest.text
    assert digest.events == 0


def test_nothing_from_the_web_becomes_markup() -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=y>\u202e\x1b[31m&lt;b&gt;'
    hostile = report(1, evil, outlets=(evil,))
    link = Link(evil, "javascript:alert(1)", evil)
    digest = compose(
        edition(
            Report(hostile.event, evil, evil, evil, (link,), (evil,)),
            measures=(Measure(evil, "in_force"),),
            changes=(Change(evil, None),),
            health=Health(1, (evil,)),
        )
    )
    tags = Tags.of(digest.html)
    assert not {"script", "img", "b"} & {name for name, _ in tags}
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
    assert "javascript:" not in digest.html + digest.text
    assert not set("\x1b\u202e") & set(digest.text)


def test_a_thousand_acts_stay_within_the_size() -> None:
    acts = [
        report(n, f"US raises tariffs on steel from country {n}", outlets=("A", "B", "C", "D", "E"))
        for n in range(1000)
    ]
    digest = compose(edition(*acts, weeks=FULL.weeks))
    assert len(digest.text.encode()) + len(digest.html.encode()) + len(digest.chart) < MAX_BYTES
    shown = digest.text.count("- US raises")
    assert f"{1000 - shown} more" in digest.text
    assert digest.events == 1000


def test_the_ranking_follows_its_weights() -> None:
    weak = report(1, "weak", corroboration="single", first_of_story=True)
    strong = report(2, "strong", corroboration="official")
    assert ranked([weak, strong], Ranking())[0] is strong
    novel = Ranking(corroboration=0, official=0, novelty=5)
    assert ranked([weak, strong], novel)[0] is weak


@pytest.mark.parametrize(
    ("dates", "day"), [("en", "11 June"), ("en-us", "June 11"), ("iso", "2025-06-11")]
)
def test_days_are_written_as_asked(dates: str, day: str) -> None:
    assert f"restricts; {day}" in compose(edition(RAISED, dates=dates)).text


def test_the_same_edition_is_the_same_digest() -> None:
    assert compose(FULL) == compose(FULL)


class Tags(HTMLParser):
    """The start tags of a page with their attributes."""

    @classmethod
    def of(cls, html: str) -> list[tuple[str, dict[str, str]]]:
        parser = cls()
        parser.found = []
        parser.feed(html)
        return parser.found

    found: list[tuple[str, dict[str, str]]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def test_the_page_can_be_read_aloud() -> None:
    """Language, title, one h1, no heading level skipped, alt texts, labelled tables."""
    html = compose(FULL).html
    tags = Tags.of(html)
    assert ("html", {"lang": "en"}) in tags
    assert re.search(r"<title>[^<]+</title>", html)
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    assert all(attributes["alt"] for tag, attributes in tags if tag == "img")
    assert all(attributes["scope"] == "col" for tag, attributes in tags if tag == "th")
    assert "W24: 1 restricting, 2 liberalising" in html


def test_styles_are_inline_and_nothing_is_loaded() -> None:
    html = compose(FULL).html
    assert "prefers-color-scheme: dark" in html
    assert re.search(r'<h1 [^>]*style="', html)
    loaded = [a.get("src") or a.get("href") for tag, a in Tags.of(html) if tag in ("img", "link")]
    assert loaded == ["cid:chart"]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of a colour such as "#1b2027"."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colours(css: str) -> dict[str, dict[str, str]]:
    """The colours of each selector."""
    found: dict[str, dict[str, str]] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        told = dict(re.findall(r"(?<![-\w])(color|background): (#[0-9a-f]{6})", body))
        for selector in selectors.split(","):
            found.setdefault(selector.strip(), {}).update(told)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(scheme: str) -> None:
    light, _, dark = CSS.read_text("utf-8").partition("@media (prefers-color-scheme: dark) {")
    told = colours(light)
    if scheme == "dark":
        for selector, values in colours(dark).items():
            told.setdefault(selector, {}).update(values)
    sheet, page = told[".sheet"]["background"], told[".page"]["color"]
    assert contrast(page, sheet) >= 7
    assert contrast(page, told[".lead"]["background"]) >= 7
    for selector in (".facts", ".muted", ".more", ".key", ".tick", ".th", ".footline", "a", "h3"):
        assert contrast(told[selector]["color"], sheet) >= 4.5, selector
    for selector in (".muted", "a"):
        assert contrast(told[selector]["color"], told[".lead"]["background"]) >= 4.5, selector
    for badge in (".restrict", ".liberalise", ".maintain", ".neutral"):
        assert contrast(told[badge]["color"], told[badge]["background"]) >= 4.5, badge
