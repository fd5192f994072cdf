"""What the doctor does beside looking."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tracker import schema
from tracker.config import Config, TimelineConfig
from tracker.jobs.doctor import examine
from tracker.schema import MIGRATIONS, connect, version_of


def test_it_brings_an_older_timeline_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.db"
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "MIGRATIONS", MIGRATIONS[:1])
        connect(path, write=True).close()
    config = Config(tmp_path, timeline=TimelineConfig(path=path.name))
    found = {finding.what: finding for finding in examine(config, {})}
    assert found["timeline"].state == "ok", found["timeline"].text
    with closing(connect(path, write=False)) as db:
        assert version_of(db) == len(MIGRATIONS)
