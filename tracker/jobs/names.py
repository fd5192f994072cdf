"""The goods and parties that digests and alerts name, checked before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from pipelines.catalogue import Catalogue, load_catalogue
from pipelines.errors import ConfigError
from tracker.config import Config
from tracker.config.model import ChoiceConfig
from tracker.resources import data_folder


def check_names(config: Config) -> None:
    """Raise ConfigError with a line for each name of a digest or an alert that is unknown.

    A digest of goods that do not exist would tell every week that nothing happened.
    """
    if not config.digests and not config.alerts:
        return
    catalogue = load_catalogue(data_folder(), config.lexicon_files)
    named = [(f'[[digest]] "{one.name}"', one) for one in config.digests]
    alerts = [(f'[[alert]] "{one.name}"', one) for one in config.alerts]
    faults = [
        f"{where}: {text}" for where, one in (*named, *alerts) for text in _faults(one, catalogue)
    ]
    if faults:
        raise ConfigError("\n".join(faults))


def _faults(chosen: ChoiceConfig, catalogue: Catalogue) -> Iterator[str]:
    for item in chosen.item:
        if item not in catalogue.items:
            yield f'item: "{item}" is unknown; {_hint(item, catalogue.items, "items")}'
    names = [party.name for party in catalogue.parties.values()]
    for key in ("actor", "target"):
        for party in getattr(chosen, key):
            if catalogue.party_code(party) is None:
                yield f'{key}: "{party}" is unknown; {_hint(party, names, "parties")}'


def _hint(word: str, known: Iterable[str], what: str) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f'did you mean "{near[0]}"?' if near else f"'tracker lexicon {what}' lists them"
