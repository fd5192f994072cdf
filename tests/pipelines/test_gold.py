"""The gold documents are in order: vocabulary, quotes, and enough of everything."""

import collections
import datetime as dt
import json
import re
import tomllib
from pathlib import Path

import pytest

from pipelines.model import ACTIONS, ACTIONS_OF, INSTRUMENTS, STATUSES

DATA = Path(__file__).parents[2] / "data"
FILES = sorted((Path(__file__).parents[1] / "gold").glob("*.jsonl"))
DOCUMENTS = [json.loads(line) for file in FILES for line in file.read_text("utf-8").splitlines()]
EVENTS = [event for document in DOCUMENTS for event in document["events"]]


def test_there_are_enough_documents_and_mentions():
    assert len(DOCUMENTS) >= 120
    assert len(EVENTS) >= 400
    assert len({document["id"] for document in DOCUMENTS}) == len(DOCUMENTS)


@pytest.mark.parametrize(
    ("field", "values"),
    [("instrument", INSTRUMENTS), ("action", ACTIONS), ("status", STATUSES)],
)
def test_every_value_has_eight_mentions(field, values):
    counted = collections.Counter(event[field] for event in EVENTS)
    assert set(counted) == set(values)
    assert min(counted.values()) >= 8


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["id"])
def test_document_is_in_order(document):
    dt.date.fromisoformat(document["published"])
    for event in document["events"]:
        assert event["field"] in ("title", "text")
        assert event["quote"] in document[event["field"]]
        assert event["action"] in ACTIONS_OF[event["instrument"]]
        assert event["date"] is None or re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", event["date"])
        parties = event["actors"] + event["targets"]
        assert all(re.match(r"[A-Z][A-Z0-9]+$|org:\S", party) for party in parties)


def test_items_are_those_of_the_lexicon():
    known = tomllib.loads((DATA / "lexicon" / "items.toml").read_text("utf-8"))["item"]
    assert {item for event in EVENTS for item in event["items"]} <= set(known)
