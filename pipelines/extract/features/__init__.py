"""What the small models look at: named features of a draft, as readable strings.

One file a question. The names are those of the weights in data/model: a feature
that is renamed is one that no model knows.
"""

from pipelines.extract.features.action import action_features
from pipelines.extract.features.context import context_features, gap_features
from pipelines.extract.features.fillers import Offer, link_features
from pipelines.extract.features.further import another_features
from pipelines.extract.features.instruments import instrument_features
from pipelines.extract.features.status import status_features
from pipelines.extract.features.telling import keep_features

__all__ = [
    "Offer",
    "action_features",
    "another_features",
    "context_features",
    "gap_features",
    "instrument_features",
    "keep_features",
    "link_features",
    "status_features",
]
