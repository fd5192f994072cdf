"""Why mentions are missed, found without need or filled wrongly: errors counted by cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from tools.scoring import Scorer, Told

NO_ACT = "missed: no act proposed for the sentence"
OTHER_KIND = "missed: only another instrument or direction proposed"
UNLIKELY = "missed: proposed, not likely enough or taken for one told beside it"
NO_EVENT = "false: the sentence tells of no event"
WRONG_KIND = "false: the sentence tells of another instrument or direction"
TWICE = "false: told once, found twice"


def causes(
    golds: Sequence[Told], found: Sequence[Told], proposed: Sequence[Told], scorer: Scorer
) -> Counter[str]:
    """How often each cause of an error occurs in one document.

    `proposed` are all acts that were looked at, whether found or not.
    """
    pairs = scorer.pairs(golds, found, scorer.is_mention)
    missed = _left(golds, {i for i, _ in pairs})
    false = _left(found, {j for _, j in pairs})
    counted = Counter(_of_missed(one, proposed, scorer) for one in missed)
    counted.update(_of_false(one, golds, scorer) for one in false)
    for i, j in pairs:
        counted.update(_of_fields(golds[i], found[j], scorer))
    return counted


def _left(told: Sequence[Told], paired: Collection[int]) -> list[Told]:
    return [one for i, one in enumerate(told) if i not in paired]


def _of_missed(gold: Told, proposed: Sequence[Told], scorer: Scorer) -> str:
    if any(scorer.is_mention(gold, one) for one in proposed):
        return UNLIKELY
    return OTHER_KIND if any(gold.overlaps(one) for one in proposed) else NO_ACT


def _of_false(found: Told, golds: Sequence[Told], scorer: Scorer) -> str:
    if any(scorer.is_mention(found, one) for one in golds):
        return TWICE
    return WRONG_KIND if any(found.overlaps(one) for one in golds) else NO_EVENT


def _of_fields(gold: Told, found: Told, scorer: Scorer) -> Iterator[str]:
    """The fields of a matched mention that are wrong: missing, needless or another."""
    for name, agree in scorer.attributes.items():
        if agree(gold, found):
            continue
        field = {"attributed": "attribution"}.get(name, name)
        values = [getattr(one, name) for one in (gold, found)]
        kind = "missing" if not values[1] else "not told" if not values[0] else "another"
        yield f"wrong {field}: {kind}"
