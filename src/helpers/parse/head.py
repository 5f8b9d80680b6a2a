"""What a page says of itself and of its site in its head, and the heading that people see."""

import html
import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from helpers import urls
from helpers.parse.decode import FORBIDDEN
from helpers.parse.fields import first, rules, squeezed, words_of


class Head(NamedTuple):
    """What a page says of itself and of its site."""

    title: str
    name: str  # the title of its window
    site: str
    engine: str
    type: str
    canonical: str
    base: str
    robots: str
    mining: str


def head_of(tree: LexborHTMLParser, address: str) -> Head:
    """Read the head of a page, and its first heading."""
    said: dict[str, str] = {}
    for meta in tree.css("meta[content]"):
        name = meta.attributes.get("property") or meta.attributes.get("name") or ""
        said.setdefault(name.lower(), (meta.attributes.get("content") or "").strip())
    name, site = first(tree, ["head > title"])[:300], _unescaped(said.get("og:site_name", ""))[:120]
    title = _title(_without_site(_unescaped(said.get("og:title") or ""), site), _heading(tree, address), name)
    canonical, base = first(tree, ["link[rel=canonical]@href"]), first(tree, ["base[href]@href"])
    engine, kind = said.get("generator", "").lower(), said.get("og:type", "").lower()
    return Head(
        " ".join(_unescaped(title).split())[:300],
        name,
        site,
        engine,
        kind,
        urls.canonical(canonical, address) if canonical else "",
        urls.canonical(base, address) or address,
        said.get("robots", ""),
        said.get("tdm-reservation", ""),
    )


def _unescaped(text: str) -> str:
    return FORBIDDEN.sub("", html.unescape(text))


def _heading(tree: LexborHTMLParser, address: str) -> str:
    """Return the first heading that speaks of the page: those that lead to the home page name the site."""
    for query in rules()["title"]:
        for node in tree.css(query)[:3]:
            link = node.css_first("a[href]")
            target = urls.canonical(link.attributes.get("href") or "", address) if link is not None else ""
            if words_of(node) and (not target or target == address or target.count("/") > 3 or "?" in target):
                return words_of(node)[:300]
    return ""


def _without_site(title: str, site: str) -> str:
    """Return a title without the name of the site that ends it.

    >>> _without_site("Tarte - Chez Anne", "Chez Anne"), _without_site("Chez Anne", "Chez Anne")
    ('Tarte', 'Chez Anne')
    """
    return (site and title.removesuffix(site).rstrip(" |–—-·:«»")) or title


def stated_title(shown: str, headline: str) -> str:
    """Return the title of a page that states a headline: the part of it that the page shows, else the headline.

    >>> stated_title("Tarte", "Tarte | Chez Anne"), stated_title("Recette : Tarte", "Tarte"), stated_title("Tarte fine", "Tar…")
    ('Tarte', 'Tarte', 'Tarte fine')
    """
    cut = headline.rstrip(" .…")
    within = shown and squeezed(shown).strip() in squeezed(headline)
    return shown if within or not headline or (cut != headline.rstrip() and shown.startswith(cut)) else headline


def _title(shared: str, heading: str, name: str) -> str:
    """Return the title of a page from what it hands to networks, its first heading and the title of its window.

    >>> _title("Tarte | Mon blog", "Tarte", ""), _title("", "", "Tarte - Mon blog")
    ('Tarte', 'Tarte')
    """
    longer = shared or name
    if heading and (not shared or squeezed(heading).strip() in squeezed(shared)):
        return heading
    return longer if shared else re.split(r"\s+[|–—·«»-]+\s+", longer)[0]
