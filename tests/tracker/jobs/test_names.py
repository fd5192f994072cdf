from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import ConfigError
from tracker.config import parse_config
from tracker.jobs.names import check_names

DIGEST = """
[[digest]]
name = "weekly"
to = ["desk@example.org"]
when = "mon 07:30"
"""
ALERT = """
[[alert]]
name = "chips"
to = ["desk@example.org"]
"""


def check(text: str) -> None:
    check_names(parse_config(text, Path("/somewhere/config.toml")))


def test_names_codes_and_companies_are_known() -> None:
    check("")
    check(DIGEST + 'item = ["steel"]\nactor = ["China", "eu", "org:Nvidia"]\ntarget = "US"')


def test_every_unknown_name_is_told() -> None:
    with pytest.raises(ConfigError) as fault:
        check(DIGEST + 'item = ["steal"]\nactor = "Chna"\n' + ALERT + 'target = "zzzz"')
    assert str(fault.value).splitlines() == [
        '[[digest]] "weekly": item: "steal" is unknown; did you mean "steel"?',
        '[[digest]] "weekly": actor: "Chna" is unknown; did you mean "China"?',
        '[[alert]] "chips": target: "zzzz" is unknown; \'tracker lexicon parties\' lists them',
    ]
