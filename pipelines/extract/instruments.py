"""With which instrument: what a noun that names none by itself stands for.

"Curbs" and "licences" take their instrument from the words about them, else from
what the document told before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract.features import instrument_features

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from pipelines.extract.cores import Core
    from pipelines.extract.linear import Linear
    from pipelines.extract.memory import Memory
    from pipelines.extract.reading import Reading

OPEN_KINDS = frozenset({"measure", "limit", "permit", "rate", "probe", "listing"})
"""Kinds of nouns whose instrument the document may decide against the word."""

_BY_TABLE = frozenset(
    {"generic_measure", "generic_limit", "generic_permit", "generic_probe", "banning", "unbanning"}
)
"""Tables of words that name no instrument by themselves."""

_DEFAULT = {"probe": "trade_remedy"}
_ELSE = "export_control"
_SURE = frozenset({"own", "phrase"})
"""Where an instrument is found that is proposed whatever else is likely."""

_SECOND_INSTRUMENT = 0.2
"""How likely a second instrument must be to be proposed too."""

_NOT_OWN = frozenset({"relcl", "nsubj", "nsubjpass", "advcl", "conj", "cc", "punct"})
"""Relations of what hangs from a noun and is no part of its phrase."""


@dataclass(frozen=True, slots=True)
class Naming:
    """An instrument and where it was found.

    `found` is one of own, phrase, sentence, context, default, model.
    """

    instrument: str
    found: str


@dataclass(frozen=True, slots=True)
class Signs:
    """The instruments that words in a noun's phrase and in its sentence point to."""

    phrase: Mapping[str, int]
    sentence: Mapping[str, int]


def instruments_of(
    core: Core, reading: Reading, memory: Memory, model: Linear | None
) -> list[Naming]:
    """The instruments that a noun may name, likeliest first."""
    own, is_open = _own(core), model is not None and core.sense.kind in OPEN_KINDS
    if own and not is_open:
        return [own]
    signs = signs_of(core, reading)
    plain = own or by_signs(core, signs, memory)
    if model is None or not is_open:
        return [plain]
    shares = model.shares(instrument_features(core, reading, signs, memory))
    ranked = sorted(((share, label) for label, share in shares.items()), reverse=True)
    chosen = [
        plain if label == plain.instrument else Naming(label, "model")
        for place, (share, label) in enumerate(ranked)
        if place == 0 or share >= _SECOND_INSTRUMENT
    ]
    return chosen if plain.found not in _SURE or plain in chosen else [*chosen, plain]


def signs_of(core: Core, reading: Reading) -> Signs:
    """Count the telling words about a noun."""
    whole = range(len(reading.doc))
    return Signs(_tally(reading, {*_phrase_of(core, reading)}), _tally(reading, whole))


def _own(core: Core) -> Naming | None:
    """The instrument that a noun names by itself, if it does."""
    instrument = core.sense.instrument
    is_own = instrument and core.sense.table not in _BY_TABLE
    return Naming(instrument, "own") if instrument and is_own else None


def by_signs(core: Core, signs: Signs, memory: Memory) -> Naming:
    """The instrument as plain rules tell it of a noun that names none by itself."""
    for found, tally in (("phrase", signs.phrase), ("sentence", signs.sentence)):
        if tally:
            return Naming(max(tally, key=lambda name: tally[name]), found)
    known = memory.measure()
    return (
        Naming(known, "context")
        if known
        else Naming(_DEFAULT.get(core.sense.kind, _ELSE), "default")
    )


def _phrase_of(core: Core, reading: Reading) -> list[int]:
    """The tokens of a noun's own phrase: its modifiers and complements, no clauses."""
    head = reading.doc[core.head]
    apart = {token.i for kid in head.children if kid.dep_ in _NOT_OWN for token in kid.subtree}
    return [token.i for token in head.subtree if token.i not in apart]


def _tally(reading: Reading, tokens: Container[int]) -> dict[str, int]:
    """How many telling words among some tokens point to each instrument."""
    tally: dict[str, int] = {}
    for at, found in reading.signs.items():
        stands = (sign for sign in found if all(i in tokens for i in range(at, at + sign.length)))
        if sign := next(stands, None):
            tally[sign.instrument] = tally.get(sign.instrument, 0) + sign.length
    return tally
