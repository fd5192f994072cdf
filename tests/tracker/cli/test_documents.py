from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.model import Article, Mention
from tracker.cli import documents
from tracker.resources import data_folder

Run = Callable[..., Any]

TEXT = "The United States lifted tariffs on steel."


class FakeExtractor:
    """Finds one mention in a text with "lifted" in it, and breaks at "break"."""

    def mentions(self, article: Article) -> tuple[Mention, ...]:
        if "break" in article.text:
            raise IndexError("broken")
        if "lifted" not in article.text:
            return ()
        return (
            Mention(
                "text", 0, len(article.text), article.text, "tariff", "lift", "in_force",
                items=("steel",), actors=("US",), date=article.published.isoformat(), rule="r",
            ),
        )  # fmt: skip


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(documents.Reader, "extractor", FakeExtractor())
    monkeypatch.setattr(documents.Reader, "catalogue", load_catalogue(data_folder()))


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def feed(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return feed


def document(**more: object) -> str:
    told = {"id": "a", "published": "2025-06-10", "title": "T", "text": TEXT, "source": "x.example"}
    return json.dumps(told | more)


def test_a_line_of_output_for_each_document(tracker: Run, tmp_path: Path) -> None:
    lines = [document(), document(id=7, text="Nothing.", title=None)]
    (tmp_path / "docs.jsonl").write_text("\n".join(lines) + "\n\n")
    ran = tracker("extract", "--jsonl", "docs.jsonl")
    assert (ran.code, ran.err) == (0, "")
    first, second = (json.loads(line) for line in ran.out.splitlines())
    assert second == {"id": 7, "events": []}
    assert first["id"] == "a"
    assert first["events"] == [
        {
            "field": "text", "quote": TEXT, "instrument": "tariff", "action": "lift",
            "items": ["steel"], "actors": ["US"], "targets": [], "status": "in_force",
            "date": "2025-06-10", "attribution": None, "headline": "US lifts tariffs on steel",
            "start": 0, "end": len(TEXT), "direction": "liberalise", "confidence": 0.5,
            "rule": "r", "effective_from": None, "effective_until": None, "level_from": None,
            "level_to": None,
        }
    ]  # fmt: skip


BROKEN = [
    ("{", None, "line 1: not JSON"),
    ("[" * 100_000, None, "line 1: not JSON"),
    ("[]", None, "line 1: not a JSON object"),
    (document(published=None), "a", '"published" must be text'),
    (document(published="June"), "a", '"published" must be a day such as 2025-06-10, not "June"'),
    (document(text=5), "a", '"text" must be text, not 5'),
    (document(title="", text=" "), "a", "it has neither title nor text"),
    (document(text="break"), "a", "IndexError: broken"),
]


@pytest.mark.parametrize(("line", "name", "said"), BROKEN, ids=lambda value: str(value)[:20])
def test_a_broken_document_is_told_and_the_run_goes_on(
    tracker: Run, tmp_path: Path, line: str, name: str | None, said: str
) -> None:
    (tmp_path / "docs.jsonl").write_text(f"{line}\n{document()}\n")
    ran = tracker("extract", "--jsonl", "docs.jsonl")
    assert (ran.code, ran.err) == (0, "tracker: 1 of 2 documents could not be read\n")
    first, second = (json.loads(each) for each in ran.out.splitlines())
    assert first["id"] == name
    assert said in first["error"]
    assert len(second["events"]) == 1


def test_bytes_that_are_no_text_are_told(tracker: Run, tmp_path: Path) -> None:
    (tmp_path / "docs.jsonl").write_bytes(b"\xff\n")
    ran = tracker("extract", "--jsonl", "docs.jsonl")
    assert ran.code == 1
    assert json.loads(ran.out)["error"].startswith("line 1: ")


def test_plain_text_from_a_pipe(tracker: Run, stdin: Callable[[bytes], None]) -> None:
    stdin(TEXT.encode())
    ran = tracker("extract", "--published", "2025-06-10", "--format", "ndjson", "-")
    assert json.loads(ran.out)["headline"] == "US lifts tariffs on steel"


def test_html_is_read_in_a_child(tracker: Run, tmp_path: Path) -> None:
    body = f"<p>{TEXT}</p><p>" + "More was said about it in the capital on that day. " * 8 + "</p>"
    page = (
        "<!doctype html><html><head><title>Steel</title>"
        '<meta property="article:published_time" content="2025-06-10T08:00:00Z"></head>'
        f"<body><article><h1>Steel</h1>{body}</article></body></html>"
    )
    (tmp_path / "a.html").write_text(page)
    ran = tracker("extract", "a.html", "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    (row,) = json.loads(ran.out)
    assert row["date"] == "2025-06-10"


WRONG = [
    (b"text", [], 2, "plain text needs --published"),
    (b"text", ["--published", "soon"], 2, 'Invalid value for --published: "soon" is no date'),
    (b"\xff\xfe\x00", ["--published", "2025"], 1, "neither HTML nor UTF-8 text"),
    (b"<html></html>", ["--published", "2025-06-10"], 1, "no main text"),
    (b"x" * 10_000_001, ["--published", "2025"], 1, "larger than 10 MB"),
    (b"{}", ["--jsonl", "--format", "csv"], 2, "--jsonl prints JSON lines; leave out --format csv"),
]


@pytest.mark.parametrize(
    ("data", "options", "code", "said"), WRONG, ids=["a", "b", "c", "d", "e", "f"]
)
def test_errors(
    tracker: Run,
    stdin: Callable[[bytes], None],
    data: bytes,
    options: list[str],
    code: int,
    said: str,
) -> None:
    stdin(data)
    ran = tracker("extract", *options)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
