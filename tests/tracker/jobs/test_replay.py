"""A recorded run made again, without a network, gives the same timeline."""

from __future__ import annotations

import datetime as dt
import gzip
from functools import partial

import pytest

from pipelines.errors import FetchError
from tracker.config import SourceConfig
from tracker.fetch import Run, open_recorder, recorded_runs
from tracker.jobs.collect import Collector
from tracker.jobs.replay import replay
from tracker.schema import connect

WORDS = "The ministry raised the quota for exports of gallium on Monday, officials said. " * 3
RSS = '<rss version="2.0"><channel><title>x</title>{}</channel></rss>'
ITEM = "<item><title>News {0}</title><link>/{0}</link><description>Feed {0}.</description></item>"


@pytest.fixture
def served(web, reply):
    items = "".join(ITEM.format(number) for number in range(4))
    web.replies["/robots.txt"] = reply("User-agent: *\nDisallow: /3")
    web.replies["/feed.xml"] = reply(RSS.format(items), headers={"ETag": '"1"'})
    page = f"<html><body><article><p>{WORDS}</p><p>{{}}</p></article></body></html>"
    zipped = gzip.compress(page.format("zipped, by the looks of it").encode())
    web.replies["/0"] = reply(zipped, headers={"Content-Encoding": "gzip"})
    web.replies["/1"] = reply(status=302, headers={"Location": "/moved"})
    web.replies["/moved"] = reply(page.format("moved to here"))
    web.replies["/2"] = reply(raw=b"nonsense\r\n\r\n")
    return web


@pytest.fixture
def config(served, make_config):
    return make_config(SourceConfig("wire", "feed", served.url + "/feed.xml", outlet="Wire"))


@pytest.fixture
def record(config, db, tmp_path):
    def run(now: dt.datetime, *names: str):
        open_web = partial(open_recorder, run=Run(tmp_path / "kept", now, names))
        return Collector(config, db, open_web=open_web).run(now, names)

    return run


@pytest.fixture
def again(config, tmp_path):
    def run():
        other = connect(tmp_path / "again.db", write=True)
        reports = [report for _, report in replay(config, other, tmp_path / "kept")]
        rows = contents(other)
        other.close()
        return reports, rows

    return run


def contents(db) -> list:
    query = (
        "SELECT a.url, a.title, a.published, a.state, a.body_origin, a.first_seen, r.number, r.text"
        " FROM articles a LEFT JOIN revisions r ON r.article = a.id ORDER BY a.id, r.number"
    )
    return [tuple(row) for row in db.execute(query)]


def test_a_replay_asks_nobody_and_gives_the_same(served, record, again, db, now) -> None:
    recorded = record(now)
    asked = len(served.asked)
    reports, rows = again()
    assert reports == [recorded]
    assert rows == contents(db)
    assert len(served.asked) == asked
    assert [row[4] for row in rows] == ["page", "page", "feed", "feed"]


def test_several_runs_are_made_again_in_order_with_what_changed(
    served, reply, record, again, db, now
) -> None:
    record(now)
    page = f"<html><body><article><p>{WORDS}</p><p>Corrected.</p></article></body></html>"
    served.replies["/0"] = reply(page)
    served.replies["/feed.xml"] = reply(status=500)
    record(now + dt.timedelta(hours=7), "wire")
    reports, rows = again()
    assert [report.revised for report in reports] == [0, 1]
    assert len(reports[1].problems) == 1
    assert rows == contents(db)


def test_a_recording_asks_for_everything_whole(served, record, now) -> None:
    record(now)
    record(now + dt.timedelta(hours=1))
    assert not any("if-none-match" in asked.headers for asked in served.asked)


def test_runs_of_one_moment_have_files_of_their_own(record, tmp_path, now) -> None:
    record(now, "wire")
    record(now, "wire")
    runs = recorded_runs(tmp_path / "kept")
    assert [run.file.name for run in runs] == [
        "20250611T080000Z-001.warc.gz",
        "20250611T080000Z-002.warc.gz",
    ]
    assert {(run.now, run.names) for run in runs} == {(now, ("wire",))}


def test_a_record_cut_off_by_a_crash_is_used_as_far_as_it_goes(
    record, again, tmp_path, now
) -> None:
    record(now)
    file = next((tmp_path / "kept").iterdir())
    file.write_bytes(file.read_bytes()[:-700])
    reports, rows = again()
    assert reports[0].polled == 1
    assert len(rows) == 4


def test_a_folder_without_a_record_is_a_clear_error(config, db, tmp_path) -> None:
    with pytest.raises(FetchError, match="no recorded run"):
        list(replay(config, db, tmp_path))
    (tmp_path / "x.warc.gz").write_bytes(b"no WARC")
    with pytest.raises(FetchError, match="no run recorded by this program"):
        list(replay(config, db, tmp_path))
