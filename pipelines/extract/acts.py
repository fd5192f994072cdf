"""What was done: pairs of a noun of policy and the predicate that does something to it.

Every pair that the lexicon allows is proposed; which of them is an act of the
text is decided afterwards (pipelines.extract.choose).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.extract.cores import ECHO, Core
from pipelines.extract.instruments import instruments_of
from pipelines.extract.predicates import predicates_of
from pipelines.extract.topic import topic_of
from pipelines.lexicon import Sense
from pipelines.model import ACTIONS_OF

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pipelines.extract.instruments import Naming
    from pipelines.extract.linear import Linear
    from pipelines.extract.memory import Memory
    from pipelines.extract.parse import Token
    from pipelines.extract.reading import Reading
    from pipelines.lexicon import Lexicon
    from pipelines.rule_files import Rule

ENDED = "no-longer"
"""The rule by which what is done no longer is ended, which denies nothing."""

ECHOED = "echo"
"""The role and the rule of an act that another act of its sentence names: "did the same"."""

_ENDING = {"ease": "impose", "impose": "lift", "maintain": "lift", "start": "stop"}
"""What is done by doing an action no longer: "no longer admits poultry"."""

_STOPPING = frozenset({"cease", "quit", "stop"})

_BARE_ACTION = {
    "measure": "impose",
    "limit": "impose",
    "permit": "ease",
    "talks": "hold",
    "agreement": "agree",
    "case": "file",
    "ruling": "rule",
    "probe": "investigate",
    "aid": "impose",
    "listing": "impose",
    "quota": "ease",
}
"""What a kind of noun tells of by itself: "new tariffs on steel"."""

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
"""The action of a topic that no noun names, by the topic, else by its direction."""

_IMPLIED = 0.3
"""How likely a topic must be to be proposed though no noun names it."""


@dataclass(frozen=True, slots=True)
class Act:
    """A proposed act: its noun (`core`), its predicate's token, and what the rule says.

    `role` is how the noun hangs from the predicate, `found` where the
    instrument of a generic noun was found: own, phrase, sentence, context, default,
    stand-in or echo.
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

    @property
    def topic(self) -> str:
        """The topic that it tells of."""
        return topic_of(self.instrument, self.action)

    def repeats(self, other: Act) -> bool:
        """Whether it does the same with the same instrument as another act."""
        return (self.instrument, self.action) == (other.instrument, other.action)


def propose(
    reading: Reading, lexicon: Lexicon, memory: Memory, model: Linear | None = None
) -> list[Act]:
    """Every act that a sentence may tell of."""
    acts: list[Act] = []
    for core in reading.cores:
        if core.sense is ECHO:
            acts += _echoed(core, acts)
        elif not _tells_speaker(core, reading, lexicon):
            for naming in instruments_of(core.stands_for or core, reading, memory, model):
                acts += _governed(core, naming, reading, lexicon)
                acts += _alone(core, naming, reading)
    return acts


def _echoed(core: Core, before: Sequence[Act]) -> list[Act]:
    """The acts of a sentence that words behind them may tell again of somebody else."""
    done = dict.fromkeys((act.instrument, act.action) for act in before if act.role != "bare")
    return [
        Act(core, None, ECHOED, (), ECHOED, instrument, action, ECHOED)
        for instrument, action in done
    ]


def _tells_speaker(core: Core, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether a noun only tells who speaks: "people familiar with the talks said"."""
    return not core.sense.action and any(
        up.base in lexicon.speakers and up.dep_ in tree.SUBJECTS and up.head.i in reading.reports
        for up in tree.phrase_above(reading.doc[core.head])
    )


def _governed(core: Core, naming: Naming, reading: Reading, lexicon: Lexicon) -> Iterator[Act]:
    """The acts that predicates make of a noun, each by a rule."""
    seen: set[tuple[int, str]] = set()
    for predicate in predicates_of(core, reading):
        at, ended = predicate.token.i, tree.is_no_longer(predicate.token)
        if _is_of_an_echo(predicate.token, core, reading) or _ends(predicate.token, core, reading):
            continue
        for rule in _rules(core, reading.classes[at], lexicon):
            instrument = rule.instrument or naming.instrument
            action = _ENDING.get(rule.action, "") if ended else rule.action
            if action in ACTIONS_OF[instrument] and (at, rule.id) not in seen:
                seen.add((at, rule.id))
                yield Act(
                    core=core,
                    predicate=at,
                    role=predicate.role,
                    path=predicate.path,
                    rule=ENDED if ended else rule.id,
                    instrument=instrument,
                    action=action,
                    found="stand-in" if core.stands_for else naming.found,
                    status=None if ended else rule.status,
                )


def _ends(predicate: Token, core: Core, reading: Reading) -> bool:
    """Whether a predicate only says that a measure's own verb is done no more."""
    verb = reading.doc[core.head]
    is_measure = core.sense.action in _ENDING and core.sense.action != "start"
    return is_measure and _stops(verb) and predicate == verb.head


def _is_of_an_echo(predicate: Token, core: Core, reading: Reading) -> bool:
    """Whether a predicate is of another's doing the same: "and Mali plans to follow"."""
    noun = reading.doc[core.head]
    return any(
        predicate.is_ancestor(reading.doc[other.head]) and not predicate.is_ancestor(noun)
        for other in reading.cores
        if other.sense is ECHO
    )


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


def _alone(core: Core, naming: Naming, reading: Reading) -> Iterator[Act]:
    """The act that a verb or a noun tells of by itself, but "under the ban" or "it"."""
    if core.stands_for:
        return
    role = "verb" if core.sense.action else "bare"
    head = reading.doc[core.head]
    if role == "bare" and head.dep_ == "pobj" and head.head.lower_ == "under":
        return
    rule = core.sense.table if core.sense.action else f"bare-{core.sense.kind}"
    action = core.sense.action or _BARE_ACTION.get(core.sense.kind)
    if action in _ENDING and _is_ended(action, head):
        rule, action = ENDED, _ENDING[action]
    if action and action in ACTIONS_OF[naming.instrument]:
        yield Act(core, None, role, (), rule, naming.instrument, action, naming.found)


def _is_ended(action: str, verb: Token) -> bool:
    """Whether a verb says that it is done no longer, or of sales that there are none or fewer."""
    return tree.is_ended(verb) if action == "start" else tree.is_no_longer(verb) or _stops(verb)


def _stops(verb: Token) -> bool:
    """Whether somebody stops doing what a verb says: "stopped letting in chicken"."""
    return verb.dep_ == "xcomp" and verb.head.base in _STOPPING


def implied(reading: Reading, likely: Mapping[str, float], named: Collection[str]) -> list[Act]:
    """Acts of the topics that a sentence's words make likely and that no noun names.

    `likely` is the probability of each topic, `named` the topics already proposed.
    """
    root = reading.doc.top or reading.doc[0]
    acts = []
    for topic, probability in sorted(likely.items()):
        if probability < _IMPLIED or topic in named:
            continue
        instrument, direction = topic.split("|")
        action = _IMPLIED_ACTION.get(topic) or _IMPLIED_ACTION[direction]
        core = Core.at(root.i, Sense("implied", "measure", instrument, action=action))
        acts.append(Act(core, None, "implied", (), "implied", instrument, action, "topic"))
    return acts


def rivals(act: Act, proposed: Sequence[Act]) -> tuple[str, ...]:
    """The other acts proposed for an act's noun, as "rule|role", in order and each once."""
    return tuple(
        dict.fromkeys(
            f"{other.rule}|{other.role}"
            for other in proposed
            if other.core is act.core and (other.rule, other.predicate) != (act.rule, act.predicate)
        )
    )
