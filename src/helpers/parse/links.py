"""Hyperlinks of a page towards other sources: address, place, words, and what each is for."""

import functools
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from helpers import urls
from helpers.parse.places import Place, Reader, rules

UNUSED = re.compile(r"\s*(?:#|(?!https?:)[a-z][a-z0-9+.-]*:)", re.IGNORECASE)     # on this page; mailto:, tel:…
ABSOLUTE = re.compile(r"[\s\x00-\x20]*(?:https?:|[/\\]{2})", re.IGNORECASE)


class Link(NamedTuple):
    """One link of a page, before what other pages of the site tell of it."""

    target_source: str
    target_url: str
    zone: str
    rel: str
    type: str
    anchor: str
    context: str


class Home(NamedTuple):
    """What a page's links are read against: its address, its source, the prefixes of the niche."""

    base: str
    source: str
    known: Mapping[str, str]
    whole_host: bool     # every path of the host belongs to the source


class Around(NamedTuple):
    """What a page says beyond its links: its main text, squeezed; whether it was paid for."""

    main: str
    sponsored: bool


@functools.cache
def _words(*path: str) -> re.Pattern[str]:
    """Return a list of patterns of the rules as one pattern."""
    found = rules()
    for name in path:
        found = found[name]
    return re.compile("|".join(found), re.IGNORECASE)


@functools.lru_cache(maxsize=65_536)
def _absolute(href: str) -> str:
    return urls.canonical(href)


def _target(href: str, home: Home) -> str:
    """Return the canonical address of a link; empty for one that stays on the source or leads nowhere on the web."""
    if ABSOLUTE.match(href):
        return _absolute(href) if href.lstrip()[:4].lower() == "http" else urls.canonical(href, home.base)
    return "" if home.whole_host else urls.canonical(href, home.base)


def squeezed(text: str) -> str:
    """Return the letters and digits of a text, in lower case, single spaces between words."""
    return re.sub(r"\W+", " ", text.lower())


def outward(tree: LexborHTMLParser, home: Home, most: int) -> tuple[list[tuple[LexborNode, str, str]], int, int]:
    """Return (node, address, source) of each link to another source, how many stay inside, how many were left unread.

    At most ``most`` links are looked at.
    """
    nodes = [node for node in tree.css("a[href]") if not UNUSED.match(node.attributes.get("href") or "#")]
    found = []
    for node in nodes[:most]:
        address = _target(node.attributes.get("href") or "", home)
        source = urls.source_of(address, home.known) if address else ""
        if source and source != home.source:
            found.append((node, address, source))
    read = len(nodes[:most])
    return found, read - len(found), len(nodes) - read


def _is_shop(source: str, address: str) -> bool:
    hosts = rules()["shop"]["hosts"]
    return source.split("/")[0] in hosts or bool(_words("shop", "path").search(urlsplit(address).path))


def _is_affiliate(source: str, address: str, context: str) -> bool:
    affiliate, host = rules()["affiliate"], source.split("/")[0]
    names = {pair.partition("=")[0].lower() for pair in urlsplit(address).query.split("&")}
    paid = names & set(affiliate["parameters"]) - ({"tag"} if host not in rules()["shop"]["hosts"] else set())
    return host in affiliate["hosts"] or bool(paid) or bool(_words("affiliate", "near").search(context))


def _is_paid(rel: set[str], context: str, zone: str, around: Around) -> bool:
    if rel & set(rules()["sponsored"]["rel"]):
        return True
    return zone == "content" and (around.sponsored or bool(_words("sponsored", "near").search(context)))


def type_of(link: Link, picture: bool, before: str, around: Around) -> str:
    """Return what a link is for, by its address, its relation, its place and the words around it (design, law 5)."""
    rel, zone = set(link.rel.split()), link.zone
    if _words("share").search(link.target_url):
        return "share"
    if _is_affiliate(link.target_source, link.target_url, link.context if zone == "content" else ""):
        return "affiliate"
    if _is_paid(rel, link.context, zone, around):
        return "sponsored"
    if zone == "comment" or rel & set(rules()["comment"]["rel"]):
        return "comment"
    if zone != "content":
        badge = picture or _words("badge", "words").search(link.anchor)
        return "badge" if badge else str(rules()["place"][zone])
    return _type_in_text(link, before)


def _type_in_text(link: Link, before: str) -> str:
    if _words("event", "near").search(link.context):
        return "event"
    if _is_shop(link.target_source, link.target_url):
        return "shop"
    credits = _words("attribution", "before").search(before[-45:] + link.anchor[:60])
    return "attribution" if credits else "editorial"


def is_paid_for(text: str) -> bool:
    """Tell whether a page says that it was paid for."""
    return bool(_words("sponsored", "page").search(text))


def _words_of(node: LexborNode) -> tuple[str, bool]:
    """Return the words of a link, those of its picture where it has no others, and whether it is but a picture."""
    anchor = " ".join(node.text(deep=True).split())
    image = node.css_first("img") if not anchor else None
    if image is None:
        return anchor[:300], False
    said = image.attributes
    return (said.get("alt") or said.get("title") or node.attributes.get("title") or "")[:300], True


def _zone(place: Place, anchor: str, around: Around) -> str:
    """Return the zone of a link; where no element tells, its words are in the main text or beside it."""
    if place.zone or not around.main:
        return place.zone or "content"
    core = squeezed(place.before[-20:] + anchor if len(anchor) < 12 else anchor).strip()
    return "content" if core and core in around.main else "aside"


def read(found: list[tuple[LexborNode, str, str]], around: Around) -> list[Link]:
    """Return the links that ``outward`` found, typed by what their own page tells."""
    places = Reader([node for node, _, _ in found]).places()
    links = []
    for (node, address, source), place in zip(found, places, strict=True):
        anchor, picture = _words_of(node)
        rel = " ".join(sorted(set((node.attributes.get("rel") or "").lower().split())))
        link = Link(source, address, _zone(place, anchor, around), rel, "", anchor, place.context or anchor)
        links.append(link._replace(type=type_of(link, picture, place.before, around)))
    return links
