"""What a source publishes to be reached: read on its home and standing pages, never in what people write."""

import re
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from helpers import urls
from helpers.parse.fields import rules

EMAIL = re.compile(r"[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}", re.IGNORECASE)
WRITE = re.compile(r"/(?:[\w-]*contact[\w-]*|nous-ecrire|ecrire|write-to-us)(?:\.\w+)?/?$", re.IGNORECASE)
ABOUT = re.compile(r"/(?:about(?:-?me)?|a-propos|apropos|qui-(?:suis|sommes)[\w-]*)(?:\.\w+)?/?$", re.IGNORECASE)
PATHS = {"form": WRITE, "about-page": ABOUT}
MOST = 20

Contact = tuple[str, str]  # channel, value


def _linked(tree: LexborHTMLParser, address: str) -> list[Contact]:
    """Return the contacts that the links of a page lead to."""
    found: list[Contact] = []
    for node in tree.css("a[href]"):
        href = (node.attributes.get("href") or "").strip()
        if href.lower().startswith("mailto:"):
            found += [("email", mail.lower()) for mail in EMAIL.findall(unquote(href[7:].partition("?")[0]))]
            continue
        me = "me" in (node.attributes.get("rel") or "").lower().split()
        path = "/" + href.partition("#")[0].partition("?")[0]
        channels = [channel for channel, shape in PATHS.items() if shape.search(path)]
        target = urls.canonical(href, address) if me or channels else ""
        if me and target:
            found.append(("profile", target))
        elif channels and urls.source_of(target) == urls.source_of(address):
            found += [(channel, target) for channel in channels]
    return found


def contacts(tree: LexborHTMLParser, address: str, text: str) -> list[Contact]:
    """Return (channel, value) of what a home or standing page publishes: form, email, feed, profile, about-page."""
    found = _linked(tree, address) + [("email", mail.lower()) for mail in EMAIL.findall(text)]
    for node in tree.css("link[rel=alternate][href]"):
        if node.attributes.get("type") in rules()["feed_types"]:
            found.append(("feed", urls.canonical(node.attributes.get("href") or "", address)))
    if ABOUT.search(address):
        found.append(("about-page", address))
    if WRITE.search(address) and tree.css_first("form textarea") is not None:
        found.append(("form", address))
    return [contact for contact in dict.fromkeys(found) if contact[1]][:MOST]
