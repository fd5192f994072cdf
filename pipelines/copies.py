"""Near copies: one text that several outlets carry, found by MinHash.

A text is a set of runs of three words; two texts whose sets overlap by a
share of SAME or more are one text. The signature estimates that share, and its
bands find the candidates without comparing everything with everything
(A. Broder, "On the resemblance and containment of documents", 1997; the hashing
is datasketch's).
"""

from __future__ import annotations

import re
import struct

PERMUTATIONS = 128
BANDS = 21
ROWS = 6
"""21 bands of 6 rows: a pair with 0.7 in common meets in a band with a chance of 0.93."""

SAME = 0.6
"""The share in common from which two texts are one."""

MIN_WORDS = 40
"""Shorter texts have no signature: they resemble each other by chance."""

MAX_WORDS = 5000
"""Words after these do not count."""

_WORD = re.compile(r"\w+")
_FORMAT = f"<{PERMUTATIONS}I"


def signature(text: str) -> bytes:
    """The signature of a text, b"" for one that is too short."""
    words = _WORD.findall(text.casefold())[:MAX_WORDS]
    if len(words) < MIN_WORDS:
        return b""
    from datasketch import MinHash

    runs = {" ".join(words[at : at + 3]).encode() for at in range(len(words) - 2)}
    sketch = MinHash(num_perm=PERMUTATIONS, seed=1)
    sketch.update_batch(sorted(runs))
    return struct.pack(_FORMAT, *(int(value) & 0xFFFFFFFF for value in sketch.hashvalues))


def bands(signed: bytes) -> tuple[str, ...]:
    """The keys under which texts with this signature meet their near copies."""
    step = 4 * ROWS
    return tuple(
        f"{band}:{signed[band * step : (band + 1) * step].hex()}"
        for band in range(BANDS if signed else 0)
    )


def share(one: bytes, other: bytes) -> float:
    """The estimated share that two texts have in common, from 0 to 1."""
    if not one or not other:
        return 0.0
    pairs = zip(struct.unpack(_FORMAT, one), struct.unpack(_FORMAT, other), strict=True)
    return sum(1 for left, right in pairs if left == right) / PERMUTATIONS
