"""One capture → its page, posts and links. Each tree is parsed once: lexbor for the markup, lxml for the main text."""

import hashlib
from typing import Any, NamedTuple

from helpers import text, urls
from helpers.parse import counts, extraction, links, reserved
from helpers.parse.archive import Record, Skip
from helpers.parse.contacts import Contact, contacts
from helpers.parse.dates import Dates, dates_of
from helpers.parse.decode import text_of
from helpers.parse.guard import DEEPEST_TEXT, bounded, depth
from helpers.parse.posts import Told, identifier, posts_of
from helpers.parse.sheet import Reading, Sheet, body_of, ingredients_of, looks_like, sheet_of, title_of

__all__ = ["Parsed", "identifier", "read"]


class Parsed(NamedTuple):
    """What was read of one capture; authors still carry the names that the page gives."""

    row: dict[str, Any]  # a row of pages, and what the sources are described by
    posts: list[dict[str, Any]]
    links: list[links.Link]
    contacts: list[Contact]
    skips: list[Skip]
    sketch: tuple[int, ...]  # of the main text, none of a page made of parts of others


def read(record: Record, reading: Reading) -> Parsed | Skip:
    """Return what a captured page holds, or why it holds nothing.

    A page whose text cannot be extracted keeps its links; either is counted.
    """
    html, done = bounded(text_of(record.body, record.charset), reading.depth)
    if not html.strip():
        reason = "not-html" if record.body.strip() else "empty"
        return Skip(record.archive, done[-1] if done else reason, record.url)
    sheet = sheet_of(record, html, reading)
    latest = record.captured_at[:10] or "9999"
    try:
        tree = extraction.tree_of(html)
        body, dates = body_of(sheet, tree), dates_of(sheet, tree, latest)
    except Exception as error:  # hostile markup breaks third-party parsers in ways that they do not list
        body, dates, done = "", Dates(), [*done, f"text-unread ({type(error).__name__})"]
    if not body and html.count("<") > DEEPEST_TEXT and depth(html) > DEEPEST_TEXT:
        done = [*done, "text-unread (too-deep)"]
    told = Told(body, extraction.without(body, ingredients_of(sheet)), dates, counts.comments_of(sheet, html))
    return _parsed(record, reading, sheet, (told, done))


def _parsed(record: Record, reading: Reading, sheet: Sheet, said: tuple[Told, list[str]]) -> Parsed:
    told, done = said
    home = links.Home(sheet.head.base, sheet.source, reading.known, _whole_host(sheet, reading))
    found, inside, unread = links.outward(sheet.tree, home, reading.links_per_page)
    posts = posts_of(sheet, told, reading.languages)
    skips = [Skip(record.archive, reason, record.url) for reason in done]
    skips += [Skip(record.archive, "links-beyond-limit", record.url, unread)] if unread else []
    asked = sheet.home or looks_like("standing", sheet.address)
    open_to = contacts(sheet.tree, sheet.address, told.body) if asked else []
    sketch = () if sheet.listing else text.sketch(told.prose)
    row = _row(record, sheet, told, reading.languages) | {"inside": inside}
    return Parsed(row, posts, links.read(found, told.body), open_to, skips, sketch)


def _me(sheet: Sheet) -> str:
    """Return the addresses that a page says are its author's, one space between two (microformats, rel=me)."""
    said = [node.attributes.get("href") or "" for node in sheet.tree.css("a[rel~=me][href], link[rel~=me][href]")]
    return " ".join(filter(None, (urls.canonical(href, sheet.head.base) for href in dict.fromkeys(said))))


def _row(record: Record, sheet: Sheet, told: Told, languages: tuple[str, ...]) -> dict[str, Any]:
    """Return the row of pages, and what the sources are described by."""
    return {
        "page": identifier(sheet.address),
        "source": sheet.source,
        "url": sheet.address,
        "title": title_of(sheet),
        "captured_at": record.captured_at,
        "published": told.dates.published,
        "modified": told.dates.modified,
        "lang": text.language(told.prose, languages),
        "words": len(told.body.split()),
        "sha256": hashlib.sha256(record.body).hexdigest(),
        "warc": record.archive,
        "record": record.record,
        "offset": record.offset,
        "reserved": reserved.directives(sheet.head.robots, record.robots),
        "mining": sheet.head.mining or record.mining,
        "home": sheet.home,
        "listing": sheet.listing,
        "name": sheet.head.name,
        "site": sheet.head.site,
        "engine": sheet.head.engine,
        "canonical": sheet.head.canonical,
        "me": _me(sheet) if sheet.home else "",
    }


def _whole_host(sheet: Sheet, reading: Reading) -> bool:
    """Tell whether all that a host holds is one source: relative links then stay inside."""
    host = sheet.source.partition("/")
    return not host[1] and host[0] not in reading.shared_hosts and not urls.shares(host[0])
