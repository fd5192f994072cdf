"""Makes WARC files by hand, so that they can be made wrong."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest


def warc_record(
    url: str,
    body: bytes,
    *,
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    rec_type: str = "response",
    length: int | None = None,
) -> bytes:
    """One record; `length` is declared in the place of its real length."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    size = len(http) if length is None else length
    head = (
        f"WARC/1.0\r\nWARC-Type: {rec_type}\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2025-06-10T08:00:00Z\r\nWARC-Record-ID: <urn:uuid:{abs(hash(url))}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {size}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


@pytest.fixture
def record() -> Callable[..., bytes]:
    return warc_record


@pytest.fixture
def pack() -> Callable[..., bytes]:
    """Records as a WARC.GZ: a member for each."""
    return lambda records: b"".join(gzip.compress(one) for one in records)
