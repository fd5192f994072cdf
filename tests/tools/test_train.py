"""What the documents to train on weigh, and which are held back."""

from __future__ import annotations

import json
from pathlib import Path

from tools.gold import part_of
from tools.train import weighed


def written(path: Path, *names: str) -> Path:
    """A file of documents with these ids and no events."""
    rows = [
        {"id": name, "source": "a.example", "published": "2025-06-10", "text": "", "events": []}
        for name in names
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_reference_counts_most_and_what_was_written_to_train_on_least(tmp_path: Path) -> None:
    folder = tmp_path / "training"
    folder.mkdir()
    written(folder / "news-a.jsonl", "news-1")
    gold = [written(tmp_path / "own.jsonl", "own-1"), written(tmp_path / "dev-a.jsonl", "dev-1")]
    found = {one.id: one.weight for one in weighed(folder, gold, "dev", 0)}
    assert found == {"news-1": 1.0, "own-1": 2.0, "dev-1": 3.0}


def test_a_part_of_the_reference_alone_is_left_out(tmp_path: Path) -> None:
    names = [f"one-{n}" for n in range(30)]
    gold = [written(tmp_path / f"{name}.jsonl", *names) for name in ("own", "dev-a")]
    found = [one.id for one in weighed(None, gold, "dev", 3)]
    assert found == [*names, *(name for name in names if part_of(name, 3) != 0)]
    assert len(names) < len(found) < 2 * len(names)
