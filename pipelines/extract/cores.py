"""What acts are about: the nouns of policy and the self-standing verbs of a sentence."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.extract.stand_ins import stands_for
from pipelines.lexicon import Sense

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from pipelines.extract.parse import Parse, Token
    from pipelines.extract.reading import Filler
    from pipelines.extract.words import Words
    from pipelines.lexicon import Lexicon

ECHO = Sense("echo", "echo")
"""What a word says that tells of another act told before it again: "Mali did the same"."""


@dataclass(frozen=True, slots=True)
class Core:
    """What an act is about: a noun or a self-standing verb, from its first to its last token.

    The parse hangs it from the token `head`. A word may only stand for a noun before it
    ("the one on beer"): then `stands_for` is that.
    """

    first: int
    last: int
    head: int
    sense: Sense
    stands_for: Core | None = None

    @classmethod
    def at(cls, token: int, sense: Sense, stands_for: Core | None = None) -> Core:
        """What a single token says."""
        return cls(token, token, token, sense, stands_for)


def find_cores(words: Words, names: Sequence[Filler], lexicon: Lexicon) -> list[Core]:
    """What acts may be about in a sentence, in order; no part of a name is."""
    covered = _covered(names, words, lexicon)
    firms = {name.last for name in names if name.kind == "company"}
    cores: list[Core] = []
    start = 0
    for at in range(len(words.doc)):
        if at < start or at in covered:
            continue
        core = (
            _echo_core(words, at, lexicon)
            or _own_core(words, at, lexicon, firms)
            or _stand_in(words, at, cores)
        )
        if core is not None:
            cores.append(core)
            start = at if core.sense.action else core.last + 1
    return cores


def _covered(names: Iterable[Filler], words: Words, lexicon: Lexicon) -> set[int]:
    """The tokens that are part of a name, in which no noun of policy is sought."""
    places = (name for name in names if name.kind != "demonym")
    tokens = {i for name in places for i in range(name.first, name.last + 1)}
    return {i for i in tokens if not _is_agreement(words.lemmas[i], lexicon)}


def _is_agreement(word: str, lexicon: Lexicon) -> bool:
    """Whether a name is that of an agreement too: "urged them to renew the USMCA"."""
    found = lexicon.nouns.starting(word)
    return any(len(phrase) == 1 and sense.kind == "agreement" for phrase, sense in found)


def _own_core(words: Words, at: int, lexicon: Lexicon, firms: Container[int]) -> Core | None:
    """The noun or verb of policy that starts at a token."""
    if not (words.may_start(at, lexicon.nouns) or words.may_start(at, lexicon.verbs)):
        return None
    found = itertools.chain(_noun_cores(words, at, lexicon), _verb_cores(words, at, lexicon))
    return next((core for core in found if _is_of_its_things(core, words.doc, firms)), None)


def _noun_cores(words: Words, at: int, lexicon: Lexicon) -> Iterator[Core]:
    for phrase, sense in words.standing(at, lexicon.nouns):
        last = at + len(phrase) - 1
        if len(phrase) > 1 or _is_noun(words.doc[last]):
            yield Core(at, last, words.doc.root(at, last).i, sense)


def _verb_cores(words: Words, at: int, lexicon: Lexicon) -> Iterator[Core]:
    if not words.doc[at].is_verb or tree.is_call(words.doc[at]):
        return
    for _, sense, last in words.hanging(at, lexicon.verbs):
        yield Core(at, last, at, sense)


def _echo_core(words: Words, at: int, lexicon: Lexicon) -> Core | None:
    """What tells an act again: "did the same", "the same step", "plans to follow"."""
    if not (words.may_start(at, lexicon.echo_verbs) or words.may_start(at, lexicon.echo_nouns)):
        return None
    if _is_echo(words, at, lexicon):
        return Core.at(at, ECHO)
    phrase = next((phrase for phrase, _ in words.standing(at, lexicon.echo_nouns)), ())
    last = at + len(phrase) - 1
    return Core(at, last, last, ECHO) if phrase else None


def _is_echo(words: Words, at: int, lexicon: Lexicon) -> bool:
    """Whether a verb tells an act again; one of a single word has no object or verb below."""
    token = words.doc[at]
    return token.is_verb and any(
        len(phrase) > 1 or tree.child(token, "dobj", "xcomp", "ccomp") is None
        for phrase, _, _ in words.hanging(at, lexicon.echo_verbs)
    )


def _stand_in(words: Words, at: int, cores: Sequence[Core]) -> Core | None:
    """What stands at a token for one of the nouns before it."""
    noun = stands_for(words.doc[at], cores, words.doc)
    return None if noun is None else Core.at(at, noun.sense, noun)


def _is_of_its_things(core: Core, doc: Parse, firms: Container[int]) -> bool:
    """Whether a word is told of the things that its sense asks for: "the sale of a mine".

    Where it asks for any, the name of a company will do.
    """
    of = core.sense.of
    if not of:
        return True
    things = itertools.chain(tree.things(doc[core.head]), _sought(core, doc))
    return any(thing.base in of or thing.i in firms for thing in things)


def _sought(core: Core, doc: Parse) -> Iterator[Token]:
    """What a noun is said to be for further on: "the bid by a Chinese fund for a mine"."""
    phrase = itertools.takewhile(lambda token: not token.is_verb, doc[core.last + 1 :])
    for token in phrase if not core.sense.action else ():
        if token.dep_ == "pobj" and token.head.lower_ == "for":
            yield token


def _is_noun(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN") or token.tag_ in ("NN", "NNS")
