"""A compressed body -> its bytes, counted as they come out.

Only gzip and deflate are asked for; an answer in anything else, or in one
coding inside another, is refused.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from pipelines.errors import FetchError
from tracker.fetch.answer import Budget

_STEP = 65536
_FREE = 1_000_000
"""Bytes before the ratio counts: small repetitive bodies compress well."""


def decoded(chunks: Iterable[bytes], coding: str, budget: Budget) -> bytes:
    """All of a body sent as `chunks` in Content-Encoding `coding`.

    Raises FetchError: "too_large" beyond the budget's bytes or ratio, "coding"
    for one that was not asked for or a body that breaks it.
    """
    name = coding.strip().lower()
    if name in {"", "identity"}:
        return _counted(chunks, budget)
    if name in {"gzip", "x-gzip", "deflate"}:
        return _inflated(chunks, budget)
    raise FetchError(
        f"the answer comes in the coding {name[:40]}, which was not asked for", "coding"
    )


def _counted(chunks: Iterable[bytes], budget: Budget) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > budget.max_bytes:
            raise _too_large(budget)
    return bytes(body)


def _inflated(chunks: Iterable[bytes], budget: Budget) -> bytes:
    body, read = bytearray(), 0
    inflater: _Inflater | None = None
    for chunk in chunks:
        read += len(chunk)
        inflater = inflater or _Inflater(chunk)
        for piece in inflater.pieces(chunk):
            body += piece
            if len(body) > budget.max_bytes:
                raise _too_large(budget)
            if len(body) > _FREE + budget.max_ratio * read:
                raise FetchError("the body decompresses without end", "too_large")
    if inflater is not None and not inflater.ended:
        raise FetchError("the compressed body ends too early", "coding")
    return bytes(body)


def _too_large(budget: Budget) -> FetchError:
    return FetchError(f"the body is larger than {budget.max_bytes / 1e6:.3g} MB", "too_large")


class _Inflater:
    """gzip, zlib or raw deflate, told apart by the first bytes."""

    def __init__(self, first: bytes) -> None:
        wrapped = first[:1] == b"\x1f" or (first[:1] and first[0] & 0x0F == 8)
        self._inflate = zlib.decompressobj(47 if wrapped else -15)

    @property
    def ended(self) -> bool:
        """Whether the end of the compressed stream was seen."""
        return self._inflate.eof

    def pieces(self, chunk: bytes) -> Iterable[bytes]:
        """The bytes that come out of `chunk`, a bounded piece at a time."""
        rest = chunk
        while rest and not self._inflate.eof:
            try:
                piece = self._inflate.decompress(rest, _STEP)
            except zlib.error as error:
                raise FetchError(f"the compressed body is broken ({error})", "coding") from error
            yield piece
            rest = self._inflate.unconsumed_tail
