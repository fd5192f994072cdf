from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tracker.schema import connect

Run = Callable[..., Any]

IMPOSED = "US imposes EDA software export controls on China"
EASED = "US eases EDA software export controls on China"
LIFTED = "US lifts EDA software export controls on China"
STEEL = "EU imposes tariffs on steel"


@pytest.fixture
def headlines(tracker: Run, desk: Path) -> Callable[..., list[str]]:
    """The headlines that `tracker events` gives with these options."""

    def ask(*options: str) -> list[str]:
        ran = tracker("events", *options, "--format", "json")
        assert (ran.code, ran.err) == (0, "")
        return [row["headline"] for row in json.loads(ran.out)]

    return ask


FILTERS = [
    ([], [STEEL, LIFTED, EASED, IMPOSED]),
    (["--order", "oldest"], [IMPOSED, EASED, LIFTED, STEEL]),
    (["--limit", "1"], [STEEL]),
    (["--limit", "0"], [STEEL, LIFTED, EASED, IMPOSED]),
    (["--limit", "99999999999999999999"], [STEEL, LIFTED, EASED, IMPOSED]),
    (["--since", "2025-06", "--until", "2025-06"], [EASED]),
    (["--since", "10 june 2025", "--until", "2025-07-02"], [LIFTED, EASED]),
    (["--actor", "us"], [LIFTED, EASED, IMPOSED]),
    (["--actor", "United States,EU"], [STEEL, LIFTED, EASED, IMPOSED]),
    (["--actor", "US", "--actor", "EU", "--not-item", "steel"], [LIFTED, EASED, IMPOSED]),
    (["--target", "china"], [LIFTED, EASED, IMPOSED]),
    (["--item", "semiconductors"], [LIFTED, EASED, IMPOSED]),
    (["--item", "EDA software", "--action", "lift"], [LIFTED]),
    (["--instrument", "tariff"], [STEEL]),
    (["--not-instrument", "tariff", "--not-status", "expected"], [LIFTED, IMPOSED]),
    (["--direction", "liberalise"], [LIFTED, EASED]),
    (["--status", "in-force"], [LIFTED, IMPOSED]),
    (["--corroboration", "official"], [IMPOSED]),
    (["--source", "register"], [IMPOSED]),
    (["--source", "the wire", "--status", "announced"], [STEEL]),
    (["--match", '"an adviser said'], [EASED]),
    (["--match", "50 percent"], [STEEL]),
    (["--match", "no-such-thing"], []),
    (["--min-confidence", "0.99"], []),
]


@pytest.mark.parametrize(("options", "found"), FILTERS, ids=lambda value: " ".join(value)[:60])
def test_filters(headlines: Callable[..., list[str]], options: list[str], found: list[str]) -> None:
    assert headlines(*options) == found


WRONG = [
    (["--since", "soon"], 'Invalid value for --since: "soon" is no date'),
    (
        ["--since", "2025-07", "--until", "2025-06"],
        "--since 2025-07-01 is after --until 2025-06-30",
    ),
    (["--actor", "Chna"], 'no country, bloc or body is called "Chna"; did you mean "China"?'),
    (["--item", "eda_softwar"], 'no item is called "eda_softwar"; did you mean "eda_software"?'),
    (["--action", "improse"], 'no action is called "improse"; did you mean "impose"?'),
    (
        ["--not-status", "x"],
        'Invalid value for --not-status: no status is called "x"; allowed: in_f',
    ),
    (["--limit", "-1"], "Invalid value for '--limit'"),
    (["--min-confidence", "2"], "Invalid value for '--min-confidence'"),
    (["--format", "xml"], "Invalid value for '--format'"),
    (["--group-by", "colour"], 'events cannot be grouped by "colour"; choose from actor'),
    (["--group-by", ""], "events cannot be grouped by"),
    (["--group-by", "actor", "--count"], "--count and --group-by both count; give one of them"),
    (["--group-by", "actor", "--format", "ics"], "--format ics lists events; counts have no such"),
    (["--count", "--format", "atom"], "--format atom lists events; counts have no such"),
    (["--since", "9999-12-31"], "is no date"),
    (["--since", ""], 'Invalid value for --since: "" is no date'),
    (["--until", ""], 'Invalid value for --until: "" is no date'),
    (["--actor", "XX"], 'no country, bloc or body is called "XX"'),
    (["--item", " ,"], "Invalid value for --item: it names no item"),
    (["--match", " "], "Invalid value for --match: it has no words"),
    (["--min-confidence", "nan"], "must be from 0 to 1"),
    (["--source", "the wir"], 'no source or outlet is called "the wir"; did you mean "The Wire"?'),
    (["--not-source", "x"], "'tracker sources list' shows them"),
    (["--order", "random"], "Invalid value for '--order'"),
]


@pytest.mark.parametrize(("options", "said"), WRONG, ids=lambda value: " ".join(value)[:40])
def test_wrong_values_are_told_with_what_is_allowed(
    tracker: Run, desk: Path, options: list[str], said: str
) -> None:
    ran = tracker("events", *options)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert said in ran.err


def test_a_page_follows_the_one_before(headlines: Callable[..., list[str]], tracker: Run) -> None:
    first = json.loads(tracker("events", "--limit", 2, "--format", "json").out)
    assert headlines("--limit", "2", "--after", first[-1]["id"]) == [EASED, IMPOSED]


def test_an_unknown_event_to_follow_is_an_error(tracker: Run, desk: Path) -> None:
    ran = tracker("events", "--after", "e0000")
    assert (ran.code, ran.out) == (1, "")
    assert "no event e0000" in ran.err


def test_counts(tracker: Run, desk: Path) -> None:
    assert tracker("events", "--actor", "US", "--count").out == "3\n"
    rows = json.loads(tracker("events", "--group-by", "actor,month", "--format", "json").out)
    assert {"actor": "US", "month": "2025-06", "events": 1} in rows
    assert "█" in tracker("events", "--group-by", "status").out


def test_counts_of_nothing_are_empty_cells_and_named_twice_is_named_once(
    tracker: Run, desk: Path
) -> None:
    ran = tracker("events", "--group-by", "target,target", "--format", "csv")
    assert ran.out == "target,events\nCN,3\n,1\n"
    ran = tracker("events", "--group-by", "target", "--limit", "1", "--format", "csv")
    assert ran.out == "target,events\nCN,3\n"


def test_a_code_that_is_no_partys_is_read_as_a_name(tracker: Run, desk: Path) -> None:
    with closing(connect(desk / "data/timeline.db", write=True)) as db:
        db.execute("UPDATE event_parties SET party = 'GB' WHERE party = 'EU'")
    assert tracker("events", "--actor", "UK", "--count").out == "1\n"
    assert tracker("events", "--actor", "JP", "--count").out == "0\n"


def test_companies_are_found_however_they_are_spelt(tracker: Run, desk: Path) -> None:
    with closing(connect(desk / "data/timeline.db", write=True)) as db:
        places = [row[0] for row in db.execute("SELECT place FROM events ORDER BY place")]
        firms = ("org:Acme Chips", "org:ACME Chips, Inc.", "org:Other")
        db.executemany(
            "INSERT INTO event_parties (party, role, event) VALUES (?, 'actor', ?)",
            zip(firms, places, strict=False),
        )
    assert tracker("events", "--actor", "org:acme chips", "--count").out == "2\n"
    assert tracker("events", "--not-actor", "org:acme chips", "--count").out == "2\n"
    assert 'did you mean "org:ACME Chips, Inc."?' in tracker("events", "--actor", "Acme chips").err


def test_an_event_in_json_has_the_documented_fields(tracker: Run, desk: Path) -> None:
    page = Path(__file__).parents[3].joinpath("docs", "output.md").read_text(encoding="utf-8")
    section = page.split("## An event")[1].split("## A state")[0]
    (row,) = json.loads(tracker("events", "--item", "steel", "--format", "json").out)
    assert [name for name in row if f"`{name}`" not in section] == []
    assert row["level_to"] == "50 percent"
    assert row["sources"][0]["url"] == "https://wire.example/4"


def test_a_table_fits_and_a_pipe_gets_whole_lines(
    tracker: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"2025-07-02   {LIFTED}" in tracker("events").out
    for width in (40, 60, 80, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = tracker("events").out.splitlines()
        assert max(len(line) for line in lines) <= width


def test_nothing_hostile_gets_out(tracker: Run, desk: Path) -> None:
    for form in ("table", "json", "ndjson", "csv", "markdown", "ics", "atom"):
        out = tracker("events", "--format", form).out
        assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_csv_is_read_back(tracker: Run, desk: Path) -> None:
    out = tracker("events", "--item", "eda_software", "--order", "oldest", "--format", "csv").out
    row = next(csv.DictReader(io.StringIO(out)))
    assert row["headline"] == IMPOSED
    assert row["sources"] == "https://register.example/0;https://wire.example/1"


def test_a_calendar_has_a_day_for_each_dated_event(tracker: Run, desk: Path) -> None:
    out = tracker("events", "--format", "ics").out
    assert out.count("BEGIN:VEVENT\r\n") == 3
    assert "DTSTART;VALUE=DATE:20260101\r\n" in out
    assert all(len(line.encode()) <= 75 for line in out.split("\r\n"))


def test_a_feed_of_events_is_well_formed(tracker: Run, desk: Path) -> None:
    tree = ET.fromstring(tracker("events", "--format", "atom").out)
    space = "{http://www.w3.org/2005/Atom}"
    titles = [entry.findtext(f"{space}title") for entry in tree.iter(f"{space}entry")]
    assert titles == [STEEL, LIFTED, EASED, IMPOSED]


def test_without_a_timeline_it_says_what_to_do(tracker: Run, desk: Path) -> None:
    (desk / "data" / "timeline.db").unlink()
    ran = tracker("events")
    assert (ran.code, ran.out) == (1, "")
    assert "tracker collect" in ran.err
