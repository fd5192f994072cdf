"""The bytes of an HTML page as text: which charset it is in.

In the order that browsers keep: a byte order mark, the header of the answer, a
declaration in the page, valid UTF-8, and at last what a detector makes of it.
"""

from __future__ import annotations

import codecs
import re

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
_WIDER = {
    "iso-8859-1": "windows-1252", "latin-1": "windows-1252", "latin1": "windows-1252",
    "us-ascii": "windows-1252", "ascii": "windows-1252", "gb2312": "gb18030", "gbk": "gb18030",
    "gb_2312-80": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932",
    "x-sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "big5": "big5hkscs",
}  # fmt: skip
"""Declared charsets, and the wider ones that browsers read them as (WHATWG Encoding)."""

_HEAD = 4096


def decode(data: bytes, content_type: str = "") -> str:
    """The text of `data`; what no charset explains becomes the replacement character."""
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(charset, "replace")
    for charset in _declared(data, content_type):
        try:
            return data.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode(_detected(data), "replace")


def _declared(data: bytes, content_type: str) -> list[str]:
    """The charsets to try, UTF-8 before a single-byte one, which explains every byte."""
    header = _HEADER.search(content_type)
    meta = _META.search(data[:_HEAD])
    names = [header[1]] if header else []
    names += [meta[1].decode("ascii")] if meta else []
    wider = [_WIDER.get(name.lower(), name) for name in names]
    return ["utf-8", *wider] if all(_is_single_byte(name) for name in wider) else wider


def _is_single_byte(name: str) -> bool:
    return name.lower().startswith(("windows-", "iso-8859", "koi8", "cp125", "mac"))


def _detected(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:65536]).best()
    return best.encoding if best else "windows-1252"
