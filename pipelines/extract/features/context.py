"""Is it the same? Features by which what the document told before fills a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract.features import values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.extract.draft import Draft


def gap_features(draft: Draft, gap: str) -> tuple[str, ...]:
    """What a draft tells of its gap, the field items, actors, targets or when."""
    act = draft.act
    offered = {"items": draft.goods, "when": draft.dates}.get(gap, draft.parties)
    return (
        f"instrument={act.instrument}",
        f"role={act.role}",
        f"kind={act.core.sense.kind}",
        f"table={act.core.sense.table}",
        f"offered={min(3, len({link.value for link in offered}))}",
        f"determiner={values.determiner(draft)}",
        f"relation={values.core_of(draft).dep_}",
        f"found={act.found}",
        f"title={draft.reading.is_title}",
        f"status={draft.status_by_rule}",
        f"form={draft.mood.form}",
        f"action={act.action}",
        f"level={values.level(draft)}|instrument={act.instrument}",
        f"targets={bool(draft.targets)}",
        f"other={draft.actors_from if gap == 'targets' else draft.targets_from}",
    )


def context_features(
    draft: Draft, gap: str, told: Sequence[str], source: str, standing: str
) -> tuple[str, ...]:
    """Features by which what the document told before fills a gap of a draft.

    `told` is what the draft tells of the gap, `source` where its filler would come
    from, as Memory.known tells it, `standing` how prominent the filler is.
    """
    found, ranks = f"{gap}|{source}", f"standing={standing}"
    return (
        f"{gap}|{ranks}",
        f"{found}|{ranks}",
        f"{found}|{ranks}|instrument={draft.act.instrument}",
        *values.crossed(found, *told),
    )
