"""What exactly was done: the action of a draft among those of its direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract.features import action_features
from pipelines.model import ACTIONS_OF, DIRECTION_OF

if TYPE_CHECKING:
    from pipelines.extract.draft import Draft
    from pipelines.extract.linear import Linear


def refine(draft: Draft, model: Linear | None) -> None:
    """Set the likeliest action of a draft; without a model it stays that of the rule."""
    if not model:
        return
    likely = model.shares(action_features(draft))
    draft.action = max(alike(draft), key=lambda action: likely.get(action, 0.0))


def alike(draft: Draft) -> list[str]:
    """The actions that go with a draft's instrument and have the direction of its act."""
    direction = DIRECTION_OF[draft.act.action]
    return [action for action in ACTIONS_OF[draft.instrument] if DIRECTION_OF[action] == direction]
