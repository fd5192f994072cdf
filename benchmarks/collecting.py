"""Polls of unchanged sources: how long they take beside a bare client, and how much memory.

300 sources on 20 hosts of loopback answer 304; the bare client asks the same
addresses with the same headers from as many threads, a host's one after another.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

import click
import httpx

from tracker.config import Config, FetchConfig, SourceConfig
from tracker.jobs.collect import THREADS, collect
from tracker.schema import connect

HOSTS = 20
SOURCES = 300
ROUNDS = 9
NOW = dt.datetime(2025, 6, 11, 8, 0, tzinfo=dt.UTC)
FEED = b'<rss version="2.0"><channel><title>x</title><item><title>a</title></item></channel></rss>'


def serve(ready: Connection) -> None:
    """Answer 304 to what is conditional, no robots.txt, and else a feed."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            if b"if-none-match" in head.lower():
                writer.write(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
            elif b"/robots.txt" in head:
                writer.write(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
            else:
                size = str(len(FEED)).encode()
                writer.write(
                    b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: ' + size + b"\r\n\r\n" + FEED
                )

    async def quietly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        servers = [await asyncio.start_server(quietly, "127.0.0.1", 0) for _ in range(HOSTS)]
        ready.send([server.sockets[0].getsockname()[1] for server in servers])
        await asyncio.Event().wait()

    asyncio.run(run())


def bare(ports: list[int]) -> float:
    """Seconds that a bare client takes for the same requests."""
    began = time.perf_counter()
    with httpx.Client(trust_env=False) as client, ThreadPoolExecutor(THREADS) as threads:

        def ask(port: int) -> None:
            for number in range(SOURCES // HOSTS):
                url = f"http://127.0.0.1:{port}/{number}"
                assert client.get(url, headers={"If-None-Match": '"1"'}).status_code == 304

        list(threads.map(ask, ports))
    return time.perf_counter() - began


def config_for(ports: list[int], folder: Path) -> Config:
    """The sources, and leave to ask them at once."""
    fetch = FetchConfig(contact="bench@example.org", per_host_seconds=0, allow_private_hosts=True)
    sources = tuple(
        SourceConfig(f"s{port}-{number}", "feed", f"http://127.0.0.1:{port}/{number}", outlet="x")
        for port in ports
        for number in range(SOURCES // HOSTS)
    )
    return Config(folder=folder, fetch=fetch, sources=sources)


@contextlib.contextmanager
def unchanged_sources(folder: Path) -> Iterator[tuple[list[int], Callable[[int], float]]]:
    """The ports of the servers, and a function that polls all sources in round `number`."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    ports = here.recv()
    config = config_for(ports, folder)
    db = connect(config.database, write=True)
    collect(config, db, NOW)

    def poll(number: int) -> float:
        began = time.perf_counter()
        report = collect(config, db, NOW + dt.timedelta(hours=number))
        if report.unchanged != SOURCES:
            raise SystemExit(f"only {report.unchanged} of {SOURCES} sources answered 304")
        return time.perf_counter() - began

    try:
        yield ports, poll
    finally:
        db.close()
        server.kill()
        server.join()


def memory() -> float:
    """The most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the best times and the memory; fail where the promise is broken."""
    with (
        tempfile.TemporaryDirectory() as folder,
        unchanged_sources(Path(folder)) as (ports, poll),
    ):
        pairs = [(poll(number), bare(ports)) for number in range(1, ROUNDS + 1)]
    ours, theirs = (min(times) for times in zip(*pairs, strict=True))
    click.echo(
        f"{SOURCES} sources that answer 304: {ours:.3f} s; a bare httpx client: {theirs:.3f} s;"
        f" ratio {ours / theirs:.2f} (at most 2); {memory():.0f} MB"
    )
    if ours > 2 * theirs:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
