import datetime as dt

import pytest

from pipelines.dates import read_day, read_moment

MOMENTS = [
    ("Tue, 10 Jun 2025 23:30:00 -0400", "2025-06-11T03:30:00", "2025-06-10"),
    ("Tue, 10 Jun 2025 23:30:00 EDT", "2025-06-11T03:30:00", "2025-06-10"),
    ("10 Jun 2025 08:00:00 GMT", "2025-06-10T08:00:00", "2025-06-10"),
    ("2025-06-10T01:00:00+08:00", "2025-06-09T17:00:00", "2025-06-10"),
    ("2025-06-10T01:00:00.123456Z", "2025-06-10T01:00:00", "2025-06-10"),
    ("2025-06-10 09:00:00", "2025-06-10T09:00:00", "2025-06-10"),
    ("2025-06-10 09:00:00 +0900", "2025-06-10T00:00:00", "2025-06-10"),
    ("2025-06-10T09:00+0900", "2025-06-10T00:00:00", "2025-06-10"),
]


@pytest.mark.parametrize(("written", "at", "day"), MOMENTS)
def test_a_time_is_kept_in_utc_and_its_day_as_the_outlet_has_it(
    written: str, at: str, day: str
) -> None:
    told = read_moment(written)
    assert told is not None
    assert told.at == dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)
    assert told.day == dt.date.fromisoformat(day)


DAYS = [
    ("10 June 2025", "2025-06-10"),
    ("Published: June 10th, 2025", "2025-06-10"),
    ("10-Jun-2025", "2025-06-10"),
    ("2025/6/9", "2025-06-09"),
    ("2025.06.10", "2025-06-10"),
    ("2025年6月10日", "2025-06-10"),
    ("2025년 6월 10일", "2025-06-10"),
    ("Sept. 3, 2025", "2025-09-03"),
]


@pytest.mark.parametrize(("written", "day"), DAYS)
def test_a_day_alone_is_a_day_without_a_time(written: str, day: str) -> None:
    told = read_moment(written)
    assert told is not None
    assert (told.at, told.day) == (None, dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    "written", ["", "yesterday", "03/04/2025", "31 Feb 2025", "0001-01-01T00:00:00Z"]
)
def test_what_tells_no_day_for_certain_is_none(written: str) -> None:
    assert read_moment(written) is None
    assert read_day(written) is None
