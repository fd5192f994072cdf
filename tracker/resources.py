"""Where the files that come with the program lie."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_folder() -> Path:
    """Return the folder of lexicon, rules and sample: the wheel's, else the checkout's."""
    shipped = _PACKAGE / "data"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "data"


def config_template() -> Path:
    """Return the config.toml that `tracker init` copies, with the public sources in it."""
    shipped = _PACKAGE / "data" / "config.toml"
    return shipped if shipped.is_file() else _PACKAGE.parent / "config.toml"
