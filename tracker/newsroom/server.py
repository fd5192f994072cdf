"""Serves the sample newsroom over HTTP on loopback, as it stood at a given time.

    with Newsroom(data_folder() / "sample", now) as newsroom:
        fetch(newsroom.url + "/meridian/rss/world-trade.xml")
        newsroom.now = later    # more has appeared, and one page was edited

Answers carry ETag and Last-Modified, and a conditional GET is answered with 304.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from tracker.newsroom.render import Document, Press, environment
from tracker.newsroom.stock import Outlet, Stock, read_stock

_ROBOTS = b"User-agent: *\nDisallow: /account/\nDisallow: /search\n"
_MISSING = Document(b"<h1>Not found</h1>\n", "text/html; charset=utf-8", status=404)


class Newsroom:
    """The newsroom's server. `now` is the time (UTC) up to which it shows what appeared."""

    def __init__(self, folder: Path, now: dt.datetime, port: int = 0) -> None:
        self.now = now
        self.requests: list[tuple[str, int]] = []
        self.stock: Stock = read_stock(folder)
        self._server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, self))
        self._press = Press(self.stock, environment(folder / "templates"), self.url)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The server's address, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def source_url(self, outlet: Outlet) -> str:
        """The address of the outlet's feed or listing."""
        return f"{self.url}/{outlet.id}/{outlet.path}"

    def document(self, path: str) -> Document:
        """What stands at `path` (without its query) at this time; status 404 where nothing does."""
        if path == "/robots.txt":
            return Document(_ROBOTS, "text/plain; charset=utf-8")
        if path == "/":
            return self._press.front()
        for outlet in self.stock.outlets:
            if path == f"/{outlet.id}/{outlet.path}":
                return self._press.offer(outlet, self.now)
            if path == f"/{outlet.id}/":
                return self._press.home(outlet, self.now)
        return self._page(path)

    def _page(self, path: str) -> Document:
        for piece in self.stock.pieces:
            if piece.path == path and piece.edition(self.now):
                return self._press.page(piece, self.now)
        return _MISSING


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from a newsroom's documents."""

    protocol_version = "HTTP/1.1"
    server_version = "Newsroom"
    sys_version = ""

    def __init__(self, newsroom: Newsroom, *args: object) -> None:
        self.newsroom = newsroom
        super().__init__(*args)  # type: ignore[arg-type] # as the server hands them over

    def do_GET(self) -> None:
        """Answer with the document, or 304 where the client has it already."""
        document = self.newsroom.document(self.path.partition("?")[0])
        tag = f'"{hashlib.sha256(document.body).hexdigest()[:16]}"'
        known = document.status == 200 and self._knows(tag, document)
        body = b"" if known else document.body
        self.send_response(304 if known else document.status)
        self.newsroom.requests.append((self.path, 304 if known else document.status))
        self.send_header("Content-Type", document.media_type)
        self.send_header("Content-Length", str(len(body)))
        if document.status == 200:
            self.send_header("ETag", tag)
            if document.modified:
                self.send_header("Last-Modified", _http_date(document.modified))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - the parent's name

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        """Say nothing; `requests` of the newsroom holds what was asked."""

    def _knows(self, tag: str, document: Document) -> bool:
        """Whether the request is conditional and still true (RFC 9110, 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tag in (part.strip().removeprefix("W/") for part in tags.split(","))
        since = self.headers.get("If-Modified-Since")
        if since is None or document.modified is None:
            return False
        return _http_date(document.modified) == since


def _http_date(moment: dt.datetime) -> str:
    return email.utils.format_datetime(moment.astimezone(dt.UTC), usegmt=True)
