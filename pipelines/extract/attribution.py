"""Who says so: the speaker or medium that the text puts before the fact."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extract import tree

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extract.acts import Act
    from pipelines.extract.reading import Reading
    from pipelines.lexicon import Lexicon

_SPEECH = frozenset(
    {
        "ccomp",
        "parataxis",
        "xcomp",
        "advcl",
        "dep",
        "conj",
        "acl",
        "relcl",
        "pcomp",
        "prep",
        "pobj",
        "dobj",
        "nsubj",
        "nsubjpass",
    }
)
_DETERMINERS = re.compile(r"^(?:The|A|An)\b(?=\s)")


def speaker_of(act: Act, reading: Reading, lexicon: Lexicon) -> str | None:
    """The words that name who says that an act happens, or None where the outlet does."""
    by_verb = _reporting_governor(act, reading, lexicon)
    if by_verb is not None:
        return by_verb
    return _according_to(reading, lexicon)


def _reporting_governor(act: Act, reading: Reading, lexicon: Lexicon) -> str | None:
    token = reading.doc[act.anchor]
    while token.head != token:
        relation, token = token.dep_, token.head
        if (
            relation in ("ccomp", "parataxis", "advcl", "dep", "xcomp", "conj")
            and token.i in reading.reports
        ):
            subject = tree.subject(token)
            strong = reading.reports[token.i] in lexicon.strong_reports
            if subject is not None and strong and relation in ("ccomp", "parataxis", "dep"):
                return name_of(subject)
    return _trailing_report(act, reading, lexicon)


def _trailing_report(act: Act, reading: Reading, lexicon: Lexicon) -> str | None:
    """A report set off by a comma inside or behind the clause: ", Reuters said"."""
    for i, phrase in reading.reports.items():
        verb = reading.doc[i]
        if phrase in lexicon.strong_reports and verb.dep_ in ("parataxis",):
            subject = tree.subject(verb)
            if subject is not None:
                return name_of(subject)
    return None


def _according_to(reading: Reading, lexicon: Lexicon) -> str | None:
    text = reading.doc.text.lower()
    for phrase in lexicon.report_prepositions:
        at = text.find(phrase)
        if at >= 0:
            span = reading.doc.char_span(at, at + len(phrase), alignment_mode="expand")
            if span is not None and span.end < len(reading.doc):
                return name_of(_noun_after(reading, span.end))
    return None


def _noun_after(reading: Reading, index: int) -> Token:
    token = reading.doc[index]
    while (
        token.dep_ in ("det", "compound", "amod", "poss", "nummod", "case", "nmod")
        and token.head.i > token.i
    ):
        token = token.head
    return token


def name_of(token: Token) -> str:
    """A speaker's noun phrase without clauses and appositions: "Kevin Hassett"."""
    skip = {
        t.i
        for kid in token.children
        if kid.dep_ in ("relcl", "appos", "acl", "punct", "cc", "advcl")
        or (kid.dep_ == "prep" and kid.lower_ not in ("of", "in", "at", "for", "with"))
        for t in kid.subtree
    }
    kept = [t for t in token.subtree if t.i not in skip]
    if not kept:
        return token.text
    text = token.doc.text[kept[0].idx : kept[-1].idx + len(kept[-1])]
    return _DETERMINERS.sub(lambda m: m.group().lower(), text)
