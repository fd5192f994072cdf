"""Headline capitals are lowered; names and lengths stay."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.extract.truecase import truecased
from pipelines.lexicon import Lexicon

DAY = dt.date(2025, 6, 10)

LINES = [
    (
        "China Imposes New Export Controls On Rare Earths",
        "China imposes new export controls on rare earths",
    ),
    ("TRUMP RAISES TARIFFS ON STEEL FROM INDIA", "TRUMP raises tariffs on steel from INDIA"),
    ("China imposes new export controls on rare earths", None),
    ("US Lifts Ban", None),
    ("India and Oman met in Muscat on Thursday.", None),
    ("India and Delgrano met in Muscat in August about cement.", None),
    (
        "India And Oman Hold Talks On Cement On Thursday",
        "India and Oman hold talks on cement on Thursday",
    ),
    ("Tariffs Rise", None),
    ("NEW TARIFFS HURT MILLS BADLY", "New tariffs hurt mills badly"),
]


@pytest.mark.parametrize(("told", "expected"), LINES, ids=[line[0][:20] for line in LINES])
def test_capitals(lexicon: Lexicon, told: str, expected: str | None) -> None:
    assert truecased(told, lexicon.names, DAY) == (expected or told)


@given(st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_length_stays(lexicon: Lexicon, told: str) -> None:
    cased = truecased(told, lexicon.names, DAY)
    assert len(cased) == len(told)
    assert cased.lower() == told.lower() or len(told.lower()) != len(told)
