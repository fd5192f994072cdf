"""The fixed vocabulary: instruments, actions, directions and statuses, which are closed sets.

Apart from the nouns, since commands that must start at once need no more.
"""

from __future__ import annotations

from types import MappingProxyType

MEASURES = (
    "export_control",
    "tariff",
    "import_restriction",
    "sanction",
    "investment_restriction",
    "trade_remedy",
    "market_access",
    "subsidy",
)
MEASURE_ACTIONS = ("impose", "tighten", "ease", "lift", "suspend", "maintain", "investigate")

ACTIONS_OF = MappingProxyType(
    dict.fromkeys(MEASURES, MEASURE_ACTIONS)
    | {
        "agreement": ("agree", "break_off"),
        "talks": ("hold", "break_off"),
        "dispute": ("file", "rule"),
        "supply": ("start", "stop"),
    }
)
"""The actions that each instrument takes."""

INSTRUMENTS = tuple(ACTIONS_OF)

DIRECTION_OF = MappingProxyType(
    {
        "impose": "restrict",
        "tighten": "restrict",
        "investigate": "restrict",
        "break_off": "restrict",
        "stop": "restrict",
        "ease": "liberalise",
        "lift": "liberalise",
        "suspend": "liberalise",
        "agree": "liberalise",
        "start": "liberalise",
        "maintain": "maintain",
        "hold": "neutral",
        "file": "neutral",
        "rule": "neutral",
    }
)
"""The direction of each action."""

ACTIONS = tuple(DIRECTION_OF)
DIRECTIONS = ("restrict", "liberalise", "maintain", "neutral")

STATUSES = ("in_force", "announced", "planned", "threatened", "expected", "urged", "denied")
"""From the strongest to the weakest."""

STATUS_CLASS_OF = MappingProxyType(
    {
        "in_force": "actual",
        "announced": "actual",
        "planned": "prospective",
        "threatened": "prospective",
        "expected": "prospective",
        "urged": "prospective",
        "denied": "denied",
    }
)
