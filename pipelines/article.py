"""The bytes of an article's page -> its title, main text, date and canonical address.

The main text and the date are trafilatura's. Its input is bounded here; the
time and memory it takes are bounded by the process that calls this.
"""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.dates import read_day
from pipelines.errors import ArticleError
from pipelines.markup import decode
from pipelines.obstacle import WORDS, obstacle
from pipelines.plain import one_line, paragraphs
from pipelines.url import canonical_url, registrable

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_TREE = 50_000
"""Elements of a page; one with more is refused, for it would take minutes."""

MIN_TEXT = 80
"""A main text shorter than this is none (characters)."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one page tells. `text` has paragraphs parted by a blank line; `day`
    is the outlet's; `canonical` is the address that the page gives itself, where
    it is one of the same site, else the one it was found at."""

    title: str
    text: str
    canonical: str
    day: dt.date | None = None


def read_page(data: bytes, url: str, content_type: str = "") -> Page:
    """The article on the page `data`, which came from `url`.

    Raises ArticleError where the page has none: no main text, too many
    elements, or a challenge, a login or a paywall in its place.
    """
    from trafilatura import bare_extraction

    tree = _tree(data, url, content_type)
    found = bare_extraction(
        tree, url=url, include_comments=False, include_tables=False, with_metadata=True
    )
    title = _title(found, tree)
    text = _parted(paragraphs(_attribute(found, "text")), tree).removeprefix(title + "\n\n")
    if len(text) < MIN_TEXT:
        raise _no_article(data, url, content_type)
    return Page(title, text, _canonical(tree, url), read_day(_attribute(found, "date")))


def plain_body(body: str) -> str:
    """The text of an entry's own body, which may be HTML or plain, in paragraphs."""
    if "<" not in body and "&" not in body:
        return paragraphs(body)
    from lxml import html

    try:
        tree = html.fragment_fromstring(body, create_parent="div")
    except (ValueError, html.etree.LxmlError):
        return paragraphs(body)
    return _blocks(tree)


def _blocks(tree: HtmlElement) -> str:
    """The text of an element, which is changed, with each of its blocks a paragraph."""
    for element in tree.iter("script", "style"):
        element.text = None
    for block in tree.iter("p", "div", "br", "li", "h1", "h2", "h3", "h4", "tr", "blockquote"):
        block.tail = "\n" + (block.tail or "")
        block.text = "\n" + (block.text or "") if block.tag != "br" else block.text
    return paragraphs(tree.text_content())


def _parted(text: str, tree: HtmlElement) -> str:
    """`text` with the blocks of a short <article> parted: trafilatura joins them to one line."""
    articles = tree.xpath("//article[not(ancestor::article)]")
    found = (_blocks(deepcopy(element)) for element in articles)
    blocks = {"".join(each.split()): each for each in found}
    lines = text.split("\n\n")
    return "\n\n".join(blocks.get("".join(line.split()), line) for line in lines)


def _tree(data: bytes, url: str, content_type: str) -> HtmlElement:
    from lxml import html

    text = decode(data, content_type).replace("\0", "")
    if text.count("<") > 2 * MAX_TREE:
        raise ArticleError(f"{url}: the page has too many elements to be an article")
    try:
        # as bytes, since lxml refuses text with an encoding declaration
        parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ValueError, html.etree.LxmlError) as error:
        raise ArticleError(f"{url}: the page is empty or cannot be read") from error
    return tree


def _attribute(found: Any, name: str) -> str:
    return str(getattr(found, name, None) or "")


def _title(found: Any, tree: HtmlElement) -> str:
    headings = tree.xpath("//h1")
    heading = one_line(headings[0].text_content()) if len(headings) == 1 else ""
    return heading or one_line(_attribute(found, "title"))


def _canonical(tree: HtmlElement, url: str) -> str:
    links = tree.xpath("//link[@rel='canonical']/@href")
    named = canonical_url(str(links[0]), url) if len(links) == 1 else None
    own = canonical_url(url) or url
    is_home = named is not None and named.count("/") == 3 and named.endswith("/")
    if named is not None and not is_home and own.startswith("file:"):
        return named  # a saved page has no other address
    if named is None or is_home or registrable(named) != registrable(own):
        return own
    return "https" + named[4:] if own.startswith("https:") and named.startswith("http:") else named


def _no_article(data: bytes, url: str, content_type: str) -> ArticleError:
    kind = obstacle(data, content_type)
    if kind in {"challenge", "wall"}:
        return ArticleError(f"{url}: {WORDS[kind]} stands in the article's place", kind)
    return ArticleError(f"{url}: no main text was found on the page", "empty")
