"""Lives of a program that is killed: for the tests that kill at random moments."""

from __future__ import annotations

import os
import random
import sys
import traceback
from collections.abc import Callable

Work = Callable[[random.Random | None], None]
"""What a life does; it has itself killed by the chance that it is given, if any."""


def killed_lives(work: Work, kills: int, seed: str) -> int:
    """Live again and again until that many lives were killed or one was not, then once undisturbed.

    Each life is a fork of this process. Gives how many were killed; ends the program
    where a life fails by itself.
    """
    killed = 0
    while killed < kills and _is_killed(work, random.Random(f"{seed} {killed}")):
        killed += 1
    _is_killed(work, None)
    return killed


def _is_killed(work: Work, chance: random.Random | None) -> bool:
    """One life; whether it was killed."""
    pid = os.fork()
    if pid == 0:
        try:
            work(chance)
        except BaseException:  # noqa: BLE001 - a fork must not go on as its parent would
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    status = os.waitpid(pid, 0)[1]
    if os.WIFSIGNALED(status):
        return True
    if os.WEXITSTATUS(status):
        sys.exit("a life failed")
    return False
