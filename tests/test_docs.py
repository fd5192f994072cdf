"""Every command of README and docs is run, on the timeline of the demo."""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

EXPECTED = (
    # the sources of the demo are served no more, and no mail server is there
    ("tracker collect", {1}),  # also with --record, and --replay of no record
    ("tracker sources check", {1}),
    ("tracker sources add", {1}),
    ("tracker digest --send", {1}),
    ("tracker run", {0}),
    ("tracker watch", {130}),
)
"""Exit codes other than 0 that a command may end with, by how it begins."""

ENDLESS = ("tracker run", "tracker watch")


def commands(page: Path) -> list[str]:
    """The commands in a page's indented blocks and fences, once each; after a gap stand remarks."""
    found = re.findall(
        r"^(?: {4})?(?:\$ )?(tracker (?:\S| \S)*)", page.read_text(encoding="utf-8"), re.M
    )
    return list(dict.fromkeys(found))


CASES = [
    (page.name, command)
    for page in PAGES
    for command in commands(page)
    if "--scheduler" not in command  # see the transcript of a cluster
]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "d"
    made = run([sys.executable, "-m", "tracker", "demo", "--keep", str(folder)], folder.parent)
    assert made.returncode == 0, made.stderr
    return folder


def run(command: list[str], folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    names = ("PATH", "HOME", "LANG", "PYTHONPATH")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    environ = kept | {"PYTHONPATH": str(ROOT)} | environ
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def desk(demo: Path, tmp_path: Path) -> Path:
    """A folder with a copy of the demo, the files that the docs name, and the command."""
    shutil.copytree(demo, tmp_path / "d")
    document = {"id": "1", "published": "2025-06-10", "source": "x", "title": "T", "text": "Text."}
    (tmp_path / "documents.jsonl").write_text(json.dumps(document) + "\n")
    (tmp_path / "article.txt").write_text("The US lifted its tariffs on steel from Canada.\n")
    (tmp_path / "article.html").write_text("<html><body><p>Too short.</body></html>")
    (tmp_path / "subscriptions.opml").write_text(
        '<opml version="2.0"><body><outline xmlUrl="https://a.example/f" text="A"/></body></opml>'
    )
    article = {"url": "https://a.example/1", "title": "T", "published": "2025-06-10"}
    article["text"] = "The US lifted its tariffs on steel from Canada on Monday, it said. " * 5
    (tmp_path / "articles.jsonl").write_text(json.dumps(article) + "\n")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.warc.gz").write_bytes(gzip.compress(warc_record(article["text"])))
    shutil.copytree(demo / "data", tmp_path / "copies")
    (tmp_path / "copies" / "timeline.db").rename(tmp_path / "copies" / "tracker.db")
    program = tmp_path / "bin" / "tracker"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m tracker "$@"\n')
    program.chmod(0o755)
    return tmp_path


def warc_record(text: str) -> bytes:
    page = f"<html><body><article><h1>A title</h1><p>{text}</p></article></body></html>"
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}"
    head = "WARC-Type: response\r\nWARC-Target-URI: https://b.example/1\r\n"
    head += f"WARC-Date: 2025-06-10T08:00:00Z\r\nContent-Length: {len(http)}\r\n"
    return f"WARC/1.0\r\n{head}\r\n{http}\r\n\r\n".encode()


@pytest.fixture(scope="session")
def words(demo: Path) -> dict[str, str]:
    """What stands for the words in capitals: ids of the demo, and the number of a correction."""

    def tracker(*arguments: str) -> str:
        return run([sys.executable, "-m", "tracker", *arguments], demo).stdout

    found = tracker("events", "--order", "mentions", "--limit", "2", "--format", "ndjson")
    event, other = (json.loads(line) for line in found.splitlines())
    mentions = json.loads(tracker("show", event["id"], "--format", "json"))["evidence"]
    tracker("correct", "confirm", event["id"], "--reason", "read it")
    return {
        "EVENT": event["id"],
        "STORY": event["story"],
        "OTHER": other["id"],
        "MENTION": mentions[-1]["id"],
        "NUMBER": "1",
    }


@pytest.mark.parametrize(("page", "command"), CASES, ids=[" ".join(case) for case in CASES])
def test_documented_commands_work(
    words: dict[str, str], desk: Path, page: str, command: str
) -> None:
    command = command.replace("/var/backups", "copies" if "restore" in command else ".")
    line = re.sub(r"\b[A-Z]{5,}\b", lambda found: words.get(found[0], found[0]), command)
    if line.startswith(ENDLESS):
        line = f"timeout -s INT 4 {line}"
    environ = {
        "TRACKER_CONFIG": "d/config.toml",
        "PATH": f"{desk / 'bin'}:{os.environ['PATH']}",
    }
    ran = run(["bash", "-c", line], desk, **environ)
    allowed = next((codes for start, codes in EXPECTED if command.startswith(start)), {0})
    assert ran.returncode in allowed, f"{page}: {command}\n{ran.stderr}"
    assert "Traceback" not in ran.stderr
    assert "a fault of the program" not in ran.stderr


def test_the_transcript_of_a_cluster_works(desk: Path) -> None:
    """Scheduler and workers run beside the command, on a port that is free."""
    page = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    *servers, backfill = re.findall(r"^ {4}\$ ((?:dask|tracker) .*8786.*)$", page, re.M)
    assert [line.split()[1] for line in servers] == ["scheduler", "worker"]
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = str(one.getsockname()[1])
    bin_ = f"{desk / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    environ = {"TRACKER_CONFIG": "d/config.toml", "PATH": bin_}
    started = []
    try:
        for line in servers:
            command = shlex.split(line.replace("8786", port))
            with (desk / f"{command[1]}.log").open("wb") as log:
                process = subprocess.Popen(
                    command, cwd=desk, env=os.environ | environ, stdout=log, stderr=log
                )
            started.append(process)
        ran = run(["bash", "-c", backfill.replace("8786", port)], desk, **environ)
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(30)
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"^Mentions +\d*[1-9]", ran.stdout, re.M)


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES[1:] if f"({page.name})" not in index] == ["README.md"]


def test_no_link_leads_nowhere() -> None:
    for page in [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]:
        targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        assert [one for one in targets if not (page.parent / one).exists()] == [], page.name
