import pytest

from pipelines.copies import MIN_WORDS, SAME, bands, share, signature

STORY = (
    "The ministry of commerce said on Monday that it will lift its ban on exports of gallium and "
    "germanium to the United States for a year. The ban was put in place in December after the "
    "latest American list of chip firms. Officials told reporters that the decision follows the "
    "truce agreed by the two leaders in October. Exporters will still need a licence for each "
    "shipment, and military users remain shut out. Prices of both metals fell in Rotterdam. "
    "Traders said that stocks outside China had run low, and that buyers would wait for the first "
    "licences before they order again. The ministry gave no date for the first shipments."
)
OTHER = (
    "Brussels will ask member states next week to approve duties on Chinese electric vans, three "
    "diplomats said. The plan follows a year of talks on minimum prices that led nowhere. "
    "Carmakers in Germany oppose the duties and want Berlin to vote against them, while France "
    "and Spain are in favour. The commission declined to comment on the timing of the proposal, "
    "which needs a qualified majority of the states to pass."
)


def alike(one: str, other: str) -> float:
    return share(signature(one), signature(other))


COPIES = [
    STORY.upper(),
    STORY.replace("Monday", "Tuesday"),
    "(Wire) -- " + STORY + " Reporting by A. Writer; editing by B. Editor.",
    STORY.rsplit(".", 2)[0] + ".",
    STORY.replace(". ", ".\n\n"),
]


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_with_small_changes_is_the_same_text(copy: str) -> None:
    assert alike(STORY, copy) >= SAME
    assert set(bands(signature(STORY))) & set(bands(signature(copy)))


def test_another_text_is_another() -> None:
    assert alike(STORY, OTHER) < 0.1
    assert not set(bands(signature(STORY))) & set(bands(signature(OTHER)))


def test_another_report_of_the_same_act_is_another() -> None:
    own = (
        "China is to allow sales of gallium and germanium to American buyers again, lifting for "
        "twelve months a ban that dates from December, the commerce ministry announced. Every "
        "shipment still requires a licence and none will go to military users. The step was part "
        "of the October truce between the two presidents, according to officials in Beijing."
    )
    assert alike(STORY, own) < SAME


def test_a_short_text_resembles_nothing() -> None:
    short = " ".join(["word"] * (MIN_WORDS - 1))
    assert signature(short) == b""
    assert bands(b"") == ()
    assert share(b"", b"") == 0.0
