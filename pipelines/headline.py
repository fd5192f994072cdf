"""Composes the headline and the label of an act from its ids.

    headline    US eases EDA software export controls on China
    label       EDA controls eased

Both are made of the catalogue's names and of the phrases below, never of an
outlet's words, and neither tells the status: a headline names the act, the
status says how real it is. Every instrument with each of its actions has a
phrase; lists of more than three are shortened.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from pipelines.vocabulary import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.catalogue import Catalogue


class Measured(Protocol):
    """What the name of a measure needs of a mention, an event or a story."""

    @property
    def instrument(self) -> str:
        """One of `model.INSTRUMENTS`."""

    @property
    def items(self) -> tuple[str, ...]:
        """Ids of goods, possibly none."""

    @property
    def actors(self) -> tuple[str, ...]:
        """Codes of those who do it, possibly none."""

    @property
    def targets(self) -> tuple[str, ...]:
        """Codes of those it is aimed at, possibly none."""


class Act(Measured, Protocol):
    """What a headline needs of a mention or an event."""

    @property
    def action(self) -> str:
        """One of the instrument's actions."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb as one actor, several actors and none take it."""

    one: str
    many: str
    passive: str


@dataclass(frozen=True, slots=True)
class Noun:
    """What an act is done to, for no item, one item and several.

    In the phrases {item} is the name as a modifier ("chip"), {items} the list
    ("chips and drones") and {target} the words of `to_bare`, `to_one` or
    `to_many` with the list of targets, or nothing where there is none.
    `label` stands behind the items in the label.
    """

    bare: str
    one: str
    many: str
    label: str
    to_bare: str = " on {}"
    to_one: str = " on {}"
    to_many: str = " from {}"


_VERBS = MappingProxyType(
    {
        "impose": Verb("imposes", "impose", "imposed"),
        "tighten": Verb("tightens", "tighten", "tightened"),
        "ease": Verb("eases", "ease", "eased"),
        "lift": Verb("lifts", "lift", "lifted"),
        "suspend": Verb("suspends", "suspend", "suspended"),
        "maintain": Verb("keeps", "keep", "kept"),
        "investigate": Verb("reviews", "review", "reviewed"),
        "hold": Verb("holds", "hold", "held"),
        "agree": Verb("reaches", "reach", "reached"),
        "break_off": Verb("breaks off", "break off", "broken off"),
        "file": Verb("files", "file", "filed"),
        "rule": Verb("decides", "decide", "decided"),
    }
)

_OTHER_VERBS = MappingProxyType(
    {
        ("tariff", "tighten"): Verb("raises", "raise", "raised"),
        ("tariff", "ease"): Verb("lowers", "lower", "lowered"),
        ("trade_remedy", "tighten"): Verb("raises", "raise", "raised"),
        ("trade_remedy", "ease"): Verb("lowers", "lower", "lowered"),
        ("trade_remedy", "investigate"): Verb("opens", "open", "opened"),
        ("market_access", "investigate"): Verb("opens", "open", "opened"),
        ("investment_restriction", "investigate"): Verb("opens", "open", "opened"),
        ("subsidy", "impose"): Verb("grants", "grant", "granted"),
        ("subsidy", "tighten"): Verb("raises", "raise", "raised"),
        ("subsidy", "ease"): Verb("cuts", "cut", "cut"),
        ("subsidy", "lift"): Verb("ends", "end", "ended"),
    }
)

_NOUNS = MappingProxyType(
    {
        "export_control": Noun(
            "export controls{target}",
            "{item} export controls{target}",
            "controls on exports of {items}{target}",
            "controls",
            to_many=" to {}",
        ),
        "tariff": Noun(
            "tariffs{target}",
            "tariffs on {items}{target}",
            "tariffs on {items}{target}",
            "tariffs",
            to_one=" from {}",
        ),
        "import_restriction": Noun(
            "curbs on imports{target}",
            "curbs on {item} imports{target}",
            "curbs on imports of {items}{target}",
            "import curbs",
            to_bare=" from {}",
            to_one=" from {}",
        ),
        "sanction": Noun(
            "sanctions{target}",
            "{item} sanctions{target}",
            "sanctions{target} covering {items}",
            "sanctions",
            to_many=" on {}",
        ),
        "investment_restriction": Noun(
            "investment curbs{target}",
            "{item} investment curbs{target}",
            "investment curbs{target} covering {items}",
            "investment curbs",
            to_many=" on {}",
        ),
        "trade_remedy": Noun(
            "trade-remedy duties{target}",
            "trade-remedy duties on {items}{target}",
            "trade-remedy duties on {items}{target}",
            "trade remedies",
            to_one=" from {}",
        ),
        "market_access": Noun(
            "market curbs{target}",
            "market curbs on {items}{target}",
            "market curbs on {items}{target}",
            "market curbs",
            to_one=" from {}",
        ),
        "subsidy": Noun(
            "subsidies{target}",
            "{item} subsidies{target}",
            "subsidies for {items}{target}",
            "subsidies",
            to_bare=" for {}",
            to_one=" for {}",
            to_many=" in {}",
        ),
        "agreement": Noun(
            "agreement{target}",
            "agreement{target} on {items}",
            "agreement{target} on {items}",
            "agreement",
            to_bare=" with {}",
            to_one=" with {}",
            to_many=" with {}",
        ),
        "talks": Noun(
            "talks{target}",
            "talks{target} on {items}",
            "talks{target} on {items}",
            "talks",
            to_bare=" with {}",
            to_one=" with {}",
            to_many=" with {}",
        ),
        "dispute": Noun(
            "trade case{target}",
            "trade case{target} over {items}",
            "trade case{target} over {items}",
            "trade case",
            to_bare=" against {}",
            to_one=" against {}",
            to_many=" against {}",
        ),
    }
)

_PROBE = Noun(
    "trade probe{target}",
    "trade probe into {items}{target}",
    "trade probe into {items}{target}",
    "trade probe",
    to_bare=" into {}",
    to_one=" from {}",
)

_OTHER_NOUNS = MappingProxyType(
    {
        ("trade_remedy", "investigate"): _PROBE,
        ("market_access", "investigate"): Noun(
            "market probe{target}",
            "market probe into {items}{target}",
            "market probe into {items}{target}",
            "market probe",
            to_bare=" into {}",
            to_one=" from {}",
        ),
        ("investment_restriction", "investigate"): Noun(
            "investment review{target}",
            "{item} investment review{target}",
            "investment review{target} covering {items}",
            "investment review",
            to_bare=" of {}",
            to_one=" of {}",
            to_many=" of {}",
        ),
    }
)

_TRADE = Noun(
    "business{target}",
    "{item} trade{target}",
    "trade in {items}{target}",
    "trade",
    to_bare=" with {}",
    to_one=" with {}",
    to_many=" with {}",
)

_SUPPLY = Noun(
    "supplies{target}",
    "{item} supplies{target}",
    "supplies of {items}{target}",
    "supplies",
    to_bare=" to {}",
    to_one=" to {}",
    to_many=" to {}",
)

_TRADE_VERBS = MappingProxyType(
    {
        "start": Verb("steps up", "step up", "stepped up"),
        "stop": Verb("halts", "halt", "halted"),
    }
)

_SUPPLY_VERBS = MappingProxyType(
    {
        "start": Verb("supplies", "supply", "supplied"),
        "stop": Verb("stops supplying", "stop supplying", "no longer supplied"),
    }
)

_EITHER_WAY = frozenset({"agriculture", "energy", "aerospace", "ships", "finance", "all_goods"})
"""Goods whose actor is as often the buyer as the seller, even where it is a company."""

_SOLD_BY_STATES = frozenset({"critical_minerals"})
"""Goods of which a state that acts is the seller."""

_PREFIX = "org:"
_SHOWN = 3


def headline(act: Act, catalogue: Catalogue) -> str:
    """Return the act as a headline: "US eases EDA software export controls on China".

    Parties and items that the catalogue does not know appear under their ids.
    """
    phrase = _supply(act, catalogue) if act.instrument == "supply" else _deed(act, catalogue)
    return phrase[0].upper() + phrase[1:] if not act.actors else phrase


def label(act: Act, catalogue: Catalogue) -> str:
    """Return the act in a few words without its parties: "EDA controls eased"."""
    if act.instrument == "supply" and _is_sale(act, catalogue):
        goods = listed([item_name(item, catalogue) for item in act.items], "other goods")
        return f"{goods} {_SUPPLY_VERBS[act.action].passive}"
    verb, noun = _words(act)
    items = () if act.items == ("all_goods",) else act.items
    short = _short_list([_short_item(item, catalogue) for item in items])
    return f"{short} {noun.label} {verb.passive}".strip()


def measure_name(told: Measured, catalogue: Catalogue) -> str:
    """Return what an act is done to, after its owner: "US: EDA software export controls on China".

    Trade whose actor may be the buyer is called trade, as in `headline`.
    """
    noun = _NOUNS.get(told.instrument) or (_SUPPLY if _is_sale(told, catalogue) else _TRADE)
    thing = _thing(told, noun, catalogue)
    owner = _subject(told, catalogue)
    return f"{owner}: {thing}" if owner else thing[0].upper() + thing[1:]


def party_name(code: str, catalogue: Catalogue) -> str:
    """Return the name of a party in a headline: "US", "China", "Nvidia"."""
    if code.startswith(_PREFIX):
        return code.removeprefix(_PREFIX)
    party = catalogue.parties.get(code)
    return party.name if party else code


def item_name(item: str, catalogue: Catalogue) -> str:
    """Return the name of an item as it stands alone: "rare earths"; an unknown id in words."""
    known = catalogue.items.get(item)
    if known is None:
        return item.replace("_", " ")
    return known.name if known.name.startswith(known.short) else known.short


def listed(names: Sequence[str], others: str = "others") -> str:
    """Join names as a sentence does; of more than three, two and how many others."""
    if len(names) > _SHOWN:
        names = [*names[:2], f"{len(names) - 2} {others}"]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _deed(act: Act, catalogue: Catalogue) -> str:
    verb, noun = _words(act)
    thing = _thing(act, noun, catalogue)
    if not act.actors:
        return f"{thing} {verb.passive}"
    return f"{_subject(act, catalogue)} {_agreeing(verb, act)} {thing}"


def _supply(act: Act, catalogue: Catalogue) -> str:
    if not _is_sale(act, catalogue):
        return _deed(act, catalogue)
    verb = _SUPPLY_VERBS[act.action]
    goods = listed([item_name(item, catalogue) for item in act.items], "other goods")
    target = _targets(act, " to {}", catalogue)
    if not act.actors:
        return f"{goods} {verb.passive}{target}"
    return f"{_subject(act, catalogue)} {_agreeing(verb, act)} {goods}{target}"


def _is_sale(act: Measured, catalogue: Catalogue) -> bool:
    """Whether the actor must be the seller: an id alone does not say who buys."""
    kinds = {ancestor for item in act.items for ancestor in catalogue.lineage(item)}
    if not kinds or kinds & _EITHER_WAY:
        return False
    companies = all(actor.startswith(_PREFIX) for actor in act.actors)
    return bool(kinds & _SOLD_BY_STATES) or (companies and bool(act.actors))


def _words(act: Act) -> tuple[Verb, Noun]:
    key = (act.instrument, act.action)
    if act.instrument == "supply":
        return _TRADE_VERBS[act.action], _TRADE
    verb = _OTHER_VERBS.get(key) or _VERBS[act.action]
    return verb, _OTHER_NOUNS.get(key) or _NOUNS[act.instrument]


def _agreeing(verb: Verb, act: Act) -> str:
    return verb.one if len(act.actors) == 1 else verb.many


def _subject(act: Measured, catalogue: Catalogue) -> str:
    return listed([party_name(code, catalogue) for code in act.actors])


def _targets(act: Measured, words: str, catalogue: Catalogue) -> str:
    """Return the targets behind their preposition; never an actor, but in measures at home."""
    at_home = act.instrument in MEASURES
    codes = [code for code in act.targets if at_home or code not in act.actors]
    return words.format(listed([party_name(code, catalogue) for code in codes])) if codes else ""


def _thing(act: Measured, noun: Noun, catalogue: Catalogue) -> str:
    names = [item_name(item, catalogue) for item in act.items]
    phrase, words = _form(act, noun)
    return phrase.format(
        item=_modifier(act.items[0], catalogue) if act.items else "",
        items=listed(names, "other goods"),
        target=_targets(act, words, catalogue),
    )


def _form(act: Measured, noun: Noun) -> tuple[str, str]:
    if not act.items:
        return noun.bare, noun.to_bare
    if len(act.items) == 1 and act.items != ("all_goods",):
        return noun.one, noun.to_one
    return noun.many, noun.to_many


def _modifier(item: str, catalogue: Catalogue) -> str:
    """Return the name of an item as it stands before a noun: "AI chip"."""
    known = catalogue.items.get(item)
    return known.name if known else item.replace("_", " ")


def _short_item(item: str, catalogue: Catalogue) -> str:
    """Return the same for a label, cut where the catalogue has it shorter: "EDA"."""
    known = catalogue.items.get(item)
    shorter = known is not None and known.name.startswith(known.short)
    return known.short if known and shorter else _modifier(item, catalogue)


def _short_list(names: Sequence[str]) -> str:
    return f"{names[0]} and other" if len(names) > 2 else listed(names)
