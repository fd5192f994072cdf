"""The tables of config.toml as frozen dataclasses.

A dataclass is its table's schema: each field is a key, and carries the check
of its value and its default; a field without a default is a key that must be
there. Unknown keys are faults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.vocabulary import ACTIONS, DIRECTIONS, INSTRUMENTS, STATUSES
from tracker.config import checks
from tracker.config.checks import Check, Network

if TYPE_CHECKING:
    from pipelines.period import Rhythm

__all__ = [
    "AlertConfig",
    "ChoiceConfig",
    "Config",
    "DigestConfig",
    "ExtractConfig",
    "FetchConfig",
    "HealthConfig",
    "MailConfig",
    "RankingConfig",
    "ScheduleConfig",
    "SourceConfig",
    "TimelineConfig",
]

SOURCE_KINDS = ("feed", "listing", "sitemap", "federal_register")
SECURITIES = ("none", "starttls", "tls")


def _key(check: Check, **default: Any) -> Any:
    """Return a dataclass field for a key, with its check and maybe its default."""
    return field(metadata={"check": check}, **default)


@dataclass(frozen=True, slots=True)
class TimelineConfig:
    """[timeline]: the database and how mentions become events."""

    path: str = _key(checks.text, default="data/timeline.db")
    merge_window_days: int = _key(checks.whole(1, 366), default=14)


@dataclass(frozen=True, slots=True)
class FetchConfig:
    """[fetch]: how the web is asked.

    `allow_private_hosts` is True for every private network, or names those that
    a source may be in.
    """

    contact: str = _key(checks.text, default="")
    timeout_seconds: float = _key(checks.number(1, 600), default=20.0)
    max_megabytes: float = _key(checks.number(0.1, 100), default=10.0)
    per_host_seconds: float = _key(checks.number(0, 3600), default=2.0)
    respect_robots: bool = _key(checks.flag, default=True)
    allow_private_hosts: bool | tuple[Network, ...] = _key(checks.networks, default=False)


@dataclass(frozen=True, slots=True)
class ExtractConfig:
    """[extract]: the language model, and lexicon files laid over the program's own."""

    model: str = _key(checks.text, default="en_core_web_sm")
    lexicon: tuple[str, ...] = _key(checks.texts(), default=())


@dataclass(frozen=True, slots=True)
class ScheduleConfig:
    """[schedule]: how often the daemon collects, and whose clock digests follow."""

    timezone: str = _key(checks.timezone, default="UTC")
    collect_minutes: int = _key(checks.whole(1, 10080), default=15)


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """[[source]]: a feed, listing page, sitemap or API query that is polled.

    `entry`, `link`, `title` and `date` are CSS selectors of a listing page,
    the last three within an entry. `outlet` is the host where none is given;
    `minutes` is None where the schedule's own interval holds.
    """

    name: str = _key(checks.name)
    kind: str = _key(checks.one_of(SOURCE_KINDS))
    url: str = _key(checks.url)
    outlet: str = _key(checks.text, default="")
    official: bool = _key(checks.flag, default=False)
    minutes: int | None = _key(checks.whole(1, 10080), default=None)
    enabled: bool = _key(checks.flag, default=True)
    entry: str = _key(checks.text, default="")
    link: str = _key(checks.text, default="")
    title: str = _key(checks.text, default="")
    date: str = _key(checks.text, default="")


@dataclass(frozen=True, slots=True)
class MailConfig:
    """[mail]: the server that digests are handed to. It holds no password.

    `ca_file` names certificates that are trusted in place of the system's.
    """

    host: str = _key(checks.text, default="localhost")
    port: int = _key(checks.whole(1, 65535), default=25)
    security: str = _key(checks.one_of(SECURITIES), default="none")
    username: str = _key(checks.text, default="")
    password_file: str = _key(checks.text, default="")
    ca_file: str = _key(checks.text, default="")
    sender: str = _key(checks.address, default="tracker@localhost")
    timeout_seconds: float = _key(checks.number(1, 600), default=30.0)


@dataclass(frozen=True, slots=True)
class HealthConfig:
    """[health]: where the daemon tells how it is: on loopback or a Unix socket, or nowhere."""

    listen: str = _key(checks.listen, default="")


@dataclass(frozen=True, slots=True)
class RankingConfig:
    """[ranking]: how much each property of an event counts for its place in a digest."""

    corroboration: float = _key(checks.number(0, 100), default=2.0)
    official: float = _key(checks.number(0, 100), default=1.0)
    reach: float = _key(checks.number(0, 100), default=1.5)
    novelty: float = _key(checks.number(0, 100), default=1.0)
    weight: float = _key(checks.number(0, 100), default=3.0)
    detail: float = _key(checks.number(0, 100), default=3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceConfig:
    """The keys that limit the events of a digest or an alert, as the options of queries do."""

    actor: tuple[str, ...] = _key(checks.texts(), default=())
    target: tuple[str, ...] = _key(checks.texts(), default=())
    instrument: tuple[str, ...] = _key(checks.texts(checks.one_of(INSTRUMENTS)), default=())
    action: tuple[str, ...] = _key(checks.texts(checks.one_of(ACTIONS)), default=())
    direction: tuple[str, ...] = _key(checks.texts(checks.one_of(DIRECTIONS)), default=())
    item: tuple[str, ...] = _key(checks.texts(), default=())
    status: tuple[str, ...] = _key(checks.texts(checks.one_of(STATUSES)), default=())
    source: tuple[str, ...] = _key(checks.texts(), default=())
    match: str = _key(checks.text, default="")
    min_confidence: float = _key(checks.number(0, 1), default=0.0)


@dataclass(frozen=True, slots=True)
class DigestConfig(ChoiceConfig):
    """[[digest]]: who gets a message when, and about which events.

    `empty` says what happens to a period without events; `dates` how days are
    written; `list_id`, `unsubscribe` and `one_click` go into the headers of
    those names.
    """

    name: str = _key(checks.name)
    to: tuple[str, ...] = _key(checks.texts(checks.address))
    when: Rhythm = _key(checks.when)
    empty: str = _key(checks.one_of(("send", "skip")), default="send")
    dates: str = _key(checks.one_of(("en", "en-us", "iso")), default="en")
    list_id: str = _key(checks.list_id, default="")
    unsubscribe: str = _key(checks.link, default="")
    one_click: bool = _key(checks.flag, default=False)


@dataclass(frozen=True, slots=True)
class AlertConfig(ChoiceConfig):
    """[[alert]]: who is told at once when an event appears or its status changes.

    `notify` names where the addresses of other services stand: "env:NAME" or
    "file:path". Events that happened more than `days` ago are not told of.
    """

    name: str = _key(checks.name)
    to: tuple[str, ...] = _key(checks.texts(checks.address), default=())
    notify: tuple[str, ...] = _key(checks.texts(checks.reference), default=())
    per_hour: int = _key(checks.whole(1, 1000), default=10)
    days: int = _key(checks.whole(1, 366), default=14)
    dates: str = _key(checks.one_of(("en", "en-us", "iso")), default="en")


@dataclass(frozen=True, slots=True)
class Config:
    """The whole of config.toml; `folder` is what its paths are relative to."""

    folder: Path
    file: Path | None = None
    timeline: TimelineConfig = TimelineConfig()
    fetch: FetchConfig = FetchConfig()
    extract: ExtractConfig = ExtractConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    mail: MailConfig = MailConfig()
    health: HealthConfig = HealthConfig()
    ranking: RankingConfig = RankingConfig()
    sources: tuple[SourceConfig, ...] = ()
    digests: tuple[DigestConfig, ...] = ()
    alerts: tuple[AlertConfig, ...] = ()

    @property
    def database(self) -> Path:
        """The timeline's file."""
        return self.folder / self.timeline.path

    @property
    def mail_authorities(self) -> Path | None:
        """The file of certificates that the mail server's must come from, if one is named."""
        return self.folder / self.mail.ca_file if self.mail.ca_file else None

    @property
    def lexicon_files(self) -> tuple[Path, ...]:
        """The user's own lexicon files, in order."""
        return tuple(self.folder / name for name in self.extract.lexicon)

    @property
    def enabled_sources(self) -> tuple[SourceConfig, ...]:
        """The sources that are polled."""
        return tuple(source for source in self.sources if source.enabled)


TABLES: Mapping[str, type] = {
    "timeline": TimelineConfig,
    "fetch": FetchConfig,
    "extract": ExtractConfig,
    "schedule": ScheduleConfig,
    "mail": MailConfig,
    "health": HealthConfig,
    "ranking": RankingConfig,
}
"""The tables that stand once, by their name in the file."""

LISTS: Mapping[str, type] = {"source": SourceConfig, "digest": DigestConfig, "alert": AlertConfig}
"""The tables that may stand many times."""
