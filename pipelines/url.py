"""Addresses of the web: which may be used, and which of them are the same page.

`web_url` decides whether an address found in a document may be used at all,
`canonical_url` cleans it so that it still works in a browser, and `identity`
folds it further, to a key under which one article is known.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit

MAX_URL = 2000
"""Longer addresses are refused (characters)."""

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"^`{|}\u2028\u2029\u200b-\u200f\u202a-\u202e]")
_SAFE_PATH = "/:@!$&'()*+,;=~-._%"
_SAFE_QUERY = _SAFE_PATH + "?[]"
_TRACKING = re.compile(
    r"""utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|at_(medium|campaign|link\w*|format|ptr\w*|bbc_\w+)
    |ns_(mchannel|source|campaign|linkname|fee)|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid
    |twclid|igshid|mc_[ce]id|_hs(enc|mi)|cmpid|cmp|icid|ito|ncid|sr_share|smid|smtyp|partner
    |feature_|ref_src|ref_url|share_?(id|token)?|traffic_?source|xtor|spm|_ga|__twitter_impression""",
    re.VERBOSE | re.IGNORECASE,
)
_AMP_QUERY = frozenset({("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp")})
_AMP_PATH = re.compile(r"(/amp|\.amp(?=\.html?$))(?=/?$|\.html?$)", re.IGNORECASE)
_MOBILE_HOST = re.compile(r"^(www|m|mobile|amp|wap|touch)\d?\.(?=[^.]+\.[^.])")
_DEFAULT_PORT = {"http": 80, "https": 443}


def web_url(link: str, base: str = "") -> str | None:
    """The absolute http or https address that `link` means on the page `base`.

    None for every other scheme, for user names in the address, for characters
    that two parsers read differently (a backslash, controls), and for the
    over-long.
    """
    link = link.strip()
    if not link:
        return None
    try:
        joined = urljoin(base, link)
        parts = urlsplit(joined)
        usable = parts.scheme in _DEFAULT_PORT and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    if not usable or "@" in parts.netloc or len(joined) > MAX_URL:
        return None
    if _FORBIDDEN.search(parts.netloc) or "\\" in joined or _has_controls(joined):
        return None
    return _assemble(parts, parts.query)


def canonical_url(link: str, base: str = "") -> str | None:
    """`web_url` without fragment, tracking parameters and default port.

    The result still opens the page it names; what cannot be used is None.
    """
    usable = web_url(link, base)
    if usable is None:
        return None
    parts = urlsplit(usable)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in pairs if not _TRACKING.fullmatch(pair[0])]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return _assemble(parts, query, fragment=False)


def identity(url: str) -> str:
    """A key that is equal for the forms of one page: not an address to open.

    Folds the scheme, www., mobile and AMP forms, a final slash and the order
    of query parameters.
    """
    parts = urlsplit(canonical_url(url) or url)
    host = _MOBILE_HOST.sub("", parts.netloc.lower())
    path = _AMP_PATH.sub("", parts.path).rstrip("/")
    pairs = sorted(
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if (pair[0].lower(), pair[1].lower()) not in _AMP_QUERY
    )
    return host + path + ("?" + urlencode(pairs) if pairs else "")


def registrable(url: str) -> str:
    """The domain that someone registered ("bbc.co.uk"), by the public suffix list.

    The host itself, with its port, where it is a number or under no known suffix.
    """
    from tld import get_fld

    domain = get_fld(url, fail_silently=True)
    return domain if isinstance(domain, str) else urlsplit(url).netloc.lower()


def _has_controls(text: str) -> bool:
    return any(ord(char) < 32 or 127 <= ord(char) < 160 for char in text)


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        return f"[{host}]"
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    return host.lower()


def _assemble(parts: SplitResult, query: str, *, fragment: bool = True) -> str | None:
    """The address put together anew, every part quoted; None for an impossible host."""
    try:
        host = _host(parts)
    except UnicodeError:
        return None
    if not host:
        return None
    port = f":{parts.port}" if parts.port not in {None, _DEFAULT_PORT[parts.scheme]} else ""
    path = quote(parts.path or "/", safe=_SAFE_PATH)
    tail = "?" + quote(query, safe=_SAFE_QUERY) if query else ""
    end = "#" + quote(parts.fragment, safe=_SAFE_QUERY) if fragment and parts.fragment else ""
    return f"{parts.scheme}://{host}{port}{path}{tail}{end}"
