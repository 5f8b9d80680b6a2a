"""What a page, a feed or a sitemap leads to."""

import re
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from helpers import urls
from helpers.collect.settings import rules
from helpers.parse import decode, feeds
from helpers.parse.archive import MEGABYTE

SITEMAP_ENTRY = re.compile(rb"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\s\]]+)", re.IGNORECASE)
NEXT = re.compile(rb"<(?:atom:)?link\b(?=[^>]*\brel=[\"']next[\"'])[^>]*\bhref=[\"']([^\"']+)", re.IGNORECASE)  # RFC 5005
WORDPRESS = re.compile(rb"<generator>[^<]*wordpress", re.IGNORECASE)
IS_REST = re.compile(r"wp/v2/posts\b")
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


class Seen(NamedTuple):
    """What a page says to a crawler.

    Attributes
    ----------
    links: canonical addresses it leads to, in order. feeds: those it announces. refresh: where it sends its reader.
    directives: of its robots meta tag. rest: where WordPress answers programs, if it says so.
    """

    links: list[str]
    feeds: list[str]
    refresh: str
    directives: frozenset[str]
    rest: str = ""


def read(text: str, url: str) -> Seen:
    """Return what an HTML page leads to."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text)
    base_tag = tree.css_first("base[href]")
    base = (urls.canonical(base_tag.attributes.get("href") or "", url) if base_tag else "") or url
    anchors = tree.css("a[href]")[: rules()["links"]]
    links = [urls.canonical(node.attributes["href"] or "", base) for node in anchors if not _closed(node.attributes.get("rel"))]
    announced = [node for node in tree.css("link[rel=alternate][href]") if node.attributes.get("type") in FEED_TYPES]
    named = [urls.canonical(node.attributes["href"] or "", base) for node in announced]
    directives = frozenset(
        word.strip().lower()
        for node in tree.css("meta[name=robots i], meta[name=aire i], meta[name=tdm-reservation i]")
        for word in (node.attributes.get("content") or "").split(",")
    )
    kept = list(dict.fromkeys(link for link in links if link))
    api = tree.css_first('link[rel="https://api.w.org/"][href]')
    rest = urls.canonical(api.attributes.get("href") or "", base) if api else ""
    return Seen(kept, [feed for feed in named if feed], _refresh(tree, base), directives, rest)


def _closed(rel: str | None) -> bool:
    return "nofollow" in (rel or "").lower().split()


def _refresh(tree: Any, base: str) -> str:
    """Return where a meta refresh leads."""
    for node in tree.css("meta[http-equiv=refresh i]"):
        found = re.search(r"url\s*=\s*[\"']?([^\"'>]+)", node.attributes.get("content") or "", re.IGNORECASE)
        if found:
            return urls.canonical(found[1], base)
    return ""


def of_feed(body: bytes, url: str) -> list[str]:
    """Return the addresses of a feed's entries, newest first as feeds have them."""
    return [address for address, _ in feeds.entries(body, url)]


def of_sitemap(body: bytes, url: str) -> tuple[list[str], bool]:
    """Return the addresses of a sitemap, gzipped or not, and whether it is an index: they are then those of sitemaps."""
    text = decode.ungzipped(body, rules()["body_mb"] * MEGABYTE)
    found = (urls.canonical(entry.decode("utf-8", "replace").replace("&amp;", "&"), url) for entry in SITEMAP_ENTRY.findall(text))
    return [address for address in found if address], b"<sitemapindex" in text[: decode.HEAD].lower()


def after_feed(body: bytes, url: str) -> str:
    """Return the address of the feed's next page: the one it names, or as WordPress numbers them; empty where there is none."""
    named = NEXT.search(body)
    if named:
        return urls.canonical(named[1].decode("utf-8", "replace").replace("&amp;", "&"), url)
    return _numbered(url, "paged") if WORDPRESS.search(body, 0, 4096) else ""


def _numbered(url: str, key: str) -> str:
    """Return an address with the number under a key one higher (the first page carries none)."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return urlunsplit(parts._replace(query=urlencode(query | {key: str(rest_number(url, key) + 1)})))


def rest_number(url: str, key: str = "page") -> int:
    """Return the number of a page of a list, 1 where its address has none.

    >>> rest_number("http://a.example/wp-json/wp/v2/posts?page=3")
    3
    """
    told = dict(parse_qsl(urlsplit(url).query)).get(key, "")
    return int(told) if told.isdigit() else 1


def rest_page(root: str, number: int) -> str:
    """Return the address of a page of all posts, a hundred at once, by WordPress REST (``/wp-json/``).

    >>> rest_page("http://a.example/wp-json/", 2)
    'http://a.example/wp-json/wp/v2/posts?_fields=link&page=2&per_page=100'
    """
    base = root.partition("wp/v2/posts")[0]
    return urls.canonical(f"{base.rstrip('/')}/wp/v2/posts?_fields=link&page={number}&per_page=100")
