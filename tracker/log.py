"""Log lines of the daemon: a word for what happened, and named values.

    text      2025-06-09T07:30:00+00:00 INFO poll source=ustr attempt=1 status=200 new=3
    json      {"time": "2025-06-09T07:30:00+00:00", "level": "info", "event": "poll", ...}
    journal   <6>poll source=ustr attempt=1 status=200 new=3      (systemd adds the time)

Values come from the web: line ends and control characters never reach a log.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import IO

from pipelines.plain import clean

FORMATS = ("text", "json", "journal")
FORMAT_VARIABLE = "TRACKER_LOG_FORMAT"

_NAME = "tracker"
_PRIORITIES = MappingProxyType(
    {logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6, logging.DEBUG: 7}
)
_PLAIN = re.compile(r"[^\s\"=]+")


def open_log(stream: IO[str], form: str) -> logging.Logger:
    """Return the program's log, which writes to `stream` in one of `FORMATS`."""
    log = logging.getLogger(_NAME)
    log.setLevel(logging.INFO)
    log.propagate = False
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Formatter(form))
    log.handlers = [handler]
    return log


def choose_format(environ: Mapping[str, str]) -> str:
    """Return the form that the environment asks for: "journal" below systemd, else "text"."""
    asked = environ.get(FORMAT_VARIABLE, "")
    if asked in FORMATS:
        return asked
    return "journal" if environ.get("JOURNAL_STREAM") else "text"


def tell(log: logging.Logger, level: int, event: str, **values: object) -> None:
    """Write one line: what happened, and its values, without those that are None."""
    told = {name: _plain(value) for name, value in values.items() if value is not None}
    log.log(level, event, extra={"values": told})


class _Formatter(logging.Formatter):
    def __init__(self, form: str) -> None:
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        values: Mapping[str, object] = getattr(record, "values", {})
        if self._form == "json":
            head = {"time": _time(record), "level": record.levelname.lower()}
            told = {**head, "event": record.getMessage(), **values}
            return json.dumps(told, ensure_ascii=False)
        words = " ".join([record.getMessage(), *(f"{k}={_quoted(v)}" for k, v in values.items())])
        if self._form == "journal":
            return f"<{_PRIORITIES.get(record.levelno, 6)}>{words}"
        return f"{_time(record)} {record.levelname} {words}"


def _time(record: logging.LogRecord) -> str:
    return dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="seconds")


def _plain(value: object) -> object:
    return " ".join(clean(value).split()) if isinstance(value, str) else value


def _quoted(value: object) -> str:
    words = str(value)
    return words if _PLAIN.fullmatch(words) else json.dumps(words, ensure_ascii=False)
