"""The systemd unit of the daemon: what it may do, and nothing else."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import ConfigError

UNIT = """\
[Unit]
Description=Policy event tracker
Documentation=man:systemd.service(5)
Wants=network-online.target
After=network-online.target

[Service]
Type=notify
User={user}
WorkingDirectory={folder}
ExecStart={python} -P -m tracker --config {config} run
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
RestartSec=10
TimeoutStopSec=10
WatchdogSec=300
# The mail server's password, if it needs one, in a file that only root can read:
#LoadCredential={credential}:/etc/tracker/mail-password

# What it writes
ReadWritePaths={writes}
UMask=0077
ProtectSystem=strict
ProtectHome={home}
PrivateTmp=yes

# What it can reach
PrivateDevices=yes
PrivateUsers=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProcSubset=pid
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
KeyringMode=private
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
MemoryMax=2G

[Install]
WantedBy=multi-user.target
"""


@dataclass(frozen=True, slots=True)
class Service:
    """Who runs the daemon, and with which configuration and database (absolute paths)."""

    user: str
    config: Path
    database: Path
    credential: str


def unit(service: Service) -> str:
    """Return the unit file. Raises ConfigError for a path that a unit cannot name."""
    writes = service.database.parent
    home = "read-only" if _is_in_home(service.config) or _is_in_home(Path(sys.prefix)) else "yes"
    return UNIT.format(
        user=service.user,
        python=_plain(Path(sys.executable)),
        config=_plain(service.config),
        folder=_plain(service.config.parent),
        writes=_plain(writes),
        credential=service.credential,
        home="no" if _is_in_home(writes) else home,
    )


def write_unit(service: Service, target: Path) -> None:
    """Write the unit file. Raises ConfigError where that cannot be done."""
    text = unit(service)
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"{target}: cannot be written: {error.strerror}; run it as root, or --print the unit"
        ) from error


def _is_in_home(path: Path) -> bool:
    return any(path.is_relative_to(home) for home in ("/home", "/root", "/run/user"))


def _plain(path: Path) -> str:
    """Return a path as a unit's line takes it."""
    name = os.path.normpath(path.absolute())
    if not all(char.isalnum() or char in "/._-+@" for char in name):
        raise ConfigError(f"{name}: a unit cannot name this path; move it to a plainer one")
    return name
