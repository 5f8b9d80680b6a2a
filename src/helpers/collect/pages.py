"""What a page, a feed or a sitemap leads to."""

import re
from typing import Any, NamedTuple

from helpers import urls
from helpers.collect.settings import rules
from helpers.parse import feeds

SITEMAP_ENTRY = re.compile(rb"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\s\]]+)", re.IGNORECASE)
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


class Seen(NamedTuple):
    """What a page says to a crawler.

    Attributes
    ----------
    links: canonical addresses it leads to, in order. feeds: those it announces. refresh: where it sends its reader.
    directives: of its robots meta tag.
    """

    links: list[str]
    feeds: list[str]
    refresh: str
    directives: frozenset[str]


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
    return Seen(kept, [feed for feed in named if feed], _refresh(tree, base), directives)


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


def of_sitemap(body: bytes, url: str) -> list[str]:
    """Return the addresses of a sitemap, or of the sitemaps that an index names."""
    found = (urls.canonical(entry.decode("utf-8", "replace").replace("&amp;", "&"), url) for entry in SITEMAP_ENTRY.findall(body))
    return [address for address in found if address]
