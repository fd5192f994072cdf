"""With what status: how real the text says that an act is.

The act's own verb gives tense, mood and polarity; each governor above it may
weaken that ("plans to", "threatened to", "denied that") or turn it round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract import tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from pipelines.extract.acts import Act
    from pipelines.extract.reading import Reading

_MODALS = {
    "could": "expected",
    "may": "expected",
    "might": "expected",
    "should": "urged",
    "must": "urged",
    "ought": "urged",
    "will": "announced",
    "'ll": "announced",
    "shall": "announced",
    "wo": "announced",
    "would": "would",
    "can": "expected",
}
_CARRIES = frozenset(
    {"xcomp", "ccomp", "pcomp", "acl", "dobj", "pobj", "prep", "nsubj", "nsubjpass", "attr",
     "compound", "nmod", "amod", "conj", "appos", "advcl", "relcl", "oprd", "parataxis", "dep", "poss"}
)  # fmt: skip
_IF = frozenset({"if", "unless", "should", "provided", "were"})
_NONE = frozenset({"no", "neither", "nor", "without", "instead"})


@dataclass(frozen=True, slots=True)
class Mood:
    """What the words about an act say: its own form and the governors' statuses, nearest first."""

    form: str
    negated: bool
    governors: tuple[str, ...]
    conditional: bool
    steps: tuple[str, ...] = ()


def mood_of(act: Act, reading: Reading) -> Mood:
    """Read tense, modals, negation and governors of an act."""
    doc = reading.doc
    anchor = doc[act.anchor]
    verb = _verb_of(anchor)
    governors = list(_governors(act, anchor, reading))
    own = [s for s in reading.status_words.get(anchor.i, ()) if s != "in_force"]
    modifiers = [
        s
        for kid in doc[act.core.head].children
        for s in reading.status_words.get(kid.i, ())
        if kid.dep_ in ("amod", "compound", "nmod")
    ]
    return Mood(
        form=_form(verb, anchor, reading),
        negated=_negated(anchor, verb, doc[act.core.head]),
        governors=tuple([*own, *modifiers, *(status for status, _ in governors)]),
        conditional=_conditional(verb),
        steps=tuple(step for _, step in governors),
    )


def _verb_of(anchor: Token) -> Token:
    if anchor.pos_ in ("VERB", "AUX"):
        return (
            tree.first_conjunct(anchor)
            if not any(k.dep_ in ("aux", "nsubj") for k in anchor.children)
            else anchor
        )
    for above in anchor.ancestors:
        if above.pos_ in ("VERB", "AUX"):
            return above
    return anchor


def _form(verb: Token, anchor: Token, reading: Reading) -> str:
    """The form of a verb: a modal's mood, "to", "past", "perfect", "present", "ing" or "noun"."""
    if verb.pos_ not in ("VERB", "AUX"):
        return "noun"
    auxes = [kid.lower_ for kid in verb.children if kid.dep_ in ("aux", "auxpass")]
    for aux in auxes:
        if aux in _MODALS:
            return _MODALS[aux]
    if "to" in auxes:
        return "to-be" if verb.head.lemma_ == "be" and verb.dep_ == "xcomp" else "to"
    if any(aux in ("has", "have", "had", "'ve", "having") for aux in auxes):
        return "perfect"
    if any(aux in ("was", "were", "did") for aux in auxes) or verb.tag_ == "VBD":
        return "past"
    if any(aux in ("is", "are", "'s", "being", "am") for aux in auxes):
        return "present"
    return {
        "VBZ": "present",
        "VBP": "present",
        "VB": "present",
        "VBG": "ing",
        "VBN": "participle",
    }.get(verb.tag_, "noun")


def _negated(anchor: Token, verb: Token, core: Token) -> bool:
    if tree.is_negated(anchor) or tree.is_negated(core):
        return True
    if verb != anchor and tree.is_negated(verb):
        return True
    determiners = [
        kid.lower_
        for token in (anchor, core)
        for kid in token.children
        if kid.dep_ in ("det", "neg", "advmod", "preconj")
    ]
    if any(word in _NONE for word in determiners):
        return True
    head = verb.head
    if verb.dep_ == "xcomp" and head != verb and tree.is_negated(head):
        return True
    subject = tree.child(verb, "nsubj", "nsubjpass")
    return subject is not None and any(kid.lower_ in _NONE for kid in subject.children)


def _governors(act: Act, anchor: Token, reading: Reading) -> Iterator[tuple[str, str]]:
    """The statuses of the words above an act, nearest first, with "status:relation"."""
    token = anchor
    for _ in range(8):
        relation = token.dep_
        if token.head == token or relation not in _CARRIES:
            return
        token = token.head
        if relation == "conj" and token.pos_ == "VERB":
            continue
        for status in reading.status_words.get(token.i, ()):
            if token.i != act.core.head:
                yield status, f"{token.lemma_.lower()}:{relation}"
        for kid in token.children:
            if kid.dep_ in ("aux",) and kid.lower_ in _MODALS and relation in ("xcomp", "ccomp"):
                yield f"modal-{_MODALS[kid.lower_]}", f"{kid.lower_}:{relation}"
        if tree.is_negated(token) and relation in ("xcomp", "ccomp", "dobj"):
            yield "negated", f"not-{token.lemma_.lower()}:{relation}"


def _conditional(verb: Token) -> bool:
    for token in (verb, *verb.ancestors):
        if token.dep_ in ("advcl", "ccomp") and any(
            kid.dep_ == "mark" and kid.lower_ in _IF for kid in token.children
        ):
            return True
    return False


_OF_FORM = {
    "expected": "expected",
    "urged": "urged",
    "announced": "announced",
    "would": "expected",
    "to-be": "announced",
    "to": "announced",
}
_STRENGTH = ("in_force",)
_WEAKENING = ("denied", "urged", "threatened", "expected", "planned", "announced")


def by_rule(mood: Mood, *, title: bool) -> str:
    """The status as plain rules tell it: the weakest of what the governors say, else the form."""
    if mood.negated or "negated" in mood.governors:
        return "denied"
    told = [g.removeprefix("modal-") for g in mood.governors]
    for status in _WEAKENING:
        if status in told:
            return status
    if mood.form == "to" and not title:
        return "planned"
    return _OF_FORM.get(mood.form, "in_force")
