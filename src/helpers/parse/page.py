"""One capture → its page, posts and links. Each tree is parsed once: lexbor for the markup, lxml for the main text."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from helpers import text, urls
from helpers.parse import extraction, links, messages, structured
from helpers.parse.archive import Record, Skip
from helpers.parse.contacts import Contact, contacts
from helpers.parse.decode import text_of
from helpers.parse.fields import day, every, first, number, patterns, rules
from helpers.parse.guard import bounded
from helpers.parse.structured import Item, Message

LONG = 150          # words from which a page that says neither type nor date is an article
MOST_TERMS = 20


class Reading(NamedTuple):
    """What every page of a niche is read with."""

    known: Mapping[str, str]
    shared_hosts: frozenset[str]     # hosts of several sources, told apart by their paths
    languages: tuple[str, ...]
    depth: int
    links_per_page: int


class Head(NamedTuple):
    """What a page says of itself and of its site."""

    title: str
    name: str                        # the title of its window
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
    opening: bool                    # the first message opens the page
    ideas: list[Message]
    home: bool
    listing: bool


class Parsed(NamedTuple):
    """What was read of one capture; authors still carry the names that the page gives."""

    row: dict[str, Any]              # a row of pages, and what the sources are described by
    posts: list[dict[str, Any]]
    links: list[links.Link]
    contacts: list[Contact]
    skips: list[Skip]
    sketch: tuple[int, ...]          # of the main text, none of a page made of parts of others


def identifier(address: str, anchor: str = "") -> str:
    """Return the identifier of a page or a post: 16 hexadecimal digits of the SHA-256 of its identity."""
    mark = f"#{anchor}" if anchor else ""
    return hashlib.sha256(f"{urls.identity(address)}{mark}".encode()).hexdigest()[:16]


def thread_address(address: str) -> str:
    """Return the address of the first page of a thread.

    >>> thread_address("https://forum.example/viewtopic.php?start=20&t=7")
    'https://forum.example/viewtopic.php?t=7'
    """
    place, _, query = address.partition("?")
    for pattern in rules()["thread_paths"]:
        place = re.sub(pattern, "", place)
    kept = [pair for pair in query.split("&") if pair.partition("=")[0] not in rules()["thread_parameters"]]
    return f"{place}?{'&'.join(kept)}" if query and kept else place


def _head(tree: LexborHTMLParser, address: str) -> Head:
    said: dict[str, str] = {}
    for meta in tree.css("meta[content]"):
        name = meta.attributes.get("property") or meta.attributes.get("name") or ""
        said.setdefault(name.lower(), (meta.attributes.get("content") or "").strip())
    name, site = first(tree, ["head > title"])[:300], said.get("og:site_name", "")[:120]
    title = _title(said.get("og:title") or "", first(tree, rules()["title"]), name)
    canonical, base = first(tree, ["link[rel=canonical]@href"]), first(tree, ["base[href]@href"])
    engine, kind = said.get("generator", "").lower(), said.get("og:type", "").lower()
    return Head(
        title[:300], name, site, engine, kind,
        urls.canonical(canonical, address) if canonical else "", urls.canonical(base, address) or address,
    )


def _title(shared: str, heading: str, name: str) -> str:
    """Return the title of a page from what it hands to networks, its first heading and the title of its window.

    >>> _title("Tarte | Mon blog", "Tarte", ""), _title("", "Mon blog", "Tarte - Mon blog")
    ('Tarte', 'Tarte')
    """
    longer = shared or name
    if heading and longer.startswith(heading):
        return heading
    parts = re.split(r"\s+[|–—·:«»-]+\s+", longer)
    if len(parts) > 1 and heading in (parts[-1], ""):
        return parts[0]     # the heading is that of the site
    return shared or heading or name


def _is(name: str, address: str, title: str = "") -> bool:
    """Tell whether a page is of a kind, by its path or its title."""
    path = "/" + address.partition("://")[2].partition("/")[2]
    return bool(patterns(name, "path").search(path) or (title and patterns(name, "title").search(title)))


def _sheet(record: Record, html: str, reading: Reading) -> Sheet:
    """Read the markup of a page."""
    address = urls.canonical(record.url)
    source, tree = urls.source_of(address, reading.known), LexborHTMLParser(html)
    item = structured.main_item(structured.items(tree, html))
    tree.strip_tags(["script", "style", "template"])
    told, (shown, opening) = structured.messages(item), messages.messages(tree, html)
    many = len(tree.css("article:not([class*=comment])")) > 2 and not opening
    home = urls.is_home(address, source, reading.known)
    listing = not item and (many or home or _is("listing", address))
    if len(told) >= len(shown):
        shown, opening = told, False
    ideas = messages.messages(tree, html, "ideas")[0]
    return Sheet(address, source, tree, _head(tree, address), item, shown, opening, ideas, home, listing)


def _kind(sheet: Sheet, words: int, dated: bool) -> str:
    """Return the kind of the post that a page opens with."""
    types, title = structured.types(sheet.item), sheet.head.title
    if _is("rules", sheet.address, title):
        return "rules"
    if sheet.opening or types & set(rules()["message_types"]):
        return "message"
    if types & set(rules()["question_types"]):
        return "question"
    if len(sheet.ideas) == 1 and not sheet.listing:
        return "idea"
    if sheet.listing or _is("standing", sheet.address, title):
        return "page"
    said = bool(types) or sheet.head.type == "article" or re.search(rules()["dated_path"], sheet.address)
    return "article" if said or dated or words >= LONG else "page"


def _published(sheet: Sheet, tree: Any, latest: str) -> str:
    """Return the date of publication: structured data, else markup, else htmldate; never after the capture."""
    if sheet.listing:
        return ""
    stated = structured.text(sheet.item, "datepublished", "datecreated")
    date = day(stated) or day(first(sheet.tree, rules()["published"]))
    date = date or (extraction.found_date(tree, sheet.address, latest) if tree is not None else "")
    return date if date <= latest else ""


def _body(sheet: Sheet, tree: Any) -> str:
    """Return the main text of a page."""
    if sheet.opening:
        return sheet.messages[0].text
    found = extraction.main_text(tree, sheet.address) if tree is not None else ""
    question = "\n".join(structured.lines(sheet.item, "text"))
    if len(question) > len(found) or structured.types(sheet.item) & set(rules()["question_types"]):
        found = question or found
    return extraction.completed(extraction.without_repeats(found), sheet.item)


def _terms(sheet: Sheet) -> str:
    """Return the tags that a page gives itself."""
    said = [word for line in structured.lines(sheet.item, "keywords") for word in line.split(",")]
    said += every(sheet.tree, rules()["terms"])
    terms = dict.fromkeys(" ".join(term.replace("|", " ").split()) for term in said)
    return " | ".join([term for term in terms if 0 < len(term) <= 60][:MOST_TERMS])


def _row(sheet: Sheet, message: Message, identity: str, languages: tuple[str, ...]) -> dict[str, Any]:
    """Return one row of posts; its thread and parent are still to be told."""
    return {
        "post": identity, "page": identifier(sheet.address), "source": sheet.source, "author": message.author,
        "url": f"{sheet.address}#{message.anchor}" if message.anchor else sheet.address, "kind": message.kind,
        "published": message.published, "lang": text.language(message.text, languages), "title": message.title,
        "text": message.text, "votes": message.votes, "accepted": message.accepted, "status": message.status,
        "thread": "", "parent": "", "terms": "", "original": "",
    }


def _opening(sheet: Sheet, body: str, published: str, languages: tuple[str, ...]) -> dict[str, Any]:
    """Return the post that a page opens with."""
    kind = _kind(sheet, len(body.split()), bool(published))
    stated = structured.text(sheet.item, "author", "creator")
    author = stated or ("" if sheet.listing else first(sheet.tree, rules()["author"]))
    message = Message(kind, author=author[:80], published=published, title=sheet.head.title, text=body,
                      votes=number(structured.text(sheet.item, "upvotecount")))
    if sheet.opening:
        told = sheet.messages[0]
        message = told._replace(kind=kind, anchor="", title=sheet.head.title, published=told.published or published)
    elif kind == "idea":
        told = sheet.ideas[0]
        message = told._replace(anchor="", title=told.title or sheet.head.title, published=told.published or published)
    row = _row(sheet, message, identifier(sheet.address), languages)
    return {**row, "thread": row["post"], "terms": _terms(sheet), "original": _original(sheet)}


def _original(sheet: Sheet) -> str:
    """Return the post that a page says it copies: its canonical address, on another source."""
    elsewhere = sheet.head.canonical and sheet.head.canonical != sheet.address
    return identifier(sheet.head.canonical) if elsewhere else ""


def _replies(sheet: Sheet, thread: str, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return comments, answers and messages of a page, each once, with thread and parent."""
    first_page = thread_address(sheet.address) == sheet.address
    told = sheet.messages[1:] if sheet.opening and first_page else sheet.messages
    posts = {message.anchor: identifier(sheet.address, message.anchor) for message in told}
    kept = {message.anchor: message for message in reversed(told)}
    rows = [_row(sheet, kept[anchor], posts[anchor], languages) for anchor in posts]
    return [{**row, "thread": thread, "parent": posts.get(kept[anchor].parent, thread)}
            for anchor, row in zip(posts, rows, strict=True)]


def _listed_ideas(sheet: Sheet, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the ideas that a board lists, each opening its own thread."""
    rows = [_row(sheet, idea, identifier(sheet.address, idea.anchor), languages) for idea in sheet.ideas]
    return [{**row, "thread": row["post"]} for row in {row["post"]: row for row in rows}.values()]


def _posts(sheet: Sheet, body: str, published: str, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the posts of a page, the opening one first."""
    opening = _opening(sheet, body, published, languages)
    thread = identifier(thread_address(sheet.address))
    continued = opening["kind"] in ("message", "question") and thread != opening["post"]
    replies = _replies(sheet, thread if continued else opening["post"], languages)
    ideas = _listed_ideas(sheet, languages) if opening["kind"] != "idea" else []
    return ([] if continued else [opening]) + replies + ideas


def read(record: Record, reading: Reading) -> Parsed | Skip:
    """Return what a captured page holds, or why it holds nothing.

    A page whose text cannot be extracted keeps its links; either is counted.
    """
    html, done = bounded(text_of(record.body, record.charset), reading.depth)
    if not html.strip():
        reason = "not-html" if record.body.strip() else "empty"
        return Skip(record.archive, done[-1] if done else reason, record.url)
    sheet = _sheet(record, html, reading)
    latest = record.captured_at[:10] or "9999"
    try:
        tree = extraction.tree_of(html)
        body, published = _body(sheet, tree), _published(sheet, tree, latest)
    except Exception as error:     # hostile markup breaks third-party parsers in ways that they do not list
        body, published, done = "", "", [*done, f"text-unread ({type(error).__name__})"]
    return _parsed(record, reading, sheet, (body, published, done))


def _parsed(record: Record, reading: Reading, sheet: Sheet, said: tuple[str, str, list[str]]) -> Parsed:
    body, published, done = said
    home = links.Home(sheet.head.base, sheet.source, reading.known, _whole_host(sheet, reading))
    found, inside, unread = links.outward(sheet.tree, home, reading.links_per_page)
    posts = _posts(sheet, body, published, reading.languages)
    skips = [Skip(record.archive, reason, record.url) for reason in done]
    skips += [Skip(record.archive, "links-beyond-limit", record.url, unread)] if unread else []
    row = {
        "page": identifier(sheet.address), "source": sheet.source, "url": sheet.address, "title": sheet.head.title,
        "captured_at": record.captured_at, "published": published, "lang": text.language(body, reading.languages),
        "words": len(body.split()), "sha256": hashlib.sha256(record.body).hexdigest(), "warc": record.archive,
        "record": record.record, "offset": record.offset, "home": sheet.home, "listing": sheet.listing,
        "inside": inside, "name": sheet.head.name, "site": sheet.head.site, "engine": sheet.head.engine,
    }
    around = links.Around(links.squeezed(body), links.is_paid_for(body))
    open_to = contacts(sheet.tree, sheet.address, body) if sheet.home or _is("standing", sheet.address) else []
    sketch = () if sheet.listing else text.sketch(body)
    return Parsed(row, posts, links.read(found, around), open_to, skips, sketch)


def _whole_host(sheet: Sheet, reading: Reading) -> bool:
    """Tell whether all that a host holds is one source: relative links then stay inside."""
    host = sheet.source.partition("/")
    return not host[1] and host[0] not in reading.shared_hosts and not urls.shares(host[0])
