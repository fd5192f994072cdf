import datetime as dt

import pytest

from pipelines.errors import ListingError
from pipelines.listing import Selectors, read_listing

URL = "https://example.com/news/"
PAGE = b"""<html><body><ul>
<li class="row"><time datetime="2025-06-10T09:00:00+08:00">10 June</time>
  <a href="a/1.html"><img src="x"></a><a class="t" href="a/1.html">Quota <b>raised</b></a></li>
<li class="row"><span class="d">9 June 2025</span>
  <a class="t" href="/2025/06/09/b">Talks held</a></li>
<li class="row"><a class="t" href="javascript:void(0)">Menu</a></li>
<li class="row"><a class="t" href="a/1.html">Quota raised again</a></li>
<li class="row">no link</li></ul></body></html>"""


def test_entries_have_the_selected_link_title_and_date() -> None:
    first, second = read_listing(PAGE, URL, Selectors("li.row", "a.t", "", "time, .d"))
    assert (first.link, first.title) == ("https://example.com/news/a/1.html", "Quota raised")
    assert first.published == dt.datetime(2025, 6, 10, 1, tzinfo=dt.UTC)
    assert (second.link, second.day) == ("https://example.com/2025/06/09/b", dt.date(2025, 6, 9))
    assert second.published is None


def test_without_selectors_the_first_worded_link_and_the_dated_path_serve() -> None:
    first, second = read_listing(PAGE, URL, Selectors("li.row"))
    assert first.title == "Quota raised"
    assert second.day == dt.date(2025, 6, 9)


def test_the_entry_itself_may_be_the_link() -> None:
    assert len(read_listing(PAGE, URL, Selectors("a.t"))) == 2


def test_the_title_may_stand_outside_the_link() -> None:
    page = b'<div class="e"><h3>Ban lifted</h3><a href="/x">Read more</a></div>'
    assert read_listing(page, URL, Selectors("div.e", title="h3"))[0].title == "Ban lifted"


def test_a_selector_that_finds_nothing_is_an_error_that_names_it() -> None:
    with pytest.raises(ListingError, match=r"div\.gone"):
        read_listing(PAGE, URL, Selectors("div.gone"))


def test_a_wrong_selector_is_an_error_that_names_it() -> None:
    with pytest.raises(ListingError, match=r'"li\[" is wrong'):
        read_listing(PAGE, URL, Selectors("li["))
