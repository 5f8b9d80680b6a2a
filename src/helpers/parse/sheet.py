"""What the markup of a page says: title, site, date, kind, main text, tags; who speaks on it."""

import html
import itertools
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from helpers import urls
from helpers.parse import extraction, messages, structured
from helpers.parse.archive import Record
from helpers.parse.decode import FORBIDDEN
from helpers.parse.fields import day, days, every, first, patterns, rules, said_before_dates, words_of
from helpers.parse.structured import Item, Message

LONG = 150  # words from which a page that says neither type nor date is an article
MOST_TERMS = 20


class Reading(NamedTuple):
    """What every page of a niche is read with."""

    known: Mapping[str, str]
    shared_hosts: frozenset[str]  # hosts of several sources, told apart by their paths
    languages: tuple[str, ...]
    depth: int
    links_per_page: int


class Head(NamedTuple):
    """What a page says of itself and of its site."""

    title: str
    name: str  # the title of its window
    site: str
    engine: str
    type: str
    canonical: str
    base: str


class Sheet(NamedTuple):
    """A page under way: its address and source, its markup, and what the markup says."""

    address: str
    source: str
    tree: LexborHTMLParser
    head: Head
    item: Item
    messages: list[Message]
    opening: bool  # the first message opens the page
    ideas: list[Message]
    home: bool
    listing: bool


def _head(tree: LexborHTMLParser, address: str) -> Head:
    said: dict[str, str] = {}
    for meta in tree.css("meta[content]"):
        name = meta.attributes.get("property") or meta.attributes.get("name") or ""
        said.setdefault(name.lower(), (meta.attributes.get("content") or "").strip())
    name, site = first(tree, ["head > title"])[:300], said.get("og:site_name", "")[:120]
    title = _title(said.get("og:title") or "", _heading(tree, address), name)
    canonical, base = first(tree, ["link[rel=canonical]@href"]), first(tree, ["base[href]@href"])
    engine, kind = said.get("generator", "").lower(), said.get("og:type", "").lower()
    return Head(
        " ".join(FORBIDDEN.sub("", html.unescape(title)).split())[:300],
        name,
        site,
        engine,
        kind,
        urls.canonical(canonical, address) if canonical else "",
        urls.canonical(base, address) or address,
    )


def _heading(tree: LexborHTMLParser, address: str) -> str:
    """Return the first heading that speaks of the page: those that lead to the home page name the site."""
    for query in rules()["title"]:
        for node in tree.css(query)[:3]:
            link = node.css_first("a[href]")
            target = urls.canonical(link.attributes.get("href") or "", address) if link is not None else ""
            if words_of(node) and (not target or target == address or target.count("/") > 3 or "?" in target):
                return words_of(node)[:300]
    return ""


def _title(shared: str, heading: str, name: str) -> str:
    """Return the title of a page from what it hands to networks, its first heading and the title of its window.

    >>> _title("Tarte | Mon blog", "Tarte", ""), _title("", "", "Tarte - Mon blog")
    ('Tarte', 'Tarte')
    """
    longer = shared or name
    if heading and (not shared or heading in shared):
        return heading
    return longer if shared else re.split(r"\s+[|–—·«»-]+\s+", longer)[0]


def looks_like(name: str, address: str, title: str = "") -> bool:
    """Tell whether a page is of a kind, by its path or its title."""
    path = "/" + address.partition("://")[2].partition("/")[2]
    return bool(patterns(name, "path").search(path) or (title and patterns(name, "title").search(title)))


def sheet_of(record: Record, markup: str, reading: Reading) -> Sheet:
    """Read the markup of a page."""
    address = urls.canonical(record.url)
    source, tree = urls.source_of(address, reading.known), LexborHTMLParser(markup)
    item = structured.main_item(structured.items(tree, markup))
    tree.strip_tags(["script", "style", "template"])
    told, (shown, opening) = structured.messages(item), messages.messages(tree, markup)
    head, home = _head(tree, address), urls.is_home(address, source, reading.known)
    several = len(tree.css("article:not([class*=comment])")) > 2 and not opening
    listing = not item and head.type != "article" and (several or home or looks_like("listing", address))
    if home or len(told) >= len(shown):  # what a home page shows of talk is excerpts
        shown, opening = told, False
    ideas = messages.messages(tree, markup, "ideas")[0]
    return Sheet(address, source, tree, head, item, shown, opening, ideas, home, listing)


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


def published_on(sheet: Sheet, tree: Any, latest: str) -> str:
    """Return the date of publication: structured data, else markup, else htmldate; never after the capture."""
    if sheet.listing:
        return ""
    stated = structured.text(sheet.item, "datepublished", "datecreated")
    date = day(stated) or day(first(sheet.tree, rules()["published"]))
    date = date or (extraction.found_date(tree, sheet.address, latest) if tree is not None else "")
    date = date or _shown_date(words_of(sheet.tree.body) if sheet.tree.body else "", sheet.head.title)
    return date if extraction.EARLIEST <= date <= latest else ""


def _shown_date(shown: str, title: str) -> str:
    """Return the date that a page shows: after a word such as "posted", near its title, or the only one there is."""
    after_words = (shown[found.end() : found.end() + 40] for found in said_before_dates().finditer(shown))
    near = shown.partition(title)[2][:120] if title else ""
    every_date = set(itertools.islice(days(shown), 50))
    return next(filter(None, map(day, [*after_words, near])), "") or (every_date.pop() if len(every_date) == 1 else "")


def body_of(sheet: Sheet, tree: Any) -> str:
    """Return the main text of a page."""
    if sheet.opening:
        return sheet.messages[0].text
    found = extraction.main_text(tree, sheet.address) if tree is not None else ""
    question = "\n".join(structured.lines(sheet.item, "text"))
    if len(question) > len(found) or structured.types(sheet.item) & set(rules()["question_types"]):
        found = question or found
    found = extraction.without(found, [message.text for message in sheet.messages])
    return extraction.completed(extraction.without_repeats(found), sheet.item)


def terms_of(sheet: Sheet) -> str:
    """Return the tags that a page gives itself."""
    said = [word for line in structured.lines(sheet.item, "keywords") for word in line.split(",")]
    said += every(sheet.tree, rules()["terms"])
    terms = dict.fromkeys(" ".join(term.replace("|", " ").split()) for term in said)
    return " | ".join([term for term in terms if 0 < len(term) <= 60][:MOST_TERMS])
