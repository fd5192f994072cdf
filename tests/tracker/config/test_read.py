from __future__ import annotations

import datetime as dt
from ipaddress import ip_network
from pathlib import Path

import pytest

from pipelines.errors import ConfigError
from pipelines.period import Rhythm
from tracker.config import default_config, load_config, parse_config
from tracker.resources import config_template

HERE = Path("/somewhere/config.toml")

FULL = """
[timeline]
path = "data/timeline.db"
merge_window_days = 10

[fetch]
contact = "you@example.org"
timeout_seconds = 20
max_megabytes = 10
per_host_seconds = 2
respect_robots = true
allow_private_hosts = false

[extract]
model = "en_core_web_sm"
lexicon = ["mine.toml"]

[schedule]
timezone = "Europe/London"
collect_minutes = 15

[[source]]
name = "ustr"
kind = "feed"
url = "https://ustr.example/rss.xml"
outlet = "USTR"
official = true
minutes = 30

[[source]]
name = "bis"
kind = "listing"
url = "https://www.bis.example/list"
entry = "div.views-row"
link = "a"
date = "time"

[mail]
host = "localhost"
port = 25
security = "starttls"
username = "me"
sender = "tracker@example.org"

[[digest]]
name = "weekly"
to = ["desk@example.org"]
when = "mon 07:30"
actor = ["US", "EU"]
item = "semiconductors"
"""


def faults(source: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse_config(source, Path("config.toml"))
    return str(caught.value).splitlines()


def test_reads_every_table_of_the_design() -> None:
    config = parse_config(FULL, HERE)
    assert config.database == Path("/somewhere/data/timeline.db")
    assert config.timeline.merge_window_days == 10
    assert config.lexicon_files == (Path("/somewhere/mine.toml"),)
    assert [source.outlet for source in config.sources] == ["USTR", "bis.example"]
    assert config.sources[0].minutes == 30
    assert config.mail.security == "starttls"
    (digest,) = config.digests
    assert digest.when == Rhythm("week", 0, dt.time(7, 30))
    assert str(digest.when) == "mon 07:30"
    assert (digest.actor, digest.item) == (("US", "EU"), ("semiconductors",))


def test_private_networks_may_be_named() -> None:
    config = parse_config('[fetch]\nallow_private_hosts = ["127.0.0.1", "fd00::/8"]', HERE)
    assert config.fetch.allow_private_hosts == (ip_network("127.0.0.1"), ip_network("fd00::/8"))


def test_an_empty_file_holds_the_defaults() -> None:
    config = parse_config("", HERE)
    default = default_config(HERE.parent)
    assert (config.fetch, config.mail, config.sources) == (default.fetch, default.mail, ())


def test_the_file_that_init_writes_has_no_fault() -> None:
    config = load_config(config_template())
    assert len(config.enabled_sources) >= 14
    assert {source.name for source in config.sources if not source.enabled} >= {"wto", "mofcom"}


def test_every_fault_is_named_at_once_with_its_line() -> None:
    assert faults(
        '[fetch]\ntimeout_seconds = "fast"\nmax_megabyte = 3\n[[source]]\nname = "a"\n'
    ) == [
        'config.toml:2: [fetch] timeout_seconds: must be a number from 1 to 600, not "fast"',
        "config.toml:3: [fetch] max_megabyte: unknown key; did you mean max_megabytes?",
        "config.toml:4: [[source]]: kind is missing",
        "config.toml:4: [[source]]: url is missing",
    ]


SOURCE = '[[source]]\nname = "a"\nkind = "feed"\nurl = "https://a.example/"\n'

FAULTY = [
    ("colour = 1", "unknown table"),
    ("[timelin]", "did you mean timeline?"),
    ("fetch = 1", "must be a table"),
    ("source = 1", "must be a list of tables"),
    ("[timeline]\nmerge_window_days = 1.5", "a whole number from 1 to 366, not 1.5"),
    ("[timeline]\nmerge_window_days = true", "a whole number"),
    ("[timeline]\npath = 3", "text on one line"),
    ("[fetch]\nrespect_robots = 1", "must be true or false"),
    ("[fetch]\nallow_private_hosts = 10", "true, false or networks"),
    ('[fetch]\nallow_private_hosts = ["10.0.0.1/8"]', 'networks such as "127.0.0.1"'),
    ('[schedule]\ntimezone = "Mars/Base"', "the name of a time zone"),
    ('[schedule]\ntimezone = "/etc/passwd"', "the name of a time zone"),
    ('[mail]\nsecurity = "ssl"', "one of none, starttls, tls"),
    ('[mail]\nsender = "me"', "an e-mail address"),
    ('[mail]\npassword = "x"', "TRACKER_MAIL_PASSWORD"),
    ('[mail]\nsender = "a@b\\nBcc: c@d"', "an e-mail address"),
    ('[[source]]\nname = "A b"\nkind = "feed"\nurl = "https://a/"', "a short name"),
    ('[[source]]\nname = "a"\nkind = "rss"\nurl = "https://a/"', "one of feed, listing"),
    ('[[source]]\nname = "a"\nkind = "feed"\nurl = "ftp://a/"', "http:// or https://"),
    ('[[source]]\nname = "a"\nkind = "feed"\nurl = "https://u:p@a/"', "no user name or password"),
    ('[[source]]\nname = "a"\nkind = "feed"\nurl = "https://a\\\\b/"', "http:// or https://"),
    ('[[source]]\nname = "a"\nkind = "feed"\nurl = "https://a:99999/"', "http:// or https://"),
    ('[[source]]\nname = "a"\nkind = "listing"\nurl = "https://a/"', "a listing needs entry"),
    (SOURCE + 'entry = "li"', 'for kind = "listing" only'),
    (SOURCE + SOURCE.replace("e/", "e/2"), '"a" stands twice'),
    (SOURCE + SOURCE.replace('"a"', '"b"'), '"https://a.example/" stands twice'),
    (SOURCE + "minutes = 0", "a whole number from 1 to 10080"),
    ('[[digest]]\nname = "w"\nto = "x"\nwhen = "mon 07:30"', "an e-mail address"),
    ('[[digest]]\nname = "w"\nto = "a@b"\nwhen = "monday"', 'such as "mon 07:30"'),
    ('[[digest]]\nname = "w"\nto = "a@b"\nwhen = "mon 25:00"', 'such as "mon 07:30"'),
    ('[[digest]]\nname = "w"\nto = "a@b"\nwhen = "mon 07:30"\nstatus = "in-force"', "in_force"),
    ("[fetch", "not valid TOML"),
]


@pytest.mark.parametrize(("source", "said"), FAULTY)
def test_says_what_is_allowed(source: str, said: str) -> None:
    found = faults(source)
    assert len(found) == 1
    assert said in found[0]
    assert found[0].startswith("config.toml:")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_config(path)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf[timeline]\n")
    assert load_config(path).timeline.merge_window_days == 14
