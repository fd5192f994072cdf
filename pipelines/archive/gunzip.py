"""A gzip file of many members as one stream, which tells damage apart from the end.

Web crawls compress each record for itself, so that after a damaged place the next
member can be found and read.
"""

from __future__ import annotations

import zlib
from typing import BinaryIO

_CHUNK = 1 << 16
_MAGIC = b"\x1f\x8b\x08"


class DamagedError(Exception):
    """The stream cannot be read on from here; its text is a `Damage`'s reason."""


class Gunzip:
    """Reads what `file`, which stands at a member's start, has compressed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._pending = b""
        self._member = -1
        self._inflate = _new()

    def read(self, size: int = _CHUNK) -> bytes:
        """Up to `size` bytes, b"" at the end. Raises DamagedError."""
        while True:
            data = self._pending or self._file.read(_CHUNK)
            if not data:
                return self._end()
            if self._member < 0:
                self._member = self._file.tell() - len(data)
            out = self._inflated(data, size)
            if out:
                return out

    def _end(self) -> bytes:
        if self._member < 0:
            return b""
        raise DamagedError(f"byte {self._member}: the file ends in the middle of what it holds")

    def _inflated(self, data: bytes, size: int) -> bytes:
        try:
            out = self._inflate.decompress(data, size)
        except zlib.error as error:
            raise DamagedError(f"byte {max(self._member, 0)}: no gzip ({error})") from error
        self._pending = self._inflate.unconsumed_tail
        if self._inflate.eof:
            self._pending = self._inflate.unused_data
            self._inflate, self._member = _new(), -1
        return out

    def find_next(self) -> bool:
        """Go to the next member after a damaged one; False where there is none."""
        at = max(self._member, 0) + 1
        self._pending, self._inflate, self._member = b"", _new(), -1
        self._file.seek(at)
        tail = b""
        while chunk := self._file.read(_CHUNK):
            found = (tail + chunk).find(_MAGIC)
            if found >= 0:
                self._file.seek(at - len(tail) + found)
                return True
            at += len(chunk)
            tail = chunk[-2:]
        return False


def _new() -> zlib._Decompress:
    return zlib.decompressobj(16 + zlib.MAX_WBITS)
