"""The bytes of a page or a feed as text: which charset it is in.

A byte order mark decides; then valid UTF-8, the header of the answer, what the
document declares, and at last what a detector makes of it.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib

from pipelines.errors import FeedError

MAX_BYTES = 50_000_000
"""What a gzip file may hold; sitemaps.org allows a sitemap as much."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_META = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w:.-]+)", re.I
)
_SUBSET = re.compile(rb"<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
_WIDER = {
    "iso-8859-1": "windows-1252", "latin-1": "windows-1252", "latin1": "windows-1252",
    "us-ascii": "windows-1252", "ascii": "windows-1252", "gb2312": "gb18030", "gbk": "gb18030",
    "gb_2312-80": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932",
    "x-sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "big5": "big5hkscs",
}  # fmt: skip
"""Declared charsets, and the wider ones that browsers read them as (WHATWG Encoding)."""

_WIDE = (
    (re.compile(rb"<\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0<"), "utf-32-be"),
    (re.compile(rb"<\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0<\0[^\0]"), "utf-16-be"),
)
"""How a document without a mark begins in a charset of wide characters."""

_HEAD = 4096
_HIGH = bytes(range(128, 256))
_ENOUGH = 20
"""Bytes beyond ASCII that are valid UTF-8 by chance as good as never."""


def decode(data: bytes, content_type: str = "") -> str:
    """The text of `data`; what no charset explains becomes the replacement character.

    What is valid UTF-8 is read as that, whatever is declared: it is valid by
    chance only where there is very little of it.
    """
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(charset, "replace")
    for charset in _candidates(data, content_type):
        try:
            return data.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode(_detected(data), "replace")


def unzipped(data: bytes, url: str) -> bytes:
    """A document that is itself a gzip file, as its bytes; every other as it is.

    Raises FeedError where the file is broken or holds too much.
    """
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        with gzip.open(io.BytesIO(data)) as zipped:
            text = zipped.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FeedError(f"{url}: the gzipped file is broken ({error})") from error
    if len(text) > MAX_BYTES:
        raise FeedError(f"{url}: the gzipped file holds more than {MAX_BYTES / 1e6:.0f} MB")
    return text


def refuse_subset(data: bytes, url: str) -> None:
    """Raise FeedError for an XML document type that could declare entities."""
    is_wide = b"\0" in data[:4] or data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if _SUBSET.search(data.replace(b"\0", b"") if is_wide else data):
        raise FeedError(f"{url}: its document type declares entities, which may be an attack")


def _candidates(data: bytes, content_type: str) -> list[str]:
    """The charsets to try in order; a single-byte one explains almost every byte."""
    declared = _declared(data, content_type)
    if declared and declared[0].startswith("utf-"):
        return [*declared, "utf-8"]
    if not declared or _is_single_byte(declared[0]) or _high_bytes(data) >= _ENOUGH:
        return ["utf-8", *declared]
    return [*declared, "utf-8"]


def _declared(data: bytes, content_type: str) -> list[str]:
    wide = next((charset for zeros, charset in _WIDE if zeros.match(data)), None)
    if wide is not None:
        return [wide]
    header = _HEADER.search(content_type)
    meta = _META.search(data[:_HEAD])
    names = [header[1]] if header else []
    names += [meta[1].decode("ascii")] if meta else []
    wider = [_WIDER.get(name.lower(), name) for name in names]
    return [name for name in wider if not name.lower().startswith(("utf-16", "utf-32", "utf16"))]


def _high_bytes(data: bytes) -> int:
    """How many bytes of the beginning are not ASCII."""
    head = data[: 16 * _HEAD]
    return len(head) - len(head.translate(None, _HIGH))


def _is_single_byte(name: str) -> bool:
    return name.lower().startswith(("windows-", "iso-8859", "koi8", "cp125", "mac"))


def _detected(data: bytes) -> str:
    """The detector's guess; Latin text with a few accents is taken for the commonest charset."""
    letters = sum(1 for byte in data[: 16 * _HEAD] if byte >= 128 or chr(byte).isalpha())
    if _high_bytes(data) < letters / 6:
        return "windows-1252"
    from charset_normalizer import from_bytes

    best = from_bytes(data[:65536]).best()
    return best.encoding if best else "windows-1252"
