"""How a job tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """Pieces of work done so far, of those known so far, and the last one's name."""

    done: int
    total: int
    what: str


OnProgress = Callable[[Progress], None]
