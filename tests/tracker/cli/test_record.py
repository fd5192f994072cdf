"""collect --record and --replay on the command line."""

from __future__ import annotations

import json
from pathlib import Path

WORDS = "The United States imposed new tariffs on gallium from China on 9 May, officials said. " * 3


def write_config(folder: Path, url: str, name: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(
        f'[timeline]\npath = "{name}.db"\n'
        '[fetch]\ncontact = "a@example.org"\nper_host_seconds = 0\nallow_private_hosts = true\n'
        f'[[source]]\nname = "wire"\nkind = "feed"\nurl = "{url}/feed.xml"\noutlet = "Wire"\n'
    )
    return path


def test_what_was_recorded_is_made_again_without_the_web(web, reply, tracker, tmp_path) -> None:
    web.replies["/feed.xml"] = reply(
        '<rss version="2.0"><channel><title>x</title><item><title>Tariffs imposed</title>'
        "<link>/1</link><pubDate>Tue, 10 Jun 2025 08:00:00 GMT</pubDate></item></channel></rss>"
    )
    web.replies["/1"] = reply(f"<html><body><article><p>{WORDS}</p></article></body></html>")
    first = write_config(tmp_path, web.url, "first")
    again = write_config(tmp_path, web.url, "again")
    kept = tmp_path / "kept"

    ran = tracker("--config", first, "collect", "--record", kept)
    assert (ran.code, ran.err) == (0, "")
    assert [file.suffixes for file in kept.iterdir()] == [[".warc", ".gz"]]

    asked = len(web.asked)
    ran = tracker("--config", again, "collect", "--replay", kept)
    assert (ran.code, ran.err) == (0, "")
    assert len(web.asked) == asked

    shown = [
        json.loads(tracker("--config", config, "events", "--format", "json").out)
        for config in (first, again)
    ]
    assert shown[0]
    assert [event["id"] for event in shown[0]] == [event["id"] for event in shown[1]]


def test_a_replay_takes_neither_sources_nor_a_record(web, tracker, tmp_path) -> None:
    config = write_config(tmp_path, web.url, "first")
    ran = tracker("--config", config, "collect", "wire", "--replay", tmp_path)
    assert ran.code == 2


def test_a_folder_without_a_record_is_one_line(web, tracker, tmp_path) -> None:
    config = write_config(tmp_path, web.url, "first")
    ran = tracker("--config", config, "collect", "--replay", tmp_path / "nothing")
    assert ran.code == 1
    assert "no recorded run" in ran.err
    assert ran.err.count("\n") == 1
