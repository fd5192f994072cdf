"""Whether a text is English, by py3langid (M. Lui and T. Baldwin, "langid.py", 2012)."""

from __future__ import annotations

ENOUGH = 1500
"""Characters from which a text's language is told."""

LEAST = 60
"""Characters below which a guess would be chance: such a text passes."""


def load() -> None:
    """Load the model; it is unpacked through a temporary file."""
    import py3langid

    py3langid.classify("")


def is_english(title: str, text: str) -> bool:
    """Whether the text, or the title where there is none, is likeliest English."""
    sample = (text or title)[:ENOUGH]
    if len(sample) < LEAST:
        return True
    import py3langid

    language, _ = py3langid.classify(sample)
    return bool(language == "en")
