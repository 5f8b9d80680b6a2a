"""Bytes of a capture → kind of material, and text in the right encoding."""

import codecs
import re
import zlib
from urllib.parse import urlsplit

from helpers.parse.archive import GZIP, PACKED, Record

BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"OggS", b"ID3", b"wOF")
MARKS = [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
CODECS = re.compile(r"utf-(8|16.*|32.*)|iso8859-\d+|cp\d+|koi8-[ru]|gb.*|big5.*|euc_.*|shift_jis|iso2022_jp|mac-roman")
# what XML does not allow, our own marks (places.LINK), and what turns the order of the letters around it
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ue000-\ue002\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
REFERENCE = re.compile(r"&#(?:(\d{1,7})|x([0-9a-f]{1,6}));?", re.IGNORECASE)
CONTROL = bytes([*range(1, 9), *range(14, 32)])
UNTYPED = ("text/plain", "application/octet-stream", "application/gzip", "application/x-gzip")  # the content tells
HEAD = 2048  # bytes in which the first tags of a file stand
ROOTS = {
    "feed": (b"<rss", b"<feed", b"<rdf:rdf"),
    "sitemap": (b"<urlset", b"<sitemapindex"),
    "page": (b"<!doctype html", b"<html"),
}


def ungzipped(body: bytes, most: int) -> bytes:
    """Return a gzipped file unpacked, at most so many bytes of it; another, or a broken one, as it is.

    >>> import gzip
    >>> ungzipped(gzip.compress(b"<urlset>" + b" " * 9), 8), ungzipped(b"<urlset>", 8)
    (b'<urlset>', b'<urlset>')
    """
    if not body.startswith(GZIP):
        return body
    try:
        return zlib.decompressobj(PACKED["gzip"]).decompress(body, most)
    except zlib.error:
        return body


def _root(body: bytes) -> str:
    """Return what the first tags of an XML or untyped body say it is; of what is gzipped, sitemaps alone are known."""
    head = ungzipped(body, HEAD)[:HEAD].lower()
    found = next((kind for kind, tags in ROOTS.items() if any(tag in head for tag in tags)), "other")
    return found if found == "sitemap" or not body.startswith(GZIP) else "other"


def kind_of(record: Record) -> str:
    """Return page, feed, sitemap, robots, reservation, redirect, error, revisit, asset (styles, scripts…) or other."""
    if record.type not in ("response", "resource", "conversion"):
        return record.type if record.type == "revisit" else "other"
    if record.status >= 300:
        return "redirect" if record.status < 400 else "error"
    path = urlsplit(record.url).path.lower() if record.url.isprintable() else ""
    if path == "/robots.txt":
        return "robots"
    if path == "/.well-known/tdmrep.json":
        return "reservation"
    if record.media in ("text/html", "application/xhtml+xml"):
        return "page"
    if not record.media or "xml" in record.media or record.media in UNTYPED:
        return _root(record.body)
    return "feed" if record.media == "application/feed+json" else "asset"


def _codec(label: str) -> str:
    """Return the Python codec of a declared charset; empty where there is none that a page may use."""
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, UnicodeError):
        return ""
    if name in ("ascii", "iso8859-1"):
        return "cp1252"  # what is declared Latin-1 is written in windows-1252 (WHATWG Encoding, 4.2)
    return name if CODECS.fullmatch(name) else ""


def _wide(body: bytes) -> str:
    """Return the UTF-16 order that the zeros of an unmarked text betray."""
    even, odd = body[:400:2].count(0), body[1:400:2].count(0)
    if max(even, odd) < len(body[:400]) // 5:
        return ""
    return "utf-16-le" if odd > 4 * even else "utf-16-be" if even > 4 * odd else ""


def _by_content(body: bytes, declared: str) -> str:
    """Return the text where bytes and declaration may disagree: UTF-8 wins where it is nearly valid.

    What is then neither declared nor UTF-8 is windows-1252 (never windows-1250, which reads "è" as "č").
    """
    if declared not in ("", "utf-8", "cp1252"):
        return body.decode(declared, "replace")
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken and broken > sum(byte >= 0xC2 for byte in body) // 2:
        return body.decode("cp1252", "replace")
    return text


def _reference(found: re.Match[str]) -> str:
    """Return a character reference as it stands, or nothing where the character is not allowed."""
    code = int(found[1]) if found[1] else int(found[2], 16)
    return "" if code < 0x110000 and (code == 12 or FORBIDDEN.match(chr(code))) else found[0]


def allowed(html: str) -> str:
    """Return HTML without the characters that are not allowed, written as such or by their numbers.

    A single one makes trafilatura lose the whole text of a page.

    >>> allowed("a\\x00b &#27;[31m &#x1B; &#233;")
    'ab [31m  &#233;'
    """
    return REFERENCE.sub(_reference, FORBIDDEN.sub("", html))


def text_of(body: bytes, charset: str = "") -> str:
    """Return the text of an HTML body, without the characters that XML forbids; empty where it is binary.

    Order: byte-order mark, HTTP charset, meta charset, content (HTML Living Standard, 13.2.3.2).
    """
    for mark, codec in MARKS:
        if body.startswith(mark):
            return allowed(body[len(mark) :].decode(codec, "replace"))
    wide = _wide(body)
    meta = META.search(body, 0, 4096)
    declared = _codec(charset) or (_codec(meta[1].decode("ascii", "replace")) if meta else "")
    if wide or declared.startswith("utf-16"):
        declared = wide or "utf-8"  # a page whose meta tag can be read as ASCII is not UTF-16
    elif is_binary(body):
        return ""
    return allowed(_by_content(body, declared))


def is_binary(body: bytes) -> bool:
    """Tell whether a body served as HTML is a picture, a document or noise."""
    head = body[:4096]
    control = len(head) - len(head.translate(None, CONTROL))  # one byte in ten of a packed file
    untagged = b"<" not in head and (control > 0 or 0 in head)
    return head.lstrip().startswith(BINARY) or untagged or control > len(head) // 20
