"""The configuration: config.toml as frozen values, every fault named at once."""

from tracker.config.edit import add_sources, free_name
from tracker.config.find import CONFIG_VARIABLE, find_config
from tracker.config.model import (
    AlertConfig,
    ChoiceConfig,
    Config,
    DigestConfig,
    ExtractConfig,
    FetchConfig,
    HealthConfig,
    MailConfig,
    RankingConfig,
    ScheduleConfig,
    SourceConfig,
    TimelineConfig,
)
from tracker.config.password import PASSWORD_VARIABLE, mail_password
from tracker.config.read import default_config, load_config, parse_config

__all__ = [
    "CONFIG_VARIABLE",
    "PASSWORD_VARIABLE",
    "AlertConfig",
    "ChoiceConfig",
    "Config",
    "DigestConfig",
    "ExtractConfig",
    "FetchConfig",
    "HealthConfig",
    "MailConfig",
    "RankingConfig",
    "ScheduleConfig",
    "SourceConfig",
    "TimelineConfig",
    "add_sources",
    "default_config",
    "find_config",
    "free_name",
    "load_config",
    "mail_password",
    "parse_config",
]
