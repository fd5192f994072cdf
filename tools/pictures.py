"""Pictures of the digest of the sample newsroom, taken with headless Chromium.

    python -m tools.pictures docs/pictures [2025-W27]

Takes one of each width and colour scheme, as the HTML is in a mail client
that follows the reader's settings.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from html import escape
from itertools import product
from pathlib import Path

from tracker.jobs.demo import MOMENTS, prepare, visit
from tracker.jobs.digest import Order, preview
from tracker.newsroom import Newsroom
from tracker.resources import data_folder
from tracker.schema import connect

WIDTHS = (360, 1200)
SCHEMES = ("light", "dark")
WEEK = "2025-W27"

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
)
_FRAME = """<!DOCTYPE html><iframe id="frame" style="border:0;width:{width}px;height:800px"
srcdoc="{page}"></iframe><script>
frame.onload = () => {{
  const page = frame.contentDocument.documentElement;
  document.title = page.scrollWidth + "x" + page.scrollHeight;
}};
</script>"""
"""Chromium's own window is never narrower than 500 pixels; a frame may be."""

_SECONDS = 60
_HIGHEST = 1500


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at: the window's width in CSS pixels, and the colour scheme."""

    width: int
    scheme: str


def find_browser() -> str | None:
    """Return the path of Chromium, or None where there is none."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def measure(browser: str, html: str, look: Look) -> tuple[int, int]:
    """Return the width and the height in pixels that a page takes."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(_FRAME.format(width=look.width, page=escape(html)), encoding="utf-8")
        told = _run(browser, look, 800, Path(folder), "--dump-dom", page.as_uri())
    found = re.search(r"<title>(\d+)x(\d+)</title>", told)
    if found is None:
        raise RuntimeError("Chromium did not tell the size of the page")
    return int(found[1]), int(found[2])


def take(browser: str, html: str, look: Look, target: Path) -> None:
    """Write a picture of a page as PNG, of its upper part where it is long."""
    height = min(measure(browser, html, look)[1], _HIGHEST)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        shot = f"--screenshot={target.absolute()}"
        _run(browser, look, height, Path(folder), shot, page.as_uri())


def sample_digest(week: str) -> str:
    """Return the HTML of a week's digest of the sample newsroom."""
    sample = data_folder() / "sample"
    with tempfile.TemporaryDirectory() as folder, Newsroom(sample, MOMENTS[0]) as newsroom:
        config = prepare(Path(folder) / "demo", newsroom, sample / "config.toml")
        with closing(connect(config.database, write=True)) as db:
            for moment in MOMENTS:
                visit(config, db, newsroom, moment)
            return preview(config, db, MOMENTS[-1], Order(key=week)).html


def main(folder: Path, week: str = WEEK) -> None:
    """Take all pictures into a folder."""
    browser = find_browser()
    if browser is None:
        raise SystemExit("Chromium is needed: apt-get install chromium")
    html = sample_digest(week)
    folder.mkdir(parents=True, exist_ok=True)
    for width, scheme in product(WIDTHS, SCHEMES):
        take(browser, html, Look(width, scheme), folder / f"digest-{width}-{scheme}.png")


def _run(browser: str, look: Look, height: int, folder: Path, *options: str) -> str:
    scheme = f"--blink-settings=preferredColorScheme={int(look.scheme == 'light')}"
    size = f"--window-size={look.width},{height}"
    profile = f"--user-data-dir={folder / 'profile'}"
    ran = subprocess.run(  # noqa: S603 - a program of the system, no shell
        [browser, *_FLAGS, scheme, size, profile, *options],
        check=True,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
    )
    return ran.stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
