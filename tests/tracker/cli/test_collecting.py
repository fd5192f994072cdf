from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tracker.jobs.extract
from tracker.jobs.extract import ExtractReport

Run = Callable[..., Any]

FEED = """<rss version="2.0"><channel><title>F</title><item><title>One</title>
<link>{url}/1</link><pubDate>Tue, 10 Jun 2025 10:00:00 GMT</pubDate></item></channel></rss>"""
PAGE = (
    "<html><body><article><h1>One</h1><p>" + "A sentence of the article. " * 30 + "</p></article>"
)


@pytest.fixture
def feeds(
    tmp_path: Path, web: Any, reply: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """Configure sources of the web server; extraction is left out."""

    def nothing(*_: object, **__: object) -> ExtractReport:
        return ExtractReport()

    monkeypatch.setattr(tracker.jobs.extract, "extract_pending", nothing)
    monkeypatch.chdir(tmp_path)
    web.replies |= {"/f": reply(FEED.format(url=web.url)), "/1": reply(PAGE)}

    def configure(**paths: str) -> None:
        text = "[fetch]\nallow_private_hosts = true\nper_host_seconds = 0\ntimeout_seconds = 2\n"
        for name, path in paths.items():
            url = f"{web.url}{path}"
            text += f'[[source]]\nname = "{name}"\nkind = "feed"\nurl = "{url}"\n'
        (tmp_path / "config.toml").write_text(text)

    return configure


def test_collects_and_says_what_came(tracker: Run, feeds: Callable[..., None]) -> None:
    feeds(good="/f")
    ran = tracker("collect")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("1 sources polled, 1 new articles, 1 read")
    assert tracker("sources").out.count("ok") == 1


def test_one_bad_source_is_told_and_is_no_failure(tracker: Run, feeds: Callable[..., None]) -> None:
    feeds(good="/f", bad="/none")
    ran = tracker("collect")
    assert ran.code == 0
    assert ran.err.startswith("tracker: bad: ")
    assert "404" in ran.err


def test_nothing_but_bad_sources_is_a_failure(tracker: Run, feeds: Callable[..., None]) -> None:
    feeds(bad="/none", worse="/nowhere")
    ran = tracker("collect")
    assert ran.code == 1
    assert ran.err.count("\n") == 2


def test_an_unknown_source_is_wrong_usage(tracker: Run, feeds: Callable[..., None]) -> None:
    feeds(good="/f")
    ran = tracker("collect", "god")
    assert (ran.code, ran.out) == (2, "")
    assert '"god"' in ran.err


def test_quiet_prints_errors_only(tracker: Run, feeds: Callable[..., None]) -> None:
    feeds(good="/f")
    ran = tracker("collect", "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
