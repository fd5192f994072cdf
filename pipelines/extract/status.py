"""With what status: how real the text says that an act is.

The act's own verb gives tense, mood and polarity; each governor above it may
weaken that ("plans to", "threatened to", "denied that") or turn it round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.extract.acts import ENDED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.extract.acts import Act
    from pipelines.extract.parse import Token
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
    {
        "acl", "advcl", "amod", "appos", "attr", "ccomp", "compound", "conj", "dep", "dobj",
        "nmod", "nsubj", "nsubjpass", "oprd", "parataxis", "pcomp", "pobj", "poss", "prep", "relcl",
        "xcomp",
    }
)  # fmt: skip
"""Relations through which a word above an act still tells how real it is."""

_HIGHEST = 8
"""How many words above an act are asked."""

_IF = frozenset({"if", "unless", "should", "provided", "were"})
_NONE = frozenset({"no", "neither", "nor", "without", "instead"})
_DETERMINING = ("det", "neg", "advmod", "preconj")

_OF_AUXILIARY = {
    "perfect": frozenset({"has", "have", "had", "'ve", "having"}),
    "past": frozenset({"was", "were", "did"}),
    "present": frozenset({"is", "are", "'s", "being", "am"}),
}
_PAST_HELPERS = _OF_AUXILIARY["perfect"] | _OF_AUXILIARY["past"]
_OF_TAG = {
    "VBD": "past",
    "VBZ": "present",
    "VBP": "present",
    "VB": "present",
    "VBG": "ing",
    "VBN": "participle",
}
_OF_FORM = {
    "expected": "expected",
    "urged": "urged",
    "announced": "announced",
    "would": "expected",
    "to-be": "announced",
    "to": "announced",
}
_WEAKENING = ("denied", "urged", "threatened", "expected", "planned", "announced")
"""Statuses, the one that takes most from an act first."""


@dataclass(frozen=True, slots=True)
class Mood:
    """What the words about an act say: its own form and the governors' statuses, nearest first."""

    form: str
    negated: bool
    governors: tuple[str, ...]
    conditional: bool
    steps: tuple[str, ...] = ()


class Moods:
    """The moods of a sentence's acts, each read once: acts of one noun and verb share theirs."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, int, bool], Mood] = {}

    def of(self, act: Act, reading: Reading) -> Mood:
        """The mood of an act of the sentence."""
        key = (act.anchor, act.core.head, act.rule == ENDED)
        if key not in self._read:
            self._read[key] = mood_of(act, reading)
        return self._read[key]


def mood_of(act: Act, reading: Reading) -> Mood:
    """Read tense, modals, negation and governors of an act."""
    anchor, core = reading.doc[act.anchor], reading.doc[act.core.head]
    verb = _verb_of(anchor)
    governors = list(_governors(act, anchor, reading))
    return Mood(
        form=_form(verb),
        negated=act.rule != ENDED and _negated(anchor, verb, core),
        governors=(*_own(anchor, verb, core, reading), *(status for status, _ in governors)),
        conditional=_conditional(verb),
        steps=tuple(step for _, step in governors),
    )


def _own(anchor: Token, verb: Token, core: Token, reading: Reading) -> Iterator[str]:
    """What the act's own words say: "the expected lifting", "planned tariffs", "probably"."""
    told = reading.status_words
    yield from (status for status in told.get(anchor.i, ()) if status != "in_force")
    for kid in verb.children:
        if kid.dep_ == "advmod":
            yield from told.get(kid.i, ())
    for kid in core.children:
        if kid.dep_ in ("amod", "compound", "nmod"):
            yield from told.get(kid.i, ())


def _verb_of(anchor: Token) -> Token:
    """The verb that tells an act's tense: of coordinated ones the first, which has the helpers."""
    if not anchor.is_verb or tree.child(anchor, "aux", "nsubj") is not None:
        return tree.clause_verb(anchor)
    return tree.first_conjunct(anchor)


def _form(verb: Token) -> str:
    """The form of a verb: a modal's mood, "to", "past", "perfect", "present", "ing" or "noun"."""
    if not verb.is_verb:
        return "noun"
    helpers = [kid.lower_ for kid in verb.children if kid.dep_ in ("aux", "auxpass")]
    modal = next((_MODALS[word] for word in helpers if word in _MODALS), None)
    if modal:
        return modal
    if "to" in helpers:
        return "to-be" if verb.head.lemma_ == "be" and verb.dep_ == "xcomp" else "to"
    return _tense(verb, helpers)


def _tense(verb: Token, helpers: Sequence[str]) -> str:
    for form, words in _OF_AUXILIARY.items():
        if not words.isdisjoint(helpers) or (form == "past" and verb.tag_ == "VBD"):
            return form
    return _OF_TAG.get(verb.tag_, "noun")


def _negated(anchor: Token, verb: Token, core: Token) -> bool:
    """Whether a "not" or "no" belongs to an act, its verb or who does it."""
    if any(tree.is_negated(token) for token in (anchor, core, verb)):
        return True
    determining = (
        kid for token in (anchor, core) for kid in token.children if kid.dep_ in _DETERMINING
    )
    if any(kid.lower_ in _NONE for kid in determining):
        return True
    if verb.dep_ == "xcomp" and tree.is_negated(verb.head):
        return True
    subject = tree.child(verb, "nsubj", "nsubjpass")
    return subject is not None and any(kid.lower_ in _NONE for kid in subject.children)


def _governors(act: Act, anchor: Token, reading: Reading) -> Iterator[tuple[str, str]]:
    """The statuses of the words above an act, nearest first, with "word:relation".

    What becomes of a noun does not govern what a clause about it tells as done: "Gabon, which
    banned the trade, plans ...", "tariffs imposed in May may go".
    """
    token = anchor
    for _ in range(_HIGHEST):
        below, relation = token, token.dep_
        if token.head == token or relation not in _CARRIES or _is_told_as_done(token):
            return
        token = token.head
        if relation == "conj" and token.pos_ == "VERB":
            continue
        if token.i != act.core.head:
            step = f"{token.word}:{relation}"
            for status in reading.status_words.get(token.i, ()):
                asks = status == "planned" and _is_of_another(below)
                yield ("urged" if asks else status), step
        yield from _polarity(token, relation)


def _is_told_as_done(verb: Token) -> bool:
    """Whether a verb of a clause about a noun stands in the past."""
    past = verb.tag_ == "VBD" or any(kid.lower_ in _PAST_HELPERS for kid in verb.children)
    return (verb.dep_ == "relcl" and past) or (verb.dep_ == "acl" and verb.tag_ == "VBN")


def _is_of_another(verb: Token) -> bool:
    """Whether what is wanted is another's to do: "wants Brussels to lift its duty"."""
    has_doer = tree.child(verb, *tree.SUBJECTS) is not None
    return verb.dep_ == "ccomp" and has_doer and tree.has_helper(verb, "to")


def _polarity(token: Token, relation: str) -> Iterator[tuple[str, str]]:
    """The modals and the negation of a word above an act."""
    if relation in ("xcomp", "ccomp"):
        for kid in token.children:
            if kid.dep_ == "aux" and kid.lower_ in _MODALS:
                yield f"modal-{_MODALS[kid.lower_]}", f"{kid.lower_}:{relation}"
    if relation in ("xcomp", "ccomp", "dobj") and tree.is_negated(token):
        yield "negated", f"not-{token.word}:{relation}"


def _conditional(verb: Token) -> bool:
    """Whether an act stands in a clause under an "if"."""
    return any(
        kid.dep_ == "mark" and kid.lower_ in _IF
        for token in (verb, *verb.ancestors)
        if token.dep_ in ("advcl", "ccomp")
        for kid in token.children
    )


def by_rule(mood: Mood, *, title: bool) -> str:
    """The status as plain rules tell it: the weakest of what the governors say, else the form."""
    if mood.negated or "negated" in mood.governors:
        return "denied"
    told = {governor.removeprefix("modal-") for governor in mood.governors}
    weakest = next((status for status in _WEAKENING if status in told), None)
    if weakest:
        return weakest
    if mood.form == "to" and not title:
        return "planned"
    return _OF_FORM.get(mood.form, "in_force")
