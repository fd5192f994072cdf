"""What was done: pairs of a noun of policy and the predicate that does something to it.

Every pair that the lexicon allows is proposed; which of them is an act of the
text is decided afterwards (pipelines.extract.judge).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.extract.reading import Core
from pipelines.lexicon import Sense
from pipelines.model import ACTIONS_OF

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spacy.tokens import Token

    from pipelines.extract.linear import Linear
    from pipelines.extract.memory import Memory
    from pipelines.extract.reading import Reading
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
OPEN_KINDS = frozenset({"measure", "permit", "rate", "probe", "listing"})
"""Kinds of nouns whose instrument the document may decide against the word."""

_SECOND_INSTRUMENT = 0.2

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


def propose(
    reading: Reading, lexicon: Lexicon, memory: Memory, model: Linear | None = None
) -> list[Act]:
    """Every act that a sentence may tell of."""
    acts: list[Act] = []
    for core in reading.cores:
        for instrument, found in instruments_of(core, reading, lexicon, memory, model):
            acts += _acts_of(core, instrument, found, reading, lexicon)
    return acts


def instruments_of(
    core: Core, reading: Reading, lexicon: Lexicon, memory: Memory, model: Linear | None
) -> list[tuple[str, str]]:
    """The instruments that a noun may name, likeliest first, each with where it was found."""
    signs = signs_of(core, reading, lexicon)
    plain = _by_signs(core, signs, memory)
    if model is None or core.sense.kind not in OPEN_KINDS:
        return [plain]
    features = instrument_features(core, reading, signs, memory)
    shares = model.shares(features)
    ranked = sorted(((share, label) for label, share in shares.items()), reverse=True)
    chosen = [
        (label, plain[1] if label == plain[0] else "model")
        for place, (probability, label) in enumerate(ranked)
        if place == 0 or probability >= _SECOND_INSTRUMENT
    ]
    return chosen if plain[1] != "own" or plain in chosen else [*chosen, plain]


@dataclass(frozen=True, slots=True)
class Signs:
    """The instruments that words in a noun's phrase and in its sentence point to."""

    phrase: Mapping[str, int]
    sentence: Mapping[str, int]


def signs_of(core: Core, reading: Reading, lexicon: Lexicon) -> Signs:
    """Count the words of signs.toml about a noun."""
    return Signs(
        _signs_in(_phrase_of(reading, core), reading, lexicon),
        _signs_in(range(len(reading.doc)), reading, lexicon),
    )


def _by_signs(core: Core, signs: Signs, memory: Memory) -> tuple[str, str]:
    """The instrument as plain rules tell it."""
    if core.sense.table not in _BY_TABLE and core.sense.instrument:
        return core.sense.instrument, "own"
    for found, tally in (("phrase", signs.phrase), ("sentence", signs.sentence)):
        if tally:
            return max(tally, key=lambda name: tally[name]), found
    known = memory.measure()
    return (
        (known, "context")
        if known
        else (_DEFAULT.get(core.sense.kind, "export_control"), "default")
    )


def instrument_features(
    core: Core, reading: Reading, signs: Signs, memory: Memory
) -> tuple[str, ...]:
    """Features by which the instrument of a noun is told."""
    return tuple(_instrument_features(core, reading, signs, memory))


def _instrument_features(
    core: Core, reading: Reading, signs: Signs, memory: Memory
) -> Iterator[str]:
    head = reading.doc[core.head]
    word = head.lemma_.lower()
    yield f"table={core.sense.table}"
    yield f"own={core.sense.instrument}"
    yield f"core={word}"
    yield f"core={' '.join(t.lemma_.lower() for t in reading.doc[core.first : core.last + 1])}"
    yield from (f"phrase={name}" for name in signs.phrase)
    yield from (f"sentence={name}" for name in signs.sentence)
    yield f"known={memory.measure()}"
    yield f"known={memory.measure()}|core={word}"
    for place, name in enumerate(memory.main_measures()[:3]):
        yield f"main{place}={name}"
        yield f"main{place}={name}|table={core.sense.table}"
    yield from (f"item={good.value}" for good in reading.goods)
    yield from (
        f"modifier={kid.lemma_.lower()}"
        for kid in head.children
        if kid.dep_ in ("amod", "compound", "nmod")
    )
    yield from (f"company={name.value.startswith('org:')}" for name in reading.names)


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


def _signs_in(tokens: range | list[int], reading: Reading, lexicon: Lexicon) -> dict[str, int]:
    """How many telling words among some tokens point to each instrument."""
    wanted = set(tokens)
    doc = reading.doc
    tally: dict[str, int] = {}
    for i in tokens:
        for words, instrument in lexicon.signs.starting(doc[i].lemma_.lower()):
            span = range(i, i + len(words))
            if span.stop <= len(doc) and all(
                k in wanted and words[k - i] in (doc[k].lemma_.lower(), doc[k].lower_) for k in span
            ):
                tally[instrument] = tally.get(instrument, 0) + len(words)
                break
    return tally


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


_IMPLIED_ACTION = {
    "restrict": "impose",
    "liberalise": "ease",
    "maintain": "maintain",
    "agreement|liberalise": "agree",
    "agreement|restrict": "break_off",
    "talks|neutral": "hold",
    "talks|restrict": "break_off",
    "supply|liberalise": "start",
    "supply|restrict": "stop",
    "dispute|neutral": "file",
    "trade_remedy|restrict": "investigate",
}
_IMPLIED = 0.3
"""How likely a topic must be to be proposed though no noun names it."""


def implied(reading: Reading, likely: Mapping[str, float], named: set[str]) -> list[Act]:
    """Acts of the topics that a sentence's words make likely and that no noun names."""
    acts = []
    root = next((token for token in reading.doc if token.head == token), reading.doc[0])
    for topic, probability in sorted(likely.items()):
        if probability < _IMPLIED or topic in named:
            continue
        instrument, direction = topic.split("|")
        action = _IMPLIED_ACTION.get(topic) or _IMPLIED_ACTION[direction]
        core = Core(root.i, root.i, Sense("implied", "measure", instrument, action=action))
        acts.append(Act(core, None, "implied", (), "implied", instrument, action, "topic"))
    return acts


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


def _rules(core: Core, classes: Sequence[str], lexicon: Lexicon) -> list[Rule]:
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


def rivals(act: Act, proposed: Sequence[Act]) -> tuple[str, ...]:
    """The other acts proposed for an act's noun, nearest rules first."""
    return tuple(
        dict.fromkeys(
            f"{other.rule}|{other.role}"
            for other in proposed
            if other.core == act.core and (other.rule, other.predicate) != (act.rule, act.predicate)
        )
    )
