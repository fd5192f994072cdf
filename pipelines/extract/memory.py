"""What a document has told so far, for the references that lean on it.

"The levies", "it" and a bare "exports" take their instrument, items and parties
from the acts told before them; a title takes them from the first act of the text.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.model import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.extract.draft import Draft
    from pipelines.extract.reading import Reading


@dataclass(slots=True)
class Memory:
    """The acts of a document in order, and how often each party is named in it."""

    told: list[Draft] = field(default_factory=list)
    named: Counter[str] = field(default_factory=Counter)

    def hear(self, readings: Sequence[Reading]) -> None:
        """Count the parties of a document beforehand."""
        for reading in readings:
            self.named.update({name.code for name in reading.names if name.kind != "outlet"})

    def measure(self) -> str | None:
        """The measure last spoken of."""
        return next((d.instrument for d in reversed(self.told) if d.instrument in MEASURES), None)

    def like(self, draft: Draft) -> Draft | None:
        """The last act told of the same instrument, of the same noun if there is one."""
        same = [d for d in self.told if d.instrument == draft.instrument]
        return same[-1] if same else None

    def main_parties(self, limit: int = 4) -> list[str]:
        """The parties most often named, the most frequent first."""
        return [code for code, _ in self.named.most_common(limit)]
