"""The merge rule against the gold clusters: B-cubed (Bagga and Baldwin, 1998)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from pipelines.catalogue import load_catalogue
from pipelines.merge import MergeRules, merge
from pipelines.model import Evidence

LEAST_F1 = 0.90


def test_the_gold_set_is_large_enough(gold_file: Path) -> None:
    events = tomllib.loads(gold_file.read_text())["event"]

    assert len(events) >= 60
    assert sum(len(event["mentions"]) for event in events) >= 200


def test_merging_finds_the_gold_clusters(gold_file: Path, tell: Callable[..., Evidence]) -> None:
    gold: dict[str, str] = {}
    evidence = []
    for event in tomllib.loads(gold_file.read_text())["event"]:
        for line in event["mentions"]:
            evidence.append(tell(line, len(evidence)))
            gold[evidence[-1].id] = event["name"]
    rules = MergeRules(load_catalogue(Path(__file__).parents[3] / "data"))

    found = {
        mention: event.id for event in merge(evidence, rules).events for mention in event.evidence
    }

    precision, recall = b_cubed(found, gold), b_cubed(gold, found)
    f1 = 2 * precision * recall / (precision + recall)
    assert f1 >= LEAST_F1, f"precision {precision:.3f}, recall {recall:.3f}"


def b_cubed(one: Mapping[str, str], other: Mapping[str, str]) -> float:
    """The mean share of a mention's fellows in `one` that are its fellows in `other` too."""
    total = 0.0
    for mention, cluster in one.items():
        fellows = [each for each, name in one.items() if name == cluster]
        total += sum(other[each] == other[mention] for each in fellows) / len(fellows)
    return total / len(one)
