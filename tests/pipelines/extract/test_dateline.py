# ruff: noqa: RUF001 - dashes are what is read here

import pytest

from pipelines.extract.dateline import end_of_dateline
from pipelines.extract.sentences import split


@pytest.mark.parametrize(
    "line",
    [
        "WASHINGTON, June 9 (Harbour Wire) - ",
        "LONDON/WASHINGTON, June 9 - ",
        "WASHINGTON, D.C. – ",
        "PORT-AU-PRINCE, Haiti -- ",
        "DAR ES SALAAM — ",
        "São Paulo, 12 May 2024 (Wire) – ",
        "Accra (Wire) — ",
        "NEW DELHI, June 3: ",
        "OSLO - ",
        "CAPE TOWN: ",
    ],
)
def test_an_agencys_line_stands_before_the_sentence(line: str) -> None:
    text = f"{line}The ministry banned exports."
    assert end_of_dateline(text, 0, len(text)) == len(line)


@pytest.mark.parametrize(
    "text",
    [
        "US - China talks go on.",
        "MONDAY - The ministry banned exports.",
        "THE PRESIDENT: We banned exports.",
        "PRIME MINISTER MODI: We banned exports.",
        "MR. SMITH: We banned exports.",
        "Trump - again - banned exports.",
        "The move - a surprise - hit exports.",
        "OSLO-based traders stopped exports.",
        "NORWAY, Sweden and Denmark banned exports.",
        "China (the largest maker) banned exports.",
    ],
)
def test_other_openings_belong_to_the_sentence(text: str) -> None:
    assert end_of_dateline(text, 0, len(text)) == 0


def test_a_dateline_is_sought_at_the_start_of_each_paragraph() -> None:
    text = "LIMA, May 2 - Peru lifted it. Then it rained.\n\nQUITO - Ecuador did not."
    assert [text[span.start : span.end] for span in split(text)] == [
        "Peru lifted it.",
        "Then it rained.",
        "Ecuador did not.",
    ]
