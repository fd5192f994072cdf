from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.english import is_english

ENGLISH = "The ministry said on Monday that tariffs on steel would be lifted after talks in Geneva."
OTHERS = [
    "Das Ministerium teilte am Montag mit, dass die Zölle auf Stahl aufgehoben werden.",
    "Le ministère a annoncé lundi que les droits de douane sur l'acier seraient levés.",
    "El ministerio anunció el lunes que los aranceles sobre el acero se levantarán pronto.",
    "商务部周一表示在日内瓦会谈之后对钢铁的关税将被取消双方还将就稀土出口管制问题继续进行磋商新的措施将于下月生效届时企业可以重新申请许可证",
]


def test_english_is_read() -> None:
    assert is_english("", ENGLISH)


@pytest.mark.parametrize("text", OTHERS)
def test_other_languages_are_not(text: str) -> None:
    assert not is_english("Tariffs", text)


def test_too_little_to_tell_passes() -> None:
    assert is_english("BIS: EDA, HBM", "")


def test_the_gold_documents_are_english() -> None:
    file = Path(__file__).parents[1] / "gold" / "newsroom.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows if not is_english(row["title"], row["text"])] == []
