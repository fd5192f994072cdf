"""With which instrument: what a noun that names none by itself stands for.

"Curbs" and "licences" take their instrument from the words about them, else from
what the document told before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract.features import instrument_features

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pipelines.extract.linear import Linear
    from pipelines.extract.memory import Memory
    from pipelines.extract.reading import Core, Reading
    from pipelines.lexicon import Lexicon

OPEN_KINDS = frozenset({"measure", "permit", "rate", "probe", "listing"})
"""Kinds of nouns whose instrument the document may decide against the word."""

_BY_TABLE = frozenset(
    {"generic_measure", "generic_permit", "generic_probe", "banning", "unbanning"}
)
"""Tables of words that name no instrument by themselves."""

_DEFAULT = {"probe": "trade_remedy"}
_ELSE = "export_control"
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
    core: Core, reading: Reading, lexicon: Lexicon, memory: Memory, model: Linear | None
) -> list[Naming]:
    """The instruments that a noun may name, likeliest first."""
    signs = signs_of(core, reading, lexicon)
    plain = by_signs(core, signs, memory)
    if model is None or core.sense.kind not in OPEN_KINDS:
        return [plain]
    shares = model.shares(instrument_features(core, reading, signs, memory))
    ranked = sorted(((share, label) for label, share in shares.items()), reverse=True)
    chosen = [
        plain if label == plain.instrument else Naming(label, "model")
        for place, (share, label) in enumerate(ranked)
        if place == 0 or share >= _SECOND_INSTRUMENT
    ]
    return chosen if plain.found != "own" or plain in chosen else [*chosen, plain]


def signs_of(core: Core, reading: Reading, lexicon: Lexicon) -> Signs:
    """Count the words of signs.toml about a noun."""
    return Signs(
        _signs_in(_phrase_of(core, reading), reading, lexicon),
        _signs_in(range(len(reading.doc)), reading, lexicon),
    )


def by_signs(core: Core, signs: Signs, memory: Memory) -> Naming:
    """The instrument as plain rules tell it."""
    if core.sense.table not in _BY_TABLE and core.sense.instrument:
        return Naming(core.sense.instrument, "own")
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


def _signs_in(tokens: Collection[int], reading: Reading, lexicon: Lexicon) -> dict[str, int]:
    """How many telling words among some tokens point to each instrument."""
    wanted = frozenset(tokens)
    tally: dict[str, int] = {}
    for at in tokens:
        for words, instrument in lexicon.signs.starting(reading.doc[at].lemma_.lower()):
            if _stands(words, at, wanted, reading):
                tally[instrument] = tally.get(instrument, 0) + len(words)
                break
    return tally


def _stands(words: tuple[str, ...], at: int, wanted: frozenset[int], reading: Reading) -> bool:
    """Whether some words, as lemmas or forms, stand at a token and all are wanted."""
    tokens = reading.doc[at : at + len(words)]
    return len(tokens) == len(words) and all(
        token.i in wanted and word in (token.lemma_.lower(), token.lower_)
        for word, token in zip(words, tokens, strict=True)
    )
