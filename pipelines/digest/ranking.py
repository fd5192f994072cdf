"""Which act matters most: a weighted sum of six properties, each from 0 to 1.

corroboration   official 1, confirmed 0.8, disputed 0.4, single 0.2
official        a government source tells of it
reach           how many outlets tell of it, and how broad its goods and targets are
novelty         the measure was not heard of before
weight          what kind of act it is, and how real
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from types import MappingProxyType

from pipelines.digest.model import Ranking, Report

_CORROBORATION = MappingProxyType(
    {"official": 1.0, "confirmed": 0.8, "disputed": 0.4, "single": 0.2}
)
_ACTS = MappingProxyType(
    {"impose": 1.0, "lift": 1.0, "tighten": 0.9, "ease": 0.9, "suspend": 0.9, "agree": 0.9}
    | {"break_off": 0.9, "stop": 0.6, "start": 0.5, "rule": 0.6, "maintain": 0.5}
    | {"investigate": 0.5, "file": 0.4, "hold": 0.3}
)
_STATUSES = MappingProxyType(
    {"in_force": 1.0, "announced": 0.9, "planned": 0.5, "threatened": 0.5}
    | {"expected": 0.4, "denied": 0.35, "urged": 0.2}
)
_OUTLETS = 4
"""So many outlets make the full reach."""


def ranked(reports: Iterable[Report], ranking: Ranking) -> list[Report]:
    """Return the reports, the most important first; equal ones by day, then by id."""
    return sorted(
        reports, key=lambda report: (-score(report, ranking), report.event.day, report.event.id)
    )


def score(report: Report, ranking: Ranking) -> float:
    """Return the rank of one report, from 0 to the sum of the weights."""
    event = report.event
    official = event.corroboration == "official" or any(link.official for link in report.links)
    return (
        ranking.corroboration * _CORROBORATION.get(event.corroboration, 0.0)
        + ranking.official * official
        + ranking.reach * _reach(report)
        + ranking.novelty * report.first_of_story
        + ranking.detail * _detail(report)
        + ranking.weight * _ACTS[event.action] * _STATUSES[event.status]
    )


def _detail(report: Report) -> float:
    """Return how much is told; talks and agreements have no targets."""
    event = report.event
    mutual = event.instrument in ("talks", "agreement") and len(event.actors) > 1
    told = (bool(event.actors), bool(event.targets) or mutual, bool(event.items) or mutual)
    return sum(told) / len(told)


def _reach(report: Report) -> float:
    outlets = len({link.outlet for link in report.links})
    told = min(1.0, math.log2(1 + outlets) / math.log2(1 + _OUTLETS))
    broad = {"WORLD", "all_goods"} & {*report.event.targets, *report.event.items}
    return 0.7 * told + 0.3 * bool(broad)
