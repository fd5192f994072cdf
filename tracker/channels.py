"""Services other than mail that an alert may go to: chats, webhooks and the like, through Apprise.

Their addresses hold tokens. They stand in an environment variable or in a file
that only its owner can read ("env:NAME", "file:path"), and never reach a log.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

from pipelines.errors import ConfigError
from tracker.config.password import private_line
from tracker.mail import Outcome


def pack(subject: str, text: str) -> bytes:
    """Return a message as it is kept for such a service."""
    return json.dumps({"subject": subject, "text": text}, ensure_ascii=False).encode()


def tell_service(reference: str, body: bytes, folder: Path) -> Outcome:
    """Give a packed message to the service whose address a reference names.

    Paths are relative to `folder`. Apprise tells no reason for a failure, and
    none that it tells is repeated here.
    """
    try:
        from apprise import Apprise
    except ModuleNotFoundError:
        return Outcome("temporary", None, 'Apprise is missing: install the extra "alerts"')
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    service = Apprise()
    try:
        known = service.add(_address(reference, folder))
    except ConfigError as error:
        return Outcome("temporary", None, str(error))
    if not known:
        return Outcome("temporary", None, f"{reference}: no address that Apprise knows")
    told = json.loads(body)
    done = service.notify(title=told["subject"], body=told["text"])
    return Outcome("accepted") if done else Outcome("temporary", None, f"{reference}: not taken")


def _address(reference: str, folder: Path) -> str:
    kind, _, name = reference.partition(":")
    found = os.environ.get(name, "") if kind == "env" else private_line(folder / name)
    if not found:
        raise ConfigError(f"{reference}: there is no address")
    return found
