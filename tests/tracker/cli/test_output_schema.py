"""What the commands print as JSON is what data/schema/output-1.json says, field by field."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines import vocabulary
from pipelines.state import STANDS
from tracker.cli.filters import CORROBORATIONS
from tracker.config.model import SOURCE_KINDS

Run = Callable[..., Any]
Conforms = Callable[[object, str], None]

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "data" / "schema" / "output-1.json").read_text(encoding="utf-8"))
DEFINED = SCHEMA["$defs"]
CHANGES = (
    ("correct", "set", "{}", "date", "2025-05-21", "--reason", "the notice says so"),
    ("correct", "confirm", "{}", "--reason", "seen"),
    ("correct", "undo", "1"),
)
EXPLAINED = (
    *("event", "event_details", "state", "expectation", "story"),
    *("mention", "message", "finding"),
)
LISTS = {
    "event": ("events",),
    "count": ("events", "--group-by", "actor,month"),
    "state": ("state",),
    "expectation": ("state", "--outcomes"),
    "configured_source": ("sources", "list"),
    "finding": ("doctor",),
}


@pytest.mark.parametrize("name", LISTS)
def test_rows_are_as_the_schema_says(
    tracker: Run, desk: Path, conforms: Conforms, name: str
) -> None:
    rows = json.loads(tracker(*LISTS[name], "--format", "json").out)
    assert rows
    for row in rows:
        conforms(row, name)
    lines = tracker(*LISTS[name], "--format", "ndjson").out.splitlines()
    assert [json.loads(line) for line in lines] == rows


def test_an_event_with_all_that_can_happen_to_it(
    tracker: Run, desk: Path, conforms: Conforms
) -> None:
    (first,) = json.loads(
        tracker("events", "--order", "oldest", "--limit", 1, "--format", "json").out
    )
    for change in CHANGES:
        assert tracker(*(word.format(first["id"]) for word in change)).code == 0
    shown = json.loads(tracker("show", first["id"], "--format", "json").out)
    assert [one["kind"] for one in shown["corrections"]] == ["set", "confirm"]
    assert shown["evidence"][0]["cues"]
    conforms(shown, "event_details")
    for row in json.loads(tracker("correct", "list", "--format", "json").out):
        conforms({name: row[name] for name in DEFINED["correction"]["properties"]}, "correction")


def test_stories_are_as_the_schema_says(tracker: Run, desk: Path, conforms: Conforms) -> None:
    for row in json.loads(tracker("state", "--format", "json").out):
        conforms(json.loads(tracker("story", row["story"], "--format", "json").out), "story")


def test_messages_are_as_the_schema_says(tracker: Run, desk: Path, conforms: Conforms) -> None:
    config = desk / "config.toml"
    config.write_text(config.read_text() + '\n[mail]\nhost = "localhost"\nport = 1\n')
    assert tracker("digest", "--send", "--period", "2025-W22").code == 1
    (row,) = json.loads(tracker("digest", "--list", "--format", "json").out)
    conforms(row, "message")


def test_what_is_extracted_is_as_the_schema_says(
    by_rules: Any, desk: Path, tracker: Run, conforms: Conforms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.language.load_extractor", lambda _: by_rules)
    text = "The United States imposed tariffs of 25 percent on steel from China on 3 June."
    documents = desk / "documents.jsonl"
    good = {"id": "1", "published": "2025-06-10", "title": "", "text": text, "source": "x"}
    documents.write_text(json.dumps(good) + '\n{"id": "2"}\n')
    lines = [json.loads(line) for line in tracker("extract", "--jsonl", documents).out.splitlines()]
    assert [("events" in line, "error" in line) for line in lines] == [(True, False), (False, True)]
    assert lines[0]["events"]
    for line in lines:
        conforms(line, "document")
    (desk / "one.txt").write_text(text)
    ran = tracker("extract", "--published", "2025-06-10", "--format", "json", desk / "one.txt")
    for row in json.loads(ran.out):
        conforms(row, "mention")


def test_a_field_too_many_or_too_few_is_found(tracker: Run, desk: Path, conforms: Conforms) -> None:
    row = json.loads(tracker("events", "--limit", 1, "--format", "json").out)[0]
    with pytest.raises(AssertionError, match="surplus"):
        conforms(row | {"surplus": 1}, "event")
    del row["label"]
    with pytest.raises(AssertionError, match="label"):
        conforms(row, "event")


def test_its_words_are_the_vocabulary() -> None:
    closed = {
        "instrument": vocabulary.INSTRUMENTS,
        "action": vocabulary.ACTIONS,
        "direction": vocabulary.DIRECTIONS,
        "status": vocabulary.STATUSES,
        "corroboration": CORROBORATIONS,
    }
    for name, words in closed.items():
        assert set(DEFINED[name]["enum"]) == set(words)
    assert set(DEFINED["state_fields"]["properties"]["stands"]["enum"]) == set(STANDS)
    kinds = DEFINED["configured_source"]["properties"]["kind"]["enum"]
    assert set(kinds) == set(SOURCE_KINDS)


def fields_of(value: Any) -> Iterator[str]:
    """The names of the fields that a definition and those it is made of have."""
    for part in (value, *value.get("allOf", ())):
        yield from part.get("properties", ())
        if "$ref" in part:
            yield from fields_of(DEFINED[part["$ref"].rpartition("/")[2]])


def test_the_docs_tell_of_every_field() -> None:
    told = (ROOT / "docs" / "output.md").read_text(encoding="utf-8")
    for name in EXPLAINED:
        missing = [field for field in fields_of(DEFINED[name]) if f"`{field}`" not in told]
        assert not missing, name
