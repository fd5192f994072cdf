"""The message that sums up a period: an edition in, subject, text and HTML out."""

from pipelines.digest.model import (
    Alert,
    Change,
    Digest,
    Edition,
    Expectation,
    Health,
    Link,
    Measure,
    Ranking,
    Report,
)
from pipelines.digest.render import IMAGE, MAX_BYTES, compose, compose_alert

__all__ = [
    "IMAGE",
    "MAX_BYTES",
    "Alert",
    "Change",
    "Digest",
    "Edition",
    "Expectation",
    "Health",
    "Link",
    "Measure",
    "Ranking",
    "Report",
    "compose",
    "compose_alert",
]
