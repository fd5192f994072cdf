"""Reads what the web sent in child processes with limits of CPU, memory and time.

A child is a plain Python process that knows a few tasks. It is given bytes and
gives back JSON, over pipes: no pickle, so that a child taken over by a hostile
document can tell lies but run nothing here. One that overruns is killed, and
its task is an error; the next task gets a new child.
"""

from tracker.worker.pool import Limits, Workers, open_workers
from tracker.worker.readers import (
    name_feeds,
    parse_federal_register,
    parse_feed,
    parse_listing,
    parse_page,
    parse_sitemap,
)

__all__ = [
    "Limits",
    "Workers",
    "name_feeds",
    "open_workers",
    "parse_federal_register",
    "parse_feed",
    "parse_listing",
    "parse_page",
    "parse_sitemap",
]
