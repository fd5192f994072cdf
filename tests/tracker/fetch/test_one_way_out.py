"""Every request goes through one function, to an address that it has checked."""

from __future__ import annotations

import ast
import contextlib
import ipaddress
import json
import socket
import ssl
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipelines.errors import FetchError
from tracker.config import FetchConfig
from tracker.fetch import open_fetcher
from tracker.fetch.network import CheckedBackend, resolve

ROOT = Path(__file__).parents[3]
CERTIFICATE = Path(__file__).parents[1] / "data" / "self_signed.pem"
EXPIRED = CERTIFICATE.with_name("expired.pem")


@pytest.fixture
def fetch():
    def get(url, source="", headers=None, **settings):
        known = {"timeout_seconds": 2.0, "per_host_seconds": 0.0, "respect_robots": False}
        with open_fetcher(FetchConfig(**{**known, **settings})) as fetcher:
            return fetcher.get(url, headers, source)

    return get


class Names:
    """Names that resolve as told, each answer for one question; the last one for ever."""

    def __init__(self) -> None:
        self.told: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []
        self._real = socket.getaddrinfo

    def look_up(self, host, port, *args, **options):
        if host not in self.told or options.get("flags"):
            return self._real(host, port, *args, **options)
        self.asked.append(host)
        answers = self.told[host]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, port)) for text in addresses]


@pytest.fixture
def names(monkeypatch):
    made = Names()
    monkeypatch.setattr(socket, "getaddrinfo", made.look_up)
    return made


LOOPBACK_IN_DISGUISE = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001",
    "localhost", "[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]", "0", "0.0.0.0", "127.0.0.1.",
]  # fmt: skip


@pytest.mark.parametrize("host", LOOPBACK_IN_DISGUISE)
def test_no_spelling_of_loopback_is_asked(web, fetch, host) -> None:
    with pytest.raises(FetchError) as refused:
        fetch(f"http://{host}:{web.port}/")
    assert refused.value.kind in {"address", "dns", "scheme"}
    assert web.asked == []


def test_a_name_with_one_private_address_among_public_ones_is_not_asked(web, names, fetch) -> None:
    names.told["news.example"] = [["127.0.0.1", "93.184.216.34"]]
    with pytest.raises(FetchError, match=r"news\.example \(127\.0\.0\.1\) is a private address"):
        fetch(f"http://news.example:{web.port}/")
    assert web.asked == []


def test_the_connection_goes_to_the_checked_address_without_a_second_look(
    web, reply, names, fetch
) -> None:
    web.replies["/"] = reply("hello")
    source = f"http://news.example:{web.port}/"
    names.told["news.example"] = [["127.0.0.1"], ["127.0.0.1"], ["127.0.0.2"]]
    assert fetch(source, source, allow_private_hosts=True).body == b"hello"
    assert names.asked == ["news.example", "news.example"]


def test_a_name_that_turns_private_between_two_answers_is_caught(web, names, fetch) -> None:
    source = f"http://news.example:{web.port}/"
    names.told["news.example"] = [["93.184.216.34"], ["127.0.0.1"]]
    with pytest.raises(FetchError, match="private"):
        fetch(source, source, allow_private_hosts=True)


def test_a_source_may_be_private_where_the_operator_allows_it(web, reply, fetch) -> None:
    web.replies["/a"] = reply("ok")
    assert fetch(web.url + "/a", web.url + "/feed", allow_private_hosts=True).body == b"ok"
    assert (
        fetch(f"http://localhost:{web.port}/a", web.url + "/feed", allow_private_hosts=True).body
        == b"ok"
    )


@pytest.mark.parametrize("other", ["10.0.0.0/8", "127.0.0.2/32", "::1/128"])
def test_of_private_networks_only_the_named_ones_are_asked(web, reply, fetch, other) -> None:
    web.replies["/"] = reply("ok")
    named = (ipaddress.ip_network("127.0.0.1/32"), ipaddress.ip_network(other))
    assert fetch(web.url + "/", web.url, allow_private_hosts=named).body == b"ok"
    with pytest.raises(FetchError, match="private address"):
        fetch(web.url + "/", web.url, allow_private_hosts=named[1:])
    assert web.count("/") == 1


@pytest.mark.parametrize("link", ["http://127.0.0.2:{port}/", "http://127.0.0.1:{other}/"])
def test_a_link_to_another_private_place_is_refused_even_then(web, new_web, fetch, link) -> None:
    other = new_web()
    with pytest.raises(FetchError) as refused:
        fetch(
            link.format(port=web.port, other=other.port),
            web.url + "/feed",
            allow_private_hosts=True,
        )
    assert refused.value.kind == "address"
    assert (web.asked, other.asked) == ([], [])


def test_metadata_addresses_are_refused_even_as_a_source(fetch) -> None:
    source = "http://169.254.169.254/latest/meta-data/"
    with pytest.raises(FetchError, match="special address"):
        fetch(source, source, allow_private_hosts=True)


TARGETS = [
    ("http://169.254.169.254/latest", "address"),
    ("http://127.0.0.2:1/", "address"),
    ("http://[::1]:1/", "address"),
    ("file:///etc/passwd", "scheme"),
    ("ftp://example.com/", "scheme"),
    ("//user:pass@example.com/", "scheme"),
    ("http://example.com\\@127.0.0.1/", "scheme"),
]


@pytest.mark.parametrize(("target", "kind"), TARGETS)
def test_a_redirect_is_checked_like_a_first_request(web, reply, fetch, target, kind) -> None:
    web.replies["/"] = reply(status=302, headers={"Location": target})
    with pytest.raises(FetchError) as refused:
        fetch(web.url + "/", web.url, allow_private_hosts=True)
    assert refused.value.kind == kind


def test_validators_are_not_sent_on_to_where_a_redirect_leads(web, reply, fetch) -> None:
    web.replies["/"] = reply(status=302, headers={"Location": "/b"})
    web.replies["/b"] = reply("b")
    fetch(web.url + "/", web.url, {"If-None-Match": '"x"'}, allow_private_hosts=True)
    assert [("if-none-match" in asked.headers) for asked in web.asked] == [True, False]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.com/", "gopher://x/", "x"])
def test_only_http_and_https_are_asked(fetch, url) -> None:
    with pytest.raises(FetchError) as refused:
        fetch(url)
    assert refused.value.kind == "scheme"


def test_neither_proxies_nor_netrc_of_the_environment_are_used(
    web, new_web, reply, fetch, monkeypatch, tmp_path
) -> None:
    proxy = new_web()
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    web.replies["/"] = reply("direct")
    assert fetch(web.url + "/", web.url, allow_private_hosts=True).body == b"direct"
    assert proxy.asked == []
    assert "authorization" not in web.asked[0].headers


def test_cookies_are_neither_kept_nor_sent(web, reply, fetch) -> None:
    web.replies["/"] = reply(status=302, headers={"Location": "/b", "Set-Cookie": "a=1"})
    web.replies["/b"] = reply("b")
    fetch(web.url + "/", web.url, allow_private_hosts=True)
    assert "cookie" not in web.asked[1].headers


@pytest.fixture
def tls_port(request):
    """A server whose certificate is for localhost, and which nobody vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(getattr(request, "param", CERTIFICATE))
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            plain = listener.accept()[0]
            with plain, context.wrap_socket(plain, server_side=True) as secured:
                secured.recv(10_000)
                secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.close()
    thread.join(5)


@pytest.fixture
def vouched(monkeypatch):
    """Somebody vouches for that certificate, and for the one that has expired."""
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    context.load_verify_locations(EXPIRED)
    monkeypatch.setattr(CheckedBackend, "tls", context)


def test_a_certificate_that_nobody_vouches_for_is_refused(tls_port, fetch) -> None:
    url = f"https://127.0.0.1:{tls_port}/"
    with pytest.raises(FetchError, match="self-signed certificate") as refused:
        fetch(url, url, allow_private_hosts=True)
    assert refused.value.kind == "tls"


def test_a_certificate_that_holds_is_accepted(tls_port, vouched, fetch) -> None:
    url = f"https://localhost:{tls_port}/"
    assert fetch(url, url, allow_private_hosts=True).body == b"ok"


def test_a_certificate_of_another_host_is_refused(tls_port, vouched, names, fetch) -> None:
    names.told["news.example"] = [["127.0.0.1"]]
    url = f"https://news.example:{tls_port}/"
    with pytest.raises(FetchError, match="ostname mismatch") as refused:
        fetch(url, url, allow_private_hosts=True)
    assert refused.value.kind == "tls"


@pytest.mark.parametrize("tls_port", [EXPIRED], indirect=True)
def test_a_certificate_that_has_expired_is_refused(tls_port, vouched, fetch) -> None:
    url = f"https://localhost:{tls_port}/"
    with pytest.raises(FetchError, match="certificate has expired") as refused:
        fetch(url, url, allow_private_hosts=True)
    assert refused.value.kind == "tls"


def test_a_name_that_does_not_resolve_says_so(fetch) -> None:
    with pytest.raises(FetchError, match="cannot be resolved") as refused:
        fetch("http://no-such-name.invalid/")
    assert refused.value.kind == "dns"


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch) -> None:
    hanging = threading.Event()

    def look_up(*_, flags=0, **__):
        if flags:
            raise socket.gaierror
        hanging.wait(5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(FetchError, match="not resolved"):
        resolve("slow.example", 80, 0.05)
    hanging.set()


AUDITED = """
import json, os, sys
ROOT = os.getcwd()
opened = []

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"):
        frame = sys._getframe(1)
        files = []
        while frame is not None:
            files.append(frame.f_code.co_filename)
            frame = frame.f_back
        known = [file for file in files if file.startswith(ROOT)]
        opened.append((event, known[0]))

import datetime as dt, pathlib
sys.addaudithook(watch)
from tracker.config import load_config
from tracker.jobs.collect import collect
from tracker.schema import connect
config = load_config(pathlib.Path(sys.argv[1]))
report = collect(config, connect(config.database, write=True), dt.datetime.now(dt.UTC))
print(json.dumps([report.fetched, sorted(set(map(tuple, opened)))]))
"""


def test_a_whole_run_opens_sockets_in_one_place_alone(web, reply, tmp_path) -> None:
    text = "The ministry raised the quota for rare earth exports, officials said in a notice. " * 3
    web.replies["/robots.txt"] = reply("User-agent: *\nDisallow: /private")
    web.replies["/feed.xml"] = reply(
        '<rss version="2.0"><channel><title>x</title><item><title>a</title><link>/1</link></item>'
        "<item><title>b</title><link>http://localhost:1/2</link></item></channel></rss>"
    )
    web.replies["/1"] = reply(f"<html><body><article><p>{text}</p></article></body></html>")
    (tmp_path / "config.toml").write_text(
        "[fetch]\ncontact='a@example.org'\nallow_private_hosts=true\nper_host_seconds=0\n"
        f"[[source]]\nname='wire'\nkind='feed'\nurl='{web.url}/feed.xml'\n"
    )
    run = subprocess.run(  # noqa: PLW1510 - the code is looked at below
        [sys.executable, "-c", AUDITED, str(tmp_path / "config.toml")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    fetched, opened = json.loads(run.stdout)
    assert fetched == 2
    assert {event for event, _ in opened} >= {"socket.connect", "socket.getaddrinfo"}
    assert {Path(file).relative_to(ROOT).as_posix() for _, file in opened} == {
        "tracker/fetch/network.py"
    }


OTHER_WAYS = {
    "tracker/mail.py": "hands messages to the operator's own mail server",
    "tracker/health.py": "listens on loopback",
    "tracker/pulse.py": "tells the service manager, on a Unix socket",
}


def test_no_other_module_knows_a_way_to_the_web() -> None:
    ways = {"socket", "urllib.request", "http.client", "requests", "urllib3", "aiohttp", "httpx"}
    found = set()
    for path in [*ROOT.glob("tracker/**/*.py"), *ROOT.glob("pipelines/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names = {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names = {node.module or ""}
            else:
                continue
            if names & ways:
                found.add(path.relative_to(ROOT).as_posix())
    assert {file for file in found if not file.startswith("tracker/fetch/")} <= set(OTHER_WAYS)
