"""From an article to the mentions of policy events in it; one file a question."""

from pipelines.extract.extractor import Extractor

__all__ = ["Extractor"]
