"""The one place where a socket is opened: resolve, check, connect to what was checked.

Plugs into httpcore, the engine of httpx, as its network backend.
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import httpcore
import httpx

from pipelines.errors import FetchError
from tracker.fetch.addresses import refusal
from tracker.fetch.answer import Leave

_Found = tuple[socket.AddressFamily, Any]


class CheckedBackend(httpcore.NetworkBackend):
    """Opens connections for the thread's own `leave`, and for nothing else."""

    def __init__(self) -> None:
        self.here = threading.local()

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """Verifies every certificate; made when it is first needed, for that takes a while."""
        context = httpx.create_ssl_context(trust_env=False)
        context.set_alpn_protocols(["http/1.1"])
        return context

    @property
    def leave(self) -> Leave:
        """The leave of this thread's request."""
        found: Leave = self.here.leave
        return found

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to an address of `host` that was checked; raises FetchError."""
        addresses = resolve(host, port, self.leave.remaining(timeout))
        for _, address in addresses:
            _check(host, address[0], port, self.leave)
        return CheckedStream(_connect(host, addresses, self.leave, timeout), self)


def resolve(host: str, port: int, seconds: float) -> list[_Found]:
    """The addresses of `host`, waited for at most `seconds`; raises FetchError.

    The resolver of the system knows no limit of time, hence the thread.
    """
    with contextlib.suppress(OSError):
        return _look_up(host, port, socket.AI_NUMERICHOST)
    answers: list[list[_Found] | OSError | UnicodeError] = []

    def look_up() -> None:
        try:
            answers.append(_look_up(host, port, 0))
        except (OSError, UnicodeError) as fault:
            answers.append(fault)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(seconds)
    if not answers:
        raise FetchError(f"the name {host} was not resolved in {seconds:.0f} s", "dns")
    if isinstance(answers[0], list) and answers[0]:
        return answers[0]
    raise FetchError(f"the name {host} cannot be resolved ({answers[0]})", "dns")


def _look_up(host: str, port: int, flags: int) -> list[_Found]:
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return [(row[0], row[4]) for row in rows]


def _check(host: str, address: str, port: int, leave: Leave) -> None:
    why = refusal(address)
    if why is None or (why == "private" and (address, port) in (leave.private or ())):
        return
    shown = host if host == address else f"{host} ({address})"
    hint = "; allow_private_hosts allows a source's own" if why == "private" else ""
    raise FetchError(f"{shown} is a {why} address, which is not asked{hint}", "address")


def _connect(
    host: str, addresses: list[_Found], leave: Leave, timeout: float | None
) -> socket.socket:
    """A connection to the first address that takes one; the time is shared among them."""
    fault: OSError | None = None
    for left, (family, address) in zip(range(len(addresses), 0, -1), addresses, strict=True):
        opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            opened.settimeout(leave.remaining(timeout) / left)
            opened.connect(address)
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            opened.close()
            fault = error
        except FetchError:
            opened.close()
            raise
        else:
            return opened
    kind = "timeout" if isinstance(fault, TimeoutError) else "connect"
    raise FetchError(f"no connection to {host} ({fault})", kind) from fault


class CheckedStream(httpcore.NetworkStream):
    """A connected socket whose every wait ends at the deadline of the thread's request."""

    def __init__(self, connected: socket.socket, backend: CheckedBackend) -> None:
        self._socket = connected
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Up to `max_bytes`; raises FetchError when they do not come in time."""
        self._socket.settimeout(self._backend.leave.remaining(timeout))
        try:
            return self._socket.recv(max_bytes)
        except TimeoutError as error:
            raise FetchError("the server fell silent", "timeout") from error
        except OSError as error:
            raise FetchError(f"the connection broke ({error})", "connect") from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of `buffer`; raises FetchError when the server does not take it in time."""
        self._socket.settimeout(self._backend.leave.remaining(timeout))
        try:
            self._socket.sendall(buffer)
        except TimeoutError as error:
            raise FetchError("the server does not take the request", "timeout") from error
        except OSError as error:
            # httpcore goes on to read: the server may have answered before it closed
            raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """The stream with the backend's TLS; raises FetchError for a certificate that is wrong."""
        self._socket.settimeout(self._backend.leave.remaining(timeout))
        try:
            secured = self._backend.tls.wrap_socket(self._socket, server_hostname=server_hostname)
        except (OSError, ValueError) as error:
            self.close()
            reason = getattr(error, "verify_message", "") or getattr(error, "reason", "") or error
            raise FetchError(f"no TLS with {server_hostname} ({reason})", "tls") from error
        return CheckedStream(secured, self._backend)

    def get_extra_info(self, info: str) -> Any:
        """Whether an idle connection was closed, which httpcore asks before it uses it again."""
        if info == "is_readable":
            return bool(select.select([self._socket], [], [], 0)[0])
        return self._socket if info == "socket" else None
