from __future__ import annotations

import csv
import io
import json

import pytest

from tracker.cli.output import Column, emit, escape, guard
from tracker.cli.table import Heading

COLUMNS = (
    Column("id", Heading("Id"), lambda row: row["id"]),
    Column("title", Heading("Title", least=10), lambda row: row["title"]),
)
ROWS = [{"id": "e1", "title": '=cmd|"/c calc"\x1b[31m\n', "more": 1}, {"id": "e2", "title": "a|b"}]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "|x", "\u202e=1", " =1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert guard(cell).startswith("'")


def test_csv_is_guarded_and_clean(capsys: pytest.CaptureFixture[str]) -> None:
    emit(ROWS, COLUMNS, "csv")
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows == [["id", "title"], ["e1", '\'=cmd|"/c calc"'], ["e2", "a|b"]]


def test_json_keeps_the_data_and_steers_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    emit([{"id": "e1", "title": "\x9b31m\u202e"}], COLUMNS, "json")
    out = capsys.readouterr().out
    assert json.loads(out) == [{"id": "e1", "title": "\x9b31m\u202e"}]
    assert "\x9b" not in out
    assert "\u202e" not in out


def test_ndjson_is_a_line_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    emit(iter(ROWS), COLUMNS, "ndjson")
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == ROWS


def test_markdown_is_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    emit(ROWS[1:], COLUMNS, "markdown")
    assert capsys.readouterr().out == "| id | title |\n| --- | --- |\n| e2 | a\\|b |\n"
    assert escape("<b>[x](y)") == "\\<b\\>\\[x\\](y)"


def test_a_pipe_gets_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    emit(ROWS, COLUMNS, "table")
    assert "\x1b" not in capsys.readouterr().out
