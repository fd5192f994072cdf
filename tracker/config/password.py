"""The mail server's password: from the environment, systemd or a file, never from config.toml."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from pipelines.errors import ConfigError
from tracker.config.model import Config

PASSWORD_VARIABLE = "TRACKER_MAIL_PASSWORD"  # noqa: S105 - the name of the variable, not a password

CREDENTIAL = "tracker-mail-password"

_SIZE = 4096


def mail_password(config: Config, environ: Mapping[str, str]) -> str | None:
    """Return the password for [mail], or None where none is set.

    $TRACKER_MAIL_PASSWORD goes before systemd's credential, and that before
    `password_file`. Raises ConfigError where a file cannot be read or others
    than its owner may read it.
    """
    if environ.get(PASSWORD_VARIABLE):
        return environ[PASSWORD_VARIABLE]
    credential = Path(environ.get("CREDENTIALS_DIRECTORY", "")) / CREDENTIAL
    if environ.get("CREDENTIALS_DIRECTORY") and credential.exists():
        return private_line(credential)
    if not config.mail.password_file:
        return None
    return private_line(config.folder / config.mail.password_file)


def private_line(path: Path) -> str:
    """Return a file's first line; raises ConfigError where others than its owner may read it."""
    try:
        with path.open(encoding="utf-8") as file:
            mode = os.fstat(file.fileno()).st_mode
            if mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise ConfigError(f"{path}: others can read this file: run 'chmod 600 {path}'")
            return file.read(_SIZE).split("\n", 1)[0].strip("\r")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not a text file"
        raise ConfigError(f"{path}: the secret in it cannot be read: {reason}") from error
