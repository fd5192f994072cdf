"""HTTP: polite, bounded, safe. The one way out of the program."""

from tracker.fetch.answer import Answer, Budget
from tracker.fetch.archive import Run, recorded_runs
from tracker.fetch.fetcher import Fetcher, open_fetcher, open_recorder, open_replay
from tracker.fetch.manners import HostMemory, Manners, MustWaitError
from tracker.fetch.waiting import asked_pause

__all__ = [
    "Answer",
    "Budget",
    "Fetcher",
    "HostMemory",
    "Manners",
    "MustWaitError",
    "Run",
    "asked_pause",
    "open_fetcher",
    "open_recorder",
    "open_replay",
    "recorded_runs",
]
