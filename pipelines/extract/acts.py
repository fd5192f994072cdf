"""What was done: pairs of a noun of policy and the predicate that does something to it.

Every pair that the lexicon allows is proposed; which of them is an act of the
text is decided afterwards (pipelines.extract.judge).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.model import ACTIONS_OF, MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from pipelines.extract.reading import Core, Reading
    from pipelines.lexicon import Lexicon, Rule

_DOWN = {"acl": "clause", "relcl": "clause", "amod": "modifier", "compound": "modifier"}
_UP = {
    "dobj": "object",
    "attr": "object",
    "oprd": "object",
    "nsubjpass": "object",
    "nsubj": "subject",
    "pobj": "preposition",
    "compound": "compound",
    "nmod": "compound",
    "amod": "compound",
    "poss": "compound",
    "xcomp": "complement",
    "ccomp": "complement",
    "pcomp": "complement",
    "advcl": "complement",
    "prep": "preposition",
    "agent": "preposition",
    "appos": "apposition",
    "conj": "coordination",
    "dep": "loose",
    "ROOT": "loose",
}
_BY_TABLE = ("generic_measure", "generic_permit", "generic_probe", "banning", "unbanning")
_DEFAULT = {"measure": "export_control", "permit": "export_control", "probe": "trade_remedy"}
_NEAR = 4
"""How many tokens apart a predicate may stand that the parse does not connect."""


@dataclass(frozen=True, slots=True)
class Act:
    """A proposed act: its noun (`core`), its predicate's token, and what the rule says.

    `role` is how the noun hangs from the predicate, `found` where the
    instrument of a generic noun was found: own, phrase, sentence, context, default.
    """

    core: Core
    predicate: int | None
    role: str
    path: tuple[str, ...]
    rule: str
    instrument: str
    action: str
    found: str
    status: str | None = None

    @property
    def anchor(self) -> int:
        """The token whose governors tell status and speaker."""
        return self.core.head if self.predicate is None else self.predicate


def propose(reading: Reading, lexicon: Lexicon, known: str | None) -> list[Act]:
    """Every act that a sentence may tell of; `known` is the measure last spoken of."""
    acts: list[Act] = []
    for core in reading.cores:
        instrument, found = instrument_of(core, reading, lexicon, known)
        acts += _acts_of(core, instrument, found, reading, lexicon)
    return acts


def instrument_of(
    core: Core, reading: Reading, lexicon: Lexicon, known: str | None
) -> tuple[str, str]:
    """The instrument of a noun, and where it was found."""
    if core.sense.table not in _BY_TABLE and core.sense.instrument:
        return core.sense.instrument, "own"
    own = _sign_in(_phrase_of(reading, core), reading, lexicon)
    if own:
        return own, "phrase"
    near = _sign_in(range(len(reading.doc)), reading, lexicon)
    if near:
        return near, "sentence"
    if known:
        return known, "context"
    return _DEFAULT.get(core.sense.kind, "export_control"), "default"


def _phrase_of(reading: Reading, core: Core) -> list[int]:
    """The tokens of a noun's own phrase: its modifiers and complements, no clauses."""
    head = reading.doc[core.head]
    skip = {
        t.i
        for kid in head.children
        if kid.dep_ in ("relcl", "nsubj", "nsubjpass", "advcl", "conj", "cc", "punct")
        for t in kid.subtree
    }
    return [t.i for t in head.subtree if t.i not in skip]


def _sign_in(tokens: range | list[int], reading: Reading, lexicon: Lexicon) -> str | None:
    """The instrument that the most telling words among some tokens point to."""
    wanted = set(tokens)
    doc = reading.doc
    tally: dict[str, int] = {}
    for i in tokens:
        token = doc[i]
        for words, instrument in lexicon.signs.starting(token.lemma_.lower()):
            span = range(i, i + len(words))
            if span.stop <= len(doc) and all(
                k in wanted and words[k - i] in (doc[k].lemma_.lower(), doc[k].lower_) for k in span
            ):
                tally[instrument] = tally.get(instrument, 0) + len(words)
                break
    return max(tally, key=lambda name: tally[name]) if tally else None


def _acts_of(
    core: Core, instrument: str, found: str, reading: Reading, lexicon: Lexicon
) -> Iterator[Act]:
    seen: set[tuple[int, str]] = set()
    for predicate, role, path in _predicates(core, reading):
        for rule in _rules(core, reading.classes[predicate.i], lexicon):
            chosen = rule.instrument or instrument
            if rule.action not in ACTIONS_OF[chosen] or (predicate.i, rule.id) in seen:
                continue
            seen.add((predicate.i, rule.id))
            yield Act(
                core, predicate.i, role, path, rule.id, chosen, rule.action, found, rule.status
            )
    if core.sense.action and core.sense.action in ACTIONS_OF[instrument]:
        yield Act(core, None, "verb", (), core.sense.table, instrument, core.sense.action, found)
    elif not core.sense.action:
        yield from _bare(core, instrument, found)


_BARE_ACTION = {
    "measure": "impose",
    "permit": "ease",
    "talks": "hold",
    "agreement": "agree",
    "case": "file",
    "ruling": "rule",
    "probe": "investigate",
    "aid": "impose",
    "flow": "start",
    "listing": "impose",
    "quota": "ease",
}


def _bare(core: Core, instrument: str, found: str) -> Iterator[Act]:
    """The act that a noun stands for by itself: "new tariffs on steel"."""
    action = _BARE_ACTION.get(core.sense.kind)
    if action and action in ACTIONS_OF[instrument]:
        yield Act(core, None, "bare", (), f"bare-{core.sense.kind}", instrument, action, found)


def _rules(core: Core, classes: list[str], lexicon: Lexicon) -> list[Rule]:
    """The rules that fit a noun under a predicate: the first of its kind, and of its flow."""
    kinds = [core.sense.kind]
    if core.sense.kind == "flow":
        kinds = ["export" if core.sense.sense == "out" else "import", "flow"]
    chosen = []
    for kind in kinds:
        fitting = [lexicon.rules[c, kind] for c in classes if (c, kind) in lexicon.rules]
        if fitting:
            chosen.append(min(fitting, key=lambda rule: rule.rank))
    return chosen


def _predicates(core: Core, reading: Reading) -> Iterator[tuple[Token, str, tuple[str, ...]]]:
    """Tokens with a class that govern, modify or stand near a noun, with how they do."""
    head = reading.doc[core.head]
    inside = range(core.first, core.last + 1)
    reached: set[int] = set(inside) if not core.sense.action else {core.first}
    climbed = 0
    for above, path in tree.governors(head):
        if above.i in reading.classes and above.i not in reached:
            reached.add(above.i)
            climbed += 1
            yield above, _UP.get(path[0], "loose"), path
            yield from _coordinated(above, head, reading, reached, path)
        if climbed >= 2 or len(path) > 4:
            break
    if core.sense.action:
        return
    for kid in _modifiers(head):
        if kid.i in reading.classes and kid.i not in reached:
            reached.add(kid.i)
            yield kid, _DOWN.get(kid.dep_, "clause"), (f"-{kid.dep_}",)
            yield from _coordinated(kid, head, reading, reached, (f"-{kid.dep_}",))
    for i in range(max(0, core.first - _NEAR), min(len(reading.doc), core.last + _NEAR + 1)):
        if i in reading.classes and i not in reached and reading.doc[i].pos_ != "ADJ":
            reached.add(i)
            yield reading.doc[i], "near", ("near",)


def _modifiers(head: Token) -> Iterator[Token]:
    for kid in head.children:
        if kid.dep_ in _DOWN:
            yield kid


def _coordinated(
    verb: Token, head: Token, reading: Reading, reached: set[int], path: tuple[str, ...]
) -> Iterator[tuple[Token, str, tuple[str, ...]]]:
    """Further predicates that share the noun: "raised and then suspended tariffs"."""
    for other in tree.conjuncts(verb)[1:]:
        own = tree.child(other, "dobj", "nsubjpass", "attr")
        if (
            other.i in reading.classes
            and other.i not in reached
            and own is None
            and other.i != head.i
        ):
            reached.add(other.i)
            yield other, "shared", (*path, "conj")


def is_measure(instrument: str) -> bool:
    """Whether an instrument is something that a government puts on a flow."""
    return instrument in MEASURES
