"""Who says so: the speaker or medium that the text puts before the fact."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extract import tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.extract.acts import Act
    from pipelines.extract.parse import Parse, Token
    from pipelines.extract.reading import Reading
    from pipelines.lexicon import Lexicon

_SPEECH = frozenset({"ccomp", "parataxis", "dep"})
"""Relations of what is said to the verb of saying."""

_OWN_VOICE = frozenset({"i", "we"})
"""Who speaks in a quotation: the one that the words around it name."""

_PRONOUNS = _OWN_VOICE | {"he", "she", "it", "they"}
"""Who is named elsewhere in the sentence, if anywhere."""

_BEFORE_NOUN = frozenset({"det", "compound", "amod", "poss", "nummod", "case", "nmod"})
_CLAUSES = frozenset({"relcl", "appos", "acl", "punct", "cc", "advcl"})
_OF_NAMES = frozenset({"of", "in", "at", "for", "with"})
"""Prepositions that go on with a speaker's name: "the Ministry of Commerce"."""

_DETERMINERS = re.compile(r"^(?:The|A|An)\b(?=\s)")


def speaker_of(act: Act, reading: Reading, lexicon: Lexicon) -> str | None:
    """The words that name who says that an act happens, or None where the outlet does."""
    strong = [
        *_governing_reports(act, reading, lexicon),
        *_trailing_reports(reading, lexicon),
    ]
    named = [subject for verb in strong if (subject := tree.subject(verb)) is not None]
    if any(subject.lower_ in _PRONOUNS for subject in named):
        named += _all_reporters(reading, lexicon)
    heard = [each for each in named if each.lower_ not in _OWN_VOICE]
    subject = min(heard, key=lambda each: each.lower_ in _PRONOUNS, default=None)
    return name_of(subject, reading.doc) if subject is not None else _according_to(reading, lexicon)


def _all_reporters(reading: Reading, lexicon: Lexicon) -> list[Token]:
    """Whoever the sentence says anything of: a quotation's own "we" is one of them."""
    verbs = (reading.doc[i] for i in sorted(reading.reports))
    strong = (verb for verb in verbs if _is_strong(verb, reading, lexicon))
    return [subject for verb in strong if (subject := tree.subject(verb)) is not None]


def _is_strong(verb: Token, reading: Reading, lexicon: Lexicon) -> bool:
    return reading.reports.get(verb.i) in lexicon.strong_reports


def _governing_reports(act: Act, reading: Reading, lexicon: Lexicon) -> Iterator[Token]:
    """The words above an act that what is said or asked for hangs from, nearest first.

    Behind it any verb of saying counts: ", the ministry announced".
    """
    token = reading.doc[act.anchor]
    while token.head != token:
        below, token = token, token.head
        is_strong = _is_strong(token, reading, lexicon)
        is_behind = token.i in reading.reports and token.i > below.i
        is_said = below.dep_ in _SPEECH and (is_strong or is_behind)
        if is_said or _is_urging(token, reading):
            yield token


def _is_urging(token: Token, reading: Reading) -> bool:
    """Whether somebody asks another one to act: "Dhaka asked Delhi to lift the ban"."""
    return token.i in reading.reports and "urged" in reading.status_words.get(token.i, ())


def _trailing_reports(reading: Reading, lexicon: Lexicon) -> Iterator[Token]:
    """Reports set off by a comma inside or behind the clause: ", Reuters said"."""
    verbs = (reading.doc[i] for i in reading.reports)
    return (v for v in verbs if v.dep_ == "parataxis" and _is_strong(v, reading, lexicon))


def _according_to(reading: Reading, lexicon: Lexicon) -> str | None:
    text = reading.text.lower()
    for phrase in lexicon.report_prepositions:
        at = text.find(phrase)
        if at >= 0:
            place = reading.doc.place(at, at + len(phrase))
            if place is not None and place[1] + 1 < len(reading.doc):
                return name_of(_noun_after(reading, place[1] + 1), reading.doc)
    return None


def _noun_after(reading: Reading, index: int) -> Token:
    token = reading.doc[index]
    while token.dep_ in _BEFORE_NOUN and token.head.i > token.i:
        token = token.head
    return token


def name_of(token: Token, doc: Parse) -> str:
    """A speaker's noun phrase without clauses and appositions: "Kevin Hassett"."""
    skip = {
        t.i
        for kid in token.children
        if kid.dep_ in _CLAUSES or (kid.dep_ == "prep" and kid.lower_ not in _OF_NAMES)
        for t in kid.subtree
    }
    kept = [t for t in token.subtree if t.i not in skip]
    if not kept:
        return token.text
    text = doc.words(kept[0].i, kept[-1].i)
    return _DETERMINERS.sub(lambda m: m.group().lower(), text)
