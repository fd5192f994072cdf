"""Puts a cheaper forward pass in place of a layer of a spaCy model's word vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thinc.api import Model

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.language import Language

    _Layer = Model[Any, Any]

_PLACES = {"embed": 0, "encode": 1}


def replace_layer(
    nlp: Language, part: str, architecture: str, made_of: Callable[[_Layer], Callable[[Any], Any]]
) -> None:
    """Let a part, "embed" or "encode", predict by what is made of it, where it is of that kind.

    A layer in training, which alone learns, is asked itself, and so is one asked about nothing.
    """
    settings = nlp.config["components"].get("tok2vec", {}).get("model", {})
    if settings.get(part, {}).get("@architectures") != architecture:
        return
    pipe: Any = nlp.get_pipe("tok2vec")
    layers: list[_Layer] = pipe.model.layers
    layer = layers[_PLACES[part]]
    predict = made_of(layer)

    def forward(_: _Layer, told: Any, is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
        return layer(told, is_train) if is_train or not told else (predict(told), _unlearned)

    layers[_PLACES[part]] = Model(f"cheaper_{part}", forward, layers=[layer])


def _unlearned(gradient: Any) -> Any:
    return gradient
