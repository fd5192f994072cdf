"""Who is named beside an act and has no part in it: who asks for it, or only tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract import tree
from pipelines.extract.links import DOERS, ELSEWHERE, OF_NOUN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.extract.draft import Draft
    from pipelines.extract.links import Link
    from pipelines.extract.parse import Token
    from pipelines.extract.sides import Shares


def without_askers(
    told: Sequence[tuple[Link, Shares]], draft: Draft
) -> Sequence[tuple[Link, Shares]]:
    """The parties without who only asks for the act, where who is to do it is named."""
    if not any("urged" in statuses for statuses in draft.reading.status_words.values()):
        return told
    asked = any(link.place == "subject" and not asks(link, draft) for link, _ in told)
    return [pair for pair in told if not (asked and asks(pair[0], draft))]


def asks(link: Link, draft: Draft) -> bool:
    """Whether a party asks another for the act: "Brazil called on India to cut its duty"."""
    reading = draft.reading
    token = _noun_of(reading.token_of(link.filler))
    asking = token.dep_ in tree.SUBJECTS and "urged" in reading.status_words.get(token.head.i, ())
    return asking and token.head.is_ancestor(reading.doc[draft.act.anchor])


def is_voice(link: Link, draft: Draft) -> bool:
    """Whether a company is only who says so: "Olam expects Gabon to ease its curbs"."""
    if not draft.attribution or link.filler.kind != "company" or link.place in DOERS:
        return False
    return draft.reading.doc.words(link.filler.first, link.filler.last) in draft.attribution


def without_speakers(roles: Sequence[tuple[Link, str]], draft: Draft) -> list[tuple[Link, str]]:
    """The parties of an act that names its doer, but for who only tells of it.

    "Russia has not left the grain deal, the Turkish minister said" is of Russia.
    """
    if not any(link.place == "subject" and role == "actor" for link, role in roles):
        return list(roles)
    return [(link, role) for link, role in roles if not _speaks(link, draft)]


def _speaks(link: Link, draft: Draft) -> bool:
    """Whether a party stands outside an act's clause and says so: "..., Oman's minister said"."""
    token = _noun_of(draft.reading.token_of(link.filler))
    return (
        link.place in ELSEWHERE
        and token.dep_ in tree.SUBJECTS
        and token.head.i in draft.reading.reports
    )


def _noun_of(token: Token) -> Token:
    """The noun that a name belongs to ("Polish farm minister"), or the name's own token."""
    while token.dep_ in OF_NOUN and token.head is not token:
        token = token.head
    return token
