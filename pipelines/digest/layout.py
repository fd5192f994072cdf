"""From an edition to sections, groups and lines, the same for the text and the HTML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from pipelines.digest import words
from pipelines.digest.model import Change, Edition, Expectation, Link, Measure, Report
from pipelines.digest.ranking import ranked

_LINKS = 4
_FEW_LINKS = 2
_LEAD = 5
_ALERTS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One act. `direction` is the id that colours it, `badge` the word that says it."""

    headline: str
    direction: str
    badge: str
    facts: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    more_links: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one small heading, which may be empty."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Groups under one heading; `more` lines did not find room."""

    key: str
    title: str
    groups: tuple[Group, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A row of the table of measures."""

    name: str
    stands: str
    word: str
    facts: tuple[str, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The whole digest, laid out."""

    title: str
    period: str
    summary: str
    lead: tuple[Line, ...]
    sections: tuple[Section, ...]
    measures: tuple[MeasureRow, ...]
    more_measures: int


def lay_out(edition: Edition, room: int) -> Page:
    """Return the page with at most `room` lines in each section."""
    best = ranked(edition.reports, edition.ranking)
    sections = (
        _done(edition, _with_status(best, "in_force"), room),
        _announced(edition, _with_status(best, "announced"), room),
        _ahead(edition, _with_status(best, "planned", "threatened", "expected", "urged"), room),
        _plain("denied", "Denied", edition, _with_status(best, "denied"), room),
        _expectations(edition, room),
        _plain("late", "Found late", edition, [report for report in best if report.late], room),
        _changes(edition, room),
    )
    return Page(
        title="Trade policy digest",
        period=words.period_words(edition.period, edition.dates),
        summary=_summary(best),
        lead=tuple(_lead_line(report, edition) for report in _lead(best)),
        sections=tuple(section for section in sections if section.groups),
        measures=tuple(_measure(measure, edition) for measure in edition.measures[:room]),
        more_measures=max(0, len(edition.measures) - room),
    )


def subject(edition: Edition) -> str:
    """Return the subject: the most important act first, for inboxes cut the end."""
    period = words.period_words(edition.period, edition.dates).partition(",")[0]
    lead = _lead(ranked(edition.reports, edition.ranking))
    if not lead:
        return f"No policy acts: {period}, {edition.period.last.year}"
    others = len(edition.reports) - 1
    return lead[0].headline + (f" (+{others} more)" if others else "") + f" | {period}"


def alert_lines(edition: Edition) -> tuple[Line, ...]:
    """Return the events of an alert, the most important first, each with its status."""
    best = ranked(edition.reports, edition.ranking)[:_ALERTS]
    lines = (_line(report, edition) for report in best)
    return tuple(
        replace(line, facts=(report.event.status.replace("_", " "), *line.facts))
        for report, line in zip(best, lines, strict=True)
    )


def alert_subject(edition: Edition) -> str:
    """Return the most important event with its status."""
    best = ranked(edition.reports, edition.ranking)[0]
    others = len(edition.reports) - 1
    status = best.event.status.replace("_", " ").capitalize()
    return f"{status}: {best.headline}" + (f" (+{others} more)" if others else "")


def _lead(best: Sequence[Report]) -> list[Report]:
    """Return the most important acts, of several with one headline the first."""
    fresh = [report for report in best if not report.late and report.event.status != "denied"]
    by_headline: dict[str, Report] = {}
    for report in fresh or best:
        by_headline.setdefault(report.headline, report)
    return list(by_headline.values())[:_LEAD]


def _lead_line(report: Report, edition: Edition) -> Line:
    event = report.event
    tense = "" if event.status in ("in_force", "announced") else event.status
    facts = (
        tense,
        words.when_words(event, edition),
        words.level_words(event),
        words.CORROBORATION.get(event.corroboration, ""),
    )
    links, _ = _links(report)
    told = tuple(filter(None, facts))
    return Line(report.headline, event.direction, _badge(report), told, links[:_FEW_LINKS])


def _summary(reports: Sequence[Report]) -> str:
    """Return the numbers in a sentence."""
    if not reports:
        return "No policy act was found in this period."
    actual = [r for r in reports if r.event.status in ("in_force", "announced")]
    ahead = [r for r in reports if r.event.status in ("planned", "threatened", "expected", "urged")]
    restrict = sum(r.event.direction == "restrict" for r in actual)
    liberalise = sum(r.event.direction == "liberalise" for r in actual)
    parts = [f"{words.count_words(len(actual), 'act')} done or announced"]
    if restrict or liberalise:
        parts[0] += f", {restrict} restricting and {liberalise} liberalising"
    if ahead:
        parts.append(
            f"{words.count_words(len(ahead), 'more act')} planned, threatened, expected or urged"
        )
    return "; ".join(parts) + "."


def _with_status(reports: Iterable[Report], *statuses: str) -> list[Report]:
    return [report for report in reports if report.event.status in statuses and not report.late]


def _done(edition: Edition, reports: Sequence[Report], room: int) -> Section:
    """What was done: a group for each actor, the most important actor first."""
    shown = reports[:room]
    actors = sorted(dict.fromkeys(report.actor for report in shown), key=lambda actor: not actor)
    instruments = list(dict.fromkeys(report.event.instrument for report in shown))
    groups = tuple(
        Group(
            actor or "Actor not told",
            tuple(
                _line(report, edition)
                for report in sorted(
                    (report for report in shown if report.actor == actor),
                    key=lambda report: instruments.index(report.event.instrument),
                )
            ),
        )
        for actor in actors
    )
    return Section("done", "What was done", groups, len(reports) - len(shown))


def _announced(edition: Edition, reports: Sequence[Report], room: int) -> Section:
    """What is to take effect: by the day on which it does."""
    shown = sorted(
        reports[:room], key=lambda report: (report.event.effective_from or "9", report.event.day)
    )
    lines = tuple(_line(report, edition) for report in shown)
    return _one_group("announced", "Announced, to take effect", lines, len(reports) - len(shown))


def _ahead(edition: Edition, reports: Sequence[Report], room: int) -> Section:
    """What may come: a group for each status."""
    shown = reports[:room]
    titles = {
        "planned": "Planned",
        "threatened": "Threatened",
        "expected": "Expected",
        "urged": "Called for",
    }
    true = {one.expected for one in edition.expectations if one.fulfilled}
    groups = tuple(
        Group(title, tuple(_awaited(r, edition, true) for r in shown if r.event.status == status))
        for status, title in titles.items()
    )
    kept = tuple(group for group in groups if group.lines)
    return Section("ahead", "What may come", kept, len(reports) - len(shown))


def _awaited(report: Report, edition: Edition, true: Collection[str]) -> Line:
    line = _line(report, edition)
    return replace(line, note="Has come true by now.") if report.event.id in true else line


def _plain(key: str, title: str, edition: Edition, reports: Sequence[Report], room: int) -> Section:
    lines = tuple(_line(report, edition) for report in reports[:room])
    return _one_group(key, title, lines, max(0, len(reports) - room))


def _expectations(edition: Edition, room: int) -> Section:
    """What became of expectations; what was told and done on one day was none."""
    fresh = {report.event.id for report in edition.reports}
    ended = [one for one in edition.expectations if one.days != 0 or one.expected not in fresh]
    lines = tuple(_expectation(told, edition) for told in ended[:room])
    title = "Expectations that came true or lapsed"
    return _one_group("expectations", title, lines, max(0, len(ended) - room))


def _expectation(told: Expectation, edition: Edition) -> Line:
    day = words.day_words(told.told.isoformat(), edition.dates, edition.period.last.year)
    people = words.people_words(told.by)
    facts = [f"told of on {day}" + (f" by {people}" if people else "")]
    if told.fulfilled is None:
        return Line(told.headline, "neutral", "lapsed", tuple(facts))
    if told.days is not None:
        facts.append(f"came true after {words.count_words(told.days, 'day')}")
    event = told.fulfilled.event
    links, more = _links(told.fulfilled)
    return Line(told.headline, event.direction, "came true", tuple(facts), links, more)


def _changes(edition: Edition, room: int) -> Section:
    lines = tuple(_change(change, edition) for change in edition.changes[:room])
    title = "Corrections to earlier digests"
    return _one_group("changes", title, lines, max(0, len(edition.changes) - room))


def _change(change: Change, edition: Edition) -> Line:
    if change.report is None:
        return Line(change.was, "neutral", "withdrawn", ("no source tells of it any more",))
    line = _line(change.report, edition)
    return Line(
        line.headline,
        line.direction,
        "changed",
        line.facts,
        line.links,
        line.more_links,
        f"Earlier: {change.was}",
    )


def _one_group(key: str, title: str, lines: tuple[Line, ...], more: int) -> Section:
    return Section(key, title, (Group("", lines),) if lines else (), more)


def _line(report: Report, edition: Edition) -> Line:
    event = report.event
    people = words.people_words(report.says)
    facts = (
        words.when_words(event, edition),
        words.INSTRUMENTS[event.instrument],
        words.level_words(event),
        words.effect_words(event, edition),
        f"according to {people}" if people else "",
        words.CORROBORATION.get(event.corroboration, ""),
    )
    links, more = _links(report)
    told = tuple(filter(None, facts))
    return Line(report.headline, event.direction, _badge(report), told, links, more)


def _badge(report: Report) -> str:
    event = report.event
    neutral = {"talks": "talks", "dispute": "dispute"}
    if event.direction == "neutral":
        return neutral.get(event.instrument, "neutral")
    return words.DIRECTIONS[event.direction]


def _links(report: Report) -> tuple[tuple[Link, ...], int]:
    """Return one link an outlet, government sources first, and how many are left out."""
    ordered = sorted(
        report.links, key=lambda link: (not link.official, link.published or dt.date.max)
    )
    by_outlet = list({link.outlet: link for link in reversed(ordered)}.values())[::-1]
    return tuple(by_outlet[:_LINKS]), max(0, len(by_outlet) - _LINKS)


def _measure(measure: Measure, edition: Edition) -> MeasureRow:
    year = edition.period.last.year
    facts = (
        _since(measure, edition),
        f"until {words.day_words(measure.until, edition.dates, year)}" if measure.until else "",
        measure.level or "",
        f"{measure.pending} pending" if measure.pending else "",
        words.CORROBORATION.get(measure.corroboration, ""),
    )
    word = words.STANDS.get(measure.stands, measure.stands)
    links = _links(measure.decided_by)[0] if measure.decided_by else ()
    told = tuple(filter(None, facts))
    return MeasureRow(measure.name, measure.stands, word, told, links[:_FEW_LINKS])


def _since(measure: Measure, edition: Edition) -> str:
    """Return since when it stands so, or from when it will."""
    if measure.since is None:
        return ""
    word = "from" if measure.since > edition.period.last.isoformat() else "since"
    return f"{word} {words.day_words(measure.since, edition.dates, edition.period.last.year)}"
