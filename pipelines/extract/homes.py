"""Companies and the nations that they are told to be of: "the Chilean miner Codelco"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract.links import OF_NOUN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.extract.draft import Draft
    from pipelines.extract.links import Link


def with_firms(acting: Sequence[Link], found: Sequence[Link], draft: Draft) -> list[Link]:
    """Who acts, with the companies that acting nations are only told to be the home of."""
    firms = (link for link in found if link.filler.kind == "company" and link not in acting)
    return [*acting, *(firm for firm in firms if any(_is_home(one, firm, draft) for one in acting))]


def with_homes(hit: Sequence[Link], found: Sequence[Link], draft: Draft) -> list[Link]:
    """Whom an act hits; a company and the nation that it is told to be of are hit together."""
    if not any(link.filler.kind == "company" for link in found):
        return list(hit)
    return [
        link
        for link in found
        if link in hit
        or any(_is_home(link, one, draft) or _is_home(one, link, draft) for one in hit)
    ]


def tells_home(link: Link, acting: Sequence[Link], draft: Draft) -> bool:
    """Whether a nation only says whose an acting company is: "Chilean miner Codelco"."""
    return any(_is_home(link, firm, draft) for firm in acting)


def _is_home(nation: Link, firm: Link, draft: Draft) -> bool:
    """Whether a name tells whose a company is: "Chilean miner Codelco", "Chile's Codelco"."""
    if firm.filler.kind != "company" or nation.filler.kind == "company":
        return False
    of, named = (draft.reading.token_of(link.filler) for link in (nation, firm))
    if of.dep_ not in OF_NOUN:
        return False
    heads = (named, named.head if named.dep_ == "appos" else named)
    return of.head in heads or (of.head.head == named and of.head.dep_ in OF_NOUN)
