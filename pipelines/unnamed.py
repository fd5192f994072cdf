"""Tells by its shape that words are the name of a company that no file lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.phrases import COMMA, SOFT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pipelines.phrases import Word

_LONGEST = 6


def company_end(
    words: Sequence[Word],
    at: int,
    makers: Collection[str],
    suffixes: Collection[str],
    trades: Collection[str] = (),
) -> int:
    """One past the last word of a company's name that begins at word `at`, 0 where none does.

    It is a run of capitalised words that ends with what companies are called
    by, `makers` ("Bank", "Mining"), goes before a legal form, `suffixes`
    ("Inc", "Ltd"), which is no part of the name, or stands behind one of `trades` ("drone
    maker Acme").
    """
    end = _run_end(words, at, suffixes)
    run = words[at:end]
    if run and _follows_trade(words, at, trades):
        return end
    if not run or all(word.form.isupper() for word in run[1:] or run):
        return 0
    if end < len(words) and words[end].gap <= COMMA and _is_form(words[end], suffixes):
        return end
    return end if len(run) > 1 and run[-1].folded in makers else 0


def _follows_trade(words: Sequence[Word], at: int, trades: Collection[str]) -> bool:
    """Whether a word of `trades`, in small letters, stands right before word `at`."""
    before = words[at - 1] if at and words[at].gap == SOFT else None
    return before is not None and before.form in trades and not _ends(before)


def _run_end(words: Sequence[Word], at: int, suffixes: Collection[str]) -> int:
    """One past the run of capitalised words that begins at word `at`."""
    end = at
    while (
        end < len(words)
        and end - at < _LONGEST
        and (end == at or (words[end].gap == SOFT and not _ends(words[end - 1])))
        and (words[end].capital or words[end].form == "&")
        and not _is_form(words[end], suffixes)
    ):
        end += 1
    return end


def _is_form(word: Word, suffixes: Collection[str]) -> bool:
    """Whether a word is a legal form such as "Ltd"."""
    return word.folded in suffixes and word.capital


def _ends(word: Word) -> bool:
    """Whether no name goes on after a word: "China's", or one before a full stop."""
    return word.owns or word.closes
