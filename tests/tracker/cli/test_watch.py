from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from tracker.cli.watch import Watcher
from tracker.queries.arrivals import last_change
from tracker.queries.filters import Choice, Filters
from tracker.schema import connect

Run = Callable[..., Any]


def test_once_prints_the_last_change(tracker: Run, desk: Path) -> None:
    ran = tracker("watch", "--once")
    assert "EU imposes tariffs on steel" in ran.out
    assert json.loads(tracker("watch", "--once", "--format", "ndjson").out)["items"] == ["steel"]
    assert tracker("watch", "--once", "--actor", "CN").out == ""


def test_tells_each_event_once_and_again_when_its_status_changes(desk: Path) -> None:
    path = desk / "data" / "timeline.db"
    with closing(connect(path, write=True)) as db:
        watcher = Watcher(db, Filters(actor=Choice(("EU",))), last_change(db))
        (event,) = watcher.news()
        assert watcher.news() == []
        db.execute(
            "UPDATE events SET status = 'in_force', changed = '2026-01-01T00:00:00+00:00'"
            " WHERE id = ?",
            (event["id"],),
        )
        assert [row["status"] for row in watcher.news()] == ["in_force"]
        assert watcher.news() == []
