"""With which instrument? Features by which that of a noun is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extract.features import values
from pipelines.extract.features.values import crossed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.extract.cores import Core
    from pipelines.extract.instruments import Signs
    from pipelines.extract.memory import Memory
    from pipelines.extract.reading import Reading


def instrument_features(
    core: Core, reading: Reading, signs: Signs, memory: Memory
) -> tuple[str, ...]:
    """Features by which the instrument of a noun is told."""
    return (*_noun(core, reading), *_signs(signs, reading), *_document(core, reading, memory))


def _noun(core: Core, reading: Reading) -> Iterator[str]:
    head, phrase = reading.doc[core.head], reading.doc[core.first : core.last + 1]
    yield f"table={core.sense.table}"
    yield f"own={core.sense.instrument}"
    yield f"core={head.word}"
    yield f"core={' '.join(token.word for token in phrase)}"
    yield from values.modifiers(head, values.NOUN_MODIFIERS)


def _signs(signs: Signs, reading: Reading) -> Iterator[str]:
    yield from (f"phrase={name}" for name in signs.phrase)
    yield from (f"sentence={name}" for name in signs.sentence)
    yield from (f"item={good.value}" for good in reading.goods)
    yield from (f"company={name.value.startswith('org:')}" for name in reading.names)


def _document(core: Core, reading: Reading, memory: Memory) -> Iterator[str]:
    head = reading.doc[core.head]
    yield from crossed(f"known={memory.measure()}", f"core={head.word}")
    for place, name in enumerate(memory.main_measures()[:3]):
        yield from crossed(f"main{place}={name}", f"table={core.sense.table}")
