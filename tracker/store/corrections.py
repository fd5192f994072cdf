"""Writes of corrections: what a person changed about events, why and when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipelines.merge.corrections import Correction

if TYPE_CHECKING:
    import sqlite3


def active_corrections(db: sqlite3.Connection) -> tuple[Correction, ...]:
    """The corrections that have not been undone, in the order in which they were made."""
    rows = db.execute(
        "SELECT id, kind, payload FROM corrections WHERE undone_at IS NULL ORDER BY id"
    )
    return tuple(_correction(*row) for row in rows)


def _correction(id_: int, kind: str, payload: str) -> Correction:
    told = json.loads(payload)
    value = told.get("value")
    return Correction(
        id=id_,
        kind=kind,
        anchors=tuple(told["anchors"]),
        others=tuple(told.get("others", ())),
        name=told.get("name", ""),
        value=tuple(value) if isinstance(value, list) else value,
    )
