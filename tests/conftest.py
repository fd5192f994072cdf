"""What all tests share: no connection that leaves this machine, and the command line."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.model import Article, Evidence, Mention

if TYPE_CHECKING:
    from spacy.language import Language

    from pipelines.extract import Extractor
    from pipelines.lexicon import Lexicon


@dataclasses.dataclass(frozen=True)
class Ran:
    """One run of the command line."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine, and every look-up of a name."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not _is_local(address[0]):
            raise AssertionError(f"a test may not connect to {address}")
        connect(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        is_number = kwargs.get("flags", 0) & socket.AI_NUMERICHOST  # asks nobody
        if not is_number and not _is_local(host):
            raise socket.gaierror(socket.EAI_NONAME, "a test may not look up names")
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


def _is_local(host: Any) -> bool:
    return host in {None, "", "localhost", "::1"} or str(host).startswith("127.")


@pytest.fixture(autouse=True)
def quiet_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the environment of whoever runs the tests out of them."""
    for name in ("TRACKER_CONFIG", "TRACKER_MAIL_PASSWORD", "TRACKER_DEBUG", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))


@pytest.fixture
def tracker(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run the command line in this process: tracker("events", "--limit", 3)."""
    from tracker.cli.main import main

    def run(*arguments: object) -> Ran:
        capfd.readouterr()
        code = main([str(one) for one in arguments])
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return run


@pytest.fixture(scope="session")
def tell() -> Callable[..., Evidence]:
    """Evidence from a line as in tests/gold/clusters.toml."""

    def make(line: str, number: int = 0, **fields: object) -> Evidence:
        head, act, sides, items, date, *level = (part.strip() for part in line.split("|"))
        published, article, field = head.split()
        instrument, action, status = act.split()
        actors, targets = (_codes(side) for side in sides.split(">"))
        mention = Mention(
            field="title" if field == "t" else "text",
            start=0,
            end=len(line),
            quote=line,
            instrument=instrument,
            action=action,
            status=status,
            items=_codes(items),
            actors=actors,
            targets=targets,
            date=None if date == "-" else date,
            level_to=level[0] if level else None,
        )
        outlet = article.split("/")[0]
        about = {
            "id": f"m{line}{number}",
            "mention": mention,
            "url": f"https://{outlet}.example/{article}",
            "title": "",
            "outlet": outlet,
            "official": outlet == "register",
            "published": dt.date.fromisoformat(published),
            "seen": dt.datetime(2025, 12, 1, tzinfo=dt.UTC),
            "witness": outlet,
        }
        return Evidence(**(about | fields))  # type: ignore[arg-type]

    return make


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in text.strip().split(",") if code not in ("", "-"))


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """The words and rules that are shipped."""
    from pipelines.lexicon import load_lexicon
    from tracker.resources import data_folder

    return load_lexicon(data_folder())


@pytest.fixture(scope="session")
def language() -> Language:
    """The English model, loaded once."""
    from tracker.language import load_model

    return load_model("en_core_web_sm")


@pytest.fixture(scope="session")
def by_rules(lexicon: Lexicon, language: Language) -> Extractor:
    """An extractor that no learned weights help."""
    from pipelines.extract import Extractor

    return Extractor(lexicon, language)


@pytest.fixture(scope="session")
def article() -> Callable[..., Article]:
    """A document of one text: article("Canada lifted tariffs.", title=..., published=...)."""

    def make(text: str, title: str = "", published: str = "2025-06-10") -> Article:
        return Article("", title, text, dt.date.fromisoformat(published), "desk.example")

    return make


@pytest.fixture(scope="session")
def conforms() -> Callable[[object, str], None]:
    """Assert that a value is what a definition of the schema says, and has no other fields."""
    from jsonschema import Draft202012Validator

    path = Path(__file__).parents[1] / "data" / "schema" / "output-1.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    for name, each in schema["$defs"].items():
        if not name.endswith("_fields") and {"properties", "$ref"} & each.keys():
            each.setdefault("unevaluatedProperties", False)

    def check(value: object, name: str) -> None:
        validator = Draft202012Validator(schema | {"anyOf": [{"$ref": f"#/$defs/{name}"}]})
        faults = [one for each in validator.iter_errors(value) for one in each.context or [each]]
        assert not faults, "\n".join(f"{one.json_path}: {one.message}" for one in faults)

    return check
