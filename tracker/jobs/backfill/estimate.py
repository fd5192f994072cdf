"""What a backfill would take, told from a sample: the first block of a few shards."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from pipelines.archive import Counts, Shard, find_shards
from tracker.jobs.backfill.blocks import Block, cut, pack
from tracker.jobs.backfill.work import Settings, outcome_of, read_block

SHARDS = 8
"""The most shards that are looked into."""

_ARTICLE_BYTES = 6_000
_MENTION_BYTES = 5_000
"""What an article takes in the timeline beside its text, and a mention with its event."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A whole archive, as its sample lets one expect it. `core_seconds` are of one core;
    `bytes_stored` those that the timeline grows by."""

    shards: int
    bytes: int
    sampled: Counts
    documents: int
    relevant: int
    mentions: int
    core_seconds: float
    bytes_stored: int
    seconds: Mapping[str, float]


def estimate(paths: Sequence[str], settings: Settings) -> Estimate:
    """Read a sample in this process; nothing is recorded. Raises ConfigError as a run does."""
    shards = find_shards(paths)
    read_block(pack(()), asdict(settings))  # loads the model, which is no part of the rate
    began = time.perf_counter()
    counts, seconds, size, stored = Counts(), Counter[str](), 0, 0
    for block in _sample(shards):
        outcome = outcome_of(read_block(pack(block.records), asdict(settings)))
        counts += outcome.counts
        seconds.update(outcome.seconds)
        size += block.read
        stored += sum(len(row["text"].encode()) for row in outcome.articles)
    stored += counts.articles * _ARTICLE_BYTES + counts.mentions * _MENTION_BYTES
    total = sum(shard.size for shard in shards)
    scale = total / size if size else 0.0
    return Estimate(
        shards=len(shards),
        bytes=total,
        sampled=counts,
        documents=round(counts.documents * scale),
        relevant=round(counts.relevant * scale),
        mentions=round(counts.mentions * scale),
        core_seconds=(time.perf_counter() - began) * scale,
        bytes_stored=round(stored * scale),
        seconds=dict(seconds),
    )


def _sample(shards: Sequence[Shard]) -> list[Block]:
    """The first block of each of some shards, which are spread over all of them."""
    step = max(1, len(shards) // SHARDS)
    chosen = list(enumerate(shards))[::step][:SHARDS]
    pieces = itertools.chain.from_iterable(itertools.islice(cut(one, at), 1) for at, one in chosen)
    return [piece for piece in pieces if isinstance(piece, Block)]
