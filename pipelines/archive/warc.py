"""The pages in a WARC file (ISO 28500), compressed by record or not.

Other records than answers, answers with another status than 200 and what is no HTML
are passed over, as CC-NEWS and other crawls have many. warcio parses the records;
where a file is damaged, reading goes on at the next record that can be found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from warcio.bufferedreaders import BufferedReader
from warcio.recordloader import ArcWarcRecordLoader

from pipelines.archive.gunzip import DamagedError, Gunzip
from pipelines.archive.record import MOST_BYTES, Damage, Record, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK = 1 << 17
_LONGEST_LINE = 8192
_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(file: BinaryIO) -> Iterator[Record | Damage]:
    """The pages of a WARC file that can be read, and its damaged places, in their order."""
    is_packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    if not is_packed:
        yield from _safely(BufferedReader(file, block_size=_BLOCK))
        return
    stream = Gunzip(file)
    while True:
        try:
            yield from _pages(BufferedReader(stream, block_size=_BLOCK))
        except DamagedError as error:
            yield Damage(str(error))
            if stream.find_next():
                continue
        return


def _safely(reader: Any) -> Iterator[Record | Damage]:
    try:
        yield from _pages(reader)
    except DamagedError as error:
        yield Damage(str(error))


def _pages(reader: Any) -> Iterator[Record | Damage]:
    """Raises DamagedError where the stream ends in the middle of a record, or before."""
    loader = ArcWarcRecordLoader()
    while True:
        lost, head = _next_head(reader)
        if lost:
            yield Damage(f"{lost} bytes that are no record")
        if not head:
            return
        record = _parsed(loader, reader, head)
        if isinstance(record, Damage):
            yield record
            continue
        if page := _page(record):
            yield page
        _pass_over(record)


def _next_head(reader: Any) -> tuple[int, bytes]:
    """The first line of the next record, b"" at the end, and how many other bytes come before."""
    lost = 0
    while line := reader.readline(_LONGEST_LINE):
        if line.startswith(b"WARC/"):
            return lost, line
        lost += len(line) if line.strip() else 0
    return lost, b""


def _parsed(loader: Any, reader: Any, head: bytes) -> Any:
    try:
        record = loader.parse_record_stream(reader, head, known_format="warc")
    except DamagedError:
        raise
    except Exception as error:  # noqa: BLE001 - warcio throws many kinds; the record is lost, not the file
        return Damage(f"a record that cannot be read ({type(error).__name__}: {error})"[:200])
    return record if record.rec_type else Damage("a record without a type")


def _page(record: Any) -> Record | None:
    """The page that a record holds, None where it holds something else."""
    if record.rec_type != "response" or not record.http_headers:
        return None
    kind = record.http_headers.get_header("Content-Type") or ""
    if record.http_headers.get_statuscode() != "200" or not kind.lower().startswith(_PAGES):
        return None
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    where = record.rec_headers.get_header("WARC-Record-ID") or url
    seen = record.rec_headers.get_header("WARC-Date") or ""
    try:
        body = record.content_stream().read(MOST_BYTES + 1)
    except DamagedError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        return Record("html", b"", where, url, fault=f"its body cannot be read ({error})"[:200])
    if len(body) > MOST_BYTES:
        return too_large("html", where, url)
    return Record("html", body, where, url.strip("<>"), seen, kind)


def _pass_over(record: Any) -> None:
    """Go to the record's end. Raises DamagedError where the stream ends before."""
    stream = record.raw_stream
    while stream.read(_BLOCK):
        pass
    if getattr(stream, "limit", 0) > 0:
        where = record.rec_headers.get_header("WARC-Target-URI")
        raise DamagedError(f"{where}: the file ends in the middle of this record")
