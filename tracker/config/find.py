"""Where config.toml is looked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipelines.errors import ConfigError

CONFIG_VARIABLE = "TRACKER_CONFIG"
FILE_NAME = "config.toml"


def find_config(option: Path | None, environ: Mapping[str, str], here: Path) -> Path:
    """Return the configuration file to read.

    It is the one of --config, else of $TRACKER_CONFIG, else ./config.toml,
    else the one in the user's configuration folder. Raises ConfigError where
    there is none.
    """
    named = option or (Path(environ[CONFIG_VARIABLE]) if environ.get(CONFIG_VARIABLE) else None)
    if named is not None:
        return _existing(named, "--config" if option else f"${CONFIG_VARIABLE}")
    if (here / FILE_NAME).is_file():
        return here / FILE_NAME
    users = user_folder()
    if (users / FILE_NAME).is_file():
        return users / FILE_NAME
    raise ConfigError(
        f"no {FILE_NAME} in {here} or {users}: run 'tracker init' here or name one with --config"
    )


def user_folder() -> Path:
    """Return the user's configuration folder for the tracker."""
    from platformdirs import user_config_path

    return user_config_path("tracker", appauthor=False)


def _existing(path: Path, origin: str) -> Path:
    """Return `path` (a folder stands for its config.toml) if it is there."""
    found = path / FILE_NAME if path.is_dir() else path
    if not found.exists():
        raise ConfigError(f"{found}: no such file (named by {origin}); 'tracker init' writes one")
    return found
