"""Which words decided each field of a mention, as characters of its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.model import Cue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipelines.extract.draft import Draft
    from pipelines.extract.links import Link
    from pipelines.extract.parse import Token

_PARTICLES = frozenset({"away", "back", "down", "in", "off", "out", "up"})
_AUXILIARIES = ("aux", "auxpass", "neg", "mark")


def cues_of(draft: Draft) -> tuple[Cue, ...]:
    """The cues of a draft, in the order of the fields of a mention.

    What was filled in from elsewhere in the document has none.
    """
    found = [*_words(draft), *_links(draft), *_level(draft), *_speaker(draft)]
    offset = draft.reading.offset
    return tuple(Cue(cue.decides, cue.start + offset, cue.end + offset) for cue in found)


def _words(draft: Draft) -> Iterator[Cue]:
    act, doc = draft.act, draft.reading.doc
    if act.role == "implied":
        return
    yield from _core(draft)
    anchor = doc[act.anchor]
    if act.predicate is not None:
        yield _cue("action", anchor)
        yield from (_cue("action", kid) for kid in anchor.children if _is_particle(kid))
    elif act.core.sense.action:
        yield _cue("action", doc[act.core.first])
    for token in sorted({*_status_tokens(draft)}, key=lambda token: token.i):
        yield _cue("status", token)


def _is_particle(token: Token) -> bool:
    return token.dep_ == "prt" or (token.dep_ == "advmod" and token.lower_ in _PARTICLES)


def _core(draft: Draft) -> Iterator[Cue]:
    """The noun; of a verb whose words stand apart ("take Japan to court") its outer ones."""
    core, doc = draft.act.core, draft.reading.doc
    if not core.sense.action:
        yield Cue("instrument", doc[core.first].idx, doc[core.last].end)
        return
    for place in sorted({core.first, core.last}):
        yield _cue("instrument", doc[place])


def _status_tokens(draft: Draft) -> Iterator[Token]:
    """The auxiliaries and negations of an act's verb, and the words of status above it."""
    told = draft.reading.status_words
    anchor = draft.reading.doc[draft.act.anchor]
    verb = tree.clause_verb(anchor)
    yield from (kid for kid in verb.children if kid.dep_ in _AUXILIARIES)
    for word in (anchor, draft.reading.doc[draft.act.core.head]):
        yield from (kid for kid in word.children if kid.i in told or kid.dep_ == "neg")
    if anchor.i in told:
        yield anchor
    for above, _ in tree.governors(anchor):
        if above.i in told:
            yield above
            yield from (kid for kid in above.children if kid.dep_ == "neg")


def _links(draft: Draft) -> Iterator[Cue]:
    """The names, goods and dates that fill a field, each value where it stands first."""
    for field, links in (
        ("items", draft.goods),
        ("actors", draft.parties),
        ("targets", draft.parties),
    ):
        if getattr(draft, f"{field}_from") == "sentence":
            yield from _filled(draft, field, getattr(draft, field), links)
    for field in ("date", "effective_from", "effective_until"):
        value = getattr(draft, field)
        yield from _filled(draft, field, (value,) if value else (), draft.dates)


def _filled(
    draft: Draft, field: str, values: Iterable[str], links: Sequence[Link]
) -> Iterator[Cue]:
    for value in values:
        link = next((link for link in links if link.value == value), None)
        if link is not None:
            doc, filler = draft.reading.doc, link.filler
            yield Cue(field, doc[filler.first].idx, doc[filler.last].end)


def _level(draft: Draft) -> Iterator[Cue]:
    if draft.change is not None and (draft.level_from or draft.level_to):
        yield Cue("level", draft.change.start, draft.change.end)


def _speaker(draft: Draft) -> Iterator[Cue]:
    if draft.attribution:
        at = draft.reading.text.lower().find(draft.attribution.lower())
        if at >= 0:
            yield Cue("attribution", at, at + len(draft.attribution))


def _cue(decides: str, token: Token) -> Cue:
    return Cue(decides, token.idx, token.end)
