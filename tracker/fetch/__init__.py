"""HTTP: polite, bounded, safe. The one way out of the program."""

from tracker.fetch.answer import Answer, Budget
from tracker.fetch.fetcher import Fetcher, open_fetcher

__all__ = ["Answer", "Budget", "Fetcher", "open_fetcher"]
