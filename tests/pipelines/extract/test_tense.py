import pytest

from pipelines.extract.tense import tense_at

CASES = [
    ("The ministry said on |Monday|.", "past"),
    ("Duties will rise on |Monday|.", "future"),
    ("On |Monday| the ministry lifted them.", "past"),
    ("China on |Monday| banned imports.", "past"),
    ("Chile froze their accounts on |Monday|.", "past"),
    ("Tariffs set to take effect on |July 6| stay.", "future"),
    ("A pact is to be signed on |July 6|.", "future"),
    ("The two are likely to sign it in |March|.", "future"),
    ("They are expected to be lifted by |July 6|.", "future"),
    ("The surcharges would have doubled on |December 1|.", "future"),
    ("Others were allowed to lapse in |June|.", "past"),
    ("The freeze had been meant to end on |Sunday|.", None),
    ("It was lifted. The rest follows on |Monday|.", None),
    ("Accra frees its cocoa on |Monday|, yet not all of it", None),
]


@pytest.mark.parametrize(("marked", "tense"), CASES)
def test_the_tense_around_a_date(marked: str, tense: str | None) -> None:
    before, date, after = marked.split("|")
    assert tense_at(before + date + after, len(before), len(before + date)) == tense


def test_what_only_looks_like_a_verb_tells_no_tense() -> None:
    text = "Ankara will tax imported nuts on Monday, as planned."
    at = text.index("Monday")
    assert tense_at(text, at, at + 6) == "past"
    assert tense_at(text, at, at + 6, {text.index("imported")}) == "future"
