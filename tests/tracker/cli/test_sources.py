from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tracker.config import load_config

Run = Callable[..., Any]

FEED = """<rss version="2.0"><channel><title>The \x07Feed</title>
<item><title>One</title><link>https://a.example/1</link>
<pubDate>Tue, 10 Jun 2025 10:00:00 GMT</pubDate></item></channel></rss>""".replace("\x07", "")
PAGE = '<html><head><link rel="alternate" type="application/rss+xml" href="/f.xml"></head></html>'


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of a configuration without sources that may ask loopback."""
    path = tmp_path / "config.toml"
    path.write_text("[fetch]\nallow_private_hosts = true\nper_host_seconds = 0\n")
    monkeypatch.setenv("TRACKER_CONFIG", str(path))
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def served(web: Any, reply: Any) -> Any:
    web.replies |= {
        "/": reply(PAGE, headers={"Content-Type": "text/html"}),
        "/f.xml": reply(FEED, headers={"Content-Type": "application/rss+xml"}),
        "/none": reply("<html><p>nothing"),
    }
    return web


def test_lists_sources_with_their_state(tracker: Run, desk: Path) -> None:
    ran = tracker("sources", "list", "--format", "csv")
    assert ran.err == ""
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [(row["name"], row["state"]) for row in rows] == [
        ("register", "new"),
        ("wire", "new"),
        ("asleep", "disabled"),
    ]
    assert "register" in tracker("sources").out


@pytest.mark.parametrize("path", ["/", "/f.xml"])
def test_adds_the_feed_that_an_address_leads_to(
    tracker: Run, empty: Path, served: Any, path: str
) -> None:
    ran = tracker("sources", "add", served.url + path, "--official", "--outlet", "Æ")
    assert (ran.code, ran.err) == (0, "")
    (source,) = load_config(empty).sources
    assert (source.name, source.url) == ("the-feed", served.url + "/f.xml")
    assert (source.official, source.outlet) == (True, "Æ")


def test_checks_sources(tracker: Run, empty: Path, served: Any) -> None:
    tracker("sources", "add", served.url + "/")
    ran = tracker("sources", "check")
    assert ran.code == 0
    assert "2025-06-10" in ran.out
    del served.replies["/f.xml"]
    ran = tracker("sources", "check", "the-feed")
    assert ran.code == 1
    assert "404" in ran.out


def test_what_is_exported_is_imported(tracker: Run, desk: Path, empty: Path) -> None:
    opml = tracker("sources", "export", "--config", desk / "config.toml").out
    (desk / "x.opml").write_text(opml)
    assert tracker("sources", "import", desk / "x.opml").out == "2 sources added, 0 skipped.\n"
    assert [source.url for source in load_config(empty).sources] == [
        "https://register.example/feed",
        "https://wire.example/feed",
    ]
    assert tracker("sources", "import", desk / "x.opml").out == "0 sources added, 2 skipped.\n"


def test_imports_no_hostile_address(tracker: Run, empty: Path, tmp_path: Path) -> None:
    (tmp_path / "x.opml").write_text(
        '<opml><body><outline xmlUrl="file:///etc/passwd"/><outline xmlUrl="https://u:p@a/"/>'
        '<outline xmlUrl="https://b.example/f" text="x&#34;]&#10;[[digest]]"/></body></opml>'
    )
    assert tracker("sources", "import", tmp_path / "x.opml").out == "1 sources added, 2 skipped.\n"
    (source,) = load_config(empty).sources
    assert source.outlet == 'x"] [[digest]]'


def test_a_document_type_is_refused(tracker: Run, empty: Path, tmp_path: Path) -> None:
    (tmp_path / "x.opml").write_text('<!DOCTYPE opml [<!ENTITY a "b">]><opml/>')
    ran = tracker("sources", "import", tmp_path / "x.opml")
    assert (ran.code, ran.out) == (1, "")
    assert "x.opml: it declares a document type, which is refused" in ran.err


WRONG = [
    (["add", "ftp://a.example/"], 2, "http:// or https://"),
    (["add", "https://u:p@a.example/"], 2, "no user name or password"),
    (["check", "nobody"], 2, "no source is called 'nobody'"),
    (["import", "/none"], 2, "No such file"),
    (["add", "WEB/none"], 1, "no feed is there"),
    (["add", "WEB/gone"], 1, "404"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), WRONG, ids=lambda value: str(value)[:30])
def test_errors(
    tracker: Run, empty: Path, served: Any, arguments: list[str], code: int, said: str
) -> None:
    ran = tracker("sources", *[one.replace("WEB", served.url) for one in arguments])
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
