import pytest

from pipelines.feed import read_feed
from pipelines.markup import decode

CHINESE = "商务部公告:对镓、锗相关物项实施出口管制,自即日起施行。"
JAPANESE = "経済産業省は半導体製造装置の輸出管理を強化すると発表しました。"
KOREAN = "산업통상자원부는 반도체 장비 수출 통제를 강화한다고 밝혔습니다."
RUSSIAN = "Правительство вводит временный запрет на экспорт бензина и дизельного топлива."
WESTERN = "Règlement – l’Union européenne prolonge les mesures à l’égard d’exportateurs"  # noqa: RUF001 - windows-1252 has them, ISO 8859-1 not

CHARSETS = [
    (CHINESE, "gb18030", "gb2312"),
    (CHINESE, "gbk", "GBK"),
    (CHINESE, "big5", "Big5"),
    (JAPANESE, "cp932", "Shift_JIS"),
    (JAPANESE, "euc-jp", "EUC-JP"),
    (KOREAN, "cp949", "EUC-KR"),
    (KOREAN, "cp949", "ks_c_5601-1987"),
    (RUSSIAN, "koi8-r", "KOI8-R"),
    (RUSSIAN, "cp1251", "windows-1251"),
    (WESTERN, "cp1252", "windows-1252"),
    (WESTERN, "cp1252", "ISO-8859-1"),
    (CHINESE, "utf-8", "UTF-8"),
]
WAYS = {
    "header": ("{}", "text/html; charset={}"),
    "quoted header": ("{}", 'text/html; charset="{}"'),
    "meta": ("<html><meta charset={1}>{0}", ""),
    "old meta": (
        '<html><meta http-equiv=content-type content="text/html; charset={1}">{0}',
        "text/html",
    ),
    "prolog": ("<?xml version='1.0' encoding='{1}'?><rss>{0}</rss>", "text/xml"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("text", "charset", "name"), CHARSETS)
def test_a_declared_charset_is_read(text, charset, name, way) -> None:
    if charset == "big5" and "镓" in text:
        text = "商務部公告對出口管制措施自即日起施行有關事項如下說明"
    body, header = WAYS[way]
    data = body.format(text, name).encode(charset)
    assert text in decode(data, header.format(name))


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_beats_every_declaration(charset) -> None:
    data = f"<?xml version='1.0' encoding='koi8-r'?>{CHINESE}".encode(charset)
    assert CHINESE in decode(data, "text/html; charset=windows-1252")


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_without_a_mark_are_noticed(charset) -> None:
    data = f"<?xml version='1.0'?>{CHINESE}".encode(charset)
    assert CHINESE in decode(data)


WRONG = [
    (CHINESE, "utf-8", "iso-8859-1"),
    (CHINESE, "utf-8", "gb2312"),
    (JAPANESE, "utf-8", "Shift_JIS"),
    (KOREAN, "utf-8", "utf-16"),
    (RUSSIAN, "utf-8", "no-such-charset"),
    (WESTERN, "cp1252", "utf-8"),
    (CHINESE, "gb18030", "utf-8"),
]


@pytest.mark.parametrize(("text", "charset", "name"), WRONG)
def test_a_wrong_declaration_does_not_spoil_the_text(text, charset, name) -> None:
    data = f"<html><meta charset={name}><p>{text * 4}</p>".encode(charset)
    assert text in decode(data, f"text/html; charset={name}")


@pytest.mark.parametrize(
    ("text", "charset"),
    [(CHINESE, "gb18030"), (JAPANESE, "cp932"), (KOREAN, "cp949"), (RUSSIAN, "koi8-r")],
)
def test_an_undeclared_charset_is_detected(text, charset) -> None:
    assert text in decode(f"<p>{text * 10}</p>".encode(charset))


def test_bytes_of_no_charset_are_still_text() -> None:
    assert isinstance(decode(bytes(range(256)) * 4), str)


@pytest.mark.parametrize(("text", "charset", "name"), CHARSETS)
def test_feeds_are_read_in_their_charset(text, charset, name) -> None:
    if charset == "big5":
        text = "商務部公告對出口管制措施"
    data = (
        f"<?xml version='1.0' encoding='{name}'?><rss version='2.0'><channel><title>x</title>"
        f"<item><title>{text}</title><link>https://example.com/1</link></item></channel></rss>"
    ).encode(charset)
    assert read_feed(data, "https://example.com/").entries[0].title == text
