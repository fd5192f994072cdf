"""The daemon: collects what is due and sends the digests that are due, unattended.

APScheduler only ticks, each minute; what is due is asked of the database. News
are gathered in a process of its own, digests are sent by a thread here. When
the lexicon or the model changes, that process also reads the stored articles
anew, a little each minute.
SIGTERM ends both within five seconds: what was not finished is rolled back or
goes on at the next start. SIGHUP reads the configuration again.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.errors import ConfigError, TrackerError
from tracker.config import Config, load_config, mail_password
from tracker.extractor_version import extractor_version
from tracker.health import serving
from tracker.instance import only_instance
from tracker.jobs.alert import raise_alerts
from tracker.jobs.delivery import Delivery, deliver_due
from tracker.jobs.digest import compose_due
from tracker.jobs.names import check_names
from tracker.log import choose_format, open_log, tell
from tracker.pulse import Pulse, notify, watchdog_seconds
from tracker.queries.articles import count_stale
from tracker.queries.work import is_gather_due
from tracker.schema import connect

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

TICK_SECONDS = 60
GRACE_SECONDS = 4.0
"""How long work in hand may take to end after SIGTERM."""

GATHER_SECONDS = 1800
"""A gathering process that takes longer is ended."""

_LIMITS = MappingProxyType({"gather": GATHER_SECONDS + 300.0, "digest": 900.0})
"""Work that has not ended for so many seconds is stuck."""

_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
_STATUS_SECONDS = 60.0
_FIRST_REST, _LONGEST_REST = 60.0, 1800.0
_SECRETS = ("TRACKER_MAIL_PASSWORD",)


def run(config: Config, *, once: bool = False) -> None:
    """Run until SIGTERM or SIGINT; with `once` do what is due now and leave.

    Raises ConfigError and TimelineError where it cannot start, the latter
    also where another daemon runs on the same timeline.
    """
    if config.file is None:
        raise ConfigError("the daemon needs a config.toml: run 'tracker init' to write one")
    check_names(config)
    log = open_log(sys.stderr, choose_format(os.environ))
    with only_instance(config.database):
        with closing(connect(config.database, write=True)):
            tell(log, logging.INFO, "started", process=os.getpid(), timeline=str(config.database))
        daemon = Daemon(config, log, os.environ)
        if once:
            daemon.gather()
            daemon.post()
            return
        with serving(config.health.listen, config.database, daemon.pulse):
            _run(daemon, log)


class Daemon:
    """What the ticks do, and what a signal tells them."""

    def __init__(self, config: Config, log: logging.Logger, environ: Mapping[str, str]) -> None:
        self.config = config
        self.stopping = threading.Event()
        self.pulse = Pulse(_LIMITS)
        self._log = log
        self._environ = environ
        self._gathered = threading.Event()
        self._posting = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._rest = _FIRST_REST
        self._not_before = 0.0
        self._version = ""
        self._is_stale = False

    def gather(self) -> None:
        """Start a process that collects and extracts, if there is work, and wait for it.

        The digests wait for the first one, so that they tell of all there is.
        """
        is_first = not self._gathered.is_set()
        self._guard("gather", self._gather)
        if is_first and self._gathered.is_set():
            self.post()

    def post(self) -> None:
        """Compose the digests that are due and hand over the messages that are."""
        with self._posting:
            self._guard("digest", self._post)

    def reload(self) -> None:
        """Read the configuration again; one with faults, or another timeline, changes nothing."""
        assert self.config.file is not None
        try:
            fresh = load_config(self.config.file)
            if fresh.database != self.config.database:
                raise ConfigError("[timeline] path: another timeline needs a restart")
            check_names(fresh)
        except TrackerError as error:
            tell(self._log, logging.ERROR, "reload refused", error=str(error))
            return
        self.config = fresh
        tell(self._log, logging.INFO, "reloaded", sources=len(fresh.sources))

    def stop(self) -> None:
        """Ask all work to end, the gathering process too."""
        self.stopping.set()
        child = self._child
        if child is not None and child.poll() is None:
            child.terminate()

    def kill(self) -> None:
        """End the gathering process, whatever it does."""
        child = self._child
        if child is not None and child.poll() is None:
            child.kill()

    def _guard(self, name: str, work: Callable[[], None]) -> None:
        """Do a tick's work; what goes wrong is logged, and the next tick tries again."""
        if self.stopping.is_set():
            return
        try:
            work()
        except TrackerError as error:
            tell(self._log, logging.ERROR, f"{name} failed", error=str(error))
        except Exception:  # noqa: BLE001 - the daemon outlives every fault of one tick
            self._log.exception("%s broke", name)
        finally:
            self.pulse.mark(name)

    def _gather(self) -> None:
        config = self.config
        if time.monotonic() < self._not_before:
            return
        version = self._noticed_version(config)
        with closing(connect(config.database, write=True)) as db:
            names = [source.name for source in config.enabled_sources]
            due = is_gather_due(db, _now(), names)
            self._is_stale = self._is_stale and count_stale(db, version) > 0
        if due or self._is_stale:
            self._pace(self._run_child(config))
        self._gathered.set()

    def _noticed_version(self, config: Config) -> str:
        """Return the extractor's version; a new one makes what others have read stale."""
        version = extractor_version(config.extract.model, config.lexicon_files)
        if version != self._version:
            self._is_stale = True
            if self._version:
                tell(self._log, logging.INFO, "words changed", version=version)
            self._version = version
        return version

    def _run_child(self, config: Config) -> int:
        """Return the exit code of a gathering process."""
        environ = {name: value for name, value in self._environ.items() if name not in _SECRETS}
        root = str(Path(__file__).resolve().parents[1])
        paths = [root, *filter(None, [environ.get("PYTHONPATH")])]
        environ["PYTHONPATH"] = os.pathsep.join(paths)
        command = [sys.executable, "-P", "-m", "tracker.jobs.gather", str(config.file)]
        self._child = subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL)  # noqa: S603
        try:
            return self._child.wait(GATHER_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            tell(self._log, logging.ERROR, "gather was ended", seconds=GATHER_SECONDS)
            return self._child.wait()

    def _pace(self, code: int) -> None:
        """Rest longer after each failure, so that a lasting fault does not spin."""
        self._rest = min(self._rest * 2, _LONGEST_REST) if code else _FIRST_REST
        self._not_before = time.monotonic() + (self._rest if code else 0.0)
        if code and not self.stopping.is_set():
            tell(self._log, logging.ERROR, "gather failed", code=code, rest_seconds=self._rest)

    def _post(self) -> None:
        config = self.config
        with closing(connect(config.database, write=True)) as db:
            if self._gathered.is_set():
                for raised in raise_alerts(config, db, _now()):
                    tell(self._log, logging.INFO, "alert", alert=raised.name,
                         events=raised.events)  # fmt: skip
                for composed in compose_due(config, db, _now()):
                    tell(self._log, logging.INFO, "composed", digest=composed.name,
                         period=composed.period, events=composed.events)  # fmt: skip
            password = mail_password(config, self._environ)
            for delivery in deliver_due(config, db, _now, password, self.stopping.is_set):
                _tell_delivery(self._log, delivery)


def _run(daemon: Daemon, log: logging.Logger) -> None:
    """Tick until a signal says to stop."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    scheduler = _scheduler(daemon)
    scheduler.start()
    notify(os.environ, READY=1)
    while _waits(daemon.pulse, log):
        notify(os.environ, RELOADING=1, MONOTONIC_USEC=time.monotonic_ns() // 1000)
        daemon.reload()
        notify(os.environ, READY=1)
    notify(os.environ, STOPPING=1)
    tell(log, logging.INFO, "stopping")
    daemon.stop()
    _wind_up(daemon, scheduler, log)


def _waits(pulse: Pulse, log: logging.Logger) -> bool:
    """Wait for a signal, feeding the watchdog; return whether it asks to reload."""
    seconds = watchdog_seconds(os.environ)
    rest = min(seconds / 2, _STATUS_SECONDS) if seconds else _STATUS_SECONDS
    while (told := signal.sigtimedwait(_SIGNALS, rest)) is None:
        stuck = pulse.stuck()
        if stuck:
            tell(log, logging.ERROR, "stuck", work=", ".join(stuck))
            continue
        ages = ", ".join(f"{work} {age:.0f} s ago" for work, age in pulse.ages().items())
        notify(os.environ, WATCHDOG=1, STATUS=f"Last ended: {ages}")
    return told.si_signo == signal.SIGHUP


def _scheduler(daemon: Daemon) -> BackgroundScheduler:
    from apscheduler.schedulers.background import BackgroundScheduler

    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    defaults = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    scheduler = BackgroundScheduler(timezone=dt.UTC, job_defaults=defaults)
    for work in (daemon.gather, daemon.post):
        scheduler.add_job(work, "interval", seconds=TICK_SECONDS, next_run_time=_now())
    return scheduler


def _wind_up(daemon: Daemon, scheduler: BackgroundScheduler, log: logging.Logger) -> None:
    """Wait for the work in hand, but not for long: what is cut off goes on at the next start."""
    ended = threading.Thread(target=scheduler.shutdown, daemon=True)
    ended.start()
    ended.join(GRACE_SECONDS)
    if ended.is_alive():
        daemon.kill()
        tell(log, logging.WARNING, "stopped in the middle; the next start goes on")
        logging.shutdown()
        os._exit(0)
    tell(log, logging.INFO, "stopped")


def _tell_delivery(log: logging.Logger, delivery: Delivery) -> None:
    level = logging.INFO if delivery.state == "accepted" else logging.WARNING
    tell(
        log,
        level,
        "delivery",
        recipient=delivery.recipient,
        attempt=delivery.attempt,
        state=delivery.state,
        code=delivery.code,
        reply=delivery.reply,
        message=delivery.message_id,
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
