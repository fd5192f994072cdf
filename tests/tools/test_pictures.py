"""The digest fits narrow and wide windows, in light and in dark, as Chromium renders it."""

from __future__ import annotations

import struct
import zlib
from itertools import product
from pathlib import Path

import pytest

from pipelines.chart import Week
from pipelines.digest import Edition, Measure, compose
from pipelines.period import Rhythm, named_period
from tools.pictures import SCHEMES, WIDTHS, Look, find_browser, measure, take

BROWSER = find_browser()
pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def html() -> str:
    period = named_period(Rhythm("week"), "2025-W24")
    long = (
        "US imposes controls on exports of semiconductors, chipmaking equipment and more to China"
    )
    measures = (Measure(f"US: {long}", "in_force", "2025-05-23", None, "145 percent", 3),)
    weeks = tuple(Week(f"W{n}", n, 12 - n) for n in range(12))
    return compose(Edition("weekly", period, "UTC", measures=measures, weeks=weeks)).html


@pytest.mark.parametrize(("width", "scheme"), list(product(WIDTHS, SCHEMES)))
def test_it_fits_and_follows_the_scheme(html: str, width: int, scheme: str, tmp_path: Path) -> None:
    assert BROWSER is not None
    look = Look(width, scheme)
    assert measure(BROWSER, html, look)[0] <= width
    picture = tmp_path / "picture.png"
    take(BROWSER, html, look, picture)
    red, green, blue = corner(picture.read_bytes())
    assert (red + green + blue > 600) == (scheme == "light")


def corner(png: bytes) -> tuple[int, int, int]:
    """The colour of the first pixel of a PNG of 8 bits a sample, which no filter changes."""
    at, data = 8, b""
    while at < len(png):
        size = struct.unpack(">I", png[at : at + 4])[0]
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + size]
        at += 12 + size
    raw = zlib.decompress(data)
    return raw[1], raw[2], raw[3]
