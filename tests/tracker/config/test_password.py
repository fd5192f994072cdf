from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import ConfigError
from tracker.config import Config, MailConfig, mail_password


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(folder=tmp_path, mail=MailConfig(password_file="secret"))


def test_the_environment_goes_before_the_file(config: Config) -> None:
    assert mail_password(config, {"TRACKER_MAIL_PASSWORD": "from here"}) == "from here"


def test_no_password_is_none(tmp_path: Path) -> None:
    assert mail_password(Config(folder=tmp_path), {}) is None


def test_reads_a_private_file(config: Config) -> None:
    path = config.folder / "secret"
    path.write_text("s3cret\nnote\n")
    path.chmod(0o600)
    assert mail_password(config, {}) == "s3cret"


def test_refuses_a_file_that_others_can_read(config: Config) -> None:
    path = config.folder / "secret"
    path.write_text("s3cret")
    path.chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600") as caught:
        mail_password(config, {})
    assert "s3cret" not in str(caught.value)


def test_a_missing_file_is_a_fault(config: Config) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        mail_password(config, {})
