"""Memory stays flat over ten thousand polls."""

from __future__ import annotations

import pytest

from benchmarks.collecting import SOURCES, memory, unchanged_sources

POLLS = 10_000
ROUNDS = POLLS // SOURCES + 1


@pytest.mark.soak
def test_ten_thousand_polls_take_no_more_memory_than_three_thousand(tmp_path) -> None:
    sizes = []
    with unchanged_sources(tmp_path) as (_, poll):
        for number in range(1, ROUNDS + 1):
            poll(number)
            sizes.append(memory())
    assert sizes[-1] - sizes[ROUNDS // 3] < 5
