"""Hyperlinks of a page towards other sources: address, place, words, and what each is for."""

import functools
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from helpers import urls
from helpers.parse.fields import squeezed
from helpers.parse.places import Place, Reader, rules

UNUSED = re.compile(r"\s*(?:#|(?!https?:)[a-z][a-z0-9+.-]*:)", re.IGNORECASE)  # on this page; mailto:, tel:…
SENTENCE = re.compile(r"[.!?…]\s+(?=[A-ZÀ-ÝŒ«“\"@(])")  # where one ends and another begins
NEAR = 110  # characters of a sentence, on each side of a link, that tell what it is for
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
    told: str  # what tells its zone: an element of the page, its being in the main text, or nothing


class Home(NamedTuple):
    """What a page's links are read against: its address, its source, the prefixes of the niche."""

    base: str
    source: str
    known: Mapping[str, str]
    whole_host: bool  # every path of the host belongs to the source


class Found(NamedTuple):
    """A link to another source, and the heading that stands before it."""

    node: LexborNode
    address: str
    source: str
    heading: str


@functools.cache
def _patterns(path: tuple[str, ...]) -> list[re.Pattern[str]]:
    """Return a list of patterns of the rules as at most two: those that begin with a word are tried at words alone."""
    found = rules()
    for name in path:
        found = found[name]
    at_words = [each for each in found if each.startswith(r"\b")]
    others = [each for each in found if each not in at_words]
    return [re.compile("|".join(part)) for part in (at_words, others) if part]


def says(text: str, *path: str) -> bool:
    """Tell whether a text in lower case holds one of the patterns of the rules."""
    return any(pattern.search(text) for pattern in _patterns(path))


@functools.lru_cache(maxsize=65_536)
def _absolute(href: str) -> str:
    return urls.canonical(href)


def _target(href: str, home: Home) -> str:
    """Return the canonical address of a link; empty for one that stays on the source or leads nowhere on the web."""
    if ABSOLUTE.match(href):
        return _absolute(href) if href.lstrip()[:4].lower() == "http" else urls.canonical(href, home.base)
    return "" if home.whole_host else urls.canonical(href, home.base)


def outward(tree: LexborHTMLParser, home: Home, most: int) -> tuple[list[Found], int, int]:
    """Return the links to other sources, how many stay inside, and how many were left unread beyond ``most``."""
    found: list[Found] = []
    heading = ""
    inside = unread = 0
    for node in tree.css("h1, h2, h3, h4, h5, h6, a[href]"):
        href = node.attributes.get("href")
        if node.tag != "a":
            heading = " ".join(node.text(deep=True).split())
        elif UNUSED.match(href or "#"):
            continue
        elif len(found) + inside >= most:
            unread += 1
        else:
            address = _target(href or "", home)
            source = urls.source_of(address, home.known) if address else ""
            outside = source not in ("", home.source)
            found += [Found(node, address, source, heading)] if outside else []
            inside += not outside
    return found, inside, unread


def _is_shop(source: str, address: str) -> bool:
    return source.split("/")[0] in rules()["shop"]["hosts"] or says(urlsplit(address).path.lower(), "shop", "path")


def _is_affiliate(source: str, address: str, context: str) -> bool:
    affiliate, host = rules()["affiliate"], source.split("/")[0]
    names = {pair.partition("=")[0] for pair in re.split("[?&]", address.lower())[1:]} & affiliate["parameters"]
    paid = names - ({"tag"} if host not in rules()["shop"]["hosts"] else set())
    return host in affiliate["hosts"] or bool(paid and host not in affiliate["not_hosts"]) or says(context, "affiliate", "near")


def type_of(link: Link, picture: bool, place: Place, heading: str) -> str:
    """Return what a link is for, by its address, its relation, its place and the words around it (design, law 5)."""
    rel, zone, context = set(link.rel.split()), link.zone, link.context.lower()
    if says(link.target_url.lower(), "share"):
        return "share"
    if _is_affiliate(link.target_source, link.target_url, context if zone == "content" else ""):
        return "affiliate"
    if not rel.isdisjoint(rules()["sponsored"]["rel"]) or (zone == "content" and says(context, "sponsored", "near")):
        return "sponsored"
    if zone == "comment" or not rel.isdisjoint(rules()["comment"]["rel"]):
        return _type_among_comments(link, place)
    return _type_in_text(link, picture, place, heading) if zone == "content" else _type_beside(link, picture, place)


def _is_engine(link: Link, place: Place) -> bool:
    """Tell whether a link credits what a page is made with."""
    return says(link.anchor.lower(), "engine", "words") or says(place.before[-60:].lower(), "engine", "before")


def _is_badge(link: Link) -> bool:
    return says(link.anchor.lower(), "badge", "words")


def _is_licence(link: Link) -> bool:
    return "license" in link.rel.split() or says(link.target_url.lower(), "engine", "licences")


def _type_among_comments(link: Link, place: Place) -> str:
    if _is_engine(link, place):
        return "footer"
    return "navigation" if says(link.context.lower(), "comment", "invitations") else "comment"


def _type_beside(link: Link, picture: bool, place: Place) -> str:
    badge = link.zone != "footer" and _is_badge(link)
    beside = link.zone in ("aside", "footer")  # above the text and in menus stand logos
    if badge or (picture and beside and not urls.shares(link.target_source.partition("/")[0])):  # nor where they are on a network
        return "badge"
    return "footer" if _is_engine(link, place) else str(rules()["place"][link.zone])


def _type_in_text(link: Link, picture: bool, place: Place, heading: str) -> str:
    marked = link.told == "element"
    if _is_licence(link) or (not marked and (_is_badge(link) or _is_engine(link, place))):
        return "badge" if picture else "footer"
    if says(link.anchor.lower(), "account", "words"):
        return "navigation"
    if says(link.anchor.lower(), "notice", "words"):
        return "footer"
    begun, ended = SENTENCE.split(place.before)[-1].lower(), SENTENCE.split(place.after)[0].lower()
    if says(f"{begun[-NEAR:]}{link.anchor.lower()}{ended[:NEAR]}", "event", "near"):
        return "event"
    if _is_shop(link.target_source, link.target_url) or says(begun[-NEAR:], "shop", "before"):
        return "shop"
    return "attribution" if _credits(link, begun, ended) or _heads("attribution", heading) else "editorial"


def _credits(link: Link, begun: str, ended: str) -> bool:
    """Tell whether the sentence of a link, from its beginning or to its end, owes something to whom it leads to."""
    said = says(begun[-45:] + link.anchor[:60].lower(), "attribution", "before")
    return said or says(begun, "attribution", "begun") or says(ended[:NEAR], "attribution", "ended")


def _heads(kind: str, heading: str) -> bool:
    """Tell whether a heading announces links of a kind: friends, or those who are thanked."""
    return says(heading.lower(), kind, "headings")


def _words_of(node: LexborNode) -> tuple[str, bool]:
    """Return the words of a link, those of its picture where it has no others, and whether it is but a picture."""
    anchor = " ".join(node.text(deep=True).split())
    image = node.css_first("img") if not anchor else None
    if image is None:
        return anchor[:300], False
    said = image.attributes
    return (said.get("alt") or said.get("title") or node.attributes.get("title") or "")[:300], True


def _zone(place: Place, anchor: str, heading: str, main: Callable[[], str]) -> tuple[str, str]:
    """Return the zone of a link, and what tells it: an element, else its being in the main text, else nothing."""
    related = place.context == anchor and says(heading.lower(), "lists", "related")
    if (place.zone in ("", "content") and (place.listed or related)) or (not place.zone and _heads("lists", heading)):
        return "aside", "element"
    if place.zone:
        return place.zone, "element"
    core = squeezed(place.before[-20:] + anchor if len(anchor) < 12 else anchor).strip()
    return "content", "text" if core and core in main() else "nothing"


def read(found: list[Found], main: str) -> list[Link]:
    """Return the links that ``outward`` found, typed by what their own page tells.

    Parameters
    ----------
    main: main text of the page.
    """
    text = functools.cache(lambda: squeezed(main))  # of which most pages need nothing
    places = Reader([link.node for link in found]).places()
    links = []
    for (node, address, source, heading), place in zip(found, places, strict=True):
        anchor, picture = _words_of(node)
        rel = " ".join(sorted(set((node.attributes.get("rel") or "").lower().split())))
        zone, told = _zone(place, anchor, heading, text)
        link = Link(source, address, zone, rel, "", anchor, place.context or anchor, told)
        links.append(link._replace(type=type_of(link, picture, place, heading)))
    return links
