import datetime as dt
import json

import pytest

from pipelines.errors import FeedError
from pipelines.federal_register import read_federal_register

URL = "https://www.federalregister.gov/api/v1/documents.json?per_page=20"
DOCUMENT = {
    "title": "Revisions to Controls on Sample Items",
    "type": "Rule",
    "action": "Interim final rule.",
    "abstract": "In this rule, the bureau <em>revises</em> controls on sample items.",
    "document_number": "2025-01234",
    "html_url": "https://www.federalregister.gov/documents/2025/06/10/2025-01234/revisions",
    "pdf_url": "https://www.govinfo.gov/content/pkg/FR-2025-06-10/pdf/2025-01234.pdf",
    "publication_date": "2025-06-10",
    "effective_on": "2025-07-10",
    "agencies": [{"name": "Commerce Department"}, {"name": "Industry and Security Bureau"}],
}


def answer(*results: object) -> bytes:
    return json.dumps({"count": len(results), "results": results}).encode()


def test_a_document_is_an_entry_with_its_day_and_number() -> None:
    entry = read_federal_register(answer(DOCUMENT), URL)[0]
    assert (entry.link, entry.guid) == (DOCUMENT["html_url"], "2025-01234")
    assert (entry.day, entry.published) == (dt.date(2025, 6, 10), None)
    assert entry.body.split("\n\n") == [
        "Rule by Commerce Department, Industry and Security Bureau.",
        "Interim final rule.",
        "In this rule, the bureau revises controls on sample items.",
        "Effective on 2025-07-10.",
        "Document number 2025-01234.",
    ]


def test_a_document_of_which_little_is_told_is_still_one() -> None:
    bare = {"html_url": DOCUMENT["html_url"], "title": None, "abstract": None, "agencies": None}
    entry = read_federal_register(answer(bare, {"title": "no address"}, "x"), URL)[0]
    assert (entry.title, entry.guid, entry.day, entry.body) == ("", None, None, "")


def test_no_documents_are_no_error() -> None:
    assert read_federal_register(b'{"count": 0}', URL) == ()
    assert read_federal_register(answer(), URL) == ()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html>", "no JSON"),
        (b"[]", "no answer of the Federal Register"),
        (b'{"errors": {"conditions": "is invalid"}}', "is invalid"),
        (b"{}", "no results"),
    ],
)
def test_another_answer_says_why_and_where(data: bytes, reason: str) -> None:
    with pytest.raises(FeedError, match=reason) as fault:
        read_federal_register(data, URL)
    assert URL in str(fault.value)
