"""Groups of near copies: which articles are one witness, and what is told anew of them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from pipelines.copies import SAME, share, signature
from pipelines.merge import MergeRules
from pipelines.url import identity
from tracker.schema import transaction
from tracker.store.articles import Text, record_text
from tracker.store.copies import PERIOD_DAYS, WINDOW_DAYS, group_copies
from tracker.store.timeline import rebuild, refresh_regrouped

NOW = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
ACT = "tariff impose announced | US > CN | steel | 2025-05-23"
FIRST = " ".join(f"word{number}" for number in range(100))
BETWEEN = " ".join(f"word{number}" for number in range(15, 115))
LAST = " ".join(f"word{number}" for number in range(30, 130))

Carry = Callable[[str, str, str], int]


@pytest.fixture
def carry(db: sqlite3.Connection) -> Carry:
    """Puts an article of an outlet with a day and a text in, if it is new, and groups it."""

    def put(outlet: str, day: str, text: str) -> int:
        url = f"https://{outlet}.example/{outlet}/1"
        db.execute(
            "INSERT OR IGNORE INTO articles (url, link, outlet, published, day_origin, first_seen)"
            " VALUES (?, ?, ?, ?, 'seen', ?)",
            (url, identity(url), outlet, day, NOW.isoformat()),
        )
        (article,) = db.execute("SELECT id FROM articles WHERE url = ?", (url,)).fetchone()
        signed = signature(text)
        db.execute("UPDATE articles SET text_signature = ? WHERE id = ?", (signed, article))
        group_copies(db, article, signed)
        return int(article)

    return put


def witnesses(db: sqlite3.Connection) -> list[int]:
    return [row[0] for row in db.execute("SELECT witnesses FROM events ORDER BY place")]


def groups(db: sqlite3.Connection) -> list[str | None]:
    return [row[0] for row in db.execute("SELECT text_group FROM articles ORDER BY id")]


def refresh(db: sqlite3.Connection, rules: MergeRules) -> None:
    """Tell anew what waits for it; a rebuild has nothing to change after that."""
    while refresh_regrouped(db, rules, NOW):
        pass
    assert rebuild(db, rules, NOW) == ()


@pytest.fixture
def confirmed(db: sqlite3.Connection, record: Any) -> None:
    """An act that two outlets tell of."""
    record(f"2025-05-24 wire/1 b | {ACT}")
    record(f"2025-05-24 daily/1 b | {ACT}")
    assert witnesses(db) == [2]


@pytest.mark.usefixtures("confirmed")
class TestWitnesses:
    def test_a_text_that_two_outlets_copied_makes_one_of_them(
        self, db: sqlite3.Connection, rules: MergeRules, carry: Carry
    ) -> None:
        assert share(signature(FIRST), signature(LAST)) < SAME
        carry("wire", "2025-05-24", FIRST)
        carry("daily", "2025-05-24", LAST)
        refresh(db, rules)
        assert (groups(db), witnesses(db)) == ([None, None], [2])

        carry("times", "2025-05-25", BETWEEN)
        assert groups(db) == ["1", "1", "1"]
        refresh(db, rules)
        assert witnesses(db) == [1]

    def test_who_was_first_is_the_witness_whenever_he_comes(
        self, db: sqlite3.Connection, rules: MergeRules, carry: Carry
    ) -> None:
        carry("wire", "2025-05-24", FIRST)
        carry("daily", "2025-05-24", "Other words. " * 40)
        carry("ledger", "2025-05-25", FIRST)
        refresh(db, rules)
        assert witnesses(db) == [2]

        carry("ledger", "2025-05-25", "Other words. " * 40)
        refresh(db, rules)
        assert (groups(db), witnesses(db)) == (["1", "2", "2"], [2])

    def test_two_groups_that_become_one_are_one_witness(
        self, db: sqlite3.Connection, rules: MergeRules, carry: Carry
    ) -> None:
        for outlet, text in {"wire": FIRST, "daily": LAST, "post": FIRST, "echo": LAST}.items():
            carry(outlet, "2025-05-24", text)
        assert groups(db) == ["1", "2", "1", "2"]
        refresh(db, rules)
        assert witnesses(db) == [2]

        carry("times", "2025-05-25", BETWEEN)
        assert groups(db) == ["1"] * 5
        refresh(db, rules)
        assert witnesses(db) == [1]

    def test_an_edit_of_the_first_one_gives_the_others_another_witness(
        self, db: sqlite3.Connection, rules: MergeRules, carry: Carry, record: Any
    ) -> None:
        record(f"2025-05-24 times/1 t | {ACT}")
        carry("times", "2025-05-24", LAST)
        carry("daily", "2025-05-24", LAST)
        carry("agency", "2025-05-23", LAST)
        refresh(db, rules)
        assert witnesses(db) == [2]

        carry("agency", "2025-05-23", "Other words. " * 40)
        assert waiting(db) == 2
        refresh(db, rules)
        assert witnesses(db) == [2]

    def test_a_copy_that_changes_no_witness_has_nothing_told_anew(
        self, db: sqlite3.Connection, rules: MergeRules, carry: Carry
    ) -> None:
        carry("wire", "2025-05-24", FIRST)
        carry("post", "2025-05-25", FIRST)
        carry("echo", "2025-05-26", FIRST)
        assert waiting(db) == 0
        assert refresh_regrouped(db, rules, NOW) == 0


def waiting(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM regrouped_articles").fetchone()[0])


def test_the_day_that_a_page_tells_decides_what_is_its_copy(
    db: sqlite3.Connection, carry: Carry
) -> None:
    carry("wire", "2025-05-24", FIRST)
    late = carry("post", "2025-07-24", FIRST)
    assert groups(db) == [None, None]

    text = Text("Title", FIRST, "page", dt.date(2025, 5, 25), signature=signature(FIRST))
    record_text(db, late, text, NOW, None)
    assert groups(db) == ["1", "1"]
    text = Text("Title", FIRST, "page", dt.date(2025, 7, 25), signature=signature(FIRST))
    db.execute("UPDATE articles SET day_origin = 'seen' WHERE id = ?", (late,))
    assert record_text(db, late, text, NOW, None) == "unchanged"
    assert groups(db) == ["1", None]


@pytest.mark.parametrize("start", range(0, PERIOD_DAYS, 7))
@pytest.mark.parametrize("apart", [-WINDOW_DAYS - 1, -WINDOW_DAYS, WINDOW_DAYS, WINDOW_DAYS + 1])
def test_copies_are_found_as_many_days_apart_as_they_may_be(
    db: sqlite3.Connection, carry: Carry, start: int, apart: int
) -> None:
    day = dt.date(2025, 3, 1) + dt.timedelta(days=start)
    carry("wire", f"{day}", FIRST)
    carry("post", f"{day + dt.timedelta(days=apart)}", FIRST)
    assert groups(db) == (["1", "1"] if abs(apart) <= WINDOW_DAYS else [None, None])


def test_texts_of_other_months_cost_nothing(db: sqlite3.Connection, carry: Carry) -> None:
    def steps(outlet: str, day: str) -> int:
        """A hundred steps of SQLite's machine each."""
        counted = []
        db.set_progress_handler(lambda: counted.append(1), 100)
        carry(outlet, day, FIRST)
        db.set_progress_handler(None, 0)
        return len(counted)

    alone = steps("wire", "1950-01-01")
    first = dt.date(1978, 3, 1)
    with transaction(db):
        for number in range(300):
            carry(f"o{number}", f"{first + dt.timedelta(days=30 * number)}", FIRST)
    assert steps("post", f"{first + dt.timedelta(days=30 * 150 + 15)}") <= alone + 5
    assert not any(groups(db))
