"""Every answer of a run kept in a WARC file, and a run made from such a file again.

A file is one run: its warcinfo record tells when it was and which sources were
named. Answers are kept decoded; one that could not be had is kept as a metadata
record with its error. WARC is ISO 28500; warcio reads and writes it.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import threading
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.errors import FetchError
from tracker.fetch.answer import Answer, Budget, Exchange, Leave

_HOP = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})
"""Headers that tell of the transfer, not of what was transferred."""

_ERROR_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Run:
    """A recorded run: its file (or the folder of one to come), its moment, and the
    sources named, () for all that were due."""

    file: Path
    now: dt.datetime
    names: tuple[str, ...] = ()


class _Writer(WARCWriter):  # type: ignore[misc]  # it has no types
    """Holds a body in memory, where it is already: warcio's temporary files stay open."""

    @staticmethod
    def _create_temp_file() -> IO[bytes]:
        return io.BytesIO()


class Recorder:
    """Passes every request on and keeps what comes back; for any number of threads."""

    def __init__(self, wire: Exchange, run: Run) -> None:
        self._wire = wire
        self._out = _new_file(run.file, run.now)
        self._writer = _Writer(self._out, gzip=True)
        self._lock = threading.Lock()
        told = {"now": run.now.isoformat(), "names": json.dumps(run.names), "format": "WARC 1.0"}
        self._write(self._writer.create_warcinfo_record("", told))

    def exchange(
        self, url: str, headers: Mapping[str, str], leave: Leave, budget: Budget
    ) -> Answer:
        """Ask, and keep the answer or the error; asks for everything whole."""
        try:
            answer = self._wire.exchange(url, {}, leave, budget)
        except FetchError as error:
            self._write(self._failure(url, error))
            raise
        self._write(self._response(answer))
        return answer

    def close(self) -> None:
        """Close the connections and the file."""
        self._wire.close()
        self._out.close()

    def _write(self, record: Any) -> None:
        with self._lock:
            self._writer.write_record(record)
            self._out.flush()

    def _response(self, answer: Answer) -> Any:
        rows = [(name, value) for name, value in answer.headers.items() if name not in _HOP]
        status = StatusAndHeaders(
            f"{answer.status} -", [*rows, ("content-length", str(len(answer.body)))], "HTTP/1.1"
        )
        return self._writer.create_warc_record(
            answer.url, "response", payload=io.BytesIO(answer.body), http_headers=status
        )

    def _failure(self, url: str, error: FetchError) -> Any:
        told = json.dumps({"kind": error.kind, "error": str(error)}).encode()
        return self._writer.create_warc_record(
            url, "metadata", payload=io.BytesIO(told), warc_content_type=_ERROR_TYPE
        )


class Replay:
    """Gives the answers of a recorded run, and asks nobody.

    Where an address was asked more than once, in the order of then; the last
    answer serves for ever. A robots.txt that was not asked for then allows all.
    """

    def __init__(self, run: Run) -> None:
        self._answers: defaultdict[str, deque[Answer | FetchError]] = defaultdict(deque)
        for url, answer in _read(run.file):
            self._answers[url].append(answer)

    def exchange(
        self, url: str, headers: Mapping[str, str], leave: Leave, budget: Budget
    ) -> Answer:
        """The recorded answer; raises the recorded error, or FetchError where there is none."""
        kept = self._answers.get(url)
        if not kept:
            if urlsplit(url).path == "/robots.txt":
                return Answer(url, 404, {}, b"")
            raise FetchError(f"{url}: the record holds no answer from there", "unrecorded")
        found = kept.popleft() if len(kept) > 1 else kept[0]
        if isinstance(found, FetchError):
            raise found
        return found

    def close(self) -> None:
        """Nothing is open."""


def _new_file(folder: Path, now: dt.datetime) -> IO[bytes]:
    """A new file for a run in `folder`, named by its moment; never one that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, 1000):
        path = folder / f"{now:%Y%m%dT%H%M%SZ}-{number:03}.warc.gz"
        try:
            return path.open("xb")
        except FileExistsError:
            continue
    raise FetchError(f"{folder}: a thousand runs of one second are recorded there already")


def recorded_runs(folder: Path) -> tuple[Run, ...]:
    """The runs recorded in `folder`, in their order. Raises FetchError where there are none."""
    runs = tuple(_run(file) for file in sorted(folder.glob("*.warc.gz")))
    if not runs:
        raise FetchError(f"{folder}: there is no recorded run (*.warc.gz) in this folder")
    return runs


def _run(file: Path) -> Run:
    told: dict[str, str] = {}
    for record in _records(file):
        if record.rec_type == "warcinfo":
            lines = record.content_stream().read().decode("utf-8", "replace").splitlines()
            told = dict(line.split(": ", 1) for line in lines if ": " in line)
        break
    try:
        moment = dt.datetime.fromisoformat(told["now"])
        return Run(file, moment, tuple(json.loads(told["names"])))
    except (KeyError, ValueError) as error:
        raise FetchError(f"{file}: this is no run recorded by this program") from error


def _read(file: Path) -> Iterator[tuple[str, Answer | FetchError]]:
    for record in _records(file):
        url = record.rec_headers.get_header("WARC-Target-URI")
        if record.rec_type == "response":
            yield url, _answer(url, record)
        elif record.rec_type == "metadata":
            told = json.loads(record.content_stream().read())
            yield url, FetchError(told["error"], told["kind"])


def _answer(url: str, record: Any) -> Answer:
    headers = {name.lower(): value for name, value in record.http_headers.headers}
    return Answer(
        url, int(record.http_headers.get_statuscode()), headers, record.content_stream().read()
    )


def _records(file: Path) -> Iterator[Any]:
    """The records of a file; one that was cut off by a crash ends it."""
    with file.open("rb") as opened:
        try:
            yield from ArchiveIterator(opened)
        except (ArchiveLoadFailed, EOFError, OSError):
            return
