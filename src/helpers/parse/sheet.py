"""What the markup of a page says: kind, main text, tags; who speaks on it."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from helpers import urls
from helpers.parse import extraction, messages, structured
from helpers.parse.archive import Record
from helpers.parse.fields import every, patterns, rules, words_of
from helpers.parse.head import Head, head_of, stated_title
from helpers.parse.structured import Item, Message

LONG = 150  # words from which a page that says neither type nor date is an article
MOST_TERMS = 20
KEPT = 0.8  # share of the text stated by a page under which what was extracted gives way to it


class Reading(NamedTuple):
    """What every page of a niche is read with."""

    known: Mapping[str, str]
    shared_hosts: frozenset[str]  # hosts of several sources, told apart by their paths
    languages: tuple[str, ...]
    depth: int
    links_per_page: int


class Sheet(NamedTuple):
    """A page under way: its address and source, its markup, and what the markup says."""

    address: str
    source: str
    tree: LexborHTMLParser
    shown: str  # all that people read of it, in lower case
    head: Head
    item: Item
    messages: list[Message]
    opening: bool  # the first message opens the page
    ideas: list[Message]
    home: bool
    listing: bool


def looks_like(name: str, address: str, title: str = "") -> bool:
    """Tell whether a page is of a kind, by its path or its title."""
    path = "/" + address.partition("://")[2].partition("/")[2]
    return bool(patterns(name, "path").search(path) or (title and patterns(name, "title").search(title)))


def sheet_of(record: Record, markup: str, reading: Reading) -> Sheet:
    """Read the markup of a page."""
    address = urls.canonical(record.url)
    source, tree = urls.source_of(address, reading.known), LexborHTMLParser(markup)
    found, head = structured.items(tree, markup), head_of(tree, address)
    item = structured.main_item(found, (head.title, head.name))
    told, (shown, opening) = structured.messages(item), messages.messages(tree, markup)
    home = urls.is_home(address, source, reading.known)
    several = len(tree.css("article:not([class*=comment])")) > 2 and not opening
    listing = not item and head.type != "article" and (several or home or looks_like("listing", address))
    if home or len(told) >= len(shown):  # what a home page shows of talk is excerpts
        shown, opening = told, False
    ideas = messages.messages(tree, markup, "ideas")[0]
    everything = words_of(tree.body).lower() if tree.body else ""
    return Sheet(address, source, tree, everything, head, item, shown, opening, ideas, home, listing)


def kind_of_post(sheet: Sheet, words: int, dated: bool) -> str:
    """Return the kind of the post that a page opens with."""
    types, title = structured.types(sheet.item), sheet.head.title
    if looks_like("rules", sheet.address, title):
        return "rules"
    if sheet.opening or types & set(rules()["message_types"]):
        return "message"
    if types & set(rules()["question_types"]):
        return "question"
    if len(sheet.ideas) == 1 and not sheet.listing:
        return "idea"
    if sheet.listing or looks_like("standing", sheet.address, title):
        return "page"
    said = bool(types) or sheet.head.type == "article" or re.search(rules()["dated_path"], sheet.address)
    return "article" if said or dated or words >= LONG else "page"


def title_of(sheet: Sheet) -> str:
    """Return the title of a page: as it states, where it states one, else as it shows."""
    return stated_title(sheet.head.title, structured.text(sheet.item, "headline", "name"))


def body_of(sheet: Sheet, tree: Any) -> str:
    """Return the main text of a page: what was extracted, or what it states where much of that was lost."""
    if sheet.opening:
        return sheet.messages[0].text
    found = extraction.main_text(tree, sheet.address, len(sheet.shown)) if tree is not None else ""
    found = extraction.without(extraction.without_repeats(found), [message.text for message in sheet.messages])
    found = extraction.untitled(found, (sheet.head.title, sheet.head.name))
    stated = "\n".join(structured.lines(sheet.item, "articlebody") or structured.lines(sheet.item, "text"))
    spoken = bool(structured.types(sheet.item) & {*rules()["question_types"], *rules()["message_types"]})
    found = stated if stated and (spoken or len(found) < KEPT * len(stated)) else found
    return extraction.completed(found, [*ingredients_of(sheet), *structured.lines(sheet.item, "recipeinstructions")])


def ingredients_of(sheet: Sheet) -> list[str]:
    """Return the ingredients of the recipe that a page states; those that it shows, where it states none."""
    stated = structured.ingredients(sheet.item)
    is_recipe = "recipe" in structured.types(sheet.item)
    return stated or (every(sheet.tree, rules()["ingredients"]) if is_recipe else [])


def terms_of(sheet: Sheet) -> str:
    """Return the tags that a page gives itself."""
    said = [word for line in structured.lines(sheet.item, "keywords") for word in line.split(",")]
    said += every(sheet.tree, rules()["terms"])
    terms = dict.fromkeys(" ".join(term.replace("|", " ").split()) for term in said)
    return " | ".join([term for term in terms if 0 < len(term) <= 60][:MOST_TERMS])
